//! What would clear each open finding, as far as that is found in good time.
//!
//! ```text
//! AC01@web   controls(has_access_control = true)   in #[element(…)] at src/main.rs:16, which now says otherwise
//! ```
//!
//! The worst findings come first. Of each [`MAX_EACH`] sets of values are tried, and of all together [`MAX_ALL`];
//! `cargo tm explain ID --on ELEMENT` looks further.

use std::collections::HashMap;

use super::context::{ChangeContext, StepContext};
use super::gather::Gatherer;
use crate::ask::{Change, Goal, Search, Sought};
use crate::decide::Assessed;

/// So many sets of values are tried for one finding: all pairs of twenty yes-or-no readings are 210.
const MAX_EACH: usize = 300;
/// So many are tried for all findings of a report.
const MAX_ALL: usize = 60_000;

impl Gatherer<'_> {
    /// By the findings' places in the assessment; without those that an override holds fast.
    pub(super) fn changes(&self, ranked: &[(usize, &Assessed)]) -> HashMap<usize, ChangeContext> {
        let mut search = Search::new(self.model, self.library);
        let mut changes = HashMap::new();
        for (index, Assessed { finding, decision, .. }) in ranked {
            if !decision.is_open() || finding.override_in(self.model).is_some_and(|it| it.always) {
                continue;
            }
            let most = MAX_EACH.min(MAX_ALL.saturating_sub(search.tried()));
            if most > 0 {
                let sought = search.smallest_change(finding.threat, finding.target, Goal::Clear, most);
                changes.insert(*index, self.change(&sought));
            }
        }
        changes
    }

    fn change(&self, sought: &Sought) -> ChangeContext {
        let (outcome, changes) = match sought {
            Sought::Found(changes) => ("found", changes.as_slice()),
            Sought::None => ("none", &[][..]),
            Sought::GaveUp => ("gave_up", &[][..]),
        };
        ChangeContext { outcome: outcome.to_owned(), steps: changes.iter().map(|it| self.step(it)).collect() }
    }

    fn step(&self, change: &Change) -> StepContext {
        let (model, notation) = (self.model, self.meta.notation);
        StepContext {
            of: self.reference(change.target),
            write: notation.line(model, change.target, change.attribute, &change.value),
            write_at: notation.place(model, change.target),
            is_stated: change.is_stated,
        }
    }
}
