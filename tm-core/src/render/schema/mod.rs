//! The JSON schemas of the documents that `cargo tm` writes, and of the model files it reads.
//!
//! ```json
//! { "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:cargo-tm:model:1", … }
//! ```
//!
//! What can be said of each class comes from the vocabulary, with its words as descriptions: an editor that is given the
//! schema of the model completes names and shows what they mean. All objects are closed, so a misspelt key is a fault.

mod diff;
mod findings;
mod model;
mod questions;
mod stale;
#[cfg(test)]
mod tests;
mod value;

use super::json::Json;

/// A kind of JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// What `cargo tm model` writes and `--from tm` reads.
    Model,
    /// What `cargo tm findings --format json` writes.
    Findings,
    /// What `cargo tm check --format json` writes.
    Check,
    /// What `cargo tm questions --format json` writes.
    Questions,
    /// What `cargo tm diff --format json` writes.
    Diff,
    /// What `cargo tm stale --format json` writes.
    Stale,
}

impl Document {
    /// All of them.
    pub const ALL: [Document; 6] =
        [Document::Model, Document::Findings, Document::Check, Document::Questions, Document::Diff, Document::Stale];

    /// Its name, and that of the file that holds its schema.
    pub fn name(self) -> &'static str {
        match self {
            Document::Model => "model",
            Document::Findings => "findings",
            Document::Check => "check",
            Document::Questions => "questions",
            Document::Diff => "diff",
            Document::Stale => "stale",
        }
    }
}

/// The schema of `document`, as JSON.
///
/// ```
/// use tm_core::render::schema::{Document, schema};
///
/// assert!(schema(Document::Model).contains("Recognises callers by a session token."));
/// ```
pub fn schema(document: Document) -> String {
    let body = match document {
        Document::Model => model::schema(),
        Document::Findings => findings::schema(),
        Document::Check => findings::check_schema(),
        Document::Questions => questions::schema(),
        Document::Diff => diff::schema(),
        Document::Stale => stale::schema(),
    };
    let mut entries = vec![
        ("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into()),
        ("$id".to_owned(), format!("urn:cargo-tm:{}:1", document.name()).into()),
    ];
    entries.extend(body);
    Json::Object(entries).document()
}
