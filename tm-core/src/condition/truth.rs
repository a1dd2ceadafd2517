//! Yes, no, or it depends: what is known of a condition when only some readings are.
//!
//! ```text
//! target.protocol == 'HTTP' or not target.controls.is_encrypted
//!        "HTTPS" known               unknown                      it depends on is_encrypted
//!        "HTTP" known                unknown                      yes, whatever is_encrypted is
//! ```
//!
//! This is Kleene's logic. It is exact where no unknown reading matters in two places; [`super::cases`] does the rest.

use std::borrow::Cow;

use tm_schema::AttributeId;

use super::expr::{Atom, Crossing, Expr, ExprKind, ListPath, Operand, Path, Relation, Role, Scalar, Slot};
use crate::model::{BoundaryId, Known, Model, Source, Target, Value};

/// One attribute of one thing.
pub(super) type Key = (Target, AttributeId);

/// Which readings are known.
#[derive(Clone, Copy)]
pub(super) enum Given<'v> {
    /// The stated ones.
    Stated,
    /// All; those nobody stated have the value assumed of them.
    All,
    /// These, sorted.
    Only(&'v [Key]),
}

/// A model of which only some readings are known.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) model: &'v Model,
    pub(super) given: Given<'v>,
    /// Values tried for readings that are not given; they win.
    pub(super) tried: &'v [(Key, Trial<'v>)],
}

/// A value that an unknown reading might have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Trial<'v> {
    /// A yes or no, a number or a member, by its place in its domain.
    Ordinal(i64),
    Text(&'v str),
    /// A text that differs from every text in sight and from those of other numbers.
    Fresh(usize),
}

/// What the variables stand for.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    target: Target,
    variable: usize,
    outer: Option<&'s Scope<'s>>,
}

/// Where a path leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// It reads through something that is not there.
    Absent,
    /// Its last reference is empty.
    Empty,
    Unknown,
    At(Target),
}

/// What an operand is.
#[derive(Clone, Debug)]
pub(super) enum Found<'m> {
    Absent,
    /// Nobody knows of what it is read.
    Unreached,
    /// Any value of its domain; the reading, if it is one.
    Any(Option<Key>),
    Ordinal(i64),
    Text(Cow<'m, str>),
    Fresh(usize),
}

/// What a list holds.
pub(super) enum Items<'m> {
    Absent,
    Unknown,
    /// These and no others.
    Exactly(Cow<'m, [Target]>),
    /// These and perhaps others.
    AtLeast(&'m [Target]),
}

impl<'s> Scope<'s> {
    pub(super) fn of_target(target: Target) -> Scope<'s> {
        Scope { target, variable: 0, outer: None }
    }

    /// The scope inside a generator.
    pub(super) fn bind(&'s self, target: Target) -> Scope<'s> {
        Scope { target, variable: self.variable + 1, outer: Some(self) }
    }

    pub(super) fn of(&self, variable: usize) -> Target {
        let mut scope = self;
        while scope.variable > variable {
            let Some(outer) = scope.outer else { break };
            scope = outer;
        }
        scope.target
    }
}

/// What the model says of a reading.
pub(super) fn known(model: &Model, (target, attribute): Key) -> Option<&Known> {
    model.entity(target).known(attribute)
}

/// Whether anybody stated the reading, or what it follows from.
pub(super) fn is_stated(model: &Model, key: Key) -> bool {
    known(model, key).is_some_and(|known| known.source != Source::Assumed) || is_built_in(model, key)
}

/// Names and descriptions are kept beside the values.
fn is_built_in(model: &Model, (target, attribute): Key) -> bool {
    match attribute.get().name {
        "name" if !attribute.get().is_control => true,
        "description" if !attribute.get().is_control => !model.entity(target).description.is_empty(),
        _ => false,
    }
}

impl<'v> View<'v> {
    pub(super) fn new(model: &'v Model, given: Given<'v>) -> View<'v> {
        View { model, given, tried: &[] }
    }

    pub(super) fn gives(&self, key: Key) -> bool {
        match self.given {
            Given::Stated => is_stated(self.model, key),
            Given::All => true,
            Given::Only(keys) => keys.binary_search(&key).is_ok(),
        }
    }

    /// Whether a value is tried for the reading.
    pub(super) fn tries(&self, key: Key) -> bool {
        self.tried.iter().any(|(tried, _)| *tried == key)
    }

    /// The reading of an attribute of a thing, if its class has it.
    pub(super) fn key(&self, target: Target, slot: &Slot) -> Option<Key> {
        slot.of(self.model.entity(target).class).map(|attribute| (target, attribute))
    }

    /// Where `path` leads; calls `consult` for each reading on the way that is no given structure.
    pub(super) fn follow(&self, path: &Path, scope: &Scope<'_>, consult: &mut impl FnMut(Key)) -> Place {
        let mut at = scope.of(path.variable);
        let mut steps = path.steps.iter();
        while let Some(slot) = steps.next() {
            let Some(key) = self.key(at, slot) else { return Place::Absent };
            match self.reference(key, slot, consult) {
                Place::At(next) => at = next,
                Place::Empty if !steps.as_slice().is_empty() => return Place::Absent,
                other => return other,
            }
        }
        Place::At(at)
    }

    /// Where a single reference leads.
    fn reference(&self, key: Key, slot: &Slot, consult: &mut impl FnMut(Key)) -> Place {
        if let (Role::Source | Role::Sink, Target::Dataflow(id)) = (slot.role, key.0) {
            let flow = self.model.dataflow(id);
            return Place::At(Target::Element(if slot.role == Role::Source { flow.source } else { flow.sink }));
        }
        consult(key);
        if !self.gives(key) {
            return Place::Unknown;
        }
        match known(self.model, key).map(|known| &known.value) {
            Some(Value::One(Some(target))) => Place::At(*target),
            _ => Place::Empty,
        }
    }

    /// The thing of which a list or attribute is read.
    fn owner(&self, path: &Path, scope: &Scope<'_>, consult: &mut impl FnMut(Key)) -> Place {
        match self.follow(path, scope, consult) {
            Place::Empty => Place::Absent,
            other => other,
        }
    }

    pub(super) fn find(&self, operand: &'v Operand, scope: &Scope<'_>, consult: &mut impl FnMut(Key)) -> Found<'v> {
        let (object, slot) = match operand {
            Operand::Constant(Scalar::Text(text)) => return Found::Text(Cow::Borrowed(text)),
            Operand::Constant(constant) => return constant.ordinal().map_or(Found::Absent, Found::Ordinal),
            Operand::Read { object, slot, .. } => (object, slot),
        };
        let target = match self.owner(object, scope, consult) {
            Place::At(target) => target,
            Place::Unknown => return Found::Unreached,
            Place::Absent | Place::Empty => return Found::Absent,
        };
        let Some(key) = self.key(target, slot) else { return Found::Absent };
        consult(key);
        if let Some((_, trial)) = self.tried.iter().find(|(tried, _)| *tried == key) {
            return match *trial {
                Trial::Ordinal(it) => Found::Ordinal(it),
                Trial::Text(it) => Found::Text(Cow::Borrowed(it)),
                Trial::Fresh(it) => Found::Fresh(it),
            };
        }
        if !self.gives(key) {
            return Found::Any(Some(key));
        }
        let entity = self.model.entity(target);
        match (slot.role, known(self.model, key)) {
            (Role::Name, None) => Found::Text(Cow::Borrowed(&entity.name)),
            (Role::Description, None) => Found::Text(Cow::Borrowed(&entity.description)),
            (_, Some(known)) => found(Cow::Borrowed(&known.value)),
            (_, None) => found(Cow::Owned(Value::default_of(key.1, entity.class))),
        }
    }

    /// The members of a list of things, and its reading unless it is absent or unknown where that is.
    pub(super) fn items(
        &self,
        list: &ListPath,
        scope: &Scope<'_>,
        consult: &mut impl FnMut(Key),
    ) -> (Items<'v>, Option<Key>) {
        let target = match self.owner(&list.object, scope, consult) {
            Place::At(target) => target,
            Place::Unknown => return (Items::Unknown, None),
            Place::Absent | Place::Empty => return (Items::Absent, None),
        };
        let Some(key) = self.key(target, &list.slot) else { return (Items::Absent, None) };
        let members = match known(self.model, key) {
            Some(Known { value: Value::Many(members), .. }) => members.as_slice(),
            _ => &[],
        };
        let items = if self.gives(key) {
            Items::Exactly(Cow::Borrowed(members))
        } else if is_stated(self.model, key) {
            Items::AtLeast(members)
        } else {
            Items::Unknown
        };
        (items, Some(key))
    }

    pub(super) fn truth(&self, expr: &'v Expr, scope: &Scope<'_>) -> Option<bool> {
        match &expr.kind {
            ExprKind::Constant(value) => Some(*value),
            ExprKind::Not(part) => self.truth(part, scope).map(|it| !it),
            ExprKind::And(parts) => decide(parts.iter().map(|part| self.truth(part, scope)), false),
            ExprKind::Or(parts) => decide(parts.iter().map(|part| self.truth(part, scope)), true),
            ExprKind::Atom(atom) => self.atom(atom, scope, &mut |_| {}),
            ExprKind::Quantified { all, list, body } => {
                let of = |members: &[Target]| {
                    decide(members.iter().map(|member| self.truth(body, &scope.bind(*member))), !all)
                };
                match self.items(list, scope, &mut |_| {}).0 {
                    Items::Absent => Some(false),
                    Items::Unknown => None,
                    Items::Exactly(members) => of(&members),
                    Items::AtLeast(members) => of(members).filter(|it| it != all),
                }
            }
            ExprKind::Counted { list, filter, relation, number } => {
                match self.items(list, scope, &mut |_| {}).0 {
                    Items::Absent => Some(false),
                    Items::Unknown => None,
                    // Nobody counts what may be incomplete: the list itself is then a reason.
                    Items::AtLeast(_) => None,
                    Items::Exactly(_) if filter.is_none() => {
                        let length = self.length(list, scope);
                        relation.between((length, length), (*number, *number))
                    }
                    Items::Exactly(members) => {
                        let (mut least, mut most) = (0, 0);
                        for member in members.iter() {
                            let counts = filter.as_ref().map_or(Some(true), |it| self.truth(it, &scope.bind(*member)));
                            least += i64::from(counts == Some(true));
                            most += i64::from(counts != Some(false));
                        }
                        relation.between((least, most), (*number, *number))
                    }
                }
            }
        }
    }

    /// How long a list is, whatever it lists; none is as long as an empty one.
    pub(super) fn length(&self, list: &ListPath, scope: &Scope<'_>) -> i64 {
        let Place::At(target) = self.owner(&list.object, scope, &mut |_| {}) else { return 0 };
        let length = match self.key(target, &list.slot).and_then(|key| known(self.model, key)).map(|known| &known.value)
        {
            Some(Value::Many(list)) => list.len(),
            Some(Value::Texts(list)) => list.len(),
            Some(Value::Ints(list)) => list.len(),
            Some(Value::Members(list)) => list.len(),
            _ => 0,
        };
        i64::try_from(length).unwrap_or(i64::MAX)
    }

    /// The truth of an atom; calls `consult` for each reading that it looks at.
    pub(super) fn atom(&self, atom: &'v Atom, scope: &Scope<'_>, consult: &mut impl FnMut(Key)) -> Option<bool> {
        match atom {
            Atom::Compare { left, relation, right } => {
                let (a, b) = (self.find(left, scope, consult), self.find(right, scope, consult));
                compare(left, &a, *relation, right, &b)
            }
            Atom::Among { item, constants, negated } => {
                let found = self.find(item, scope, consult);
                among(item, &found, constants).map(|it| if it.1 { it.0 != *negated } else { false })
            }
            Atom::Same { left, right: None, negated } => match self.follow(left, scope, consult) {
                Place::Absent => Some(false),
                Place::Unknown => None,
                place => Some((place == Place::Empty) != *negated),
            },
            Atom::Same { left, right: Some(right), negated } => {
                let places = (self.follow(left, scope, consult), self.follow(right, scope, consult));
                match places {
                    (Place::Absent, _) | (_, Place::Absent) => Some(false),
                    (Place::Unknown, _) | (_, Place::Unknown) => None,
                    (a, b) => Some((a == b) != *negated),
                }
            }
            Atom::Holds { list, item, negated } => {
                let item = self.follow(item, scope, consult);
                let (items, key) = self.items(list, scope, consult);
                key.into_iter().for_each(consult);
                match (items, item) {
                    (Items::Absent, _) | (_, Place::Absent | Place::Empty) => Some(false),
                    (Items::Exactly(members), Place::At(item)) => Some(members.contains(&item) != *negated),
                    _ => None,
                }
            }
            Atom::Lists { list, item, negated } => {
                let item = self.find(item, scope, consult);
                self.lists(list, &item, scope, consult).map(|it| if it.1 { it.0 != *negated } else { false })
            }
            Atom::OfClass { object, classes } => match self.owner(object, scope, consult) {
                Place::At(target) => Some(classes.contains(self.model.entity(target).class)),
                Place::Unknown => None,
                Place::Absent | Place::Empty => Some(false),
            },
            Atom::Crosses { flow, crossing, boundary, is_nested } => {
                self.crosses(flow, *crossing, boundary, *is_nested, scope, consult)
            }
            Atom::Inside { object, boundary } => match self.owner(object, scope, consult) {
                Place::Unknown => None,
                Place::Absent | Place::Empty => Some(false),
                Place::At(target) => match self.key(target, boundary) {
                    None => Some(false),
                    Some(key) => match self.reference(key, boundary, consult) {
                        Place::Unknown => None,
                        place => Some(matches!(place, Place::At(_))),
                    },
                },
            },
        }
    }

    /// Whether a list of texts, numbers or members has `item`, and whether both are there at all.
    fn lists(
        &self,
        list: &ListPath,
        item: &Found<'_>,
        scope: &Scope<'_>,
        consult: &mut impl FnMut(Key),
    ) -> Option<(bool, bool)> {
        let owner = self.owner(&list.object, scope, consult);
        if matches!(owner, Place::Absent | Place::Empty) || matches!(item, Found::Absent) {
            return Some((false, false));
        }
        let Place::At(target) = owner else { return None };
        let Some(key) = self.key(target, &list.slot) else { return Some((false, false)) };
        consult(key);
        if !self.gives(key) {
            return None;
        }
        Some((
            match (known(self.model, key).map(|known| &known.value), item) {
                (Some(Value::Texts(texts)), Found::Text(item)) => texts.iter().any(|text| text == item),
                (Some(Value::Ints(numbers)), Found::Ordinal(item)) => numbers.contains(item),
                (Some(Value::Members(members)), Found::Ordinal(item)) => {
                    members.iter().any(|member| i64::from(*member) == *item)
                }
                (
                    None | Some(Value::Texts(_) | Value::Ints(_) | Value::Members(_)),
                    Found::Any(_) | Found::Unreached,
                ) => return None,
                _ => false,
            },
            true,
        ))
    }

    fn crosses(
        &self,
        flow: &Path,
        crossing: Crossing,
        slot: &Slot,
        is_nested: bool,
        scope: &Scope<'_>,
        consult: &mut impl FnMut(Key),
    ) -> Option<bool> {
        let id = match self.owner(flow, scope, consult) {
            Place::At(Target::Dataflow(id)) => id,
            Place::Unknown => return None,
            _ => return Some(false),
        };
        let flow = self.model.dataflow(id);
        if flow.source == flow.sink {
            return Some(false);
        }
        let mut stands = |element| {
            let target = Target::Element(element);
            self.key(target, slot).map_or(Place::Empty, |key| self.reference(key, slot, consult))
        };
        let (source, sink) = (stands(flow.source), stands(flow.sink));
        let (left, entered) = match crossing {
            Crossing::Enters => (source, sink),
            Crossing::Exits => (sink, source),
            Crossing::Crosses => {
                let is_known = source != Place::Unknown && sink != Place::Unknown;
                return is_known.then_some(source != sink);
            }
        };
        match (left, entered) {
            // Nothing to enter.
            (_, Place::Empty) => Some(false),
            // pytm calls it entering only when it comes from outside every boundary.
            (Place::At(_), _) if !is_nested => Some(false),
            (Place::Unknown, _) | (_, Place::Unknown) => None,
            (Place::At(Target::Boundary(left)), Place::At(Target::Boundary(entered))) => {
                Some(!self.is_within(left, entered))
            }
            (_, entered) => Some(matches!(entered, Place::At(_))),
        }
    }

    /// Whether `inner` is `outer` or inside it.
    fn is_within(&self, inner: BoundaryId, outer: BoundaryId) -> bool {
        std::iter::successors(Some(inner), |id| self.model.boundary(*id).within).any(|id| id == outer)
    }
}

fn found(value: Cow<'_, Value>) -> Found<'_> {
    match value {
        Cow::Borrowed(Value::Text(text)) => Found::Text(Cow::Borrowed(text)),
        Cow::Owned(Value::Text(text)) => Found::Text(Cow::Owned(text)),
        other => match *other {
            Value::Bool(it) => Found::Ordinal(i64::from(it)),
            Value::Int(it) => Found::Ordinal(it),
            Value::Member(it) => Found::Ordinal(i64::from(it)),
            _ => Found::Absent,
        },
    }
}

/// Kleene's "or" (`decisive` true) or "and" (`decisive` false).
fn decide(mut parts: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut is_known = true;
    let found = parts.any(|part| {
        is_known &= part.is_some();
        part == Some(decisive)
    });
    if found { Some(decisive) } else { is_known.then_some(!decisive) }
}

/// The bounds of what an operand may be; texts have none.
fn bounds(operand: &Operand, found: &Found<'_>) -> Option<(i64, i64)> {
    match (found, operand) {
        (Found::Ordinal(it), _) => Some((*it, *it)),
        (Found::Any(_), Operand::Read { domain, .. }) => domain.bounds(),
        _ => None,
    }
}

/// Whether the relation holds of the operands; with something absent nothing holds.
pub(super) fn compare(
    left: &Operand,
    a: &Found<'_>,
    relation: Relation,
    right: &Operand,
    b: &Found<'_>,
) -> Option<bool> {
    let equal = match (a, b) {
        (Found::Absent, _) | (_, Found::Absent) => return Some(false),
        (Found::Unreached, _) | (_, Found::Unreached) => return None,
        (Found::Text(a), Found::Text(b)) => a == b,
        (Found::Fresh(a), Found::Fresh(b)) => a == b,
        (Found::Fresh(_), Found::Text(_)) | (Found::Text(_), Found::Fresh(_)) => false,
        _ => return relation.between(bounds(left, a)?, bounds(right, b)?),
    };
    Some(equal == (relation == Relation::Equal))
}

/// Whether the item is one of the constants, and whether there is an item at all.
pub(super) fn among(item: &Operand, found: &Found<'_>, constants: &[Scalar]) -> Option<(bool, bool)> {
    Some(match found {
        Found::Absent => (false, false),
        Found::Fresh(_) => (false, true),
        Found::Text(text) => (constants.iter().any(|it| matches!(it, Scalar::Text(it) if it == text)), true),
        Found::Ordinal(number) => (constants.iter().any(|it| it.ordinal() == Some(*number)), true),
        Found::Unreached => return None,
        Found::Any(_) if constants.is_empty() => (false, true),
        Found::Any(_) => {
            let (least, greatest) = bounds(item, found)?;
            let inside = constants.iter().filter_map(Scalar::ordinal).filter(|it| (least..=greatest).contains(it));
            match i64::try_from(inside.count()).unwrap_or(i64::MAX) {
                0 => (false, true),
                count if count > greatest.saturating_sub(least) => (true, true),
                _ => return None,
            }
        }
    })
}
