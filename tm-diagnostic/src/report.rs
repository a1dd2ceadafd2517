//! What was found in one model, with what formats for other programs want to know of it.
//!
//! ```text
//! RuleDescription  INP05, "Injection", High, stride::tampering      what a code means
//! Reported         INP05@web::post_comment, warning at src/web.rs   where it was found
//! Suppression      accepted in the source: "the proxy …"            why it does not count
//! ```

use crate::{Diagnostic, Label, Severity};

/// What was found in one model.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The package or model file that it is about.
    pub name: String,
    /// What the codes of the results mean; each code once.
    pub rules: Vec<RuleDescription>,
    /// What was found, the gravest first: formats with a limit keep the first ones.
    pub results: Vec<Reported>,
}

/// What the code of a diagnostic means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDescription {
    /// The code, such as `INP05`.
    pub id: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What goes wrong.
    pub description: String,
    /// All there is to say, as plain text.
    pub help: String,
    /// The same as Markdown.
    pub markdown: String,
    /// How bad the worst result is; `None` for faults, which threaten nobody.
    pub severity: Option<Severity>,
    /// The groups it belongs to, such as `stride::spoofing` and `cwe::79`.
    pub tags: Vec<String>,
    /// Where to read on: an address.
    pub address: Option<String>,
}

/// A diagnostic, and what names it from run to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// What there is to say.
    pub diagnostic: Diagnostic,
    /// What stays the same while the same thing is wrong, wherever its lines move: `INP05@web::post_comment`.
    pub identity: String,
    /// Why it does not count.
    pub suppression: Option<Suppression>,
    /// Ways that data takes, each step by step from its source; the first one is that of the diagnostic.
    pub flows: Vec<Vec<Label>>,
}

/// A decision that takes a result off the list of what is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Whether the decision stands in the code, beside what it is about.
    pub is_in_source: bool,
    /// What was decided and why: `accepted: the proxy limits body size`.
    pub justification: String,
}

impl Report {
    /// What still counts.
    pub fn open(&self) -> impl Iterator<Item = &Diagnostic> {
        self.results.iter().filter(|it| it.suppression.is_none()).map(|it| &it.diagnostic)
    }
}
