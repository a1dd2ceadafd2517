//! Locals, fields, references.

use super::check::found;

#[test]
fn a_local_is_overwritten() {
    let text = r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::main() -> () {
  bb0:
    _1 = demo::source() -> bb1; @1:1-1:2
  bb1:
    _2 = demo::sink(copy _1) -> bb2; @2:1-2:2
  bb2:
    _1 = const "";
    _2 = demo::sink(copy _1) -> bb3; @3:1-3:2
  bb3:
    return;
}
"#;
    assert_eq!(found(text), ["demo::main 2"]);
}

#[test]
fn what_is_written_through_a_reference_is_in_the_field() {
    let text = r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::main() -> () {
    let _1: demo::P;
    let _3: &mut std::string::String;
  bb0:
    _1 = struct demo::P {0: const "", 1: const ""};
    _3 = &mut (_1.0: std::string::String);
    _4 = demo::source() -> bb1; @1:1-1:2
  bb1:
    (*_3) = move _4;
    _2 = demo::sink(copy (_1.0: std::string::String)) -> bb2; @2:1-2:2
  bb2:
    _2 = demo::sink(copy (_1.1: std::string::String)) -> bb3; @3:1-3:2
  bb3:
    _2 = demo::sink(copy _1) -> bb4; @4:1-4:2
  bb4:
    (_1.0: std::string::String) = const "";
    _2 = demo::sink(copy _1) -> bb5; @5:1-5:2
  bb5:
    return;
}
"#;
    assert_eq!(found(text), ["demo::main 2", "demo::main 4"]);
}

#[test]
fn a_function_writes_through_its_parameter_and_another_reads() {
    let text = r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::set(_1: &mut demo::P, _2: std::string::String) -> () {
  bb0:
    ((*_1).0: std::string::String) = move _2;
    return;
}
@"a.rs":10:1-19:1
fn demo::get(_1: &demo::P) -> &std::string::String {
  bb0:
    _0 = &((*_1).0: std::string::String);
    return;
}
@"a.rs":20:1-29:1
fn demo::other(_1: &demo::P) -> &std::string::String {
  bb0:
    _0 = &((*_1).1: std::string::String);
    return;
}
@"a.rs":30:1-39:1
fn demo::report(_1: &std::string::String) -> () {
    let _2: &std::string::String;
  bb0:
    _2 = &(*_1);
    _0 = demo::sink(move _2) -> bb1; @31:1-31:2
  bb1:
    return;
}
@"a.rs":40:1-49:1
fn demo::main() -> () {
    let _1: demo::P;
    let _3: &mut demo::P;
    let _5: &demo::P;
    let _6: &std::string::String;
  bb0:
    _1 = struct demo::P {0: const "", 1: const ""};
    _3 = &mut _1;
    _4 = demo::source() -> bb1; @41:1-41:2
  bb1:
    _2 = demo::set(move _3, move _4) -> bb2;
  bb2:
    _5 = &_1;
    _6 = demo::get(copy _5) -> bb3;
  bb3:
    _2 = demo::report(copy _6) -> bb4; @42:1-42:2
  bb4:
    _6 = demo::other(copy _5) -> bb5;
  bb5:
    _2 = demo::sink(copy _6) -> bb6; @43:1-43:2
  bb6:
    return;
}
"#;
    assert_eq!(found(text), ["demo::main 31"]);
}
