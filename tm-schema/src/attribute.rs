//! What an attribute is, and how one is found.

use std::sync::LazyLock;

use crate::attributes::ATTRIBUTES;
use crate::class::Class;
use crate::controls::CONTROLS;
use crate::enumeration::Enumeration;

/// Something that can be said of a thing of some class.
#[derive(Debug)]
pub struct Attribute {
    /// The name in macros and conditions. A control's is written inside `controls(…)`.
    pub name: &'static str,
    /// Whether it is a control: written `controls(name)`, read `target.controls.name`.
    pub is_control: bool,
    /// The type of its values.
    pub value: ValueType,
    /// The value assumed where nothing is stated.
    pub default: Value,
    /// Classes whose default is another one.
    pub exceptions: &'static [(Class, Value)],
    /// The classes that have it; derived classes have it too.
    pub classes: &'static [Class],
    /// Classes that go without it although a base has it.
    pub absent_from: &'static [Class],
    /// Derived from the rest of the model, never written.
    pub derived: bool,
    /// One sentence on what it means.
    pub doc: &'static str,
    /// The name in pytm; empty where pytm has no such attribute.
    pub pytm: &'static str,
}

/// The type of an attribute's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Yes or no.
    Bool,
    /// A whole number from `min` to `max`; the default may lie outside and then means "none".
    Int {
        /// The least value that may be written.
        min: i64,
        /// The greatest value that may be written.
        max: i64,
    },
    /// Text.
    Text,
    /// A member of an enumeration.
    Member(&'static Enumeration),
    /// Some members of an enumeration.
    Members(&'static Enumeration),
    /// At most one other thing.
    One(Kind),
    /// Any number of other things.
    Many(Kind),
    /// A list of texts.
    Texts,
    /// A list of whole numbers, none negative.
    Ints,
}

/// What a reference points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A node of the diagram.
    Element,
    /// A trust boundary.
    Boundary,
    /// A kind of information.
    Data,
    /// An edge of the diagram.
    Dataflow,
}

impl Kind {
    /// The word for it in messages.
    pub fn noun(self) -> &'static str {
        match self {
            Kind::Element => "element",
            Kind::Boundary => "boundary",
            Kind::Data => "data",
            Kind::Dataflow => "dataflow",
        }
    }

    /// The word for several.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Element => "elements",
            Kind::Boundary => "boundaries",
            Kind::Data => "kinds of data",
            Kind::Dataflow => "dataflows",
        }
    }
}

/// A default. References and lists have none but the empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'static str),
    /// The index of a member.
    Member(u8),
    /// No reference, or an empty list.
    Nothing,
}

impl Attribute {
    /// The value assumed for a thing of class `class` when nothing is stated.
    pub fn default_for(&self, class: Class) -> Value {
        self.exceptions.iter().find(|(exception, _)| class.is_a(*exception)).map_or(self.default, |(_, value)| *value)
    }

    /// Whether things of class `class` have it.
    pub fn belongs_to(&self, class: Class) -> bool {
        self.classes.iter().any(|owner| class.is_a(*owner)) && !self.absent_from.contains(&class)
    }

    /// The path in a condition after `target.`: `controls.is_encrypted`, `protocol`.
    pub fn path(&self) -> String {
        if self.is_control { format!("controls.{}", self.name) } else { self.name.to_owned() }
    }
}

/// An attribute, by its place in the tables: small, ordered, the same in every run of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeId(u16);

impl AttributeId {
    /// The attribute itself.
    pub fn get(self) -> &'static Attribute {
        let index = self.0 as usize;
        ATTRIBUTES.get(index).unwrap_or_else(|| &CONTROLS[index - ATTRIBUTES.len()])
    }

    /// Its place in the tables: less than [`AttributeId::COUNT`].
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// How many attributes and controls there are.
    pub const COUNT: usize = ATTRIBUTES.len() + CONTROLS.len();

    fn all() -> impl Iterator<Item = AttributeId> {
        (0..Self::COUNT as u16).map(AttributeId)
    }
}

/// The attribute `name` of `class`, controls aside.
pub fn lookup(class: Class, name: &str) -> Option<AttributeId> {
    find(&INDEX.attributes[class as usize], name)
}

/// The control `name`, which every element, dataflow and boundary has.
pub fn control(name: &str) -> Option<AttributeId> {
    find(&INDEX.controls, name)
}

/// All attributes of `class`, its bases' included, controls last, in the order of the tables.
pub fn attributes_of(class: Class) -> impl Iterator<Item = AttributeId> {
    INDEX.of_class[class as usize].iter().copied()
}

/// The tables, found by class and name: a large model asks for a million names.
struct Index {
    /// Of each class, in the order of the tables.
    of_class: Vec<Vec<AttributeId>>,
    /// Of each class, without controls, sorted by [`order`] of their names.
    attributes: Vec<Vec<AttributeId>>,
    /// Sorted in the same way.
    controls: Vec<AttributeId>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let sorted = |mut ids: Vec<AttributeId>| {
        ids.sort_by_key(|id| order(id.get().name));
        ids
    };
    let of_class: Vec<Vec<_>> =
        Class::all().map(|class| AttributeId::all().filter(|id| id.get().belongs_to(class)).collect()).collect();
    let without_controls = |ids: &Vec<AttributeId>| ids.iter().copied().filter(|id| !id.get().is_control).collect();
    Index {
        attributes: of_class.iter().map(|ids| sorted(without_controls(ids))).collect(),
        controls: sorted(AttributeId::all().filter(|id| id.get().is_control).collect()),
        of_class,
    }
});

fn find(sorted: &[AttributeId], name: &str) -> Option<AttributeId> {
    sorted.binary_search_by_key(&order(name), |id| order(id.get().name)).ok().map(|index| sorted[index])
}

/// Names by length first: that tells most of them apart without a look at the letters.
fn order(name: &str) -> (usize, &str) {
    (name.len(), name)
}
