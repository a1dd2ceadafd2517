//! What belongs to the user stays as it is.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::repository::{ENVIRONMENT, GUESTBOOK, Repository, with_mail};
use crate::support::{Folder, Run};

/// Every file below a folder with its content, less what `is_left_out`.
fn files(folder: &Path, is_left_out: impl Fn(&str) -> bool) -> String {
    let listing = Folder::at(folder.to_owned()).listing();
    listing.lines().filter(|line| !is_left_out(line)).map(|line| format!("{line}\n")).collect()
}

#[track_caller]
fn is_as(before: &str, after: &str) {
    let differs: Vec<_> = after.lines().filter(|line| !before.lines().any(|it| it == *line)).collect();
    assert!(before == after, "something of the user's has changed:\n{}", differs.join("\n"));
}

#[test]
fn work_tree_index_and_target_are_as_before() {
    let Some(repository) = Repository::guestbook("df-untouched") else { return };
    let repository = repository.with_target();
    let root = repository.folder.path.clone();
    // Something staged, something changed, something new, something ignored, a hook and a stash.
    repository.folder.write("src/lib.rs", with_mail(GUESTBOOK));
    repository.git("stash --quiet");
    repository.git("stash apply --quiet");
    repository.folder.write("staged.txt", "staged\n");
    repository.git("add staged.txt");
    repository.folder.write("staged.txt", "changed\n");
    repository.folder.write("new.txt", "new\n");
    for hook in ["post-checkout", "pre-commit", "reference-transaction"] {
        let path = root.join(".git/hooks").join(hook);
        fs::create_dir_all(root.join(".git/hooks")).expect("the folder can be made");
        fs::write(&path, "#!/bin/sh\ntouch \"$(git rev-parse --git-common-dir)/../hook-ran\"\n")
            .expect("it can be written");
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is ours");
    }
    // Built once, as the user does.
    repository.tm(0, "model --quiet -o ../now.json");
    let state = || {
        let git = ["status --porcelain=v2 --branch", "stash list", "diff --cached", "diff", "reflog", "for-each-ref"];
        let git: String = git.iter().map(|line| repository.git(line)).collect();
        // `git status` above refreshes the index; what else is in the repository is as it was.
        let tree = files(&root, |line| line.starts_with("target/tm/") || line.starts_with(".git/logs"));
        git + &tree
    };
    let before = state();
    assert!(before.contains("target/debug/"), "the target folder is looked at");
    repository.tm(0, "diff main --quiet");
    is_as(&before, &state());
    let built = fs::read_dir(root.join("target/tm/diff")).expect("it was built somewhere").count();
    assert_eq!(built, 1, "in one place");
    repository.tm(2, "diff main --quiet --features nowhere");
    repository.tm(0, "diff main HEAD --quiet");
    is_as(&before, &state());
}

/// git names the repository and its index to hooks, and cargo tm runs in hooks.
#[test]
fn in_a_hook_the_index_stays_as_it_is() {
    let Some(repository) = Repository::guestbook("df-hook") else { return };
    repository.folder.write("src/lib.rs", with_mail(GUESTBOOK));
    let hook = repository.folder.path.join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().expect("it is in a folder")).expect("the folder can be made");
    fs::write(&hook, "#!/bin/sh\nexec \"$CARGO_TM\" diff HEAD --quiet --today 2026-11-21 -o ../said.txt\n")
        .expect("it can be written");
    #[cfg(unix)]
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is ours");
    let tm = repository.command("");
    let mut command = Command::new("git");
    command.current_dir(&repository.folder.path).args(["commit", "--quiet", "--all", "--message", "Tell authors"]);
    for (name, value) in tm.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.envs(ENVIRONMENT).env("CARGO_TM", tm.get_program());
    let run = Run::of(&mut command);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let said = fs::read_to_string(repository.folder.path.with_file_name("said.txt")).expect("the hook has run");
    assert!(said.contains("  + Mail service (ExternalEntity), src/lib.rs:"), "{said}");
    assert_eq!(repository.git("status --porcelain"), "");
    assert_eq!(repository.git("show --stat --format=%s").lines().next(), Some("Tell authors"));
    repository.is_clean();
}

/// What a run that was killed has left does not keep the next one from its work, and goes with it.
#[test]
fn what_a_killed_run_left_is_removed() {
    let Some(repository) = Repository::guestbook("df-killed") else { return };
    repository.tm(0, "diff main --quiet");
    let script = "fn main() { std::process::exit(1) }\n";
    repository.folder.write("build.rs", script);
    repository.commit("Never build");
    repository.git("checkout --quiet HEAD^ -- .");
    repository.git("rm --quiet --force build.rs");
    // The folder is the same each time: made by hand as if somebody had been killed there.
    let run = repository.tm(2, "diff main --verbose");
    let tree = run.stderr.split(['`', ' ', '(', ')', '\n']).find(|it| it.ends_with("/tree")).expect("cargo names it");
    repository.git(&format!("worktree add --quiet --detach {tree} HEAD^"));
    assert_eq!(repository.git("worktree list").lines().count(), 2);
    repository.tm(0, "diff HEAD^ --quiet");
}
