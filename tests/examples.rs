//! The examples build in dev and release, under their own `#![deny(warnings)]`.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use std::path::Path;
use std::process::Command;

use cargo_tm::EXAMPLES;

#[test]
fn the_examples_build_without_warnings_in_every_profile() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for example in EXAMPLES {
        let source = std::fs::read_to_string(root.join("examples").join(example).join("src/lib.rs"));
        assert!(source.expect("the example has a library").contains("#![deny(warnings"), "{example}");
        for profile in ["dev", "release"] {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(["build", "--package", example, "--profile", profile]).current_dir(&root);
            let output = cargo.output().expect("cargo runs");
            let log = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && !log.contains("warning"), "{example}, {profile}:\n{log}");
        }
    }
}
