//! From values to text: one file a document.
//!
//! ```text
//! Model ──────────────────────▶ model_json, dfd::{dot, mermaid, plantuml}, sequence::{svg, mermaid, plantuml}, elements, rust
//! Model + Library + Assessment ▶ findings_json, check_report, report::{html, markdown}, explain_on, sql
//! the same + Questions ───────▶ questions, questions_json
//! the same, twice + Comparison ▶ diff_text, diff_json, diff_markdown
//! Model + Freshness ──────────▶ stale, stale_json, review_status
//! Library, vocabulary ────────▶ threats_list, threat_files, catalogue, pytm_differences, explain, describe, schema
//! ```
//!
//! A renderer decides nothing: what is a finding, and what was decided about it, is settled before. Equal input gives
//! equal bytes: no clock, no hash order, no path of this machine.

mod anchors;
mod catalogue;
mod check;
mod check_report;
pub mod describe;
pub mod dfd;
mod diff;
mod elements;
mod explain;
mod finding_diagnostic;
mod findings_json;
mod findings_text;
mod json;
mod mermaid_text;
mod model_json;
mod node_key;
mod notation;
pub mod picture;
mod plantuml_text;
mod pytm_differences;
mod questions;
mod questions_json;
pub mod report;
mod review_status;
mod rust;
pub mod schema;
pub mod sequence;
pub mod sql;
mod stale;
mod stale_json;
mod table;
mod threat_files;
mod threats_list;
mod verified;
mod words;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod parity;

pub use catalogue::catalogue;
pub use check::{Checked, check_json, check_summary};
pub use check_report::{check_report, fault_description, suppression};
pub use diff::{Compared, Sides, diff_json, diff_markdown, diff_text};
pub use elements::elements;
pub use explain::{Explained, explain, explain_on};
pub use finding_diagnostic::finding_diagnostic;
pub use findings_json::findings_json;
pub use findings_text::findings_text;
pub use model_json::model_json;
pub use notation::Notation;
pub use pytm_differences::pytm_differences;
pub use questions::{Asked, questions, top_questions};
pub use questions_json::questions_json;
pub use review_status::{ReviewStatus, review_status};
pub use rust::rust;
pub use stale::{Judged, stale};
pub use stale_json::stale_json;
pub use threat_files::{ThreatFile, threat_files};
pub use threats_list::threats_list;
pub use verified::verified;

/// A model and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct Evaluated<'a> {
    /// The model.
    pub model: &'a crate::model::Model,
    /// The threats that were looked for.
    pub library: &'a crate::threat::Library,
    /// What was found and decided.
    pub assessment: &'a crate::decide::Assessment,
}
