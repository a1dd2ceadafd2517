//! What a change does to threat models: for people, as JSON, and as a comment on a pull request.
//!
//! ```text
//! guestbook: main (1a2b3c4) → the work tree
//! elements  + Mail service (ExternalEntity), src/mail.rs:7
//! findings  new, denied  High  confirmed  open  DR01 …  Comment form → Mail service: Tell the author
//! ```
//!
//! The comparison itself is [`crate::compare`]'s. Here are the words that its renderers share.

mod human;
mod json;
mod markdown;
mod quiet;
mod words;

pub use human::diff_text;
pub use json::diff_json;
pub use markdown::diff_markdown;

use super::Evaluated;
use crate::compare::{Change, Comparison, FindingChange, Found};
use crate::evaluate::{Certainty, Finding};

/// One model on both sides of a change.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The package or file it comes from.
    pub name: &'a str,
    /// What it was.
    pub before: Evaluated<'a>,
    /// What it is.
    pub after: Evaluated<'a>,
    /// What differs.
    pub comparison: &'a Comparison,
    /// Which of the comparison's findings are denied.
    pub denied: &'a [bool],
}

/// What the two sides of a change are called.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// Such as `main (1a2b3c4)`.
    pub before: &'a str,
    /// Such as `the work tree`.
    pub after: &'a str,
}

/// How many there are of what is told first.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// New, reopened or worse, open and confirmed.
    confirmed: usize,
    /// The same, but potential.
    potential: usize,
    denied: usize,
    /// New ways of sensitive data over boundaries.
    crossings: usize,
}

impl<'a> Compared<'a> {
    /// The side on which a finding is shown: after, unless it is gone.
    fn shown(self, it: &FindingChange) -> (Found, Evaluated<'a>) {
        let before = || (it.before.expect("a finding is on one side at least"), self.before);
        it.after.map_or_else(before, |found| (found, self.after))
    }

    /// The finding as it is now, if it is open and new, reopened or worse.
    fn open(self, it: &FindingChange) -> Option<&'a Finding> {
        let is_worse = matches!(it.change, Change::New | Change::Reopened | Change::Worse);
        let assessed = it.after.and_then(|found| found.assessed(self.after.assessment));
        assessed.filter(|it| is_worse && it.decision.is_open()).map(|it| &it.finding)
    }

    fn counts(self) -> Counts {
        let mut counts = Counts { crossings: self.comparison.crossings.len(), ..Counts::default() };
        for (it, denied) in self.comparison.findings.iter().zip(self.denied) {
            let Some(finding) = self.open(it) else { continue };
            match finding.certainty {
                Certainty::Confirmed => counts.confirmed += 1,
                Certainty::Potential => counts.potential += 1,
            }
            counts.denied += usize::from(*denied);
        }
        counts
    }
}

#[cfg(test)]
mod tests;
