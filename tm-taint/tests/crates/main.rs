//! The shipped model files: each entry has a program that needs it.
//!
//! ```text
//! sink(env::var("HOME").unwrap()); // FLOW
//! fs::write("a", input());         // NO FLOW
//! ```
//!
//! `programs/` is a package that uses the crates; what the compiler prints of it lies in `programs.mir`, so that the test needs none of
//! them. `TM_RECORD=1 cargo test -p threat-model-taint --test crates` records it anew.

mod fitting;
mod recorded;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use tm_taint::Program;
use tm_taint::analysis::{Event, Flow, Limits, Outcome, run};
use tm_taint::ir::{Type, TypeId};
use tm_taint::model::{Models, Provenance, Rule, Statement, shipped, shipped_files};

/// A line of a file.
type Line = (String, u32);

struct Analysed {
    program: Program,
    models: Models,
    outcome: Outcome,
}

static ANALYSED: LazyLock<Analysed> = LazyLock::new(|| {
    let program = recorded::program();
    let mut models = Models::default();
    shipped(&mut models);
    let outcome = analyse(&program, &mut models);
    Analysed { program, models, outcome }
});

/// Runs the engine: the programs' own source against each kind of sink, each kind of source against the programs' own sink.
fn analyse(program: &Program, models: &mut Models) -> Outcome {
    for (path, statement) in [
        ("programs::input", "source Test => return"),
        ("programs::number", "source Test => return"),
        ("programs::bytes", "source Test => return"),
        ("programs::sink", "sink Test 1"),
    ] {
        models.declare(path, statement).expect("a statement");
    }
    let (mut sources, mut sinks) = (BTreeSet::new(), BTreeSet::new());
    for statement in shipped_files().iter().flat_map(|file| &file.entries).flat_map(|entry| &entry.statements) {
        match statement {
            Statement::Source { kind, .. } | Statement::Handle { kind, .. } => drop(sources.insert(kind.clone())),
            Statement::Sink { kind, .. } => drop(sinks.insert(kind.clone())),
            _ => {}
        }
    }
    let own = || "Test".to_owned();
    let rule = |code: &str, sources: Vec<String>, sinks: Vec<String>| Rule {
        sources,
        sinks,
        ..Rule::new(code, code, &[], &[])
    };
    let rules = [
        rule("T0001", sources.into_iter().chain([own()]).collect(), vec![own()]),
        rule("T0002", vec![own()], sinks.into_iter().collect()),
    ];
    run(program, models, &rules, Limits::default())
}

/// The lines at whose end a source reaches a sink.
fn found(program: &Program, outcome: &Outcome) -> BTreeSet<Line> {
    let spans = outcome.issues.iter().flat_map(|issue| &issue.flows).filter_map(|flow| flow.leaf().span);
    spans.map(|span| (program.text(span.file).rsplit('/').next().unwrap_or_default().to_owned(), span.line)).collect()
}

#[test]
fn what_is_found_is_what_the_marks_say() {
    let Analysed { program, outcome, .. } = &*ANALYSED;
    let found = found(program, outcome);
    let mut report = String::new();
    let mut expected = BTreeSet::new();
    for (name, text) in recorded::sources() {
        for (number, line) in (1..).zip(text.lines()) {
            let is_flow = line.ends_with("// FLOW");
            if !is_flow && !line.ends_with("// NO FLOW") {
                continue;
            }
            let at = (name.clone(), number);
            if is_flow != found.contains(&at) {
                let what = if is_flow { "missed     " } else { "false alarm" };
                report.push_str(&format!("{what} {name}:{number} {}\n", line.trim()));
            }
            expected.insert(at);
        }
    }
    for (name, line) in found.difference(&expected) {
        report.push_str(&format!("no mark     {name}:{line}\n"));
    }
    assert!(report.is_empty(), "{} lines\n{report}", expected.len());
}

/// The names of a type and of its arguments, behind references.
fn heads(program: &Program, of: TypeId) -> Vec<String> {
    match program.type_of(of) {
        Type::Reference { to, .. } => heads(program, *to),
        Type::Path { path, arguments } => {
            let inner = arguments.iter().flat_map(|it| heads(program, *it));
            std::iter::once(program.text(*path).to_owned()).chain(inner).collect()
        }
        _ => Vec::new(),
    }
}

/// The kinds and names at the ends of what was found: an entry that no flow needs is none of them.
#[test]
fn each_source_and_sink_is_needed() {
    let Analysed { program, models, outcome } = &*ANALYSED;
    let mut needed = BTreeSet::new();
    for step in outcome.issues.iter().flat_map(|issue| &issue.flows).flat_map(Flow::steps) {
        match step.event {
            Event::Source(kind, path) | Event::Sink(kind, path) => {
                needed.insert((models.kinds.name(kind).to_owned(), program.text(path).to_owned()));
            }
            Event::Parameter(kind) => {
                let kind = models.kinds.name(kind);
                let path = program.text(program.body(step.function).path);
                // Of an `async fn` it is the body that is looked at.
                let path = path.split("::{closure").next().unwrap_or(path);
                // What a model says of a trait's method holds in `<Key as rocket::request::FromRequest>::from_request`.
                let of_trait = path.split_once(" as ").and_then(|(_, it)| it.split(['<', '>']).next());
                let method = of_trait.zip(path.rsplit_once("::")).map(|(of, (_, name))| format!("{of}::{name}"));
                needed.extend(method.map(|it| (kind.to_owned(), it)));
                // What it says of a type holds where that is one of a parameter.
                let function = program.find(path).unwrap_or(step.function);
                let types = program.body(function).locals.iter().flat_map(|it| heads(program, it.type_id));
                needed.extend(types.map(|it| (kind.to_owned(), it)));
            }
            _ => {}
        }
    }
    let files = shipped_files();
    let aliases: BTreeMap<&str, &str> =
        files.iter().flat_map(|it| &it.aliases).map(|it| (it.target.as_str(), it.path.as_str())).collect();
    let mut report = String::new();
    for file in &files {
        for entry in &file.entries {
            for statement in &entry.statements {
                let (Statement::Source { kind, .. } | Statement::Handle { kind, .. } | Statement::Sink { kind, .. }) =
                    statement
                else {
                    continue;
                };
                let own = entry.path.rsplit_once('.').map_or(entry.path.as_str(), |(of, _)| of);
                let other =
                    aliases.iter().find_map(|(target, path)| Some(format!("{path}{}", own.strip_prefix(target)?)));
                let is_needed = |path: &str| needed.contains(&(kind.clone(), path.to_owned()));
                if !is_needed(own) && !other.is_some_and(|it| is_needed(&it)) {
                    report.push_str(&format!("{}:{}: {kind} of `{}`\n", file.name, entry.at.start.line, entry.path));
                }
            }
        }
    }
    assert!(report.is_empty(), "no program needs these:\n{report}");
}

/// Flows and types that bring nothing along change what is found when they are left out.
#[test]
fn each_flow_is_needed() {
    let Analysed { program, outcome, .. } = &*ANALYSED;
    let before = found(program, outcome);
    let files = shipped_files();
    let mut report = String::new();
    for (number, file) in files.iter().enumerate() {
        for (index, entry) in file.entries.iter().enumerate() {
            let is_end = |it: &Statement| {
                matches!(it, Statement::Source { .. } | Statement::Handle { .. } | Statement::Sink { .. })
            };
            if entry.statements.iter().any(is_end) {
                continue;
            }
            let mut others = files.clone();
            others[number].entries.remove(index);
            let mut models = Models::default();
            tm_taint::model::shipped_flows(&mut models);
            models.declare_files(&others, Provenance::Shipped);
            if found(program, &analyse(program, &mut models)) == before {
                report.push_str(&format!("{}:{}: `{}`\n", file.name, entry.at.start.line, entry.path));
            }
        }
    }
    assert!(report.is_empty(), "no program needs these:\n{report}");
}
