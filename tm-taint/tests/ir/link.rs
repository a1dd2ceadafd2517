//! Names across crates.

use tm_taint::ir::text::{Detail, parse, print};
use tm_taint::ir::{Tables, link};

const DEP: &str = "
    crate dep;
    struct dep::inner::Conn { Conn {} }
    trait dep::inner::Sink { fn send; }
    export dep::store = dep::inner::deep::put;
    export dep::Conn = dep::inner::Conn;
    export dep::prelude = dep::inner;
    export dep::all::* = dep::inner::*;
    export dep::again = dep::store;
    export dep::other = std::env::var;
    fn dep::inner::deep::put() -> () { bb0: return; }
    fn dep::inner::Conn::exec() -> () { bb0: return; }
    fn dep::inner::made_by_macro() -> () { bb0: return; }
    fn dep::inner::twice() -> () { bb0: return; }
    fn dep::twice() -> () { bb0: return; }
    fn dep::a::both() -> () { bb0: return; }
    fn dep::b::both() -> () { bb0: return; }
";

#[test]
fn visible_paths_lead_to_definitions() {
    let cases = [
        ("dep::store()", "dep::inner::deep::put()"),
        ("dep::again()", "dep::inner::deep::put()"),
        ("<dep::Conn>::exec()", "<dep::inner::Conn>::exec()"),
        ("<dep::prelude::Conn>::exec()", "<dep::inner::Conn>::exec()"),
        ("<dep::all::Conn>::exec()", "<dep::inner::Conn>::exec()"),
        ("<&dep::Conn as dep::prelude::Sink>::send()", "<&dep::inner::Conn as dep::inner::Sink>::send()"),
        ("dep::other()", "std::env::var()"),
        // A `use` that a macro has made.
        ("dep::macros::made_by_macro()", "dep::inner::made_by_macro()"),
        // Definitions stay, and so does what several may be.
        ("dep::twice()", "dep::twice()"),
        ("dep::c::both()", "dep::c::both()"),
        ("other::store()", "other::store()"),
        (
            "std::mem::drop::<dep::Conn>(const fn dep::store)",
            "std::mem::drop::<dep::inner::Conn>(const fn dep::inner::deep::put)",
        ),
    ];
    for (call, expected) in cases {
        let demo = |call| {
            format!("crate demo; fn demo::main() -> dep::inner::Conn {{ bb0: _1 = {call} -> bb1; bb1: return; }}")
        };
        let mut tables = Tables::default();
        let dep = parse(DEP, &mut tables).unwrap();
        let mut crates = [parse(&demo(call), &mut tables).unwrap(), dep.clone()];
        link(&mut crates, &mut tables);
        let wanted = parse(&demo(expected), &mut tables).unwrap();
        assert_eq!(print(&crates[0], &tables, Detail::Whole), print(&wanted, &tables, Detail::Whole), "{call}");
        assert_eq!(crates[1], dep);
    }
}

/// A trait of a crate that was not read has the path that the compiler calls it by, where it is clear which one that is.
#[test]
fn traits_of_other_crates_are_told_by_their_use() {
    let cases = [
        ("serde::de::Deserialize", "serde::Deserialize", true),
        ("std::io::prelude::Write", "std::io::Write", true),
        // The same name in another crate, another name, and what is clear already.
        ("rocket::Deserialize", "serde::Deserialize", false),
        ("serde::de::Visitor", "serde::Deserialize", false),
        ("serde::Deserialize", "serde::Deserialize", true),
    ];
    for (implemented, called, are_one) in cases {
        let demo = |implemented: &str| {
            format!(
                "crate demo; struct demo::Id {{ Id {{}} }} impl#0 {implemented} for demo::Id {{ }} impl#1 std::fmt::Write for demo::Id {{ }}
                 fn demo::main() -> () {{ bb0: _1 = <demo::Id as {called}>::it() -> bb1;
                 bb1: _1 = <demo::Id as std::fmt::Write>::it() -> bb2; bb2: return; }}"
            )
        };
        let mut tables = Tables::default();
        let mut crates = [parse(&demo(implemented), &mut tables).unwrap()];
        link(&mut crates, &mut tables);
        let wanted = parse(&demo(if are_one { called } else { implemented }), &mut tables).unwrap();
        assert_eq!(print(&crates[0], &tables, Detail::Whole), print(&wanted, &tables, Detail::Whole), "{implemented}");
    }
    // Two that are called, or two that are implemented, may be either.
    for text in [
        "crate demo; impl#0 web::a::Handler for u8 { } fn demo::main() -> () {
         bb0: _1 = <u8 as web::b::Handler>::it() -> bb1; bb1: _1 = <u8 as web::c::Handler>::it() -> bb2; bb2: return; }",
        "crate demo; impl#0 web::a::Handler for u8 { } impl#1 web::b::Handler for u8 { }
         fn demo::main() -> () { bb0: _1 = <u8 as web::Handler>::it() -> bb1; bb1: return; }",
    ] {
        let mut tables = Tables::default();
        let before = parse(text, &mut tables).unwrap();
        let mut crates = [before.clone()];
        link(&mut crates, &mut tables);
        assert_eq!(crates[0], before, "{text}");
    }
}

/// Exports that lead in a circle end.
#[test]
fn circles_end() {
    let mut tables = Tables::default();
    let text = "crate demo; export demo::a = demo::b; export demo::b = demo::a; export demo::c = demo::c::c;
        fn demo::main() -> () { bb0: _1 = demo::a() -> bb1; bb1: _1 = demo::c() -> bb2; bb2: return; }";
    let krate = parse(text, &mut tables).unwrap();
    link(&mut [krate], &mut tables);
}
