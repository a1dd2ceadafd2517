//! What `cargo tm` says about a place in the user's code, and how it is shown.
//!
//! A [`Diagnostic`] has a stable code, a [`Level`], one sentence of fact, the places it is about, and what helps. A
//! renderer turns it into text: [`render::human`] for people, in the look of rustc, and [`render::json`] for programs.
//! A [`Report`] adds what the codes mean and what was decided; [`render::sarif`] and others write it for other tools.
//!
//! ```
//! use std::collections::BTreeMap;
//! use tm_diagnostic::{Diagnostic, Location, Position, render};
//!
//! let start = Position { line: 2, column: 13 };
//! let place = Location { file: "src/auth.rs".into(), start, end: Position { column: 20, ..start } };
//! let diagnostic = Diagnostic::error("TM0004", "dataflow `login` starts at `browzer`, which no element declares")
//!     .at(Some(place), "not an element")
//!     .with_help("the model has `browser` (src/lib.rs:7)");
//!
//! let text = "use tm::dataflow;\ndataflow! { browzer -> web: \"login\" }\n";
//! let sources = BTreeMap::from([("src/auth.rs".to_owned(), text.to_owned())]);
//! assert_eq!(
//!     render::human(&[diagnostic], &sources, render::Style::Plain),
//!     r#"error[TM0004]: dataflow `login` starts at `browzer`, which no element declares
//!  --> src/auth.rs:2:13
//!   |
//! 2 | dataflow! { browzer -> web: "login" }
//!   |             ^^^^^^^ not an element
//!   |
//!   = help: the model has `browser` (src/lib.rs:7)
//! "#
//! );
//! ```
//!
//! Nothing here opens a file: the caller hands over the texts as [`Sources`]. A text may be missing, or may have changed
//! since the position was recorded; the place is then named and no line is quoted.

mod baseline;
mod diagnostic;
mod level;
mod nearest;
mod policy;
mod position;
pub mod render;
mod report;
mod response;
mod severity;
mod sources;

pub use baseline::Baseline;
pub use diagnostic::{Diagnostic, Label};
pub use level::Level;
pub use nearest::nearest;
pub use policy::{ACCEPTANCES, Layer, LintLevel, Policy, Rule, STALE, Setting, UnknownName};
pub use position::{Location, Position};
pub use report::{Report, Reported, RuleDescription, Suppression};
pub use response::Response;
pub use severity::Severity;
pub use sources::Sources;
