//! What is declared of functions, parameters and fields; and what is believed of unknown functions.

use tm_taint::Program;
use tm_taint::analysis::{Flow, Issue, Outcome, Trace};
use tm_taint::model::{Models, Rule};
use tm_taint::report;

use super::check::analyse;

/// What is found in a crate, by what is declared of its functions and fields.
struct Found {
    program: Program,
    models: Models,
    outcome: Outcome,
}

impl Found {
    fn of(text: &str, functions: &[(&str, &str)], fields: &[(&str, &str)]) -> Found {
        let (program, models, outcome) = analyse(&[text], functions, fields);
        Found { program, models, outcome }
    }

    /// The lines of the sinks that are reached.
    fn lines(&self) -> Vec<u32> {
        let mut lines: Vec<u32> = self.outcome.issues.iter().flat_map(|issue| &issue.flows).map(line).collect();
        lines.sort_unstable();
        lines
    }

    /// The only issue.
    fn issue(&self) -> &Issue {
        let [issue] = &self.outcome.issues[..] else { panic!("one issue: {:?}", self.outcome.issues) };
        issue
    }

    /// The features of the only issue.
    fn features(&self) -> Vec<String> {
        report::features(&self.program, &self.models.features, self.issue().features, self.issue().always)
    }
}

/// The line of a flow's sink.
fn line(flow: &Flow) -> u32 {
    flow.leaf().span.map_or(0, |span| span.line)
}

/// The lines of the sinks that are reached.
fn lines(text: &str, functions: &[(&str, &str)], fields: &[(&str, &str)]) -> Vec<u32> {
    Found::of(text, functions, fields).lines()
}

#[test]
fn a_parameter_is_a_source() {
    let text = r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::handle(_1: &std::string::String, _2: &std::string::String) -> () {
  bb0:
    _0 = demo::sink(copy _1) -> bb1; @1:1-1:2
  bb1:
    _0 = demo::sink(copy _2) -> bb2; @2:1-2:2
  bb2:
    return;
}
"#;
    assert_eq!(lines(text, &[("demo::handle", "source Test => 1.*")], &[]), [1]);
}

const LOGIN: &str = r#"
crate demo;
struct demo::Login { Login { name: std::string::String, password: std::string::String } }
@"a.rs":1:1-9:1
fn demo::show(_1: &demo::Login) -> () {
    let _2: std::string::String;
  bb0:
    _2 = copy ((*_1).0: std::string::String);
    _0 = demo::sink(move _2) -> bb1; @1:1-1:2
  bb1:
    _2 = copy ((*_1).1: std::string::String);
    _0 = demo::sink(move _2) -> bb2; @2:1-2:2
  bb2:
    return;
}
@"a.rs":11:1-19:1
fn demo::make() -> demo::Login {
    let _1: std::string::String;
  bb0:
    _1 = demo::source() -> bb1; @11:1-11:2
  bb1:
    _0 = struct demo::Login {0: copy _1, 1: const ""}; @12:1-12:2
    return;
}
"#;

#[test]
fn fields_are_sources_and_sinks() {
    let fields = [("demo::Login.password", "source Test => return"), ("demo::Login.name", "sink Test 1")];
    assert_eq!(lines(LOGIN, &[], &fields), [2, 12]);
}

const PASSING: &str = r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::pass(_1: std::string::String) -> std::string::String {
  bb0:
    _0 = move _1;
    return;
}
@"a.rs":11:1-19:1
fn demo::main() -> () {
    let _1: std::string::String;
    let _2: std::string::String;
  bb0:
    _1 = demo::source() -> bb1; @11:1-11:2
  bb1:
    _2 = demo::pass(move _1) -> bb2; @12:1-12:2
  bb2:
    _0 = demo::sink(move _2) -> bb3; @13:1-13:2
  bb3:
    return;
}
"#;

#[test]
fn a_trusted_body_is_not_looked_at() {
    assert_eq!(lines(PASSING, &[], &[]), [13]);
    assert_eq!(lines(PASSING, &[("demo::pass", "trust")], &[]), [] as [u32; 0]);
    assert_eq!(lines(PASSING, &[("demo::pass", "sanitize sinks Test")], &[]), [] as [u32; 0]);
    assert_eq!(lines(PASSING, &[("demo::pass", "sanitize sinks Other")], &[]), [13]);
    assert_eq!(lines(PASSING, &[("demo::pass", "sanitize sources Test flow")], &[]), [] as [u32; 0]);
}

#[test]
fn unknown_functions_pass_arguments_on_but_not_into_truth_values() {
    let text = r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::main() -> () {
    let _1: std::string::String;
    let _2: std::string::String;
    let _3: bool;
    let _4: std::string::String;
    let _5: &mut std::string::String;
  bb0:
    _4 = const "";
    _5 = &mut _4;
    _1 = demo::source() -> bb1; @1:1-1:2
  bb1:
    _2 = other::change(copy _1) -> bb2; @2:1-2:2
  bb2:
    _0 = demo::sink(move _2) -> bb3; @3:1-3:2
  bb3:
    _3 = other::check(copy _1) -> bb4; @4:1-4:2
  bb4:
    _0 = demo::sink(move _3) -> bb5; @5:1-5:2
  bb5:
    _0 = other::fill(move _5, copy _1) -> bb6; @6:1-6:2
  bb6:
    _0 = demo::sink(copy _4) -> bb7; @7:1-7:2
  bb7:
    return;
}
"#;
    assert_eq!(lines(text, &[], &[]), [3, 7]);
    assert_eq!(lines(text, &[("other::change", "opaque"), ("other::fill", "opaque")], &[]), [] as [u32; 0]);
}

#[test]
fn an_issue_says_the_way_and_keeps_its_id() {
    let found = Found::of(PASSING, &[], &[]);
    let issue = found.issue();
    let lines = |steps: &[Trace]| steps.iter().map(|step| step.span.map_or(0, |span| span.line)).collect::<Vec<_>>();
    let [flow] = &issue.flows[..] else { panic!("one flow: {issue:?}") };
    assert_eq!((lines(&flow.source), lines(&flow.sink)), (vec![11, 12], vec![13]));
    assert_eq!(found.program.text(found.program.body(flow.function).path), "demo::main");
    assert_eq!(issue.id, "T0001@demo::main#Test->Test");
    let moved = PASSING.replace("@13:1-13:2", "@15:1-15:2");
    assert_eq!(Found::of(&moved, &[], &[]).issue().id, issue.id);
}

#[test]
fn what_one_function_does_twice_is_one_issue() {
    let text = r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::main() -> () {
    let _1: std::string::String;
    let _2: std::string::String;
  bb0:
    _1 = demo::source() -> bb1; @11:1-11:2
  bb1:
    _2 = other::change(copy _1) -> bb2; @12:1-12:2
  bb2:
    _0 = demo::sink(copy _2) -> bb3; @13:1-13:2
  bb3:
    _0 = demo::sink(copy _1) -> bb4; @14:1-14:2
  bb4:
    return;
}
"#;
    let found = Found::of(text, &[], &[]);
    let lines: Vec<u32> = found.issue().flows.iter().map(line).collect();
    assert_eq!(lines, [14, 13], "the shorter one comes first");
    assert_eq!(found.features(), ["via:obscure"], "only one goes that way");
}

/// A number carries no text any more: who looks for injections can leave out what only has numbers.
#[test]
fn what_was_read_as_a_number_says_so() {
    let text = |number: &str| {
        format!(
            r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::main() -> () {{
    let _1: std::string::String;
    let _2: {number};
    let _3: std::string::String;
  bb0:
    _1 = demo::source() -> bb1; @11:1-11:2
  bb1:
    _2 = other::parse(copy _1) -> bb2; @12:1-12:2
  bb2:
    _3 = other::text(copy _2) -> bb3; @13:1-13:2
  bb3:
    _0 = demo::sink(copy _3) -> bb4; @14:1-14:2
  bb4:
    return;
}}
"#
        )
    };
    for (number, expected) in [("u32", true), ("std::string::String", false)] {
        let features = Found::of(&text(number), &[], &[]).features();
        assert_eq!(features.contains(&"always-type:scalar".to_owned()), expected, "{number}: {features:?}");
    }
}

/// A sink that is one alone where another argument is from a source of a kind.
#[test]
fn what_a_shell_is_given_is_a_program() {
    let run = |program: &str| {
        let text = format!(
            r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::main() -> () {{
    let _1: std::process::Command;
    let _2: &mut std::process::Command;
    let _3: std::string::String;
    let _4: &mut std::process::Command;
  bb0:
    _1 = std::process::Command::new(const "{program}") -> bb1; @1:1-1:2
  bb1:
    _3 = demo::source() -> bb2; @2:1-2:2
  bb2:
    _2 = &mut _1;
    _4 = std::process::Command::arg(move _2, move _3) -> bb3; @3:1-3:2
  bb3:
    return;
}}
"#
        );
        let rule = |sink| Rule::new(sink, sink, &["Test"], &[sink]);
        let (program, models, _) = analyse(&[&text], &[], &[]);
        let outcome = tm_taint::analysis::run(
            &program,
            &models,
            &[rule("Command"), rule("CommandArgument")],
            tm_taint::analysis::Limits::default(),
        );
        outcome.issues.iter().map(|issue| issue.rule).collect::<Vec<_>>()
    };
    assert_eq!(run("sh"), [0, 1]);
    assert_eq!(run("ls"), [1]);
}

#[test]
fn marks_add_features_to_what_passes() {
    // The body passes the value on as well, without a feature.
    let pass = |statement| Found::of(PASSING, &[("demo::pass", statement)], &[]).features();
    assert_eq!(pass("1 => return"), [] as [&str; 0]);
    assert_eq!(pass("1 => return via decoded"), ["via:decoded"]);
    assert_eq!(pass("1 -> return via decoded checked"), ["via:decoded", "via:checked"]);
    let trusted = [("demo::pass", "trust"), ("demo::pass", "1 => return via decoded")];
    assert_eq!(Found::of(PASSING, &trusted, &[]).features(), ["always-via:decoded"]);
    let other = PASSING.replace("demo::sink", "demo::store").replace("demo::source", "demo::body");
    let other = |statements: &[(&str, &str)]| Found::of(&other, statements, &[]).features();
    let (source, sink) = (("demo::body", "source Test => return"), ("demo::store", "sink Test 1"));
    assert_eq!(other(&[("demo::body", "source Test => return via header"), sink]), ["always-via:header"]);
    assert_eq!(other(&[source, ("demo::store", "sink Test 1 via legacy")]), ["always-via:legacy"]);
    // In the body of the function that is given it, it meets the sink without a feature, too.
    assert_eq!(pass("source Test => 1 via header"), ["via:header"]);
    let returned = [source, ("demo::pass", "sink Test return via page")];
    assert_eq!(other(&returned), ["always-via:page"]);
    let field = |path, statement| Found::of(LOGIN, &[], &[(path, statement)]).features();
    assert_eq!(field("demo::Login.password", "source Test => return via stored"), ["always-via:stored"]);
    assert_eq!(field("demo::Login.name", "sink Test 1 via label"), ["always-via:label"]);
}

const EACH: &str = r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::main() -> () {
    let _1: std::string::String;
    let _2: {closure demo::main::{closure#0}};
    let _3: std::string::String;
  bb0:
    _1 = demo::source() -> bb1; @1:1-1:2
  bb1:
    _2 = closure demo::main::{closure#0} ();
    _3 = other::each(move _1, move _2) -> bb2; @2:1-2:2
  bb2:
    _0 = demo::store(move _3) -> bb3; @3:1-3:2
  bb3:
    return;
}
@"a.rs":2:1-2:9
closure demo::main::{closure#0}(_1: {closure demo::main::{closure#0}}, _2: std::string::String) -> std::string::String {
  bb0:
    _0 = demo::sink(copy _2) -> bb1; @2:5-2:6
  bb1:
    _0 = demo::kept() -> bb2; @2:6-2:7
  bb2:
    return;
}
"#;

#[test]
fn calls_add_features_to_what_they_give_and_take() {
    let features = |statements: &[(&str, &str)]| Found::of(EACH, statements, &[]).features();
    let each = |statement| features(&[("other::each", statement)]);
    assert_eq!(each("call 2(1)"), [] as [&str; 0]);
    assert_eq!(each("call 2(1) via hook"), ["always-via:hook"]);
    // As nothing is said of the text, the closure may be given that, too.
    assert_eq!(each("handle Test 2 via hook"), ["via:hook"]);
    let result = |statement| {
        let source = ("demo::kept", "source Test => return");
        features(&[source, ("demo::store", "sink Test 1"), ("other::each", statement)])
    };
    assert_eq!(result("call 2() => return via hook"), ["always-via:closure", "always-via:hook"]);
}

const PAGE: &str = r#"
crate demo;
struct demo::Page { Page { title: std::string::String, text: std::string::String } }
@"a.rs":1:1-9:1
fn demo::show(_1: &demo::Page) -> () {
    let _2: std::string::String;
    let _3: &std::string::String;
  bb0:
    _2 = copy ((*_1).0: std::string::String);
    _0 = demo::sink(move _2) -> bb1; @1:1-1:2
  bb1:
    _3 = &((*_1).0: std::string::String);
    _0 = demo::sink(move _3) -> bb2; @2:1-2:2
  bb2:
    _2 = copy ((*_1).1: std::string::String);
    _0 = demo::sink(move _2) -> bb3; @3:1-3:2
  bb3:
    return;
}
@"a.rs":11:1-19:1
fn demo::main() -> () {
    let _1: demo::Page;
    let _2: std::string::String;
    let _3: &demo::Page;
    let _4: demo::Page;
    let _5: std::string::String;
  bb0:
    _2 = demo::source() -> bb1; @11:1-11:2
  bb1:
    _1 = struct demo::Page {0: copy _2, 1: const ""};
    _0 = demo::sink(copy _1) -> bb2; @12:1-12:2
  bb2:
    (_1.0: std::string::String) = copy _2;
    _0 = demo::sink(copy _1) -> bb3; @13:1-13:2
  bb3:
    _4 = demo::page() -> bb4; @14:1-14:2
  bb4:
    _3 = &_4;
    _0 = demo::show(move _3) -> bb5; @14:1-14:2
  bb5:
    _5 = demo::either(copy (_4.0: std::string::String)) -> bb6; @15:1-15:2
  bb6:
    return;
}
"#;

#[test]
fn what_is_in_a_sanitized_field_is_harmless() {
    let functions = [("demo::page", "source Test => return"), ("demo::either", "sink Test 1")];
    let with = |statement| lines(PAGE, &functions, &[("demo::Page.title", statement)]);
    assert_eq!(lines(PAGE, &functions, &[]), [1, 2, 3, 12, 13, 15]);
    assert_eq!(with("sanitize"), [3]);
    assert_eq!(with("sanitize sinks Test"), [3]);
    assert_eq!(with("sanitize sources Test"), [3]);
    assert_eq!(with("sanitize sources Other sinks More"), [1, 2, 3, 12, 13, 15]);
}

const REQUEST: &str = r#"
crate demo;
struct demo::Login { Login { name: std::string::String } }
struct demo::Form { Form { 0: demo::Login } }
struct demo::Request { Request { form: demo::Form, body: std::string::String } }
@"a.rs":1:1-9:1
fn demo::name(_1: &demo::Request) -> &std::string::String {
  bb0:
    _0 = &((((*_1).0: demo::Form).0: demo::Login).0: std::string::String);
    return;
}
@"a.rs":11:1-19:1
fn demo::by_reference() -> () {
    let _1: demo::Request;
    let _2: &demo::Request;
    let _3: &std::string::String;
  bb0:
    _1 = demo::request() -> bb1; @11:1-11:2
  bb1:
    _2 = &_1;
    _3 = demo::name(move _2) -> bb2; @12:1-12:2
  bb2:
    _0 = demo::sink(move _3) -> bb3; @13:1-13:2
  bb3:
    return;
}
@"a.rs":21:1-29:1
fn demo::by_value() -> () {
    let _1: demo::Form;
    let _2: demo::Login;
    let _3: std::string::String;
  bb0:
    _1 = demo::form() -> bb1; @21:1-21:2
  bb1:
    _2 = move (_1.0: demo::Login);
    _3 = demo::pass(move _2) -> bb2; @22:1-22:2
  bb2:
    _0 = demo::sink(move _3) -> bb3; @23:1-23:2
  bb3:
    return;
}
@"a.rs":31:1-39:1
fn demo::pass(_1: demo::Login) -> std::string::String {
  bb0:
    _0 = move (_1.0: std::string::String);
    return;
}
@"a.rs":41:1-49:1
fn demo::whole() -> () {
    let _1: demo::Request;
    let _2: std::string::String;
    let _3: std::string::String;
  bb0:
    _2 = demo::text() -> bb1; @41:1-41:2
  bb1:
    _1 = struct demo::Request {0: const "", 1: move _2};
    _3 = copy (_1.1: std::string::String);
    _0 = demo::sink(move _3) -> bb2; @43:1-43:2
  bb2:
    return;
}
"#;

/// The first one with a name, of what comes from the source: not the field that the program itself has put a value into.
#[test]
fn the_first_field_that_is_read_is_told() {
    for (source, expected) in [
        ("demo::request", &["always-first-field:form"][..]),
        ("demo::form", &["always-first-field:name"]),
        ("demo::text", &[]),
    ] {
        assert_eq!(Found::of(REQUEST, &[(source, "source Test => return")], &[]).features(), expected, "{source}");
    }
}

const STORE: &str = r#"
crate demo;
struct demo::Db { Db {} }
trait demo::Store { fn put; fn get; default get = demo::Store::get; }
impl#0 demo::Store for demo::Db { fn put = <demo::Db as demo::Store>::put; fn get = <demo::Db as demo::Store>::get; }
@"a.rs":1:1-9:1
fn <demo::Db as demo::Store>::put(_1: &demo::Db, _2: std::string::String) -> () {
    in impl#0;
  bb0:
    _0 = demo::sink(move _2) -> bb1; @1:1-1:2
  bb1:
    return;
}
@"a.rs":11:1-19:1
fn <demo::Db as demo::Store>::get(_1: &demo::Db, _2: std::string::String) -> () {
    in impl#0;
  bb0:
    _0 = demo::sink(move _2) -> bb1; @11:1-11:2
  bb1:
    return;
}
@"a.rs":21:1-29:1
fn demo::Store::get(_1: &Self, _2: std::string::String) -> () {
  bb0:
    _0 = demo::sink(move _2) -> bb1; @21:1-21:2
  bb1:
    return;
}
@"a.rs":31:1-39:1
fn demo::main() -> () {
    let _1: demo::Db;
    let _2: &demo::Db;
    let _3: &dyn demo::Store;
    let _4: std::string::String;
  bb0:
    _2 = &_1;
    _3 = copy _2 as &dyn demo::Store (Unsize);
    _4 = demo::source() -> bb1; @31:1-31:2
  bb1:
    _0 = <dyn demo::Store as demo::Store>::put(copy _3, copy _4) -> bb2; @32:1-32:2
  bb2:
    _0 = <dyn demo::Store as demo::Store>::get(copy _3, copy _4) -> bb3; @33:1-33:2
  bb3:
    return;
}
"#;

/// What the trait itself says still counts: its default body, and what is declared of it.
#[test]
fn a_call_on_dyn_may_leave_out_the_implementations() {
    let with = |statements: &[(&str, &str)]| lines(STORE, statements, &[]);
    assert_eq!(with(&[]), [1, 11]);
    assert_eq!(with(&[("demo::Store::put", "no_dyn_join")]), [11]);
    assert_eq!(with(&[("demo::Store::put", "no_dyn_join"), ("demo::Store::put", "sink Test 2")]), [11, 32]);
    assert_eq!(with(&[("demo::Store::get", "no_dyn_join")]), [1, 21]);
}

/// What is shown with `{:?}` has its line breaks escaped where its type is one of the standard library.
#[test]
fn what_is_escaped_harms_no_log() {
    let is_found = |shown_by: &str, of: &str| {
        let text = format!(
            r#"
crate demo;
@"a.rs":1:1-9:1
fn demo::main() -> () {{
    let _1: {of};
    let _2: &{of};
    let _3: std::fmt::rt::Argument;
  bb0:
    _1 = demo::source() -> bb1; @1:1-1:2
  bb1:
    _2 = &_1;
    _3 = std::fmt::rt::Argument::{shown_by}::<{of}>(copy _2) -> bb2; @2:1-2:2
  bb2:
    _4 = demo::sink(copy _3) -> bb3; @3:1-3:2
  bb3:
    return;
}}
"#
        );
        let (program, models, _) = analyse(&[&text], &[], &[]);
        let rule = Rule { without: vec!["via:escaped".to_owned()], ..Rule::new("T1", "log", &["Test"], &["Test"]) };
        let limits = tm_taint::analysis::Limits::default();
        !tm_taint::analysis::run(&program, &models, &[rule], limits).issues.is_empty()
    };
    assert!(is_found("new_display", "std::string::String"));
    assert!(!is_found("new_debug", "std::string::String"));
    assert!(!is_found("new_debug", "std::vec::Vec<std::string::String>"));
    assert!(is_found("new_debug", "anyhow::Error"));
    assert!(is_found("new_debug", "std::vec::Vec<anyhow::Error>"));
}
