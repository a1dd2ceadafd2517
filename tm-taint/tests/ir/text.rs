//! The text form.

use proptest::prelude::*;
use tm_taint::ir::Tables;
use tm_taint::ir::text::{Detail, parse, print};

use crate::generate::Choices;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_printed_is_read_as_equal(numbers in prop::collection::vec(any::<u32>(), 0..400)) {
        let mut tables = Tables::default();
        let krate = Choices::new(&numbers, &mut tables).krate();
        let text = print(&krate, &tables, Detail::Whole);
        let read = parse(&text, &mut tables);
        prop_assert_eq!(read.as_ref(), Ok(&krate), "{}", text);
        let mut others = Tables::default();
        let again = parse(&text, &mut others).map(|it| print(&it, &others, Detail::Whole));
        prop_assert_eq!(again, Ok(text));
    }

    #[test]
    fn no_text_panics(numbers in prop::collection::vec(any::<u32>(), 0..200), cuts in prop::collection::vec((any::<usize>(), any::<usize>()), 1..4)) {
        let mut tables = Tables::default();
        let krate = Choices::new(&numbers, &mut tables).krate();
        let mut characters: Vec<char> = print(&krate, &tables, Detail::Whole).chars().collect();
        for (from, to) in cuts {
            let (from, to) = (from % characters.len().max(1), to % characters.len().max(1));
            if from < to {
                characters.drain(from..to.min(from + 8));
            } else if from < characters.len() {
                characters.swap(from, to);
            }
        }
        let _ = parse(&characters.into_iter().collect::<String>(), &mut tables);
    }
}

/// What a person writes, with no more than is needed, and what it stands for.
#[test]
fn hand_written() {
    let text = r#"
        crate demo;
        // One impl, whose method is below.
        impl demo::Store for demo::Db { fn put = <demo::Db as demo::Store>::put; }
        fn <demo::Db as demo::Store>::put(_1 self: &mut demo::Db, _2: std::string::String) -> () {
            in impl#0;
          bb0: ((*_1).0: std::string::String) = move _2; _3.1 = const 3_u8; return;
        }
        fn demo::main() -> () {
          bb0: _1 = std::env::var::<&str>(const "X") -> bb1;
          bb1: _2 = const static demo::G; _0 = <demo::Db as demo::Store>::put(copy _2, move ((_1 as Ok).0: std::string::String)) -> bb2;
          bb2: switch(copy _1) -> [0: bb0, else: bb3]; @"src/main.rs":3:4-3:9
          bb3: _4 = (copy _2)(const ()) -> !;
        }
    "#;
    let mut tables = Tables::default();
    let krate = parse(text, &mut tables).unwrap();
    insta::assert_snapshot!(print(&krate, &tables, Detail::Whole));
}

#[test]
fn errors_say_where() {
    let cases = [
        ("", "1:1: expected `crate` and its name"),
        ("crate demo;\nfn main(", "2:9: expected `_` and a number, found the end"),
        ("crate demo;\nfn demo::f() -> () {\n  bb0:\n    goto bb1;\n}", "3:3: the body has no block `bb1`"),
        (
            "crate demo;\nfn demo::f() -> () {\n  bb0:\n    _1 = load(); }",
            "4:10: the path of a function begins with the name of a crate",
        ),
        ("crate demo;\nimpl Store for demo::Db { }", "2:25: `Store` is no absolute path of a trait"),
        ("crate demo;\nimpl demo::S for demo::Db { fn a = demo::b; }", "2:32: the crate has no body `demo::b`"),
        ("crate demo;\nstruct demo::P { P { a: \"é\\q\" } }", "2:27: no such escape"),
        ("crate demo;\nfn demo::f(_2: u8) -> () { }", "2:12: parameters are numbered in order: this one is `_1`"),
        ("crate demo;\nfn demo::f() -> () { bb0: _99999999999 = const 1; return; }", "2:27: the number is too large"),
        (
            "crate demo;\nfn demo::f() -> () { bb0: _999999999 = const 1; return; }",
            "2:22: `_999999999` is too high a number for a local",
        ),
    ];
    for (text, expected) in cases {
        let error = parse(text, &mut Tables::default()).unwrap_err();
        assert_eq!(error.to_string(), expected, "{text}");
    }
    let deep = format!("crate demo; fn demo::f(_1: {}u8) -> () {{ }}", "&".repeat(100_000));
    assert_eq!(parse(&deep, &mut Tables::default()).unwrap_err().message, "too deeply nested");
}
