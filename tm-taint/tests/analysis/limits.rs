//! What is followed no further.

use tm_taint::analysis::Limits;

use super::check::found_within;

/// Two closures that are handed over may call each other: where the limits end that, what they are given still comes out.
#[test]
fn code_that_is_handed_over_is_not_called_beyond_the_limits() {
    let text = r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::main() -> () {
    let _1: {closure demo::main::{closure#0}};
    let _2: {closure demo::main::{closure#1}};
  bb0:
    _1 = closure demo::main::{closure#0} ();
    _2 = closure demo::main::{closure#1} ();
    _3 = demo::source() -> bb1; @1:1-1:2
  bb1:
    _4 = demo::unknown(move _1, move _2, move _3) -> bb2; @2:1-2:2
  bb2:
    _0 = demo::sink(move _4) -> bb3; @3:1-3:2
  bb3:
    return;
}
closure demo::main::{closure#0}(_1: {closure demo::main::{closure#0}}, _2: std::string::String) -> std::string::String {
  bb0:
    _0 = move _2;
    return;
}
closure demo::main::{closure#1}(_1: {closure demo::main::{closure#1}}, _2: std::string::String) -> std::string::String {
  bb0:
    _0 = move _2;
    return;
}
"#;
    let limits = Limits { maximum_applications: 0, ..Limits::default() };
    assert_eq!(found_within(limits, text), ["demo::main 3"]);
}
