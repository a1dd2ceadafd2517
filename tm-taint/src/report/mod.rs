//! What was found, as people and other programs read it.
//!
//! ```text
//! warning[T0002]: SQL injection: UserInput becomes part of a query (Sql)
//!   --> src/store.rs:41:17
//!    | 41 |  connection.execute(&query, ())
//!    |                     ^^^^^^ Sql: `rusqlite::Connection::execute`
//! ```
//!
//! Nothing is decided here: levels and decisions are the caller's, and come beside what this says.

mod diagnostic;
mod issue;
mod model;
mod revealed;
mod rule;

pub use diagnostic::{diagnostic, steps};
pub use issue::IssueDocument;
pub use model::ModelDocument;
pub use revealed::{conditions, revealed};
pub use rule::{description, explain};

use tm_diagnostic::{Location, Position};

use crate::analysis::{FeatureNames, Features};
use crate::ir::Span;
use crate::program::Program;

/// A place as diagnostics have it.
pub fn location(program: &Program, span: Span) -> Location {
    Location {
        file: program.text(span.file).to_owned(),
        start: Position { line: span.line, column: span.column },
        end: Position { line: span.end_line, column: span.end_column },
    }
}

/// The names of features, those on all ways behind `always-`.
pub fn features(program: &Program, names: &FeatureNames, some: Features, always: Features) -> Vec<String> {
    let on_all = names.names(program, always);
    let name = |it: String| if on_all.contains(&it) { format!("always-{it}") } else { it };
    names.names(program, some).into_iter().map(name).collect()
}
