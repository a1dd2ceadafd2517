//! `--from pytm FILE`: models of the Python tool, and what is said of files that are none.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MODEL: &str = r#"{ "name": "Shop",
  "elements": [{ "__class__": "Server", "name": "Web", "isHardened": true,
                 "overrides": [{ "threat_id": "T1", "severity": "Low" }] },
               { "__class__": "Actor", "name": "User" }],
  "flows": [{ "source": "User", "sink": "Web", "name": "visit" }] }"#;

const THREATS: &str = r#"[
  { "SID": "T1", "target": "Server", "description": "Weak", "severity": "High",
    "condition": "target.controls.isHardened is False" },
  { "SID": "T2", "target": "Dataflow", "description": "Open", "severity": "High",
    "condition": "target.controls.isEncrypted is False" }]"#;

/// A folder with those files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    for (file, text) in files {
        std::fs::write(folder.join(file), text).expect("the file can be written");
    }
    folder
}

/// stdout, stderr and exit code of `cargo tm` in `folder`.
fn tm(folder: &Path, arguments: &str) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-tm"));
    let Output { status, stdout, stderr } =
        command.arg("tm").args(arguments.split(' ')).current_dir(folder).output().expect("cargo-tm starts");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (text(stdout), text(stderr), status.code())
}

#[test]
fn a_model_of_pytm_is_evaluated_like_any_other() {
    let folder = folder("from-pytm", &[("shop.json", MODEL), ("threats.json", THREATS)]);
    let (stdout, stderr, code) = tm(&folder, "findings --from pytm shop.json --threats threats.json");
    let rows: Vec<Vec<_>> = stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[1], ["High", "potential", "open", "T2", "Open", "visit"]);
    assert_eq!(rows[2], ["Low", "potential", "open", "T1", "Weak", "Web"]);
    assert!(stderr.contains("shop.json: elements[0]: `Server` has no attribute `isHardened`"), "{stderr}");
    assert!(stderr.contains("it is a control: `controls.isHardened`"), "{stderr}");
    assert_eq!(code, Some(0));
}

#[test]
fn a_python_program_is_answered_with_the_command_that_makes_the_file() {
    let folder = folder("from-python", &[("shop.py", "tm.process()")]);
    let (stdout, stderr, code) = tm(&folder, "check --from pytm shop.py");
    let expected = "error: `shop.py` is a Python program, and `--from pytm` reads what it writes\n  \
                    = help: run `python shop.py --json shop.json`, then use `--from pytm shop.json`\n";
    assert_eq!((stdout.as_str(), stderr.as_str(), code), ("", expected, Some(2)));
    let (_, stderr, _) = tm(&folder, "check --from pytm it's.py");
    assert!(stderr.contains(r"python 'it'\''s.py' --json"), "{stderr}");
}

#[test]
fn what_is_no_model_of_pytm_gives_no_result() {
    let folder = folder("from-odd", &[("list.json", "[]"), ("deep.json", &"[".repeat(9999)), ("shop.json", MODEL)]);
    for (arguments, error) in [
        ("model --from pytm list.json", "list.json: the model is of the wrong type"),
        ("model --from pytm deep.json", "`deep.json` cannot be read as JSON"),
        ("model --from pytm absent.json", "failed to read `absent.json`"),
        ("model --from python shop.json", "there is no model format `python`"),
    ] {
        let (stdout, stderr, code) = tm(&folder, arguments);
        assert!(stderr.contains(error), "{stderr}");
        assert_eq!((stdout.as_str(), code), ("", Some(2)), "{arguments}");
    }
}
