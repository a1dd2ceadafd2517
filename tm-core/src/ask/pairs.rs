//! What may change when something is said: threats and what they are or might be found on, by the readings they look at.

use std::collections::{BTreeSet, HashMap};

use tm_schema::{AttributeId, ValueType};

use super::Key;
use super::answers::{answers, can_be_written};
use crate::condition::{Condition, Constant, Standing};
use crate::decide::Assessment;
use crate::evaluate::{Certainty, unfound};
use crate::model::{Model, Source, Target, Trial, Value};
use crate::threat::Library;

/// Of the unstated readings of one condition for one target the first are looked at: where there are more, no answer
/// alone is likely to decide it.
pub const MAX_READINGS: usize = 64;

/// A threat and what it is or might be found on.
struct Pair {
    threat: usize,
    target: Target,
    /// The finding, as an index of [`Assessment::findings`], and whether it is confirmed.
    finding: Option<(usize, bool)>,
}

/// The pairs of a model that an answer may concern.
pub(super) struct Pairs<'m> {
    model: &'m Model,
    library: &'m Library,
    assessment: &'m Assessment,
    pairs: Vec<Pair>,
    /// Which pairs look at what nobody wrote.
    by_reading: HashMap<Key, Vec<u32>>,
    /// What attributes are compared with, by threat.
    constants: HashMap<(usize, AttributeId), BTreeSet<Constant>>,
}

/// What an answer does.
#[derive(Clone, Debug, Default)]
pub(super) struct Effect {
    pub(super) confirms: Vec<usize>,
    pub(super) clears: Vec<usize>,
    pub(super) reveals: Vec<(usize, Target)>,
}

impl<'m> Pairs<'m> {
    pub(super) fn new(
        model: &'m Model,
        library: &'m Library,
        assessment: &'m Assessment,
        with_revealed: bool,
    ) -> Pairs<'m> {
        let mut all = Pairs {
            model,
            library,
            assessment,
            pairs: Vec::new(),
            by_reading: HashMap::new(),
            constants: HashMap::new(),
        };
        for (index, assessed) in assessment.findings.iter().enumerate().filter(|(_, it)| it.decision.is_open()) {
            let finding = &assessed.finding;
            let is_confirmed = finding.certainty == Certainty::Confirmed;
            let stays = finding.override_in(model).is_some_and(|it| it.always);
            if !stays && (!is_confirmed || all.looks_at_what_follows(finding.threat)) {
                let finding =
                    Pair { threat: finding.threat, target: finding.target, finding: Some((index, is_confirmed)) };
                all.add(finding);
            }
        }
        if with_revealed {
            for it in unfound(model, library) {
                if it.is_open || all.looks_at_what_follows(it.threat) {
                    all.add(Pair { threat: it.threat, target: it.target, finding: None });
                }
            }
        }
        all
    }

    fn condition(&self, threat: usize) -> &'m Condition {
        &self.library.threats[threat].condition
    }

    /// Whether a threat looks at what is stated and may change all the same: where data goes grows with what flows say
    /// they carry, and a flow's own protocol says more of its encryption than what its end accepts.
    fn looks_at_what_follows(&self, threat: usize) -> bool {
        let follows = |it: &AttributeId| ["carried_by", "processed_by", "is_encrypted"].contains(&it.get().name);
        self.condition(threat).attributes().iter().any(follows)
    }

    fn add(&mut self, pair: Pair) {
        let number = self.pairs.len() as u32;
        let readings = self.condition(pair.threat).consulted(self.model, pair.target).into_iter();
        let is_written = |(target, attribute): &Key| {
            let known = self.model.entity(*target).known(*attribute);
            known.is_some_and(|known| matches!(known.source, Source::Written(_)))
        };
        for reading in readings.filter(|it| !is_written(it)).take(MAX_READINGS) {
            self.by_reading.entry(reading).or_default().push(number);
        }
        self.pairs.push(pair);
    }

    /// The readings nobody stated, some pair looks at, and an annotation can say, sorted.
    pub(super) fn unstated(&self) -> Vec<Key> {
        let is_open = |(target, attribute): &&Key| {
            can_be_written(*attribute) && !self.model.read(*target, *attribute).is_stated()
        };
        let mut unstated: Vec<_> = self.by_reading.keys().filter(is_open).copied().collect();
        unstated.sort_unstable();
        unstated
    }

    /// What may be said at `place`, from which `readings` follow.
    pub(super) fn answers(&mut self, place: Key, readings: &BTreeSet<Key>) -> Vec<(Value, bool)> {
        let mut mentioned = BTreeSet::new();
        if !matches!(place.1.get().value, ValueType::Bool | ValueType::Member(_)) {
            for reading in readings {
                for number in self.by_reading.get(reading).into_iter().flatten() {
                    let Pair { threat, target, .. } = self.pairs[*number as usize];
                    let condition = self.condition(threat);
                    let constants = self.constants.entry((threat, reading.1));
                    mentioned.extend(constants.or_insert_with(|| condition.constants(reading.1)).iter().cloned());
                    mentioned.extend(rivals(self.model, condition, target, *reading));
                }
            }
        }
        answers(self.model, place.1, &mentioned)
    }

    /// What becomes of the pairs if `value` is what `trial` has at `place`, when `empty` is the effect of an empty list there.
    ///
    /// A list with one member is the empty one to all conditions that do not look for that member, which are most.
    pub(super) fn effect(&self, trial: &Trial, place: Key, value: &Value, empty: Option<&Effect>) -> Effect {
        let (Value::Members(members), Some(empty)) = (value, empty) else {
            return self.effect_on(trial, place, |_| true);
        };
        let notices = |threat: usize| members.iter().any(|it| self.condition(threat).notices(place.1, *it));
        let mut effect = self.effect_on(trial, place, notices);
        let is_same = |index: &&usize| !notices(self.assessment.findings[**index].finding.threat);
        effect.confirms.extend(empty.confirms.iter().filter(is_same));
        effect.clears.extend(empty.clears.iter().filter(is_same));
        effect.reveals.extend(empty.reveals.iter().filter(|(threat, _)| !notices(*threat)));
        effect.confirms.sort_unstable();
        effect.clears.sort_unstable();
        effect
    }

    /// The same for the pairs of some threats.
    fn effect_on(&self, trial: &Trial, place: Key, concerns: impl Fn(usize) -> bool) -> Effect {
        let mut concerned: Vec<u32> = Vec::new();
        for reading in trial.changed().iter().chain([&place]) {
            concerned.extend(self.by_reading.get(reading).into_iter().flatten());
        }
        concerned.sort_unstable();
        concerned.dedup();
        let mut effect = Effect::default();
        let concerned = concerned.into_iter().map(|number| &self.pairs[number as usize]);
        for pair in concerned.filter(|pair| concerns(pair.threat)) {
            let standing = self.condition(pair.threat).standing(trial.model(), pair.target);
            let is_finding = standing.is_finding() && trial.model().entity(pair.target).in_scope();
            match pair.finding {
                Some((index, _)) if !is_finding => effect.clears.push(index),
                Some((index, false)) if standing == Standing::Confirmed => effect.confirms.push(index),
                None if is_finding => effect.reveals.push((pair.threat, pair.target)),
                _ => {}
            }
        }
        effect.confirms.sort_unstable();
        effect.clears.sort_unstable();
        effect
    }
}

/// The values of other readings of the same type that a condition looks at: it may compare them with each other.
pub(super) fn rivals(model: &Model, condition: &Condition, target: Target, reading: Key) -> Vec<Constant> {
    let is_rival = |it: &Key| {
        *it != reading && std::mem::discriminant(&it.1.get().value) == std::mem::discriminant(&reading.1.get().value)
    };
    let rivals = condition.consulted(model, target).into_iter().filter(is_rival);
    let constant = |(target, attribute): Key| match model.read(target, attribute).value() {
        Value::Text(text) => Some(Constant::Text(text.clone())),
        Value::Int(number) => Some(Constant::Int(*number)),
        _ => None,
    };
    rivals.filter_map(constant).collect()
}

/// What `attribute` is compared with in one condition on one target.
pub(super) fn mentioned(model: &Model, condition: &Condition, target: Target, reading: Key) -> BTreeSet<Constant> {
    let mut mentioned = condition.constants(reading.1);
    mentioned.extend(rivals(model, condition, target, reading));
    mentioned
}
