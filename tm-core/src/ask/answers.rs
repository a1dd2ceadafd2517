//! What may be said of an attribute: every value that could make a difference.

use std::collections::BTreeSet;

use tm_schema::{AttributeId, Kind, ValueType};

use crate::condition::Constant;
use crate::model::{BoundaryId, Model, Target, Value};

/// Of an attribute with more values than this the first are tried.
pub const MAX_ANSWERS: usize = 16;

/// Attributes that are part of a model's structure: to write one is to write another model.
const STRUCTURE: [&str; 6] = ["name", "source", "sink", "is_response", "response_to", "within"];

/// Whether a thing's annotation can say it.
pub(super) fn can_be_written(attribute: AttributeId) -> bool {
    let it = attribute.get();
    !it.derived && (it.is_control || !STRUCTURE.contains(&it.name))
}

/// The values that may be written for `attribute`, each with whether it stands for all that are not mentioned.
///
/// `mentioned` is what it is compared with; any value that is not among the answers behaves as one that is, as far as
/// [`MAX_ANSWERS`] allows.
pub(super) fn answers(model: &Model, attribute: AttributeId, mentioned: &BTreeSet<Constant>) -> Vec<(Value, bool)> {
    let texts = || {
        mentioned.iter().filter_map(|it| match it {
            Constant::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        })
    };
    let numbers = || mentioned.iter().filter_map(|it| if let Constant::Int(it) = it { Some(*it) } else { None });
    let limited = |values: &mut dyn Iterator<Item = Value>| -> Vec<(Value, bool)> {
        values.take(MAX_ANSWERS).map(|value| (value, false)).collect()
    };
    match attribute.get().value {
        ValueType::Bool => limited(&mut [true, false].map(Value::Bool).into_iter()),
        ValueType::Member(of) => {
            let members = of.members.iter().enumerate().filter(|(_, member)| member.name != "Unknown");
            limited(&mut members.map(|(index, _)| Value::Member(index as u8)))
        }
        ValueType::Text => {
            let mut answers = limited(&mut texts().take(MAX_ANSWERS - 1).map(Value::Text));
            answers.push((Value::Text(unmentioned(mentioned)), true));
            answers
        }
        ValueType::Int { min, max } => {
            let near = numbers().flat_map(|it| [it.saturating_sub(1), it, it.saturating_add(1)]);
            let mut near: BTreeSet<_> = near.filter(|it| (min..=max).contains(it)).collect();
            if near.is_empty() {
                near.extend([min, max]);
            }
            limited(&mut near.into_iter().map(Value::Int))
        }
        ValueType::Members(_) => {
            let lists = mentioned.iter().filter_map(|it| match it {
                Constant::Member(it) => Some(vec![*it]),
                _ => None,
            });
            std::iter::once(Vec::new()).chain(lists).map(|list| (Value::Members(list), false)).collect()
        }
        ValueType::One(Kind::Boundary) => {
            let boundaries = (0..model.boundaries.len() as u32).map(|id| Target::Boundary(BoundaryId(id)));
            limited(&mut boundaries.map(|it| Value::One(Some(it))))
        }
        ValueType::One(_) => Vec::new(),
        ValueType::Many(Kind::Data) => {
            let declared = model.data_ids().filter(|id| model.datum(*id).is_declared);
            let lists = declared.map(|id| vec![Target::Data(id)]);
            limited(&mut std::iter::once(Vec::new()).chain(lists).map(Value::Many))
        }
        ValueType::Many(_) => Vec::new(),
        ValueType::Texts => {
            let lists = texts().map(|it| vec![it]);
            limited(&mut std::iter::once(Vec::new()).chain(lists).map(Value::Texts))
        }
        ValueType::Ints => {
            let lists = numbers().filter(|it| *it >= 0).map(|it| vec![it]);
            limited(&mut std::iter::once(Vec::new()).chain(lists).map(Value::Ints))
        }
    }
}

/// A text that is none of those mentioned.
fn unmentioned(mentioned: &BTreeSet<Constant>) -> String {
    let mut text = "something else".to_owned();
    while mentioned.contains(&Constant::Text(text.clone())) {
        text.push('!');
    }
    text
}
