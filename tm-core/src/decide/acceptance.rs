//! Decisions of tm.toml: on findings that have no item, or whose item is nobody's to annotate.
//!
//! ```toml
//! [[accept]]
//! finding = "DR01@app::CommentsDb"
//! reason = "the volume is encrypted by the platform"
//! owner = "platform"
//! until = "2027-06-30"
//! until_changed = true
//! as = "mitigated"
//! ```

use std::borrow::Cow;
use std::collections::HashMap;

use tm_diagnostic::Diagnostic;

use super::expectation::{Now, Standing, has_ended, second_decision, threat};
use super::{Terms, at_level_of_policy};
use crate::code::Code;
use crate::model::{Expectation, Model, Target};
use crate::threat::Library;

/// A decision on the finding of one id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The id of what it is about, behind the `@` of the finding's id.
    pub element: String,
    /// The decision, on the threat before the `@`.
    pub decision: Expectation,
}

impl Acceptance {
    /// The id of the finding, as written.
    pub fn finding(&self) -> String {
        format!("{}@{}", self.decision.threat, self.element)
    }
}

/// Adds the acceptances that hold for parts of `model` to the decisions of the code, which come first.
pub(super) fn add_standing<'m>(
    standing: &mut Vec<Standing<'m>>,
    library: &Library,
    terms: &Terms,
    now: Now<'m, '_>,
    complaints: &mut Vec<Diagnostic>,
) {
    let model = now.model;
    if terms.acceptances.is_empty() {
        return;
    }
    let by_id: HashMap<&str, Target> =
        model.targets().map(|target| (model.entity(target).id.as_str(), target)).collect();
    for Acceptance { element, decision } in &terms.acceptances {
        let Some(target) = by_id.get(element.as_str()).copied() else { continue };
        let Some(threat) = threat(library, decision, "tm.toml accepts", complaints) else { continue };
        if has_ended(target, decision, now, complaints) {
            continue;
        }
        let subject = (target, threat);
        match standing.iter().find(|it| it.subject == subject) {
            Some(first) => complaints.push(second_decision(&model.entity(target).name, &first.expectation, decision)),
            None => standing.push(Standing { subject, expectation: Cow::Owned(decision.clone()) }),
        }
    }
}

/// Complaints about acceptances on what none of `models` has.
pub fn dangling(terms: &Terms, models: &[&Model]) -> Vec<Diagnostic> {
    let is_known = |id: &str| models.iter().any(|model| model.targets().any(|it| model.entity(it).id == id));
    let complaint = |it: &Acceptance| {
        let message = format!("{} is accepted on `{}`, which no model has", it.decision.threat, it.element);
        let fault = Code::UnfulfilledExpectation.diagnostic(message).at(it.decision.at.clone(), "decides nothing");
        match models.iter().find_map(|model| model.suggest(&it.element)) {
            Some(near) => fault.with_help(format!("did you mean `{near}`?")),
            None => fault.with_help("remove it, or take the id that `cargo tm findings --format json` shows"),
        }
    };
    let complaints = terms.acceptances.iter().filter(|it| !is_known(&it.element)).map(complaint);
    complaints.filter_map(|it| at_level_of_policy(it, &terms.policy)).collect()
}
