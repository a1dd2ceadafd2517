//! One way to test the engine on text: sources are `demo::source`, sinks `demo::sink`; what is found is listed by the line of the sink's
//! call and the function in which source and sink meet.

use std::sync::LazyLock;

use tm_taint::Program;
use tm_taint::analysis::{Limits, Outcome, run};
use tm_taint::ir::{Tables, text};
use tm_taint::model::{Models, Rule, shipped};

/// Analyses crates written as text.
pub(crate) fn analyse(
    texts: &[&str],
    statements: &[(&str, &str)],
    fields: &[(&str, &str)],
) -> (Program, Models, Outcome) {
    analyse_within(Limits::default(), texts, statements, fields)
}

/// The same with limits of its own.
fn analyse_within(
    limits: Limits,
    texts: &[&str],
    statements: &[(&str, &str)],
    fields: &[(&str, &str)],
) -> (Program, Models, Outcome) {
    let mut tables = Tables::default();
    let crates = texts
        .iter()
        .map(|text| text::parse(text, &mut tables).unwrap_or_else(|error| panic!("{error}\n{text}")))
        .collect();
    let program = Program::new(tables, crates);
    static SHIPPED: LazyLock<Models> = LazyLock::new(|| {
        let mut models = Models::default();
        shipped(&mut models);
        models
    });
    let mut models = SHIPPED.clone();
    models.declare("demo::source", "source Test => return").unwrap();
    models.declare("demo::sink", "sink Test 1").unwrap();
    for (path, statement) in statements {
        models.declare(path, statement).unwrap();
    }
    for (path, statement) in fields {
        models.declare_field(path, statement).unwrap();
    }
    let rule = Rule::new("T0001", "test", &["Test"], &["Test"]);
    let outcome = run(&program, &models, &[rule], limits);
    (program, models, outcome)
}

/// The functions with issues in them, each with the lines of the sinks.
pub(crate) fn found(text: &str) -> Vec<String> {
    found_within(Limits::default(), text)
}

/// The same with limits of its own.
pub(crate) fn found_within(limits: Limits, text: &str) -> Vec<String> {
    let (program, _, outcome) = analyse_within(limits, &[text], &[], &[]);
    let mut found: Vec<String> = outcome
        .issues
        .iter()
        .flat_map(|issue| &issue.flows)
        .map(|flow| {
            let line = flow.leaf().span.map_or(0, |span| span.line);
            format!("{} {line}", program.text(program.body(flow.function).path))
        })
        .collect();
    found.sort();
    found
}
