//! How the targets of calls are found.

use tm_taint::Program;
use tm_taint::graph::{CallGraph, CallSite, Resolver};
use tm_taint::ir::{Tables, text};

const TEXT: &str = r#"
crate demo;
struct demo::Db { Db {} }
struct demo::Memory { Memory {} }
struct demo::Id { Id { 0: std::string::String } }
trait demo::Store { fn put; fn twice; default twice = demo::Store::twice; }
impl#0 demo::Store for demo::Db { fn put = <demo::Db as demo::Store>::put; }
impl#1 demo::Store for demo::Memory { fn put = <demo::Memory as demo::Store>::put; }
impl#2 std::convert::From<std::string::String> for demo::Id { fn from = <demo::Id as std::convert::From>::from; }
impl#3 std::clone::Clone for demo::Id { fn clone = <demo::Id as std::clone::Clone>::clone; }

fn demo::load() -> std::string::String {
  bb0:
    return;
}
fn <demo::Db as demo::Store>::put(_1: &demo::Db) -> () {
    in impl#0;
  bb0:
    return;
}
fn <demo::Memory as demo::Store>::put(_1: &demo::Memory) -> () {
    in impl#1;
  bb0:
    return;
}
fn <demo::Id as std::convert::From>::from(_1: std::string::String) -> demo::Id {
    in impl#2;
  bb0:
    return;
}
fn demo::Store::twice(_1: &Self) -> () {
  bb0:
    _0 = <Self as demo::Store>::put(copy _1) -> bb1;
  bb1:
    return;
}
fn demo::save<S>(_1: &S) -> () {
  bb0:
    _0 = <S as demo::Store>::put(copy _1) -> bb1;
  bb1:
    return;
}
fn <demo::Id as std::clone::Clone>::clone(_1: &demo::Id) -> demo::Id {
    in impl#3;
  bb0:
    return;
}
fn demo::copied<T>(_1: &T) -> T {
  bb0:
    _0 = <T as std::clone::Clone>::clone(copy _1) -> bb1;
  bb1:
    return;
}
fn demo::checked<E>(_1: std::result::Result<std::convert::Infallible, E>) -> std::result::Result<demo::Id, E> {
  bb0:
    _0 = <std::result::Result<demo::Id, E> as std::ops::FromResidual<std::result::Result<std::convert::Infallible, E>>>::from_residual(copy _1) -> bb1;
  bb1:
    _0 = <std::result::Result<demo::Id, demo::Id> as std::ops::FromResidual<std::result::Result<std::convert::Infallible, E>>>::from_residual(copy _1) -> bb2;
  bb2:
    return;
}
fn demo::main() -> () {
    let _1: demo::Db;
    let _2: &demo::Db;
    let _3: &dyn demo::Store;
    let _4: fn() -> std::string::String;
  bb0:
    _2 = &_1;
    _3 = copy _2 as &dyn demo::Store (Unsize);
    _0 = demo::load() -> bb1;
  bb1:
    _0 = <demo::Db as demo::Store>::put(copy _2) -> bb2;
  bb2:
    _0 = <demo::Memory as demo::Store>::twice(copy _2) -> bb3;
  bb3:
    _0 = <dyn demo::Store as demo::Store>::put(copy _3) -> bb4;
  bb4:
    _0 = <std::string::String as std::convert::Into<demo::Id>>::into(const "") -> bb5;
  bb5:
    _0 = std::env::var::<&str>(const "X") -> bb6;
  bb6:
    _0 = (copy _4)() -> bb7;
  bb7:
    _0 = demo::save::<demo::Db>(copy _2) -> bb8;
  bb8:
    return;
}
"#;

/// The calls of a program with what they may end in, of those functions that are wanted.
fn calls(text: &str, is_wanted: impl Fn(&str) -> bool) -> String {
    let mut tables = Tables::default();
    let krate = text::parse(text, &mut tables).unwrap_or_else(|error| panic!("{error}"));
    let program = Program::new(tables, vec![krate]);
    let graph = CallGraph::new(&Resolver::new(&program));
    let path = |it| program.text(program.body(it).path);
    let line = |site: &CallSite| {
        let called = site.path.map_or("(pointer)", |it| program.text(it));
        let targets: Vec<&str> = site.targets.iter().map(|it| path(*it)).collect();
        let others = if site.has_others { " and others" } else { "" };
        let hidden = site.hidden_type_of.map_or(String::new(), |it| format!(" of {}", program.text(it)));
        format!("{}: {called} {:?} [{}]{others}{hidden}", path(site.caller), site.how, targets.join(", "))
    };
    graph.sites.iter().filter(|it| is_wanted(path(it.caller))).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_call_has_its_targets() {
    insta::assert_snapshot!(calls(TEXT, |_| true));
}

#[test]
fn what_is_called_comes_first() {
    let mut tables = Tables::default();
    let krate = text::parse(TEXT, &mut tables).unwrap_or_else(|error| panic!("{error}"));
    let program = Program::new(tables, vec![krate]);
    let graph = CallGraph::new(&Resolver::new(&program));
    let main = program.find("demo::main").unwrap();
    assert_eq!(graph.components.last(), Some(&vec![main]));
    let levels = graph.levels();
    assert_eq!(levels.last(), Some(&vec![&[main][..]]));
}

/// What a call is made on where its type does not say it: what is awaited, and functions and closures in locals.
#[test]
fn the_body_shows_what_is_called() {
    let text = r#"
crate demo;
fn demo::fetch() -> impl std::future::Future {
  bb0:
    _0 = coroutine demo::fetch::{closure#0} ();
    return;
}
coroutine demo::fetch::{closure#0}(_1: {coroutine demo::fetch::{closure#0}}, _2: std::future::ResumeTy) -> u8 {
  bb0:
    return;
}
fn demo::handed_on() -> impl std::future::Future {
  bb0:
    _0 = demo::fetch() -> bb1;
  bb1:
    return;
}
fn demo::one() -> u8 {
  bb0:
    return;
}
fn demo::two() -> u8 {
  bb0:
    return;
}
fn demo::awaited(_1: impl std::future::Future, _2: bool) -> () {
    let _3: impl std::future::Future;
    let _4: impl std::future::Future;
    let _5: impl std::future::Future;
    let _6: &mut impl std::future::Future;
    let _7: &mut impl std::future::Future;
    let _8: std::pin::Pin<&mut impl std::future::Future>;
    let _9: impl std::future::Future;
  bb0:
    _3 = demo::handed_on() -> bb1;
  bb1:
    _4 = <impl std::future::Future as std::future::IntoFuture>::into_future(move _3) -> bb2;
  bb2:
    _5 = move _4;
    _6 = &mut _5;
    _7 = &mut (*_6);
    _8 = <std::pin::Pin<&mut impl std::future::Future>>::new_unchecked(move _7) -> bb3;
  bb3:
    _0 = <impl std::future::Future as std::future::Future>::poll(move _8) -> bb4;
  bb4:
    _9 = web::get() -> bb5;
  bb5:
    _0 = <impl std::future::Future as std::future::Future>::poll(move _9) -> bb6;
  bb6:
    _0 = <impl std::future::Future as std::future::Future>::poll(move _1) -> bb7;
  bb7:
    return;
}
fn demo::pointers(_1: bool) -> () {
    let _2: fn() -> u8;
    let _3: fn() -> u8;
    let _4: fn() -> u8;
    let _5: &mut fn() -> u8;
  bb0:
    _2 = const fn demo::one as fn() -> u8 (FunctionPointer);
    _0 = (copy _2)() -> bb1;
  bb1:
    switch(copy _1) -> [0: bb2, else: bb3];
  bb2:
    _3 = const fn demo::one as fn() -> u8 (FunctionPointer);
    goto bb4;
  bb3:
    _3 = const fn demo::two as fn() -> u8 (FunctionPointer);
    goto bb4;
  bb4:
    _0 = (copy _3)() -> bb5;
  bb5:
    _4 = const fn demo::one as fn() -> u8 (FunctionPointer);
    _5 = &mut _4;
    (*_5) = const fn demo::two as fn() -> u8 (FunctionPointer);
    _0 = (copy _4)() -> bb6;
  bb6:
    return;
}
"#;
    insta::assert_snapshot!(calls(text, |it| it.starts_with("demo::awaited") || it.starts_with("demo::pointers")));
}

#[test]
fn objects_of_a_trait_become_objects_of_its_supertrait() {
    let text = r#"
crate demo;
struct demo::Db { Db {} }
struct demo::Log { Log {} }
trait demo::Named { fn name; }
trait demo::Store: demo::Named { fn put; }
impl#0 demo::Named for demo::Db { fn name = <demo::Db as demo::Named>::name; }
impl#1 demo::Named for demo::Log { fn name = <demo::Log as demo::Named>::name; }
fn <demo::Db as demo::Named>::name(_1: &demo::Db) -> u8 {
    in impl#0;
  bb0:
    return;
}
fn <demo::Log as demo::Named>::name(_1: &demo::Log) -> u8 {
    in impl#1;
  bb0:
    return;
}
fn demo::main(_1: &demo::Db, _2: (&demo::Log, u8)) -> u8 {
    let _3: &dyn demo::Store;
    let _4: &dyn demo::Named;
    let _5: &dyn demo::Named;
  bb0:
    _3 = copy _1 as &dyn demo::Store (Unsize);
    _4 = copy _3 as &dyn demo::Named (Unsize);
    _5 = copy (_2.0: &demo::Log) as &dyn demo::Named (Unsize);
    _0 = <dyn demo::Named as demo::Named>::name(copy _4) -> bb1;
  bb1:
    return;
}
"#;
    let expected =
        "demo::main: demo::Named::name Dynamic [<demo::Db as demo::Named>::name, <demo::Log as demo::Named>::name]";
    assert_eq!(calls(text, |it| it == "demo::main"), expected);
}
