//! What the source alone says: no dump, a few files.

use tm_taint::front::{Dump, read};
use tm_taint::ir::Tables;
use tm_taint::ir::text::{Detail, print};

/// The tables of a crate `demo` of these files, the first of which is its root.
fn tables_of(files: &[(&str, &str)]) -> String {
    let sources = |name: &str| files.iter().find(|(it, _)| *it == name).map(|(_, text)| (*text).to_owned());
    let renamed = [("db".to_owned(), "my_store".to_owned())];
    let dump = Dump { crate_name: "demo", renamed: &renamed, root: files[0].0, files: Vec::new(), sources: &sources };
    let mut tables = Tables::default();
    let (krate, _) = read(&dump, &mut tables);
    print(&krate, &tables, Detail::Brief).trim_start_matches("crate demo;").trim().to_owned()
}

#[test]
fn types_are_named_by_where_they_are_defined() {
    let cases = [
        ("String", "std::string::String"),
        ("Option<Vec<u8>>", "std::option::Option<std::vec::Vec<u8>>"),
        ("core::fmt::Error", "std::fmt::Error"),
        ("&'static mut [Local]", "&mut [demo::Local]"),
        ("self::inner::Deep", "demo::inner::Deep"),
        ("crate::inner::Up", "demo::Local"),
        ("Renamed", "demo::inner::Deep"),
        ("Globbed", "demo::inner::more::Globbed"),
        ("io::Error", "std::io::Error"),
        ("serde::Value", "serde::Value"),
        ("::serde::Value", "serde::Value"),
        ("db::Value", "my_store::Value"),
        ("::db::inner::Value", "my_store::inner::Value"),
        ("Store", "my_store::inner::Store"),
        ("de::Value", "serde::Value"),
        ("storage::Value", "my_store::Value"),
        ("crate::nested::db::Local", "demo::nested::db::Local"),
        ("(T, [T; 3])", "(T, [T; 3])"),
        ("Alias<u8>", "std::result::Result<u8, demo::Local>"),
        ("Nested", "std::boxed::Box<std::result::Result<(), demo::Local>>"),
        ("Box<dyn Fn(T) -> u8 + Send>", "std::boxed::Box<dyn std::ops::Fn<(T,)> + std::marker::Send>"),
        ("fn(u8) -> T", "fn(u8) -> T"),
        ("<T as Iterator>::Item", "<T as std::iter::Iterator>::Item"),
        ("*const Local", "*const demo::Local"),
        ("Endless", "demo::Endless"),
    ];
    for (written, expected) in cases {
        let root = format!(
            "use std::io; use inner::{{Deep as Renamed, more::*}}; pub use ::db::inner::Store; use serde as de; use db as storage;
            struct Local; type Alias<X> = Result<X, Local>; type Nested = Box<Alias<()>>; type Endless = Endless;
            mod inner {{ pub struct Deep; pub use super::Local as Up; pub mod more {{ pub struct Globbed; }} }}
            mod nested {{ mod db {{ struct Local; }} }}
            struct Tested<T> {{ field: {written} }}"
        );
        let found = tables_of(&[("src/lib.rs", &root)]);
        let line = format!("struct demo::Tested<T> {{ Tested {{field: {expected}}} }}");
        assert!(found.contains(&line), "{written}: {found}");
    }
}

#[test]
fn modules_are_found_in_their_files() {
    let files = [
        ("src/main.rs", "mod a; mod b { pub mod c; } #[path = \"other/d.rs\"] mod d; mod missing;"),
        ("src/a.rs", "pub mod inside; pub struct A;"),
        ("src/a/inside.rs", "pub struct Inside(super::A);"),
        ("src/b/c/mod.rs", "mod e; pub struct C;"),
        ("src/b/c/e.rs", "pub struct E;"),
        ("src/other/d.rs", "pub struct D; this is no Rust"),
    ];
    let found = tables_of(&files);
    let names: Vec<&str> = found.lines().filter_map(|it| it.strip_prefix("struct ")?.split(' ').next()).collect();
    assert_eq!(names, ["demo::a::A", "demo::a::inside::Inside", "demo::b::c::C", "demo::b::c::e::E"]);
}

#[test]
fn impl_blocks_without_bodies_are_known() {
    let root = "use std::fmt::Display; pub trait Store<K>: Send + Display { fn get(&self) {} fn put(&self); }
        struct Db<T>(T);
        impl<T: Clone> Store<u8> for Db<T> where Vec<T>: Default { type Item = Self; fn put(&self) {} }
        unsafe impl Send for Db<u8> {}";
    insta::assert_snapshot!(tables_of(&[("lib.rs", root)]));
}

/// Modules that all use each other with `*` have more ways through them than can be gone.
#[test]
fn globs_in_circles_end() {
    let names: Vec<String> = (0..12).map(|it| format!("m{it}")).collect();
    let globs: String = names.iter().map(|it| format!("pub use super::{it}::*; ")).collect();
    let modules: String =
        names.iter().map(|it| format!("pub mod {it} {{ {globs} struct S(Missing, super::Root); }}\n")).collect();
    let found = tables_of(&[("lib.rs", &format!("struct Root; {modules}"))]);
    assert!(found.contains("struct demo::m3::S { S {0: demo::m3::Missing, 1: demo::Root} }"), "{found}");
}

#[test]
fn exports_lead_to_definitions() {
    let root = "mod inner { pub mod deep { pub fn f() {} pub struct S; struct Private; } pub use deep::S; }
        pub use inner::deep::f as g; pub use inner::*; pub use std::env::var; pub(crate) use inner::deep;
        pub mod all { pub use crate::inner::deep::*; pub use serde::*; }";
    insta::assert_snapshot!(tables_of(&[("lib.rs", root)]));
}
