//! The answer of a condition, and the readings it rests on.

use tm_schema::AttributeId;

use super::Typed;
use super::basis::basis;
use super::readings::Standing;
use super::truth::{Key, is_stated};
use crate::model::{Model, Target};

/// Whether a condition holds, and how surely.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// True whatever the unstated readings are.
    Confirmed(Basis),
    /// True of the assumed values, but not of every value.
    Potential(Basis),
    /// False of the assumed values, but true of some value.
    Open,
    /// False whatever the unstated readings are.
    Silent,
}

/// A smallest set of readings that makes a condition true, sorted.
///
/// As long as these have the values they have, the condition is true, whatever all the others are. Of equally small sets
/// it is the one with the fewest assumed readings, then the first in order of target and attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis(Box<[BasisReading]>);

/// A reading that a verdict rests on; [`Model::read`] knows its value and where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisReading {
    /// The thing it is a reading of.
    pub target: Target,
    /// The attribute that was read.
    pub attribute: AttributeId,
    /// Whether somebody stated it. In the basis of a confirmed verdict all are stated.
    pub is_stated: bool,
}

impl Basis {
    pub(super) fn new(model: &Model, keys: Vec<Key>) -> Basis {
        let reading =
            |(target, attribute)| BasisReading { target, attribute, is_stated: is_stated(model, (target, attribute)) };
        Basis(keys.into_iter().map(reading).collect())
    }

    pub(super) fn of_readings(readings: impl Iterator<Item = BasisReading>) -> Basis {
        Basis(readings.collect())
    }

    /// The readings, sorted by target and attribute.
    pub fn readings(&self) -> &[BasisReading] {
        &self.0
    }
}

pub(super) fn evaluate(condition: &Typed, model: &Model, target: Target) -> Verdict {
    match condition.standing(model, target) {
        Standing::Confirmed => Verdict::Confirmed(Basis::new(model, basis(condition, model, target, true))),
        Standing::Potential => Verdict::Potential(Basis::new(model, basis(condition, model, target, false))),
        Standing::Open => Verdict::Open,
        Standing::Silent => Verdict::Silent,
    }
}
