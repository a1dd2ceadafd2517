//! What became of findings.
//!
//! ```text
//! nothing   → open       new          accepted → open        reopened      potential → confirmed   worse
//! open      → nothing    gone         open     → accepted    decided       accepted → mitigated    changed
//! ```
//!
//! What an assumption rules out counts as decided. What was never a finding and is ruled out from the start is not told.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Judged;
use super::pairs::Pairs;
use crate::decide::{Assessed, Assessment, Decision};
use crate::evaluate::{Certainty, Finding};
use crate::model::{Expectation, Target};

/// A finding that is not the same before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingChange {
    /// What became of it.
    pub change: Change,
    /// What it was.
    pub before: Option<Found>,
    /// What it is.
    pub after: Option<Found>,
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// There was none.
    New,
    /// It had been decided, or ruled out, and is open now.
    Reopened,
    /// It is open as before, but confirmed now, or more severe.
    Worse,
    /// It is less severe or less sure, or decided otherwise.
    Changed,
    /// It was open, and is decided or ruled out now.
    Decided,
    /// There is none any more.
    Gone,
}

impl Change {
    /// All of them, in the order in which they are told.
    pub const ALL: [Change; 6] =
        [Change::New, Change::Reopened, Change::Worse, Change::Changed, Change::Decided, Change::Gone];

    /// The word for it.
    pub fn name(self) -> &'static str {
        ["new", "reopened", "worse", "changed", "decided", "gone"][self as usize]
    }
}

/// A finding on one side, as an index of a list of its assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Of [`Assessment::findings`].
    Finding(usize),
    /// Of [`Assessment::excluded`].
    Excluded(usize),
}

impl Found {
    /// The finding itself.
    pub fn finding(self, assessment: &Assessment) -> &Finding {
        match self {
            Found::Finding(index) => &assessment.findings[index].finding,
            Found::Excluded(index) => &assessment.excluded[index].finding,
        }
    }

    /// The finding with what was decided, unless an assumption rules it out.
    pub fn assessed(self, assessment: &Assessment) -> Option<&Assessed> {
        match self {
            Found::Finding(index) => Some(&assessment.findings[index]),
            Found::Excluded(_) => None,
        }
    }
}

pub(super) fn changes(before: Judged<'_>, after: Judged<'_>, pairs: &Pairs) -> Vec<FindingChange> {
    let mut old: HashMap<(Target, usize), Found> = HashMap::new();
    let mut gone = Vec::new();
    for (found, finding) in all(before.assessment) {
        match pairs.after(finding.target) {
            Some(target) => drop(old.insert((target, finding.threat), found)),
            None => gone.push(found),
        }
    }
    let mut changes = Vec::new();
    for (is, finding) in all(after.assessment) {
        let was = old.remove(&(finding.target, finding.threat));
        let assessed = was.map(|it| it.assessed(before.assessment));
        if let Some(change) = change(assessed, Some(is.assessed(after.assessment))) {
            changes.push(FindingChange { change, before: was, after: Some(is) });
        }
    }
    gone.extend(old.into_values());
    for was in gone {
        if let Some(change) = change(Some(was.assessed(before.assessment)), None) {
            changes.push(FindingChange { change, before: Some(was), after: None });
        }
    }
    changes.sort_by_cached_key(|it| {
        let (found, side) = it
            .after
            .map_or_else(|| (it.before.expect("a finding is on one side at least"), before), |found| (found, after));
        let finding = found.finding(side.assessment);
        let is_decided = found.assessed(side.assessment).is_none_or(|it| !it.decision.is_open());
        let place = match found {
            Found::Finding(index) => index,
            Found::Excluded(index) => side.assessment.findings.len() + index,
        };
        (it.change, is_decided, finding.certainty, Reverse(finding.severity), place)
    });
    changes
}

fn all(assessment: &Assessment) -> impl Iterator<Item = (Found, &Finding)> {
    let findings = assessment.findings.iter().enumerate().map(|(index, it)| (Found::Finding(index), &it.finding));
    let excluded = assessment.excluded.iter().enumerate().map(|(index, it)| (Found::Excluded(index), &it.finding));
    findings.chain(excluded)
}

/// Of a finding on each side; within it, none if an assumption rules it out.
type Side<'a> = Option<Option<&'a Assessed>>;

fn change(before: Side<'_>, after: Side<'_>) -> Option<Change> {
    match (before, after) {
        (None, Some(Some(_))) => Some(Change::New),
        (Some(Some(_)), None) => Some(Change::Gone),
        (None | Some(None), None | Some(None)) => None,
        (Some(None), Some(Some(is))) if is.decision.is_open() => Some(Change::Reopened),
        (Some(Some(was)), Some(None)) if was.decision.is_open() => Some(Change::Decided),
        (Some(None), Some(Some(_))) | (Some(Some(_)), Some(None)) => Some(Change::Changed),
        (Some(Some(was)), Some(Some(is))) => between(was, is),
    }
}

fn between(was: &Assessed, is: &Assessed) -> Option<Change> {
    match (was.decision.is_open(), is.decision.is_open()) {
        (false, true) => Some(Change::Reopened),
        (true, false) => Some(Change::Decided),
        (false, false) => (!is_same_decision(&was.decision, &is.decision)).then_some(Change::Changed),
        (true, true) => {
            let (old, new) = (&was.finding, &is.finding);
            let is_surer = (old.certainty, new.certainty) == (Certainty::Potential, Certainty::Confirmed);
            if is_surer || new.severity > old.severity {
                return Some(Change::Worse);
            }
            (old.certainty != new.certainty || old.severity != new.severity).then_some(Change::Changed)
        }
    }
}

/// Whether the same was decided, wherever it is written.
fn is_same_decision(was: &Decision, is: &Decision) -> bool {
    let placeless = |it: &Expectation| Expectation { at: None, ..it.clone() };
    match (was, is) {
        (Decision::Expected(was), Decision::Expected(is)) => placeless(was) == placeless(is),
        (was, is) => was == is,
    }
}
