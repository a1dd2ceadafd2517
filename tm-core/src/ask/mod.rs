//! What to say next: the unstated attributes whose answers decide findings.
//!
//! ```text
//! nobody says whether `web` handles_resource_consumption; three potential findings look at it
//!
//! true    clears CR03, DO01, DO02            each is gone
//! false   confirms DO02                      CR03 and DO01 stay: they also hang on something else
//! ```
//!
//! An answer *decides* a finding when the finding, once the answer is written in the model, is confirmed or gone. This is
//! not reckoned from the conditions but tried: each answer is written into the model with all its consequences
//! ([`Trial`]), and what may depend on it is evaluated again. Findings that nobody has decided count, and no others.
//!
//! # The order
//!
//! Questions about one attribute stand together: who knows whether one flow is protected mostly knows it of all. First comes
//! the attribute, and of one attribute the thing, whose answers decide most findings *on average*. Nobody knows the answer beforehand. To count
//! the best would rank what only one lucky answer settles above what every answer settles; to count the worst would
//! call most questions useless, because a control that is absent seldom decides alone. Of equal questions the one of
//! the graver findings comes first, then the one of what was declared first.
//!
//! # What is asked
//!
//! Only what can be written as an attribute: that a thing has no further flows, and where a flow leads, is structure.
//! Where a flow may take a value from its end, the question goes to whichever decides more. A text may be anything that a
//! condition mentions, or something else; a list of data may be empty or hold one declared datum; `Unknown` is no answer.
//! In a model that ignores the unused, what an answer would bring into use stays out.
//!
//! # Bounds
//!
//! Of a condition's unstated readings the first [`MAX_READINGS`] are asked for, and of an attribute's values the first
//! [`MAX_ANSWERS`].

mod answers;
mod change;
mod pairs;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tm_schema::AttributeId;

use crate::decide::Assessment;
use crate::model::{Model, Target, Trial, Value, origins};
use crate::threat::Library;

pub use answers::MAX_ANSWERS;
pub use change::{Change, Goal, Search, Sought, change_of, smallest_change};
pub use pairs::MAX_READINGS;

use pairs::{Effect, Pairs};

/// One attribute of one thing.
type Key = (Target, AttributeId);

/// Something nobody has said, and what saying it would decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What it is asked of.
    pub target: Target,
    /// The attribute to be stated there.
    pub attribute: AttributeId,
    /// What may be said, each with its effect.
    pub answers: Vec<Answer>,
}

/// A value that may be stated, and what then becomes of the findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The value.
    pub value: Value,
    /// Whether it stands for all values that no condition mentions.
    pub is_other: bool,
    /// The potential findings that are confirmed then, as indices of [`Assessment::findings`].
    pub confirms: Vec<usize>,
    /// The findings that are gone then.
    pub clears: Vec<usize>,
    /// What is a finding then and was none, as indices of [`Library::threats`] with what they apply to.
    pub reveals: Vec<(usize, Target)>,
}

impl Answer {
    /// How many findings are decided by it.
    pub fn decides(&self) -> usize {
        self.confirms.len() + self.clears.len()
    }
}

impl Question {
    /// The findings that some answer decides, as indices of [`Assessment::findings`].
    pub fn decidable(&self) -> BTreeSet<usize> {
        self.answers.iter().flat_map(|answer| answer.confirms.iter().chain(&answer.clears)).copied().collect()
    }

    /// What some answer reveals.
    pub fn revealable(&self) -> BTreeSet<(usize, Target)> {
        self.answers.iter().flat_map(|answer| &answer.reveals).copied().collect()
    }

    /// How many findings each answer decides, whichever it is.
    pub fn decides_at_least(&self) -> usize {
        self.answers.iter().map(Answer::decides).min().unwrap_or(0)
    }

    /// How many findings the best answer decides.
    pub fn decides_at_most(&self) -> usize {
        self.answers.iter().map(Answer::decides).max().unwrap_or(0)
    }

    /// How many findings its answers decide on average, times a number that is the same for all questions.
    fn score(&self) -> u64 {
        /// Divisible by all numbers up to 16, so that averages of small numbers of answers compare exactly.
        const COMMON: u64 = 720_720;
        let decided: usize = self.answers.iter().map(Answer::decides).sum();
        decided as u64 * COMMON / self.answers.len().max(1) as u64
    }
}

/// Every question of the model whose answer decides or reveals something, the most useful first.
pub fn questions(model: &Model, library: &Library, assessment: &Assessment) -> Vec<Question> {
    asked(model, library, assessment, true)
}

/// The same without questions that decide nothing and without what answers reveal, which is by far the most: sooner.
pub fn deciding_questions(model: &Model, library: &Library, assessment: &Assessment) -> Vec<Question> {
    asked(model, library, assessment, false)
}

fn asked(model: &Model, library: &Library, assessment: &Assessment, with_revealed: bool) -> Vec<Question> {
    let mut pairs = Pairs::new(model, library, assessment, with_revealed);
    // Each place where something can be written, with the readings that follow from it.
    let mut places: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
    for reading in pairs.unstated() {
        let origins = origins(model, reading.0, reading.1).into_iter();
        for place in origins.filter(|(target, attribute)| !model.read(*target, *attribute).is_stated()).chain([reading])
        {
            places.entry(place).or_default().insert(reading);
        }
    }
    let mut trial = Trial::new(model);
    let mut questions: BTreeMap<Key, Question> = BTreeMap::new();
    for (place, readings) in &places {
        let mut answers = Vec::new();
        let mut empty = None;
        for (value, is_other) in pairs.answers(*place, readings) {
            trial.write(place.0, place.1, value.clone());
            let effect = pairs.effect(&trial, *place, &value, empty.as_ref());
            trial.undo();
            if value == Value::Members(Vec::new()) {
                empty = Some(effect.clone());
            }
            let Effect { confirms, clears, reveals } = effect;
            answers.push(Answer { value, is_other, confirms, clears, reveals });
        }
        let question = Question { target: place.0, attribute: place.1, answers };
        let says_anything = |it: &Answer| it.decides() > 0 || !it.reveals.is_empty();
        if question.answers.iter().any(says_anything) {
            questions.insert(*place, question);
        }
    }
    drop_repeated(&places, &mut questions);
    let mut questions: Vec<_> = questions.into_values().collect();
    let mut by_attribute: BTreeMap<AttributeId, Weight> = BTreeMap::new();
    for question in &questions {
        let (sum, weight) = (by_attribute.entry(question.attribute).or_default(), Weight::of(question, assessment));
        *sum = Weight {
            score: sum.score + weight.score,
            gravity: sum.gravity + weight.gravity,
            reveals: sum.reveals + weight.reveals,
        };
    }
    questions.sort_by_cached_key(|it| {
        (Reverse(by_attribute[&it.attribute]), it.attribute, Reverse(Weight::of(it, assessment)))
    });
    questions
}

/// The questions of each attribute, in their order.
pub fn by_attribute(questions: &[Question]) -> impl Iterator<Item = &[Question]> {
    questions.chunk_by(|one, other| one.attribute == other.attribute)
}

/// What puts one question before another, the first that differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    score: u64,
    /// The severities of what it may decide, added up.
    gravity: usize,
    reveals: usize,
}

impl Weight {
    fn of(question: &Question, assessment: &Assessment) -> Weight {
        let severity = |index: usize| assessment.findings[index].finding.severity as usize;
        let gravity = question.decidable().into_iter().map(severity).sum();
        Weight { score: question.score(), gravity, reveals: question.revealable().len() }
    }
}

/// Of the questions for a value and for that from which it follows leaves the one that decides more; or, if they are
/// equal, the one that is nearer to the findings.
fn drop_repeated(places: &BTreeMap<Key, BTreeSet<Key>>, questions: &mut BTreeMap<Key, Question>) {
    for (place, readings) in places {
        let Some(origin) = questions.get(place) else { continue };
        let others: Vec<_> = readings.iter().filter(|reading| *reading != place).copied().collect();
        let (score, decidable, revealable) = (origin.score(), origin.decidable(), origin.revealable());
        let repeats =
            |other: &Question| other.decidable().is_subset(&decidable) && other.revealable().is_subset(&revealable);
        let known = |other: &Key| questions.get(other);
        let is_better =
            others.iter().filter_map(known).all(|it| (it.score(), it.revealable().len()) < (score, revealable.len()));
        let repeated: Vec<Key> = match is_better {
            true => others.into_iter().filter(|other| known(other).is_some_and(repeats)).collect(),
            false if readings.contains(place) => Vec::new(),
            false => vec![*place],
        };
        repeated.iter().for_each(|it| drop(questions.remove(it)));
    }
}
