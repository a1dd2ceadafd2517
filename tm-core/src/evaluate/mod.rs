//! Which threats of the library apply to which parts of the model.
//!
//! ```text
//! INP05 on web::post_comment   confirmed   because controls.validates_input = false (src/web.rs:14)
//! DE03  on visitor->web#post   potential   because controls.is_encrypted is assumed false
//! ```
//!
//! Nothing is decided here: whether a finding is accepted, denied or known before is asked later.

mod case;
mod overlap;

use std::collections::HashSet;

use crate::condition::{Basis, Codes, Memo, Verdict};
use crate::model::{Assumption, Model, Override, Target};
use crate::threat::{Library, Severity};

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
    /// The fewest readings that make it apply; none if an override says that it does.
    pub basis: Basis,
    /// How bad it is: as the threat says, or as an override on the target does.
    pub severity: Severity,
    /// The override on the target that speaks of it, as an index of [`Entity::overrides`].
    ///
    /// [`Entity::overrides`]: crate::model::Entity::overrides
    pub overridden: Option<usize>,
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

/// What evaluation finds: what applies, and what applies but for an assumption.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// The findings, by [`Model::targets`] and then by the order of the library.
    pub findings: Vec<Finding>,
    /// The findings that an assumption rules out, in the same order.
    pub excluded: Vec<Excluded>,
}

/// A finding that an assumption rules out.
#[derive(Clone, Debug, PartialEq)]
pub struct Excluded {
    /// What would apply.
    pub finding: Finding,
    /// The name of the first assumption that rules it out: the thing's own come before the model's.
    pub assumption: String,
}

/// A threat that does not apply to something it could apply to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfound {
    /// The threat's index in [`Library::threats`].
    pub threat: usize,
    /// What it does not apply to.
    pub target: Target,
    /// Whether it would apply for some values of what nobody stated.
    pub is_open: bool,
}

impl From<Vec<Finding>> for Evaluation {
    fn from(findings: Vec<Finding>) -> Evaluation {
        Evaluation { findings, excluded: Vec::new() }
    }
}

/// Every finding that no assumption rules out. What is out of scope has none.
pub fn findings(model: &Model, library: &Library) -> Vec<Finding> {
    evaluate(model, library).findings
}

/// Every finding, those that an assumption rules out apart.
///
/// What is out of scope has none, nor has what no flow touches in a model that ignores it. An override may say that a
/// threat applies whatever its condition says; such a finding is confirmed and rests on no reading.
pub fn evaluate(model: &Model, library: &Library) -> Evaluation {
    walk(model, library, |_| {})
}

/// What is evaluated and no finding, by [`Model::targets`] and then by the order of the library.
///
/// What an assumption would rule out is not among it.
pub fn unfound(model: &Model, library: &Library) -> Vec<Unfound> {
    let mut unfound = Vec::new();
    walk(model, library, |it| unfound.push(it));
    unfound
}

/// Evaluates everything; `unfound` is told of all that is no finding.
fn walk(model: &Model, library: &Library, mut unfound: impl FnMut(Unfound)) -> Evaluation {
    let ignored = ignored(model);
    let known = |ids: &[String]| -> Vec<usize> { ids.iter().filter_map(|id| library.position(id)).collect() };
    let excludes = |list: &[Assumption]| -> Vec<(Vec<usize>, String)> {
        list.iter().map(|it| (known(&it.exclude), it.name.clone())).collect()
    };
    let global = excludes(&model.options.assumptions);
    let mut evaluation = Evaluation::default();
    let codes = Codes::new(model, library.threats.iter().map(|threat| &threat.condition));
    let mut memos: Vec<_> = library.threats.iter().map(|_| Memo::default()).collect();
    for target in model.targets().filter(|target| model.entity(*target).in_scope() && !ignored.contains(target)) {
        let entity = model.entity(target);
        let overrides: Vec<_> = entity.overrides.iter().map(|it| library.position(&it.threat)).collect();
        let own = excludes(&entity.assumptions);
        for (index, threat) in library.threats.iter().enumerate() {
            let overridden = overrides.iter().position(|it| *it == Some(index));
            let said = overridden.map(|it| &entity.overrides[it]);
            let is_target = threat.targets.iter().any(|base| entity.class.is_a(*base));
            let verdict = is_target.then(|| threat.condition.evaluate_again(&mut memos[index], &codes, target));
            let is_open = verdict == Some(Verdict::Open);
            let always = || (Certainty::Confirmed, Basis::default());
            let applies = verdict.and_then(applies).or_else(|| said.is_some_and(|it| it.always).then(always));
            let severity = said.and_then(|it| it.severity).unwrap_or(threat.severity);
            let exclusion = || own.iter().chain(&global).find(|(ids, _)| ids.contains(&index));
            let Some((certainty, basis)) = applies else {
                if is_target && exclusion().is_none() {
                    unfound(Unfound { threat: index, target, is_open });
                }
                continue;
            };
            let finding = Finding { threat: index, target, certainty, basis, severity, overridden };
            match exclusion() {
                Some((_, name)) => evaluation.excluded.push(Excluded { finding, assumption: name.clone() }),
                None => evaluation.findings.push(finding),
            }
        }
    }
    evaluation
}

fn applies(verdict: Verdict) -> Option<(Certainty, Basis)> {
    match verdict {
        Verdict::Confirmed(basis) => Some((Certainty::Confirmed, basis)),
        Verdict::Potential(basis) => Some((Certainty::Potential, basis)),
        Verdict::Open | Verdict::Silent => None,
    }
}

/// What a model that ignores the unused leaves out: elements that no flow touches, boundaries around none that one does.
fn ignored(model: &Model) -> HashSet<Target> {
    if !model.options.ignore_unused {
        return HashSet::new();
    }
    let mut ignored: HashSet<_> = model.element_ids().map(Target::Element).collect();
    ignored.extend(model.boundary_ids().map(Target::Boundary));
    for end in model.dataflows.iter().flat_map(|flow| [flow.source, flow.sink]) {
        if ignored.remove(&Target::Element(end)) {
            model.boundaries_of(end).for_each(|boundary| {
                ignored.remove(&Target::Boundary(boundary));
            });
        }
    }
    ignored
}

impl Finding {
    /// The stable id: `INP05@web::post_comment`.
    pub fn id(&self, model: &Model, library: &Library) -> String {
        format!("{}@{}", library.threats[self.threat].id, model.entity(self.target).id)
    }

    /// What the override on the target says of it, if there is one.
    pub fn override_in<'m>(&self, model: &'m Model) -> Option<&'m Override> {
        self.overridden.map(|index| &model.entity(self.target).overrides[index])
    }
}

#[cfg(test)]
pub(crate) mod parity;
mod parts;
#[cfg(test)]
mod tests;
mod verify;
