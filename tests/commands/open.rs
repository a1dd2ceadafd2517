//! `cargo tm report --open`: the browser is a script here, which notes what it is given.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use crate::support::{Folder, Run, target};

const MODEL: &str = r#"{ "version": 1, "name": "Letters", "elements": [{ "id": "s", "class": "Server" }] }"#;

/// A folder with a browser in it.
fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("browser", "#!/bin/sh\necho \"$1\" >> opened.txt\n");
    let browser = folder.path.join("browser");
    fs::set_permissions(browser, fs::Permissions::from_mode(0o755)).expect("the script is ours");
    folder
}

fn report(folder: &Folder, line: &str, browser: &str) -> Run {
    let words = line.split_whitespace();
    Run::of(folder.command().arg("report").args(words).env("BROWSER", folder.path.join(browser)))
}

/// What the browser was given, once it had the time to note it.
fn opened(folder: &Folder) -> String {
    let start = Instant::now();
    loop {
        let noted = fs::read_to_string(folder.path.join("opened.txt")).unwrap_or_default();
        if noted.ends_with('\n') || start.elapsed() > Duration::from_secs(120) {
            return noted;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_browser_gets_the_whole_path() {
    let folder = folder("open");
    folder.write("m.json", MODEL);
    let run = report(&folder, "--from tm m.json -o letters.html --open", "browser");
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
    assert_eq!(opened(&folder), format!("{}\n", folder.path.join("letters.html").display()));
    assert!(folder.read("letters.html").contains("<title>Letters"));
}

#[test]
fn a_browser_that_is_not_there_is_no_failure() {
    let folder = folder("open-none");
    folder.write("m.json", MODEL);
    let run = report(&folder, "--from tm m.json -o letters.html --open", "nothing");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let path = folder.path.join("letters.html").display().to_string();
    assert!(run.stderr.starts_with(&format!("warning: `{path}` was written, but not opened: `")), "{}", run.stderr);
    assert!(folder.read("letters.html").contains("<title>Letters"));
}

#[test]
fn stdout_cannot_be_opened() {
    let folder = folder("open-stdout");
    folder.write("m.json", MODEL);
    let run = report(&folder, "--from tm m.json --open", "browser");
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("= help: name a file with `-o FILE`"), "{}", run.stderr);
    assert!(!folder.path.join("opened.txt").exists());
}

#[test]
fn of_several_reports_the_first_is_opened() {
    let folder = folder("open-two");
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"open-a\", \"open-b\"]\n");
    for name in ["open-a", "open-b"] {
        folder.package(name, name, "");
        let source = "tm::model! { name = \"Two\" }\n#[tm::element(Server)] pub struct Web;\n";
        folder.write(&format!("{name}/src/lib.rs"), source);
    }
    let run = report(&folder, "--quiet --open", "browser");
    assert_eq!((run.code, run.stdout.lines().count()), (Some(0), 2), "{}", run.stderr);
    assert_eq!(opened(&folder), format!("{}\n", target().join("tm/open-a/report.html").display()));
}
