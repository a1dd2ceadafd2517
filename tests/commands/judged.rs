//! What a model says beside its attributes, from the macros to the last output: `projects/judged`.

use crate::support::{Folder, root};

#[test]
fn options_overrides_and_assumptions_hold_to_the_end() {
    let mut folder = Folder::at(root().join("tests/projects/judged"));
    folder.session(0, "check --quiet --today 2026-11-21");
    folder.session(0, "findings --quiet --today 2026-11-21");
    folder.session(0, "explain INP14 --on Proxy --quiet");
    folder.session(0, "explain INP05 --on Proxy --quiet");
    folder.session(0, "model --quiet");
    folder.session(0, "dfd --format dot --quiet");
    folder.session(0, "dfd --format dot --levels 0 --quiet");
    folder.session(0, "seq --quiet --format plantuml");
    // A flow that repeats another is an error where the model says so, and unknown threats are named.
    folder.session(1, "check --quiet --today 2026-11-21 --features deny");
    folder.expect("judged.txt");
}

/// What the model file says is what the code says: reading it gives the same findings.
#[test]
fn the_model_file_says_the_same() {
    let project = Folder::at(root().join("tests/projects/judged"));
    let folder = Folder::new("judged");
    folder.write("model.json", project.tm("model --quiet").stdout);
    for line in ["findings --format json --today 2026-11-21", "model", "dfd --format dot --levels 0"] {
        let read = folder.tm(&format!("{line} --from tm model.json"));
        assert_eq!(read.code, Some(0), "{}", read.stderr);
        assert!(read.stdout == project.tm(&format!("{line} --quiet")).stdout, "{line}");
    }
}

/// cargo puts a program where the last one of its name was, whatever its features: each run hears its own all the same.
#[test]
fn runs_with_other_features_do_not_mix() {
    let project = Folder::at(root().join("tests/projects/judged"));
    let runs = |line: &str| -> Vec<Option<i32>> { (0..4).map(|_| project.tm(line).code).collect() };
    std::thread::scope(|scope| {
        let denied = scope.spawn(|| runs("check --quiet --today 2026-11-21 --features deny"));
        assert_eq!(runs("check --quiet --today 2026-11-21"), [Some(0); 4]);
        assert_eq!(denied.join().expect("it has an end"), [Some(1); 4]);
    });
}
