//! What a change makes of a model: parts that come, go and change, findings with them, and data that goes new ways.
//!
//! ```text
//! before   Visitor ──▶ post_comment                          post_comment: controls(validates_input)
//! after    Visitor ──▶ post_comment ──[Email]──▶ MailService  post_comment: nothing said
//!
//! parts      + MailService   + post_comment->MailService#send   ~ post_comment: controls.validates_input true → nothing
//! crossings  Email leaves Web for the first time
//! findings   new INP05@post_comment, new DR01@post_comment->MailService#send, …
//! ```
//!
//! Ids are stable, so this is a difference of sets. Only what was written is compared: what follows from it elsewhere is told
//! by the findings. Both models have to be judged by one library and on the same terms: what differs is then the change's.

mod crossings;
mod findings;
mod gate;
mod pairs;
mod parts;

use crate::decide::Assessment;
use crate::model::Model;

pub use crossings::{NewCrossing, is_sensitive};
pub use findings::{Change, FindingChange, Found};
pub use gate::{Gate, GateError};
pub use pairs::Pairs;
pub use parts::{Difference, PartChange, written};

/// A model and what was found in it, on one side of a change.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// The model.
    pub model: &'a Model,
    /// What was found and decided.
    pub assessment: &'a Assessment,
}

/// What a change makes of a model. Targets and places in lists are those of the side they are told of.
#[derive(Debug)]
pub struct Comparison {
    /// What is the same thing on both sides.
    pub pairs: Pairs,
    /// What is said of the model as a whole.
    pub model: Vec<Difference>,
    /// The things that came, went or changed: elements, flows, boundaries, declared data.
    pub parts: Vec<PartChange>,
    /// What became of findings, the kinds in their order and the worst of each first.
    pub findings: Vec<FindingChange>,
    /// Sensitive data that crosses boundaries where it did not.
    pub crossings: Vec<NewCrossing>,
}

impl Comparison {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let Comparison { pairs: _, model, parts, findings, crossings } = self;
        model.is_empty() && parts.is_empty() && findings.is_empty() && crossings.is_empty()
    }

    /// The findings of one kind.
    pub fn of(&self, change: Change) -> impl Iterator<Item = &FindingChange> {
        self.findings.iter().filter(move |it| it.change == change)
    }
}

/// Compares two models that were judged alike.
pub fn compare(before: Judged<'_>, after: Judged<'_>) -> Comparison {
    let pairs = Pairs::of(before.model, after.model);
    Comparison {
        model: parts::of_model(before.model, after.model),
        parts: parts::parts(before.model, after.model, &pairs),
        findings: findings::changes(before, after, &pairs),
        crossings: crossings::new(before.model, after.model, &pairs),
        pairs,
    }
}

#[cfg(test)]
mod tests;
