//! Access paths: the way from a variable into what it holds.
//!
//! ```text
//! (*_1).0            [Deref, Field 0]
//! (_2 as Some).0     [Variant Some, Field 0]
//! _3[_4]             [Element]                any element, of collections as of arrays
//! _3[2]              [Index 2]                the one element of an array, where that is known
//! ```

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::ir::Symbol;

/// One step of a way: 30 bits of number below two of what it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step(u32);

/// What a [`Step`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// What a pointer leads to, or a box holds.
    Deref,
    /// Any element of a collection, what a cell or lock holds, what a future gives.
    Element,
    /// A field by its number.
    Field(u32),
    /// The payload of a variant.
    Variant(Symbol),
    /// One element of an array: a part of what [`StepKind::Element`] is.
    Index(u32),
}

const TAG: u32 = 30;
const NUMBER: u32 = (1 << TAG) - 1;

impl Step {
    /// What a pointer leads to.
    pub const DEREF: Step = Step(0);
    /// An element.
    pub const ELEMENT: Step = Step(1);

    /// A field.
    pub fn field(number: u32) -> Step {
        Step(1 << TAG | number & NUMBER)
    }

    /// The payload of a variant.
    pub fn variant(name: Symbol) -> Step {
        Step(2 << TAG | name.0 & NUMBER)
    }

    /// One element of an array.
    pub fn index(number: u32) -> Step {
        Step(3 << TAG | number & NUMBER)
    }

    /// Whether it is one element of an array.
    pub fn is_index(self) -> bool {
        self.0 >> TAG == 3
    }

    /// What it is.
    pub fn kind(self) -> StepKind {
        match (self.0 >> TAG, self.0 & NUMBER) {
            (0, 0) => StepKind::Deref,
            (0, _) => StepKind::Element,
            (1, number) => StepKind::Field(number),
            (2, name) => StepKind::Variant(Symbol(name)),
            (_, number) => StepKind::Index(number),
        }
    }
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.kind().fmt(f)
    }
}

/// A way of at most [`Path::MAXIMUM`] steps.
#[derive(Clone, Copy)]
pub struct Path {
    steps: [Step; Path::MAXIMUM],
    length: u32,
}

impl Path {
    /// How long a way can be; what lies deeper is one with its end.
    pub const MAXIMUM: usize = 9;
    /// No step at all.
    pub const EMPTY: Path = Path { steps: [Step::DEREF; Path::MAXIMUM], length: 0 };

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps[..self.length as usize]
    }

    /// One step further; nothing where it would be too long.
    pub fn then(&self, step: Step) -> Option<Path> {
        let mut longer = *self;
        *longer.steps.get_mut(self.length as usize)? = step;
        longer.length += 1;
        Some(longer)
    }

    /// The way of these steps, as far as it can be, and whether that is all.
    pub fn new(steps: &[Step]) -> (Path, bool) {
        steps.iter().fold((Path::EMPTY, true), |(path, whole), step| match path.then(*step) {
            Some(longer) if whole => (longer, true),
            _ => (path, false),
        })
    }

    /// The way without telling elements of arrays apart.
    pub fn without_indices(mut self) -> Path {
        for step in &mut self.steps {
            if step.is_index() {
                *step = Step::ELEMENT;
            }
        }
        self
    }

    /// Whether another way begins with this one.
    pub fn is_prefix_of(&self, other: &Path) -> bool {
        other.steps().starts_with(self.steps())
    }

    /// How many steps two ways begin with together.
    pub fn shared_steps(&self, other: &Path) -> usize {
        self.steps().iter().zip(other.steps()).take_while(|(left, right)| left == right).count()
    }

    /// How many steps it has.
    pub fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether it goes through an element, of which there are many.
    pub fn has_element(&self) -> bool {
        self.steps().contains(&Step::ELEMENT)
    }
}

/// The steps alone count: most ways are short, and ways are compared more often than anything else.
impl PartialEq for Path {
    fn eq(&self, other: &Path) -> bool {
        self.steps() == other.steps()
    }
}

impl Eq for Path {}

impl Hash for Path {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.steps().hash(state);
    }
}

impl PartialOrd for Path {
    fn partial_cmp(&self, other: &Path) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Path {
    fn cmp(&self, other: &Path) -> Ordering {
        self.steps().cmp(other.steps())
    }
}

impl std::fmt::Debug for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.steps()).finish()
    }
}
