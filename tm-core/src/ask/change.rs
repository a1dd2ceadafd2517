//! The smallest change that would clear a finding, or make one.
//!
//! ```text
//! not target.controls.validates_input and not target.controls.sanitizes_input      both assumed absent
//!
//! clear: validates_input = true      one reading; sanitizes_input = true would do as well, and comes later
//! ```
//!
//! Of sets of readings that could be stated otherwise the smallest is sought, then the one with the fewest stated
//! readings, then the one of controls, of the target itself, and of the first in the model's order. Of an attribute's
//! values the one nearest to the present comes first.

use tm_schema::AttributeId;

use super::Key;
use super::answers::{answers, can_be_written};
use super::pairs::mentioned;
use crate::condition::Condition;
use crate::decide::Assessment;
use crate::model::{Model, Target, Trial, Value};
use crate::threat::Library;

/// No larger sets are tried.
const MAX_CHANGES: usize = 4;
/// So many sets of values are tried: four of twelve yes-or-no readings are 495.
const MAX_TRIALS: usize = 20_000;

/// A reading that would have to be stated, or stated otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it is a reading of.
    pub target: Target,
    /// The attribute.
    pub attribute: AttributeId,
    /// What it would have to be.
    pub value: Value,
    /// Whether something else is stated now.
    pub is_stated: bool,
}

/// What a change is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The finding is gone.
    Clear,
    /// There is a finding.
    Reveal,
}

/// What the search came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Sought {
    /// The smallest change.
    Found(Vec<Change>),
    /// No attribute that could be written otherwise leads there.
    None,
    /// There are too many to try; none of the first leads there.
    GaveUp,
}

/// A reading that may be changed, and to what.
struct Candidate {
    key: Key,
    is_stated: bool,
    values: Vec<Value>,
}

/// The smallest change after which the threat at index `threat` of the library is, or is not, found on `target`.
pub fn smallest_change(model: &Model, library: &Library, threat: usize, target: Target, goal: Goal) -> Sought {
    Search::new(model, library).smallest_change(threat, target, goal, MAX_TRIALS)
}

/// Searches for changes one after another, in one copy of the model.
#[derive(Debug)]
pub struct Search<'m> {
    model: &'m Model,
    library: &'m Library,
    trial: Trial,
    tried: usize,
}

impl<'m> Search<'m> {
    /// Of a model evaluated with a library.
    pub fn new(model: &'m Model, library: &'m Library) -> Search<'m> {
        Search { model, library, trial: Trial::new(model), tried: 0 }
    }

    /// How many sets of values have been tried in all.
    pub fn tried(&self) -> usize {
        self.tried
    }

    /// As [`smallest_change()`], giving up after so many sets of values.
    pub fn smallest_change(&mut self, threat: usize, target: Target, goal: Goal, most: usize) -> Sought {
        let condition = &self.library.threats[threat].condition;
        let candidates = candidates(self.model, condition, target);
        let mut trials = 0;
        for size in 1..=MAX_CHANGES.min(candidates.len()) {
            let mut sets = subsets(candidates.len(), size, most - trials);
            sets.sort_by_key(|set| set.iter().filter(|index| candidates[**index].is_stated).count());
            for set in sets {
                let chosen: Vec<&Candidate> = set.iter().map(|index| &candidates[*index]).collect();
                let count: usize = chosen.iter().map(|it| it.values.len()).product();
                for case in 0..count {
                    trials += 1;
                    if trials >= most {
                        return Sought::GaveUp;
                    }
                    self.tried += 1;
                    let changes = case_of(&chosen, case);
                    changes.iter().for_each(|it| self.trial.write(it.target, it.attribute, it.value.clone()));
                    let is_finding = condition.standing(self.trial.model(), target).is_finding();
                    self.trial.undo();
                    if is_finding == (goal == Goal::Reveal) {
                        return Sought::Found(changes);
                    }
                }
            }
        }
        if candidates.len() > MAX_CHANGES { Sought::GaveUp } else { Sought::None }
    }
}

/// What could be stated otherwise, in the order of preference.
fn candidates(model: &Model, condition: &Condition, target: Target) -> Vec<Candidate> {
    let keys = condition.consulted(model, target).into_iter().filter(|(_, attribute)| can_be_written(*attribute));
    let mut candidates: Vec<Candidate> = keys
        .map(|key| {
            let mentioned = mentioned(model, condition, target, key);
            let values = answers(model, key.1, &mentioned).into_iter().map(|(value, _)| value);
            let reading = model.read(key.0, key.1);
            let mut values: Vec<_> = values.filter(|value| value != reading.value()).collect();
            values.sort_by_key(|value| distance(reading.value(), value));
            Candidate { key, is_stated: reading.is_stated(), values }
        })
        .collect();
    candidates.sort_by_key(|it| (it.is_stated, !it.key.1.get().is_control, it.key.0 != target, it.key));
    candidates
}

/// One of the ways to choose a value for each of the candidates.
fn case_of(chosen: &[&Candidate], case: usize) -> Vec<Change> {
    let mut rest = case;
    let change = |it: &&Candidate| {
        let value = it.values[rest % it.values.len()].clone();
        rest /= it.values.len();
        Change { target: it.key.0, attribute: it.key.1, value, is_stated: it.is_stated }
    };
    chosen.iter().map(change).collect()
}

/// The smallest change that would clear what is found of a threat on `target`, or make it found.
pub fn change_of(model: &Model, library: &Library, assessment: &Assessment, threat: usize, target: Target) -> Sought {
    let is_found = assessment.findings.iter().any(|it| it.finding.threat == threat && it.finding.target == target);
    let is_target = library.threats[threat].targets.iter().any(|base| model.entity(target).class.is_a(*base));
    match (is_target, is_found) {
        (false, _) => Sought::None,
        (true, true) => smallest_change(model, library, threat, target, Goal::Clear),
        (true, false) => smallest_change(model, library, threat, target, Goal::Reveal),
    }
}

/// How far a member is from the present one, so that TLS 1.1 becomes TLS 1.2 and not none; of equal steps the one up.
fn distance(from: &Value, to: &Value) -> (u8, bool) {
    match (from, to) {
        (Value::Member(from), Value::Member(to)) => (from.abs_diff(*to), to < from),
        _ => (0, false),
    }
}

/// The sets of `size` of the numbers below `count`, in order; the first `limit`.
fn subsets(count: usize, size: usize, limit: usize) -> Vec<Vec<usize>> {
    let mut sets = Vec::new();
    let mut set: Vec<usize> = (0..size).collect();
    while sets.len() < limit {
        sets.push(set.clone());
        // The last number that can still grow; those behind it follow closely.
        let Some(index) = (0..size).rev().find(|index| set[*index] < count - size + index) else { break };
        let first = set[index] + 1;
        set[index..].iter_mut().enumerate().for_each(|(more, number)| *number = first + more);
    }
    sets
}
