//! What a condition looks at for one target, for those who ask what would change its answer.

use std::collections::BTreeSet;

use tm_schema::AttributeId;

use super::basis::basis;
use super::cases::decide;
use super::expr::{Atom, Expr, ExprKind, ListPath, Operand, Scalar, Slot};
use super::truth::{Given, Items, Key, Scope, View};
use super::verdict::Basis;
use super::{Body, Condition, Typed};
use crate::model::{Model, Target};

/// Whether a condition holds, and how surely, without the reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// True whatever the unstated readings are.
    Confirmed,
    /// True of the assumed values, but not of every value.
    Potential,
    /// False of the assumed values, but true of some value.
    Open,
    /// False whatever the unstated readings are.
    Silent,
}

impl Standing {
    /// Whether the condition is true of what is stated and assumed.
    pub fn is_finding(self) -> bool {
        matches!(self, Standing::Confirmed | Standing::Potential)
    }
}

/// A constant of a condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constant {
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// The index of a member of an enumeration.
    Member(u8),
}

impl Condition {
    /// How [`Self::evaluate`] answers, sooner.
    pub fn standing(&self, model: &Model, target: Target) -> Standing {
        match &self.body {
            Body::Typed(typed) => typed.standing(model, target),
            Body::Wide(wide) => wide.standing(model, target),
        }
    }

    /// The readings that it looks at or might look at, sorted; those of a model's structure aside.
    ///
    /// Where a list or reference leads, the stated and assumed values say. Of a condition of pytm's that our language
    /// cannot express it is what one evaluation looks at.
    pub fn consulted(&self, model: &Model, target: Target) -> Vec<(Target, AttributeId)> {
        match &self.body {
            Body::Typed(typed) => typed.consulted(model, target),
            Body::Wide(wide) => wide.consulted(model, target),
        }
    }

    /// The fewest readings that make it false, as [`Basis`] has those that make it true; it must be false.
    pub fn why_not(&self, model: &Model, target: Target) -> Basis {
        match &self.body {
            Body::Typed(typed) => typed.why_not(model, target),
            Body::Wide(wide) => Basis::new(model, wide.consulted(model, target)),
        }
    }

    /// Whether the list `attribute` may be to it another one with `member` than without any.
    pub fn notices(&self, attribute: AttributeId, member: u8) -> bool {
        let Body::Typed(typed) = &self.body else { return true };
        let mut is_sought = false;
        typed.expr.compared_with(attribute, &mut |scalar| is_sought |= *scalar == Scalar::Member(member));
        is_sought || typed.expr.counts(attribute)
    }

    /// The constants that `attribute` is compared with; of conditions of pytm's that our language cannot express, all.
    pub fn constants(&self, attribute: AttributeId) -> BTreeSet<Constant> {
        let mut constants = BTreeSet::new();
        match &self.body {
            Body::Typed(typed) => typed.expr.compared_with(attribute, &mut |scalar| {
                constants.extend(match scalar {
                    Scalar::Int(it) => Some(Constant::Int(*it)),
                    Scalar::Text(it) => Some(Constant::Text(it.clone())),
                    Scalar::Member(it) => Some(Constant::Member(*it)),
                    Scalar::Bool(_) => None,
                });
            }),
            Body::Wide(wide) => wide.constants(&mut constants),
        }
        constants
    }
}

impl Typed {
    pub(super) fn standing(&self, model: &Model, target: Target) -> Standing {
        let scope = Scope::of_target(target);
        match decide(&View::new(model, Given::Stated), &self.expr, &scope, &self.constants) {
            Some(true) => Standing::Confirmed,
            Some(false) => Standing::Silent,
            None => match View::new(model, Given::All).truth(&self.expr, &scope) {
                Some(true) => Standing::Potential,
                _ => Standing::Open,
            },
        }
    }

    fn consulted(&self, model: &Model, target: Target) -> Vec<Key> {
        let mut keys = Vec::new();
        consulted(&View::new(model, Given::All), &self.expr, &Scope::of_target(target), &mut |key| keys.push(key));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn why_not(&self, model: &Model, target: Target) -> Basis {
        let expr = Expr { kind: ExprKind::Not(Box::new(self.expr.clone())), span: self.expr.span.clone() };
        let negated = Typed { expr, reads: None, ..self.clone() };
        let stated_only = self.standing(model, target) == Standing::Silent;
        Basis::new(model, basis(&negated, model, target, stated_only))
    }
}

/// Calls `consult` with every reading that a part of `expr` is about, also of parts that others decide.
fn consulted<'v>(view: &View<'v>, expr: &'v Expr, scope: &Scope<'_>, consult: &mut dyn FnMut(Key)) {
    let (list, inner): (&'v ListPath, Option<&'v Expr>) = match &expr.kind {
        ExprKind::Constant(_) => return,
        ExprKind::Atom(atom) => {
            view.atom(atom, scope, &mut |key| consult(key));
            return;
        }
        ExprKind::Not(part) => return consulted(view, part, scope, consult),
        ExprKind::And(parts) | ExprKind::Or(parts) => {
            return parts.iter().for_each(|part| consulted(view, part, scope, consult));
        }
        ExprKind::Quantified { list, body, .. } => (list, Some(&**body)),
        ExprKind::Counted { list, filter, .. } => (list, filter.as_deref()),
    };
    let (items, key) = view.items(list, scope, &mut |key| consult(key));
    key.into_iter().for_each(&mut *consult);
    if let (Items::Exactly(members), Some(inner)) = (items, inner) {
        members.iter().for_each(|member| consulted(view, inner, &scope.bind(*member), consult));
    }
}

impl Expr {
    /// Calls `visit` with each constant that a reading of `attribute` is compared with.
    fn compared_with(&self, attribute: AttributeId, visit: &mut dyn FnMut(&Scalar)) {
        match &self.kind {
            ExprKind::Constant(_) => {}
            ExprKind::Not(part) => part.compared_with(attribute, visit),
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                parts.iter().for_each(|part| part.compared_with(attribute, visit));
            }
            ExprKind::Quantified { body, .. } => body.compared_with(attribute, visit),
            ExprKind::Counted { filter, .. } => {
                filter.iter().for_each(|filter| filter.compared_with(attribute, visit));
            }
            ExprKind::Atom(atom) => atom.compared_with(attribute, visit),
        }
    }
}

impl Expr {
    /// Whether it counts what the list `attribute` holds.
    fn counts(&self, attribute: AttributeId) -> bool {
        match &self.kind {
            ExprKind::Constant(_) | ExprKind::Atom(_) => false,
            ExprKind::Not(part) | ExprKind::Quantified { body: part, .. } => part.counts(attribute),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().any(|part| part.counts(attribute)),
            ExprKind::Counted { list, filter, .. } => {
                names(&list.slot, attribute) || filter.as_ref().is_some_and(|filter| filter.counts(attribute))
            }
        }
    }
}

impl Atom {
    fn compared_with(&self, attribute: AttributeId, visit: &mut dyn FnMut(&Scalar)) {
        let is_it = |operand: &Operand| matches!(operand, Operand::Read { slot, .. } if names(slot, attribute));
        match self {
            Atom::Compare { left, right, .. } => {
                for (read, other) in [(left, right), (right, left)] {
                    if let (true, Operand::Constant(constant)) = (is_it(read), other) {
                        visit(constant);
                    }
                }
            }
            Atom::Among { item, constants, .. } if is_it(item) => constants.iter().for_each(visit),
            Atom::Lists { list, item: Operand::Constant(constant), .. } if names(&list.slot, attribute) => {
                visit(constant);
            }
            _ => {}
        }
    }
}

fn names(slot: &Slot, attribute: AttributeId) -> bool {
    slot.all().any(|it| it == attribute)
}
