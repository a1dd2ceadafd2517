//! The flows that rules forbid, as people read them.
//!
//! ```text
//! warning[T0002]: SQL injection: UserInput reaches Sql
//!   --> src/store.rs:41:17
//!    | 41 |  connection.execute(&query, ())
//!    |                     ^^^^^^ Sql: `rusqlite::Connection::execute`
//! ```

use std::collections::{BTreeMap, BTreeSet};

use tm_diagnostic::{Diagnostic, Location, Position};
use tm_taint::Program;
use tm_taint::analysis::{Event, Issue, Limits, Outcome, Trace, run};
use tm_taint::ir::Span;
use tm_taint::model::{ModelError, Models, ShippedRule, shipped, shipped_rules};

/// What the analysis of a program has found.
pub(super) struct Found {
    rules: Vec<ShippedRule>,
    models: Models,
    outcome: Outcome,
}

/// Marks that were written by another version of the macros.
#[derive(Debug, thiserror::Error)]
#[error("{}", list(.0))]
pub(super) struct UnknownMarks(Vec<ModelError>);

fn list(errors: &[ModelError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl Found {
    /// Analyses a program by the rules and models that come with us and the marks in its code.
    ///
    /// # Errors
    /// When a mark cannot be read.
    pub(super) fn of(program: &Program) -> Result<Found, UnknownMarks> {
        let mut models = Models::default();
        shipped(&mut models);
        for krate in program.crates() {
            models.declare_marks(krate, &program.tables).map_err(UnknownMarks)?;
        }
        let rules = shipped_rules();
        let plain: Vec<_> = rules.iter().map(|it| it.rule.clone()).collect();
        let outcome = run(program, &models, &plain, Limits::default());
        Ok(Found { rules, models, outcome })
    }

    /// Each as a diagnostic, by place.
    pub(super) fn diagnostics(&self, program: &Program) -> Vec<Diagnostic> {
        let mut diagnostics: Vec<_> = self.outcome.issues.iter().map(|it| self.diagnostic(program, it)).collect();
        let place = |it: &Diagnostic| {
            let at = it.primary.as_ref().map(|it| &it.at);
            at.map(|at| (at.file.clone(), at.start.line, at.start.column))
        };
        diagnostics.sort_by(|a, b| (place(a), &a.code, &a.message).cmp(&(place(b), &b.code, &b.message)));
        diagnostics
    }

    fn diagnostic(&self, program: &Program, issue: &Issue) -> Diagnostic {
        let ShippedRule { rule, cwe, help } = &self.rules[issue.rule];
        let [source, sink] = [issue.source_kind, issue.sink_kind].map(|kind| self.models.kinds.name(kind));
        let flow = issue.primary();
        let leaf = flow.leaf();
        let mut diagnostic = Diagnostic::warning(&rule.code, format!("{}: {source} reaches {sink}", rule.name))
            .at(leaf.span.map(|it| location(program, it)), self.step(program, leaf));
        let mut seen = BTreeMap::new();
        if let Some(span) = leaf.span {
            seen.insert(span, ());
        }
        for step in flow.steps() {
            // The same place says one thing, and the last step stands already.
            if let Some(span) = step.span.filter(|span| seen.insert(*span, ()).is_none()) {
                diagnostic = diagnostic.with_secondary(Some(location(program, span)), self.step(program, step));
            }
        }
        let further: BTreeSet<_> = issue.flows[1..].iter().filter_map(|it| it.leaf().span).collect();
        let further: Vec<_> =
            further.into_iter().filter(|span| Some(*span) != leaf.span).map(|it| place(program, it)).collect();
        match &further[..] {
            [] => {}
            [one] => diagnostic = diagnostic.with_note(format!("it happens once more in `{}`: {one}", issue.callable)),
            _ => {
                let (count, places) = (further.len(), further.join(", "));
                diagnostic =
                    diagnostic.with_note(format!("it happens {count} more times in `{}`: {places}", issue.callable));
            }
        }
        for number in cwe {
            diagnostic = diagnostic.with_note(format!("CWE-{number}"));
        }
        diagnostic.with_help(help)
    }

    /// What happens in a step.
    fn step(&self, program: &Program, step: &Trace) -> String {
        match step.event {
            Event::Source(kind, by) => format!("{} from `{}`", self.models.kinds.name(kind), program.text(by)),
            Event::Parameter(kind) => format!("{} in a parameter", self.models.kinds.name(kind)),
            Event::Returned(by) => format!("comes out of `{}`", program.text(by)),
            Event::Through(by) => format!("goes through `{}`", program.text(by)),
            Event::Passed(to) => format!("goes into `{}`", program.text(to)),
            Event::Sink(kind, by) => format!("{}: `{}`", self.models.kinds.name(kind), program.text(by)),
        }
    }
}

/// `src/web.rs:41:5`
fn place(program: &Program, span: Span) -> String {
    format!("{}:{}:{}", program.text(span.file), span.line, span.column)
}

/// A place as diagnostics have it.
fn location(program: &Program, span: Span) -> Location {
    Location {
        file: program.text(span.file).to_owned(),
        start: Position { line: span.line, column: span.column },
        end: Position { line: span.end_line, column: span.end_column },
    }
}
