//! What the compiler says to each mistake in an annotation: `ui/<topic>/<mistake>.rs` and, beside it, the message.
//!
//! `TRYBUILD=overwrite cargo test --package tm-tests --test ui` records the messages anew.

use std::process::Command;

/// The compiler the messages were recorded with; the words of others may differ.
const RECORDED_WITH: &str = "1.95";

#[test]
fn mistakes_are_explained() {
    let version = Command::new("rustc").arg("--version").output().expect("rustc runs");
    let version = String::from_utf8_lossy(&version.stdout);
    if !version.starts_with(&format!("rustc {RECORDED_WITH}.")) {
        skip(&format!("ui expectations are recorded with Rust {RECORDED_WITH}"));
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[expect(clippy::print_stdout, reason = "says why nothing was tested")]
fn skip(reason: &str) {
    println!("skipped: {reason}");
}
