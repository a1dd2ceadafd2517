//! Yes, no, or it depends, of a condition in a model that is still being made up.
//!
//! The answer leans to what is wanted: a witness that nobody has put into its list is not in it, as long as a condition
//! on *all* members would have to hold of it. If the answer is not the wanted one, nothing that is still open changes it.

use super::Search;
use super::domain::Passage;
use super::space::{Item, Node, Unknown};
use crate::condition::expr::{Atom, Expr, ExprKind, ListPath, Operand, Path, Relation, Role, Scalar, Slot};
use crate::condition::truth::{Found, among, compare};
use std::borrow::Cow;
use tm_schema::{AttributeId, Class};

/// Where a path leads.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// It reads through something that is not there.
    Absent,
    /// Its last reference is empty.
    Empty,
    Unknown,
    At(Node),
}

/// What an attribute is to a thing.
enum Row {
    Lacking,
    Unknown,
    Is(AttributeId),
}

/// A list of something.
enum List {
    Absent,
    Unknown,
    Of(Node, AttributeId),
}

impl<'e> Search<'e> {
    /// What `expr` is; `wanted` is what it shall be, unless both ways matter.
    pub(super) fn truth(&mut self, expr: &'e Expr, wanted: Option<bool>, scope: &mut Vec<Node>) -> Option<bool> {
        let before = self.next.clone();
        let truth = match &expr.kind {
            ExprKind::Constant(value) => Some(*value),
            ExprKind::Not(part) => self.truth(part, wanted.map(|it| !it), scope).map(|it| !it),
            ExprKind::And(parts) => self.series(parts, false, wanted, scope),
            ExprKind::Or(parts) => self.series(parts, true, wanted, scope),
            ExprKind::Atom(atom) => {
                self.looks = self.looks.saturating_sub(1);
                self.atom(atom, scope)
            }
            ExprKind::Quantified { all, list, body } => match self.list(list, scope) {
                List::Absent => Some(false),
                List::Unknown => None,
                // Where members are counted it matters whether two witnesses are one, so none is set apart.
                List::Of(owner, attribute) if wanted == Some(!all) && !self.domains.counts(attribute) => {
                    let witness = self.space.witness(owner, attribute, expr, scope);
                    self.is_witness(witness, body, !all, scope)
                }
                List::Of(owner, attribute) => self.every(owner, attribute, body, !all, wanted, scope),
            },
            ExprKind::Counted { list, filter, relation, number } => match self.list(list, scope) {
                List::Absent => Some(false),
                List::Unknown => None,
                List::Of(owner, attribute) => {
                    let (least, most) = self.count(owner, attribute, filter.as_deref(), scope);
                    relation.between((least, most), (*number, *number))
                }
            },
        };
        if truth.is_some() {
            self.next = before;
        }
        truth
    }

    /// Kleene's "or" (`decisive` true) or "and" (`decisive` false).
    fn series(
        &mut self,
        parts: &'e [Expr],
        decisive: bool,
        wanted: Option<bool>,
        scope: &mut Vec<Node>,
    ) -> Option<bool> {
        let mut is_known = true;
        for part in parts {
            let truth = self.truth(part, wanted, scope);
            if truth == Some(decisive) {
                return truth;
            }
            is_known &= truth.is_some();
        }
        is_known.then_some(!decisive)
    }

    /// Whether the witness is in its list and `body` is `decisive` of it.
    fn is_witness(&mut self, witness: Node, body: &'e Expr, decisive: bool, scope: &mut Vec<Node>) -> Option<bool> {
        let present = self.flag(Unknown::Present(witness));
        if present == Some(false) {
            return Some(!decisive);
        }
        let truth = self.of_member(witness, body, Some(decisive), scope);
        if truth == Some(!decisive) { truth } else { truth.filter(|_| present.is_some()) }
    }

    /// Whether `body` is `decisive` of any member of the list.
    fn every(
        &mut self,
        owner: Node,
        attribute: AttributeId,
        body: &'e Expr,
        decisive: bool,
        wanted: Option<bool>,
        scope: &mut Vec<Node>,
    ) -> Option<bool> {
        let mut is_known = true;
        for witness in self.space.witnesses(owner, attribute) {
            let present = match (self.assigned.get(&Unknown::Present(witness)), wanted) {
                (None, Some(_)) => continue,
                (None, None) => self.flag(Unknown::Present(witness)),
                (Some(found), _) => Some(is_one(found)),
            };
            if present == Some(false) {
                continue;
            }
            match self.of_member(witness, body, wanted, scope) {
                Some(truth) if truth != decisive => {}
                Some(_) if present == Some(true) => return Some(decisive),
                _ => is_known = false,
            }
        }
        let (count, is_settled) = self.length(owner, attribute, wanted == Some(!decisive));
        is_known &= is_settled;
        for index in 0..count {
            let member = self.space.member(owner, attribute, index);
            match self.of_member(member, body, wanted, scope) {
                Some(truth) if truth != decisive => {}
                Some(_) => return Some(decisive),
                None => is_known = false,
            }
        }
        is_known.then_some(!decisive)
    }

    /// How many members a list that is counted surely has, and whether it has no more.
    fn length(&mut self, owner: Node, attribute: AttributeId, leans_to_few: bool) -> (i64, bool) {
        if !self.domains.counts(attribute) {
            return (0, true);
        }
        let unknown = Unknown::Length(owner, attribute);
        match self.assigned.get(&unknown) {
            Some(Found::Ordinal(count)) => (*count, true),
            _ if leans_to_few => (0, true),
            _ => {
                self.next.get_or_insert(unknown);
                (0, false)
            }
        }
    }

    /// How many members of a list satisfy the filter: at least, and at most.
    fn count(
        &mut self,
        owner: Node,
        attribute: AttributeId,
        filter: Option<&'e Expr>,
        scope: &mut Vec<Node>,
    ) -> (i64, i64) {
        let (count, is_settled) = self.length(owner, attribute, false);
        if !is_settled {
            return (0, self.domains.longest(attribute));
        }
        let Some(filter) = filter else { return (count, count) };
        let (mut least, mut most) = (0, 0);
        for index in 0..count {
            let member = self.space.member(owner, attribute, index);
            let counts = self.of_member(member, filter, None, scope);
            least += i64::from(counts == Some(true));
            most += i64::from(counts != Some(false));
        }
        (least, most)
    }

    fn of_member(&mut self, member: Node, expr: &'e Expr, wanted: Option<bool>, scope: &mut Vec<Node>) -> Option<bool> {
        scope.push(member);
        let truth = self.truth(expr, wanted, scope);
        scope.pop();
        truth
    }

    fn atom(&mut self, atom: &'e Atom, scope: &[Node]) -> Option<bool> {
        match atom {
            Atom::Compare { left, relation, right } => self.compare(left, *relation, right, scope),
            Atom::Among { item, constants, negated } => {
                let found = self.find(item, scope);
                among(item, &found, constants).map(|(is_in, exists)| exists && is_in != *negated)
            }
            Atom::Same { left, right: None, negated } => match self.follow(left, scope) {
                Place::Absent => Some(false),
                Place::Unknown => None,
                place => Some((place == Place::Empty) != *negated),
            },
            Atom::Same { left, right: Some(right), negated } => {
                match (self.follow(left, scope), self.follow(right, scope)) {
                    (Place::Absent, _) | (_, Place::Absent) => Some(false),
                    (Place::Unknown, _) | (_, Place::Unknown) => None,
                    (Place::At(a), Place::At(b)) if a != b => {
                        self.flag(Unknown::Same(a.min(b), a.max(b))).map(|is_same| is_same != *negated)
                    }
                    (a, b) => Some((a == b) != *negated),
                }
            }
            Atom::Holds { list, item, negated } => {
                let item = self.follow(item, scope);
                match (self.list(list, scope), item) {
                    (List::Absent, _) | (_, Place::Absent | Place::Empty) => Some(false),
                    (List::Of(owner, attribute), Place::At(item)) => {
                        let is_member = self.assigned.get(&Unknown::Present(item)).is_some_and(is_one)
                            && self.space.thing(item).from == Some((owner, attribute));
                        let holds = match is_member {
                            true => Some(true),
                            false => self.flag(Unknown::Holds(owner, attribute, item)),
                        };
                        holds.map(|holds| holds != *negated)
                    }
                    _ => None,
                }
            }
            Atom::Lists { list, item, negated } => {
                let item = match self.find(item, scope) {
                    Found::Absent => return Some(false),
                    Found::Text(text) => Some(Item::Text(text.into_owned())),
                    Found::Fresh(index) => Some(Item::Fresh(index)),
                    Found::Ordinal(number) => Some(Item::Number(number)),
                    Found::Any(_) | Found::Unreached => None,
                };
                match self.list(list, scope) {
                    List::Absent => Some(false),
                    List::Unknown => None,
                    List::Of(owner, attribute) => {
                        self.flag(Unknown::Lists(owner, attribute, item?)).map(|lists| lists != *negated)
                    }
                }
            }
            Atom::OfClass { object, classes } => match self.owner(object, scope) {
                Place::At(node) => match self.class(node) {
                    Some(class) => Some(classes.contains(class)),
                    None => self.all_classes(node, |class| classes.contains(class)),
                },
                Place::Unknown => None,
                Place::Absent | Place::Empty => Some(false),
            },
            Atom::Crosses { flow, crossing, is_nested, .. } => {
                let flow = match self.owner(flow, scope) {
                    Place::At(node) => node,
                    Place::Unknown => return None,
                    Place::Absent | Place::Empty => return Some(false),
                };
                let is_flow = match self.class(flow) {
                    Some(class) => Some(class == Class::Dataflow),
                    None => self.all_classes(flow, |class| class == Class::Dataflow),
                };
                if !is_flow? {
                    return Some(false);
                }
                let (source, sink) = (self.space.end(flow, Role::Source), self.space.end(flow, Role::Sink));
                if source == sink {
                    return Some(false);
                }
                let passage = Passage::of(self.ordinal(Unknown::Passage(source.min(sink), source.max(sink)))?);
                let passage = if source < sink { passage } else { passage.reversed() };
                Some(passage.is(*crossing, *is_nested))
            }
            Atom::Inside { object, boundary } => match self.owner(object, scope) {
                Place::Unknown => None,
                Place::Absent | Place::Empty => Some(false),
                Place::At(node) => match self.row(node, boundary) {
                    Row::Lacking => Some(false),
                    Row::Unknown => None,
                    Row::Is(attribute) => self.flag(Unknown::Reference(node, attribute)),
                },
            },
        }
    }

    fn compare(&mut self, left: &'e Operand, relation: Relation, right: &'e Operand, scope: &[Node]) -> Option<bool> {
        let (a, b) = (self.find(left, scope), self.find(right, scope));
        compare(left, &a, relation, right, &b)
    }

    fn find(&mut self, operand: &'e Operand, scope: &[Node]) -> Found<'e> {
        let (object, slot) = match operand {
            Operand::Constant(Scalar::Text(text)) => return Found::Text(Cow::Borrowed(text)),
            Operand::Constant(constant) => return constant.ordinal().map_or(Found::Absent, Found::Ordinal),
            Operand::Read { object, slot, .. } => (object, slot),
        };
        let node = match self.owner(object, scope) {
            Place::At(node) => node,
            Place::Unknown => return Found::Unreached,
            Place::Absent | Place::Empty => return Found::Absent,
        };
        let attribute = match self.row(node, slot) {
            Row::Is(attribute) => attribute,
            Row::Unknown => return Found::Unreached,
            Row::Lacking => return Found::Absent,
        };
        if let (Some(is_response), "is_response") = (self.space.thing(node).is_response, attribute.get().name) {
            return Found::Ordinal(i64::from(is_response));
        }
        let unknown = Unknown::Value(node, attribute);
        match self.assigned.get(&unknown) {
            Some(found) => found.clone(),
            None => {
                self.next.get_or_insert(unknown);
                Found::Any(None)
            }
        }
    }

    fn follow(&mut self, path: &Path, scope: &[Node]) -> Place {
        let mut at = scope[path.variable];
        let mut steps = path.steps.iter();
        while let Some(slot) = steps.next() {
            let attribute = match self.row(at, slot) {
                Row::Is(attribute) => attribute,
                Row::Unknown => return Place::Unknown,
                Row::Lacking => return Place::Absent,
            };
            if matches!(slot.role, Role::Source | Role::Sink) && attribute.get().belongs_to(Class::Dataflow) {
                at = self.space.end(at, slot.role);
                continue;
            }
            at = match self.flag(Unknown::Reference(at, attribute)) {
                Some(true) => self.space.referent(at, attribute),
                Some(false) if steps.as_slice().is_empty() => return Place::Empty,
                Some(false) => return Place::Absent,
                None => return Place::Unknown,
            };
        }
        Place::At(at)
    }

    /// The thing of which a list or attribute is read.
    fn owner(&mut self, path: &Path, scope: &[Node]) -> Place {
        match self.follow(path, scope) {
            Place::Empty => Place::Absent,
            other => other,
        }
    }

    fn list(&mut self, list: &ListPath, scope: &[Node]) -> List {
        match self.owner(&list.object, scope) {
            Place::Unknown => List::Unknown,
            Place::Absent | Place::Empty => List::Absent,
            Place::At(owner) => match self.row(owner, &list.slot) {
                Row::Lacking => List::Absent,
                Row::Unknown => List::Unknown,
                Row::Is(attribute) => List::Of(owner, attribute),
            },
        }
    }

    /// What the slot stands for in a thing, whichever of its classes it is of.
    fn row(&mut self, node: Node, slot: &Slot) -> Row {
        let row = match self.class(node) {
            Some(class) => slot.of(class),
            None => {
                let mut rows = self.space.thing(node).classes.iter().map(|class| slot.of(class));
                let first = rows.next().flatten();
                if rows.any(|row| row != first) {
                    self.next.get_or_insert(Unknown::Class(node));
                    return Row::Unknown;
                }
                first
            }
        };
        row.map_or(Row::Lacking, Row::Is)
    }

    /// The class that was chosen for a thing.
    fn class(&self, node: Node) -> Option<Class> {
        let Some(Found::Ordinal(number)) = self.assigned.get(&Unknown::Class(node)) else { return None };
        Class::all().find(|class| *class as i64 == *number)
    }

    /// Whether all of the classes a thing may have are so, or none.
    fn all_classes(&mut self, node: Node, is_so: impl Fn(Class) -> bool) -> Option<bool> {
        let classes = self.space.thing(node).classes;
        let (count, total) = (classes.iter().filter(|class| is_so(*class)).count(), classes.iter().count());
        if count == 0 || count == total {
            return Some(count > 0);
        }
        self.next.get_or_insert(Unknown::Class(node));
        None
    }

    fn flag(&mut self, unknown: Unknown) -> Option<bool> {
        self.ordinal(unknown).map(|it| it == 1)
    }

    fn ordinal(&mut self, unknown: Unknown) -> Option<i64> {
        match self.assigned.get(&unknown) {
            Some(Found::Ordinal(it)) => Some(*it),
            _ => {
                self.next.get_or_insert(unknown);
                None
            }
        }
    }
}

fn is_one(found: &Found<'_>) -> bool {
    matches!(found, Found::Ordinal(1))
}
