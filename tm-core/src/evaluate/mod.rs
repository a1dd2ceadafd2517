//! Which threats of the library apply to which parts of the model.
//!
//! ```text
//! INP05 on web::post_comment   confirmed   because controls.validates_input = false (src/web.rs:14)
//! DE03  on visitor->web#post   potential   because controls.is_encrypted is assumed false
//! ```
//!
//! Nothing is decided here: whether a finding is accepted, denied or known before is asked later.

mod case;

use crate::condition::{Basis, Verdict};
use crate::model::{Model, Target};
use crate::threat::{Library, Threat};

pub use case::run_case;
pub use verify::{CaseFailure, Verified, verify};

/// One threat that applies to one part of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The threat's index in [`Library::threats`].
    pub threat: usize,
    /// What it applies to.
    pub target: Target,
    /// How surely.
    pub certainty: Certainty,
    /// The fewest readings that make it apply.
    pub basis: Basis,
}

/// How surely a threat applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// It applies whatever the unstated values are.
    Confirmed,
    /// It applies if the unstated values are as assumed.
    Potential,
}

/// Every finding, by [`Model::targets`] and then by the order of the library. What is out of scope has none.
pub fn findings(model: &Model, library: &Library) -> Vec<Finding> {
    let mut findings = Vec::new();
    for target in model.targets().filter(|target| model.entity(*target).in_scope()) {
        let class = model.entity(target).class;
        for (index, threat) in library.threats.iter().enumerate() {
            if threat.targets.iter().any(|base| class.is_a(*base)) {
                findings.extend(finding(model, threat, index, target));
            }
        }
    }
    findings
}

fn finding(model: &Model, threat: &Threat, index: usize, target: Target) -> Option<Finding> {
    let (certainty, basis) = match threat.condition.evaluate(model, target) {
        Verdict::Confirmed(basis) => (Certainty::Confirmed, basis),
        Verdict::Potential(basis) => (Certainty::Potential, basis),
        Verdict::Open | Verdict::Silent => return None,
    };
    Some(Finding { threat: index, target, certainty, basis })
}

impl Finding {
    /// The stable id: `INP05@web::post_comment`.
    pub fn id(&self, model: &Model, library: &Library) -> String {
        format!("{}@{}", library.threats[self.threat].id, model.entity(self.target).id)
    }
}

#[cfg(test)]
mod parity;
#[cfg(test)]
mod tests;
mod verify;
