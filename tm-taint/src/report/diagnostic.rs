//! An issue as the compiler shows its own: at the sink, with the way there.

use std::collections::BTreeSet;

use tm_diagnostic::{Diagnostic, Label};

use super::{features, location};
use crate::analysis::{Event, Flow, Issue, Trace};
use crate::ir::Span;
use crate::model::{Kinds, Models, Rule};
use crate::program::Program;

/// An issue of a rule, as a warning.
pub fn diagnostic(program: &Program, models: &Models, rule: &Rule, issue: &Issue) -> Diagnostic {
    let kinds = &models.kinds;
    let [source, sink] = [issue.source_kind, issue.sink_kind].map(|kind| kinds.name(kind));
    let flow = issue.primary();
    let leaf = flow.leaf();
    let mut diagnostic = Diagnostic::warning(&rule.code, rule.sentence(source, sink))
        .at(leaf.span.map(|it| location(program, it)), text(program, kinds, leaf));
    let mut seen = BTreeSet::from([leaf.span]);
    for step in flow.steps() {
        // The same place says one thing, and the last step stands already.
        if step.span.is_some() && seen.insert(step.span) {
            let at = step.span.map(|it| location(program, it));
            diagnostic = diagnostic.with_secondary(at, text(program, kinds, step));
        }
    }
    if let Some(note) = further(program, issue) {
        diagnostic = diagnostic.with_note(note);
    }
    let features = features(program, &models.features, issue.features, issue.always);
    if !features.is_empty() {
        diagnostic = diagnostic.with_note(format!("features: {}", features.join(", ")));
    }
    for number in &rule.cwe {
        diagnostic = diagnostic.with_note(format!("CWE-{number}"));
    }
    if rule.help.is_empty() { diagnostic } else { diagnostic.with_help(&rule.help) }
}

/// The steps of a way, from the source on, as far as they have a place.
pub fn steps(program: &Program, kinds: &Kinds, flow: &Flow) -> Vec<Label> {
    let label = |step: &Trace| Some(Label { at: location(program, step.span?), text: text(program, kinds, step) });
    let mut steps: Vec<Label> = flow.steps().filter_map(label).collect();
    steps.dedup();
    steps
}

/// Where else in its function the same happens.
fn further(program: &Program, issue: &Issue) -> Option<String> {
    let first = issue.primary().leaf().span;
    let spans: BTreeSet<Option<Span>> = issue.flows[1..].iter().map(|it| it.leaf().span).collect();
    let place = |it: Span| format!("{}:{}:{}", program.text(it.file), it.line, it.column);
    let places: Vec<String> = spans.into_iter().filter(|it| *it != first).flatten().map(place).collect();
    match places.len() {
        0 => None,
        1 => Some(format!("it happens once more in `{}`: {}", issue.callable, places[0])),
        count => Some(format!("it happens {count} more times in `{}`: {}", issue.callable, places.join(", "))),
    }
}

/// What happens in a step.
pub(super) fn text(program: &Program, kinds: &Kinds, step: &Trace) -> String {
    match step.event {
        Event::Source(kind, by) => format!("{} from `{}`", kinds.name(kind), program.text(by)),
        Event::Parameter(kind) => format!("{} in a parameter", kinds.name(kind)),
        Event::Returned(by) => format!("comes out of `{}`", program.text(by)),
        Event::Through(by) => format!("goes through `{}`", program.text(by)),
        Event::Passed(to) => format!("goes into `{}`", program.text(to)),
        Event::Sink(kind, by) => format!("{}: `{}`", kinds.name(kind), program.text(by)),
    }
}
