//! Values of attributes, and where each comes from.

use tm_diagnostic::Location;
use tm_schema::{AttributeId, Class, ValueType};

use super::{Known, Target};

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number; -1 means none where the vocabulary says so.
    Int(i64),
    /// Text; empty where none is written.
    Text(String),
    /// The index of a member of the attribute's enumeration.
    Member(u8),
    /// At most one other thing.
    One(Option<Target>),
    /// Any number of other things.
    Many(Vec<Target>),
    /// A list of texts.
    Texts(Vec<String>),
    /// A list of whole numbers.
    Ints(Vec<i64>),
    /// The indices of members of the attribute's enumeration, in its order, each once.
    Members(Vec<u8>),
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// Written on the thing itself, there if known.
    Written(Option<Location>),
    /// Written on another thing that passes it on, such as the sink of a flow.
    Inherited(Target, Option<Location>),
    /// Follows from what was written elsewhere.
    Derived,
    /// Nobody has said; the value is the best guess.
    Assumed,
}

/// What the model says of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading<'m> {
    /// Somebody said so, or it follows from what somebody said.
    Stated(&'m Value, &'m Source),
    /// Nobody did; this is what the vocabulary assumes.
    Assumed(Value),
}

impl Reading<'_> {
    pub(super) fn known(known: &Known) -> Reading<'_> {
        match known.source {
            Source::Assumed => Reading::Assumed(known.value.clone()),
            _ => Reading::Stated(&known.value, &known.source),
        }
    }

    pub(super) fn assumed(attribute: AttributeId, class: Class) -> Reading<'static> {
        Reading::Assumed(Value::default_of(attribute, class))
    }

    /// The value, stated or not.
    pub fn value(&self) -> &Value {
        match self {
            Reading::Stated(value, _) => value,
            Reading::Assumed(value) => value,
        }
    }

    /// Whether it is stated.
    pub fn is_stated(&self) -> bool {
        matches!(self, Reading::Stated(..))
    }

    /// Where it was written, if it was and that is known.
    pub fn at(&self) -> Option<&Location> {
        match self {
            Reading::Stated(_, Source::Written(at) | Source::Inherited(_, at)) => at.as_ref(),
            _ => None,
        }
    }
}

impl Value {
    /// What the vocabulary assumes of `attribute` for a thing of `class`.
    pub fn default_of(attribute: AttributeId, class: Class) -> Value {
        match attribute.get().default_for(class) {
            tm_schema::Value::Bool(it) => Value::Bool(it),
            tm_schema::Value::Int(it) => Value::Int(it),
            tm_schema::Value::Text(it) => Value::Text(it.to_owned()),
            tm_schema::Value::Member(it) => Value::Member(it),
            tm_schema::Value::Nothing => match attribute.get().value {
                ValueType::One(_) => Value::One(None),
                ValueType::Many(_) => Value::Many(Vec::new()),
                ValueType::Texts => Value::Texts(Vec::new()),
                ValueType::Members(_) => Value::Members(Vec::new()),
                _ => Value::Ints(Vec::new()),
            },
        }
    }
}
