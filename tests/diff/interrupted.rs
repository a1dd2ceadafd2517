//! Ended in the middle: no checkout stays, and nothing runs on.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::repository::{GUESTBOOK, Repository};

const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn ctrl_c_removes_the_checkout_and_ends_the_build() {
    let Some(repository) = Repository::guestbook("df-signal") else { return };
    let pid = repository.folder.path.with_file_name("pid");
    let script = format!(
        "fn main() {{ std::fs::write({pid:?}, std::process::id().to_string()).unwrap(); \
         std::thread::sleep(std::time::Duration::from_secs(600)) }}\n"
    );
    repository.folder.write("build.rs", script);
    repository.commit("Build for ever");
    fs::remove_file(repository.folder.path.join("build.rs")).expect("it was written");
    repository.folder.write("src/lib.rs", GUESTBOOK);
    for signal in ["-INT", "-TERM"] {
        let _ = fs::remove_file(&pid);
        let mut command = repository.command("diff HEAD");
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
        let start = Instant::now();
        let script = loop {
            match fs::read_to_string(&pid) {
                Ok(text) if !text.is_empty() => break text,
                _ => assert!(start.elapsed() < PATIENCE, "the build script does not run"),
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(repository.git("worktree list").lines().count(), 2, "the checkout stands while it is built");
        assert!(kill(signal, &child.id().to_string()));
        assert_eq!(child.wait().expect("it ends").code(), Some(2), "{signal}");
        repository.is_clean();
        let start = Instant::now();
        while kill("-0", &script) {
            assert!(start.elapsed() < PATIENCE, "the build script runs on");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn kill(signal: &str, pid: &str) -> bool {
    let kill = Command::new("kill").args([signal, pid]).stderr(Stdio::null()).status();
    kill.expect("kill can be started").success()
}
