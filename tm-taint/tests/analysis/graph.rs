//! How the targets of calls are found.

use tm_taint::Program;
use tm_taint::graph::{CallGraph, Resolver};
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

#[test]
fn each_call_has_its_targets() {
    let mut tables = Tables::default();
    let krate = text::parse(TEXT, &mut tables).unwrap_or_else(|error| panic!("{error}"));
    let program = Program::new(tables, vec![krate]);
    let graph = CallGraph::new(&Resolver::new(&program));
    let lines: Vec<String> = graph
        .sites
        .iter()
        .map(|site| {
            let path = site.path.map_or("(pointer)", |path| program.text(path));
            let targets: Vec<&str> =
                site.targets.iter().map(|target| program.text(program.body(*target).path)).collect();
            format!("{}: {path} {:?} [{}]", program.text(program.body(site.caller).path), site.how, targets.join(", "))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
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
