//! The values of a whole model as small numbers, to be compared and hashed at once.
//!
//! ```text
//!                protocol                controls.is_encrypted
//! web            "HTTP", stated: 520     nobody said: 0
//! visitor->web   "HTTP", stated: 520     no, stated: 2
//! ```
//!
//! Equal codes in one column mean equal values, equally stated. Of a list of other things the code says only whether it is stated.

use std::collections::HashMap;

use tm_schema::{AttributeId, Class};

use crate::condition::Condition;
use crate::condition::expr::Slot;
use crate::model::{Known, Model, Source, Target, Value};

/// The values that some conditions read, for every part of a model.
#[derive(Debug)]
pub struct Codes<'m> {
    model: &'m Model,
    columns: [Option<u8>; AttributeId::COUNT],
    /// Of elements, boundaries, data and flows, in this order.
    classes: Vec<Class>,
    /// In the same order, each as long as there are columns.
    codes: Vec<u16>,
    width: usize,
}

/// The code of what nobody said.
const UNSAID: u16 = 0;
/// The code of what the class does not have.
const ABSENT: u16 = u16::MAX - 1;
/// The code of one of too many different values.
pub(super) const UNCODED: u16 = u16::MAX;

impl<'m> Codes<'m> {
    /// The codes of all that `conditions` read in `model`.
    pub fn new<'c>(model: &'m Model, conditions: impl IntoIterator<Item = &'c Condition>) -> Codes<'m> {
        let mut columns = [None; AttributeId::COUNT];
        let mut width = 0;
        for attribute in conditions.into_iter().flat_map(Condition::attributes) {
            let column = &mut columns[attribute.index()];
            if column.is_none() && width < usize::from(u8::MAX) {
                *column = Some(width as u8);
                width += 1;
            }
        }
        let count = model.elements.len() + model.boundaries.len() + model.data.len() + model.dataflows.len();
        let (classes, codes) = (vec![Class::Element; count], vec![UNSAID; count * width]);
        let mut all = Codes { model, columns, classes, codes, width };
        let mut coder = Coder::default();
        for target in model.targets() {
            let (entity, index) = (model.entity(target), all.index(target));
            all.classes[index] = entity.class;
            for known in &entity.values {
                if let Some(column) = columns[known.attribute.index()] {
                    all.codes[index * width + usize::from(column)] = coder.code(known);
                }
            }
        }
        all
    }

    /// The model they are the codes of.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    fn index(&self, target: Target) -> usize {
        let Model { elements, boundaries, data, .. } = self.model;
        match target {
            Target::Element(id) => id.index(),
            Target::Boundary(id) => elements.len() + id.index(),
            Target::Data(id) => elements.len() + boundaries.len() + id.index(),
            Target::Dataflow(id) => elements.len() + boundaries.len() + data.len() + id.index(),
        }
    }

    pub(super) fn row(&self, target: Target) -> Row<'_> {
        let index = self.index(target);
        let codes = &self.codes[index * self.width..][..self.width];
        Row { class: self.classes[index], codes, columns: &self.columns }
    }
}

/// The codes of one thing.
#[derive(Clone, Copy)]
pub(super) struct Row<'c> {
    pub(super) class: Class,
    codes: &'c [u16],
    columns: &'c [Option<u8>; AttributeId::COUNT],
}

impl Row<'_> {
    /// The code of what a condition reads there.
    pub(super) fn code(self, slot: &Slot) -> u16 {
        let Some(attribute) = slot.of(self.class) else { return ABSENT };
        self.columns[attribute.index()].map_or(UNCODED, |column| self.codes[usize::from(column)])
    }
}

/// Gives numbers to texts and integers as they come.
#[derive(Default)]
struct Coder<'m> {
    texts: HashMap<&'m str, u16>,
    integers: HashMap<i64, u16>,
    members: HashMap<&'m [u8], u16>,
}

impl<'m> Coder<'m> {
    fn code(&mut self, known: &'m Known) -> u16 {
        const FIRST_NUMBER: u16 = 260; // after two booleans, 256 members and the lists
        const NUMBERS: usize = 30_000;
        let next = self.texts.len() + self.integers.len() + self.members.len();
        let new = if next < NUMBERS { FIRST_NUMBER + next as u16 } else { UNCODED };
        let value = match &known.value {
            Value::Bool(it) => u16::from(*it),
            Value::Member(it) => 2 + u16::from(*it),
            Value::Text(it) if new == UNCODED => self.texts.get(it.as_str()).copied().unwrap_or(UNCODED),
            Value::Text(it) => *self.texts.entry(it).or_insert(new),
            Value::Int(it) if new == UNCODED => self.integers.get(it).copied().unwrap_or(UNCODED),
            Value::Int(it) => *self.integers.entry(*it).or_insert(new),
            Value::Members(it) if new == UNCODED => self.members.get(it.as_slice()).copied().unwrap_or(UNCODED),
            Value::Members(it) => *self.members.entry(it).or_insert(new),
            Value::One(_) | Value::Many(_) | Value::Texts(_) | Value::Ints(_) => FIRST_NUMBER - 1,
        };
        match value {
            UNCODED => UNCODED,
            value => 1 + 2 * value + u16::from(known.source != Source::Assumed),
        }
    }
}
