//! A checked condition: every name resolved, every comparison of like with like.
//!
//! ```text
//! any(d.format == 'XML' for d in target.data)
//!
//! Quantified { all: false, list: target.data, body: Compare(d.format, Equal, 'XML') }
//! ```
//!
//! Variables are numbered from the outside: 0 is `target`, 1 the variable of the outermost generator. An attribute name
//! may stand for different rows of the vocabulary in different classes; its [`Slot`] says which for each.

use std::ops::Range;

use tm_schema::{AttributeId, Class};

#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) kind: ExprKind,
    pub(super) span: Range<usize>,
}

/// Where it stands does not matter.
impl PartialEq for Expr {
    fn eq(&self, other: &Expr) -> bool {
        self.kind == other.kind
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum ExprKind {
    Constant(bool),
    Not(Box<Expr>),
    /// Flat: no part is an `And`, unless a predicate stands for it.
    And(Vec<Expr>),
    /// Flat: no part is an `Or`, unless a predicate stands for it.
    Or(Vec<Expr>),
    Atom(Atom),
    /// `any`, or `all`, of the list satisfy the body; a filter is part of the body.
    Quantified {
        all: bool,
        list: ListPath,
        body: Box<Expr>,
    },
    /// How many of the list satisfy the filter.
    Counted {
        list: ListPath,
        filter: Option<Box<Expr>>,
        relation: Relation,
        number: i64,
    },
}

/// What is true or false without looking at parts that are true or false.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Atom {
    Compare {
        left: Operand,
        relation: Relation,
        right: Operand,
    },
    /// Whether a value is among constants.
    Among {
        item: Operand,
        constants: Vec<Scalar>,
        negated: bool,
    },
    /// Whether two references lead to the same thing; without a second, whether the first leads nowhere.
    Same {
        left: Path,
        right: Option<Path>,
        negated: bool,
    },
    /// Whether a list of things has one of them.
    Holds {
        list: ListPath,
        item: Path,
        negated: bool,
    },
    /// Whether a list of texts, numbers or members has one of them.
    Lists {
        list: ListPath,
        item: Operand,
        negated: bool,
    },
    /// Whether a thing is of one of the classes or of one derived from them.
    OfClass {
        object: Path,
        classes: ClassSet,
    },
    Crosses {
        flow: Path,
        crossing: Crossing,
        boundary: Slot,
        is_nested: bool,
    },
    /// Whether a thing stands in any boundary.
    Inside {
        object: Path,
        boundary: Slot,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crossing {
    Crosses,
    Enters,
    Exits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Constant(Scalar),
    Read { object: Path, slot: Slot, domain: Domain },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scalar {
    Bool(bool),
    Int(i64),
    Text(String),
    Member(u8),
}

/// The values an attribute may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Domain {
    Bool,
    /// So many members.
    Member(u8),
    /// From the first to the second, both included.
    Int(i64, i64),
    Text,
}

/// A way from a variable to a thing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    pub(super) variable: usize,
    pub(super) steps: Box<[Slot]>,
}

/// A way from a variable to a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ListPath {
    pub(super) object: Path,
    pub(super) slot: Slot,
}

/// The row of the vocabulary that a name stands for, by class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Slot {
    by_class: [Option<AttributeId>; CLASSES],
    /// Whether every class the checker thought possible has it.
    pub(super) is_total: bool,
    pub(super) role: Role,
}

/// Attributes that the model keeps elsewhere than among an entity's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Value,
    Name,
    Description,
    Source,
    Sink,
}

const CLASSES: usize = 32;

impl Slot {
    /// The slot of what `find` finds for each of `classes`; `None` if it finds nothing at all.
    pub(super) fn new(classes: ClassSet, find: impl Fn(Class) -> Option<AttributeId>) -> Option<Slot> {
        let mut by_class = [None; CLASSES];
        for class in classes.iter() {
            by_class[class as usize] = find(class);
        }
        let found = by_class.iter().flatten().count();
        let first = by_class.iter().flatten().next()?.get();
        let role = match first.name {
            _ if first.is_control => Role::Value,
            "name" => Role::Name,
            "description" => Role::Description,
            "source" => Role::Source,
            "sink" => Role::Sink,
            _ => Role::Value,
        };
        Some(Slot { by_class, is_total: found == classes.iter().count(), role })
    }

    pub(super) fn of(&self, class: Class) -> Option<AttributeId> {
        self.by_class[class as usize]
    }

    /// Any of the rows; all have the same type.
    pub(super) fn first(&self) -> AttributeId {
        self.all().next().expect("a slot stands for at least one attribute")
    }

    pub(super) fn all(&self) -> impl Iterator<Item = AttributeId> + '_ {
        self.by_class.iter().flatten().copied()
    }

    /// Whether it leads somewhere from everything that has it.
    pub(super) fn is_certain(&self) -> bool {
        self.is_total && matches!(self.role, Role::Source | Role::Sink)
    }
}

impl Path {
    /// Whether it leads somewhere in every model.
    pub(super) fn is_certain(&self) -> bool {
        self.steps.iter().all(Slot::is_certain)
    }
}

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ClassSet(u32);

impl ClassSet {
    pub(super) fn contains(self, class: Class) -> bool {
        self.0 & (1 << class as u32) != 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Class> {
        Class::all().filter(move |class| self.contains(*class))
    }

    /// `classes` and all that derive from one of them.
    pub(super) fn derived_from(classes: &[Class]) -> ClassSet {
        Class::all().filter(|class| classes.iter().any(|base| class.is_a(*base))).collect()
    }
}

impl FromIterator<Class> for ClassSet {
    fn from_iter<I: IntoIterator<Item = Class>>(classes: I) -> Self {
        ClassSet(classes.into_iter().fold(0, |set, class| set | 1 << class as u32))
    }
}

impl Relation {
    /// The relation with its sides exchanged.
    pub(super) fn mirrored(self) -> Relation {
        match self {
            Relation::Less => Relation::Greater,
            Relation::LessOrEqual => Relation::GreaterOrEqual,
            Relation::Greater => Relation::Less,
            Relation::GreaterOrEqual => Relation::LessOrEqual,
            same => same,
        }
    }

    /// Whether it holds between numbers of which only the bounds are known; each may be any number in its bounds.
    pub(super) fn between(self, left: (i64, i64), right: (i64, i64)) -> Option<bool> {
        match self {
            Relation::Equal if left.1 < right.0 || right.1 < left.0 => Some(false),
            Relation::Equal => (left.0 == left.1 && left == right).then_some(true),
            Relation::NotEqual => Relation::Equal.between(left, right).map(|it| !it),
            Relation::Less if left.1 < right.0 => Some(true),
            Relation::Less => (left.0 >= right.1).then_some(false),
            Relation::LessOrEqual => Relation::Less.between(right, left).map(|it| !it),
            Relation::Greater => Relation::Less.between(right, left),
            Relation::GreaterOrEqual => Relation::Less.between(left, right).map(|it| !it),
        }
    }
}

impl Domain {
    /// The least and greatest value, counting `False` and first members as 0; texts have none.
    pub(super) fn bounds(self) -> Option<(i64, i64)> {
        match self {
            Domain::Bool => Some((0, 1)),
            Domain::Member(count) => Some((0, i64::from(count) - 1)),
            Domain::Int(least, greatest) => Some((least, greatest)),
            Domain::Text => None,
        }
    }
}

impl Scalar {
    /// Its place in its domain; texts have none.
    pub(super) fn ordinal(&self) -> Option<i64> {
        match self {
            Scalar::Bool(it) => Some(i64::from(*it)),
            Scalar::Int(it) => Some(*it),
            Scalar::Member(it) => Some(i64::from(*it)),
            Scalar::Text(_) => None,
        }
    }
}

impl Expr {
    /// Moves it, with all that is inside it, to where the call stands that it is the meaning of.
    pub(super) fn stand_at(&mut self, span: &Range<usize>) {
        self.span = span.clone();
        match &mut self.kind {
            ExprKind::Constant(_) | ExprKind::Atom(_) | ExprKind::Counted { filter: None, .. } => {}
            ExprKind::Not(part) | ExprKind::Quantified { body: part, .. } => part.stand_at(span),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter_mut().for_each(|part| part.stand_at(span)),
            ExprKind::Counted { filter: Some(filter), .. } => filter.stand_at(span),
        }
    }

    /// Whether it is what a predicate such as `is_exposed()` stands for: its parts stand nowhere else in the text.
    pub(super) fn is_predicate(&self) -> bool {
        match &self.kind {
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().all(|part| part.span == self.span),
            ExprKind::Quantified { body, .. } => body.span == self.span,
            ExprKind::Constant(_) | ExprKind::Not(_) | ExprKind::Atom(_) | ExprKind::Counted { .. } => false,
        }
    }

    /// Calls `visit` with each atom's and list's paths and slots: `(object, slot)`, the slot unset for a bare object.
    pub(super) fn visit_reads<'e>(&'e self, visit: &mut impl FnMut(&'e Path, Option<&'e Slot>)) {
        match &self.kind {
            ExprKind::Constant(_) => {}
            ExprKind::Not(part) => part.visit_reads(visit),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| part.visit_reads(visit)),
            ExprKind::Atom(atom) => atom.visit_reads(visit),
            ExprKind::Quantified { list, body, .. } => {
                visit(&list.object, Some(&list.slot));
                body.visit_reads(visit);
            }
            ExprKind::Counted { list, filter, .. } => {
                visit(&list.object, Some(&list.slot));
                filter.iter().for_each(|filter| filter.visit_reads(visit));
            }
        }
    }
}

impl Atom {
    pub(super) fn visit_reads<'e>(&'e self, visit: &mut impl FnMut(&'e Path, Option<&'e Slot>)) {
        let mut operand = |operand: &'e Operand| {
            if let Operand::Read { object, slot, .. } = operand {
                visit(object, Some(slot));
            }
        };
        match self {
            Atom::Compare { left, right, .. } => {
                operand(left);
                operand(right);
            }
            Atom::Among { item, .. } => operand(item),
            Atom::Lists { list, item, .. } => {
                operand(item);
                visit(&list.object, Some(&list.slot));
            }
            Atom::Same { left, right, .. } => {
                visit(left, None);
                right.iter().for_each(|right| visit(right, None));
            }
            Atom::Holds { list, item, .. } => {
                visit(&list.object, Some(&list.slot));
                visit(item, None);
            }
            Atom::OfClass { object, .. } => visit(object, None),
            Atom::Inside { object, boundary } => visit(object, Some(boundary)),
            // The boundary is read from the flow's ends, not from the flow.
            Atom::Crosses { flow, .. } => visit(flow, None),
        }
    }
}
