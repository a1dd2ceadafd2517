//! A condition with one part of it changed, to see whether any case notices.
//!
//! ```text
//! target.uses_vpn and len(target.data) > 1
//!
//! Flipped   not target.uses_vpn and len(target.data) > 1        target.uses_vpn and not len(target.data) > 1
//! Dropped   len(target.data) > 1                                target.uses_vpn
//! Moved                                                         target.uses_vpn and len(target.data) >= 1
//! ```
//!
//! Constants are a part of the comparison they stand in. What a predicate stands for is not taken apart.

use std::ops::Range;

use super::expr::{Atom, ClassSet, Expr, ExprKind, Relation};
use super::solve::{Answer, Goal};
use super::truth::{Given, Scope, View};
use super::{Typed, solve};
use crate::model::{Model, Target};
use tm_schema::Class;

/// Conditions with more parts than this have no mutants: each would be as long again.
const MAX_PARTS: usize = 256;

/// What is done to a part of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// It is negated.
    Flipped,
    /// It is left out of its `and` or `or`.
    Dropped,
    /// Its bound is moved by one.
    Moved,
}

/// A condition with one part changed.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    /// What was changed, in bytes of the condition's text.
    pub(crate) range: Range<usize>,
    pub(crate) change: Change,
    expr: Expr,
}

impl Mutant {
    /// As [`super::Condition::holds`].
    pub(crate) fn holds(&self, model: &Model, target: Target) -> bool {
        holds(&self.expr, model, target)
    }

    /// Whether there is a model in which the mutant is `holds`, and `original` is not, for something of `classes`.
    pub(crate) fn can_differ(&self, holds: bool, original: &super::Condition, classes: &[Class]) -> Answer {
        let super::Body::Typed(original) = &original.body else { return Answer::Undecided };
        let goals = [Goal { expr: &original.expr, holds: !holds }, Goal { expr: &self.expr, holds }];
        solve(&goals, ClassSet::derived_from(classes))
    }
}

impl Typed {
    pub(super) fn holds(&self, model: &Model, target: Target) -> bool {
        holds(&self.expr, model, target)
    }

    pub(super) fn can_hold_without(&self, other: &Expr, classes: &[Class]) -> Answer {
        let goals = [Goal { expr: &self.expr, holds: true }, Goal { expr: other, holds: false }];
        solve(&goals, ClassSet::derived_from(classes))
    }
}

fn holds(expr: &Expr, model: &Model, target: Target) -> bool {
    View::new(model, Given::All).truth(expr, &Scope::of_target(target)) == Some(true)
}

/// All of them, in the order of the text.
pub(super) fn mutants(expr: &Expr) -> Vec<Mutant> {
    if parts(expr) > MAX_PARTS { Vec::new() } else { of(expr) }
}

fn parts(expr: &Expr) -> usize {
    match &expr.kind {
        _ if expr.is_predicate() => 1,
        ExprKind::Constant(_) | ExprKind::Atom(_) => 1,
        ExprKind::Not(part) | ExprKind::Quantified { body: part, .. } => 1 + parts(part),
        ExprKind::And(series) | ExprKind::Or(series) => series.iter().map(parts).sum(),
        ExprKind::Counted { filter, .. } => 1 + filter.as_deref().map_or(0, parts),
    }
}

fn of(expr: &Expr) -> Vec<Mutant> {
    let mutant =
        |change, kind| Mutant { range: expr.span.clone(), change, expr: Expr { kind, span: expr.span.clone() } };
    let flipped = || mutant(Change::Flipped, ExprKind::Not(Box::new(expr.clone())));
    let with = |parts: Vec<Mutant>, kind: &dyn Fn(Expr) -> ExprKind| -> Vec<Mutant> {
        let whole = |part: Mutant| Mutant { expr: Expr { kind: kind(part.expr), span: expr.span.clone() }, ..part };
        parts.into_iter().map(whole).collect()
    };
    match &expr.kind {
        // The inside of a predicate such as `has_data_leaks()` stands nowhere in the text.
        _ if expr.is_predicate() => vec![flipped()],
        ExprKind::Constant(_) => Vec::new(),
        ExprKind::Not(part) => with(of(part), &|part| ExprKind::Not(Box::new(part))),
        ExprKind::And(parts) => series(expr, parts, &ExprKind::And),
        ExprKind::Or(parts) => series(expr, parts, &ExprKind::Or),
        ExprKind::Atom(atom) => {
            let moved = moved_atom(atom).map(|atom| mutant(Change::Moved, ExprKind::Atom(atom)));
            std::iter::once(flipped()).chain(moved).collect()
        }
        ExprKind::Quantified { all, list, body } => {
            let (all, list) = (*all, list.clone());
            let inside = with(of(body), &|body| ExprKind::Quantified { all, list: list.clone(), body: Box::new(body) });
            std::iter::once(flipped()).chain(inside).collect()
        }
        ExprKind::Counted { list, filter, relation, number } => {
            let counted =
                |filter, relation| ExprKind::Counted { list: list.clone(), filter, relation, number: *number };
            let moved = moved(*relation).map(|relation| mutant(Change::Moved, counted(filter.clone(), relation)));
            let inside = filter.as_deref().map(of).unwrap_or_default();
            let inside = with(inside, &|filter| counted(Some(Box::new(filter)), *relation));
            std::iter::once(flipped()).chain(moved).chain(inside).collect()
        }
    }
}

/// The mutants of each part, each part left out included.
fn series(expr: &Expr, parts: &[Expr], join: &dyn Fn(Vec<Expr>) -> ExprKind) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let mut dropped = parts.to_vec();
        dropped.remove(index);
        if is_single(part) && !dropped.is_empty() {
            let kind = if dropped.len() == 1 { dropped.remove(0).kind } else { join(dropped) };
            let expr = Expr { kind, span: expr.span.clone() };
            mutants.push(Mutant { range: bare(part).span.clone(), change: Change::Dropped, expr });
        }
        for mutant in of(part) {
            let mut changed = parts.to_vec();
            changed[index] = mutant.expr;
            mutants.push(Mutant { expr: Expr { kind: join(changed), span: expr.span.clone() }, ..mutant });
        }
    }
    mutants
}

/// Whether it is one part, not several joined; a negation goes with what it negates.
fn is_single(expr: &Expr) -> bool {
    let bare = bare(expr);
    bare.is_predicate()
        || matches!(bare.kind, ExprKind::Atom(_) | ExprKind::Quantified { .. } | ExprKind::Counted { .. })
}

fn bare(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Not(part) => bare(part),
        _ => expr,
    }
}

fn moved_atom(atom: &Atom) -> Option<Atom> {
    let Atom::Compare { left, relation, right } = atom else { return None };
    let relation = moved(*relation)?;
    Some(Atom::Compare { left: left.clone(), relation, right: right.clone() })
}

/// The relation that differs only where both sides are equal; equality has none.
fn moved(relation: Relation) -> Option<Relation> {
    match relation {
        Relation::Equal | Relation::NotEqual => None,
        Relation::Less => Some(Relation::LessOrEqual),
        Relation::LessOrEqual => Some(Relation::Less),
        Relation::Greater => Some(Relation::GreaterOrEqual),
        Relation::GreaterOrEqual => Some(Relation::Greater),
    }
}
