//! Decides what Kleene's logic cannot: conditions in which one unknown reading matters in several places.
//!
//! ```text
//! p == 'A' and p == 'B'      each part depends on p, and yet it never holds
//! x and a or not x and b     with a and b true it holds whatever x is
//! ```
//!
//! Every value that could make a difference is tried: all members, both booleans; for texts and numbers those the
//! condition mentions and some that it does not. A reading that pushes in one direction everywhere needs no trying:
//! `p or (q and p)` is as true as `p` allows.
//!
//! Lists and references nobody stated are not tried: `target.crosses(Boundary) or not target.crosses(Boundary)` stays
//! "it depends" as long as nobody says where the ends stand.

use std::collections::{BTreeMap, BTreeSet};

use tm_schema::AttributeId;

use super::expr::{Atom, Domain, Expr, ExprKind, Operand, Path, Relation, Scalar, Slot};
use super::truth::{Found, Items, Key, Scope, Trial, View};

/// How many combinations of values are tried before the answer stays "it depends".
const MAX_CASES: usize = 4096;

/// How many readings are looked at in all those cases, so that a long condition has fewer.
const MAX_LOOKS: usize = 1 << 18;

/// What a condition compares readings with, gathered once.
#[derive(Clone, Debug, Default)]
pub(super) struct Constants {
    pub(super) texts: Vec<String>,
    pub(super) numbers: Vec<i64>,
    /// Whether some reading may matter in several places and in different directions.
    pub(super) may_contest: bool,
}

/// Where a growing value of a reading pushes what it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Push {
    Up,
    Down,
    Either,
}

impl Push {
    fn turned(self, negated: bool) -> Push {
        match self {
            Push::Up if negated => Push::Down,
            Push::Down if negated => Push::Up,
            same => same,
        }
    }
}

impl Constants {
    pub(super) fn of(expr: &Expr) -> Constants {
        let mut constants = Constants::default();
        let mut uses: Vec<(&Slot, Push)> = Vec::new();
        constants.gather(expr, 0, Some(false), &mut uses);
        constants.texts.sort();
        constants.texts.dedup();
        constants.numbers.sort_unstable();
        constants.numbers.dedup();
        let mut pushes: BTreeMap<AttributeId, Vec<Push>> = BTreeMap::new();
        for (slot, push) in uses {
            let ids: BTreeSet<_> = slot.all().collect();
            ids.into_iter().for_each(|id| pushes.entry(id).or_default().push(push));
        }
        constants.may_contest |= pushes.values().any(|pushes| clash(pushes));
        constants
    }

    /// Notes what `expr` mentions. `negated` is unset where truth does not push one way only.
    fn gather<'e>(&mut self, expr: &'e Expr, depth: usize, negated: Option<bool>, uses: &mut Vec<(&'e Slot, Push)>) {
        match &expr.kind {
            ExprKind::Constant(_) => {}
            ExprKind::Not(part) => self.gather(part, depth, negated.map(|it| !it), uses),
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                parts.iter().for_each(|part| self.gather(part, depth, negated, uses));
            }
            ExprKind::Quantified { body, .. } => self.gather(body, depth + 1, negated, uses),
            ExprKind::Counted { filter, .. } => {
                filter.iter().for_each(|filter| self.gather(filter, depth + 1, None, uses));
            }
            ExprKind::Atom(atom) => {
                for (operand, push, other) in operands(atom) {
                    self.note(other);
                    let Operand::Read { object, slot, .. } = operand else { continue };
                    let push = negated.map_or(Push::Either, |negated| push.turned(negated));
                    // Inside a generator one reading may be looked at for many items.
                    self.may_contest |= push == Push::Either && may_repeat(object, depth);
                    uses.push((slot, push));
                }
                if let Atom::Among { constants, .. } = atom {
                    constants.iter().for_each(|constant| self.note_scalar(constant));
                }
            }
        }
    }

    fn note(&mut self, operand: Option<&Operand>) {
        if let Some(Operand::Constant(constant)) = operand {
            self.note_scalar(constant);
        }
    }

    fn note_scalar(&mut self, constant: &Scalar) {
        match constant {
            Scalar::Text(text) => self.texts.push(text.clone()),
            Scalar::Int(number) => self.numbers.push(*number),
            Scalar::Bool(_) | Scalar::Member(_) => {}
        }
    }
}

/// Whether an attribute of `object`, read inside `depth` generators, may be read for several items.
fn may_repeat(object: &Path, depth: usize) -> bool {
    depth > 0 && !(depth == 1 && object.variable == 1 && object.steps.is_empty())
}

/// The operands of an atom, where a growing value pushes it, and what each is compared with.
fn operands(atom: &Atom) -> Vec<(&Operand, Push, Option<&Operand>)> {
    match atom {
        Atom::Compare { left, relation, right } => vec![
            (left, push(left, *relation, right), Some(right)),
            (right, push(right, relation.mirrored(), left), Some(left)),
        ],
        Atom::Among { item, .. } | Atom::Lists { item, .. } => vec![(item, Push::Either, None)],
        _ => Vec::new(),
    }
}

fn push(operand: &Operand, relation: Relation, other: &Operand) -> Push {
    match (relation, operand, other) {
        (Relation::Less | Relation::LessOrEqual, ..) => Push::Down,
        (Relation::Greater | Relation::GreaterOrEqual, ..) => Push::Up,
        (relation, Operand::Read { domain: Domain::Bool, .. }, Operand::Constant(Scalar::Bool(value))) => {
            if *value == (relation == Relation::Equal) { Push::Up } else { Push::Down }
        }
        _ => Push::Either,
    }
}

/// An unknown reading in a part that depends on it.
struct Use<'v> {
    key: Key,
    domain: Domain,
    push: Push,
    /// The known value it is compared with.
    other: Option<Found<'v>>,
}

/// Decides `expr` exactly as far as [`MAX_CASES`] and unstated lists and references allow.
pub(super) fn decide(view: &View<'_>, expr: &Expr, scope: &Scope<'_>, constants: &Constants) -> Option<bool> {
    let truth = view.truth(expr, scope);
    if truth.is_some() || !constants.may_contest {
        return truth;
    }
    let mut uses = Vec::new();
    gather(view, expr, scope, Some(false), &mut uses);
    let key = contested(&uses)?;
    let values = values(&uses, key, constants);
    let mut limit = (MAX_LOOKS / uses.len()).min(MAX_CASES);
    try_each(view, expr, scope, constants, key, &values, &mut limit)
}

/// The readings that may matter in several places and in different directions, each with values such that any other
/// behaves like one of them; sorted by reading.
pub(super) fn all_contested(
    view: &View<'_>,
    expr: &Expr,
    scope: &Scope<'_>,
    constants: &Constants,
) -> Vec<(Key, Vec<Value>)> {
    if !constants.may_contest {
        return Vec::new();
    }
    let mut uses = Vec::new();
    gather_all(view, expr, scope, Some(false), &mut uses);
    by_key(&uses)
        .into_iter()
        .filter(|(_, pushes)| clash(pushes))
        .map(|(key, _)| (key, values(&uses, key, constants)))
        .collect()
}

fn try_each(
    view: &View<'_>,
    expr: &Expr,
    scope: &Scope<'_>,
    constants: &Constants,
    key: Key,
    values: &[Value],
    limit: &mut usize,
) -> Option<bool> {
    let mut answer = None;
    for value in values {
        *limit = limit.checked_sub(1)?;
        let mut tried: Vec<(Key, Trial<'_>)> = view.tried.to_vec();
        tried.push((key, value.as_trial()));
        let view = View { tried: &tried, ..*view };
        let truth = match view.truth(expr, scope) {
            Some(truth) => truth,
            None => {
                let mut uses = Vec::new();
                gather(&view, expr, scope, Some(false), &mut uses);
                let next = contested(&uses)?;
                let values = self::values(&uses, next, constants);
                try_each(&view, expr, scope, constants, next, &values, limit)?
            }
        };
        if answer.is_some_and(|answer| answer != truth) {
            return None;
        }
        answer = Some(truth);
    }
    answer
}

/// Whether one reading that is looked at so often pushes in different directions.
fn clash(pushes: &[Push]) -> bool {
    pushes.len() > 1 && (pushes.contains(&Push::Either) || pushes.iter().any(|push| *push != pushes[0]))
}

/// The least reading that pushes in different directions.
fn contested(uses: &[Use<'_>]) -> Option<Key> {
    by_key(uses).into_iter().find(|(_, pushes)| clash(pushes)).map(|(key, _)| key)
}

fn by_key(uses: &[Use<'_>]) -> BTreeMap<Key, Vec<Push>> {
    let mut pushes: BTreeMap<Key, Vec<Push>> = BTreeMap::new();
    for it in uses {
        pushes.entry(it.key).or_default().push(it.push);
    }
    pushes
}

/// Collects the unknown readings of the undecided parts of `expr`.
fn gather<'v>(view: &View<'v>, expr: &'v Expr, scope: &Scope<'_>, negated: Option<bool>, uses: &mut Vec<Use<'v>>) {
    if view.truth(expr, scope).is_some() {
        return;
    }
    match &expr.kind {
        ExprKind::Constant(_) => {}
        ExprKind::Not(part) => gather(view, part, scope, negated.map(|it| !it), uses),
        ExprKind::And(parts) | ExprKind::Or(parts) => {
            parts.iter().for_each(|part| gather(view, part, scope, negated, uses));
        }
        ExprKind::Quantified { list, body, .. } => each(view, list, scope, &mut |scope| {
            gather(view, body, scope, negated, uses);
        }),
        ExprKind::Counted { list, filter: Some(filter), .. } => each(view, list, scope, &mut |scope| {
            gather(view, filter, scope, None, uses);
        }),
        ExprKind::Counted { .. } => {}
        ExprKind::Atom(atom) => {
            for (operand, push, other) in operands(atom) {
                let Operand::Read { domain, .. } = operand else { continue };
                if let Found::Any(Some(key)) = view.find(operand, scope, &mut |_| {}) {
                    let push = negated.map_or(Push::Either, |negated| push.turned(negated));
                    let other = other.map(|other| view.find(other, scope, &mut |_| {}));
                    uses.push(Use { key, domain: *domain, push, other });
                }
            }
        }
    }
}

/// Collects every reading of `expr` that a value can be tried for, whatever is known; `view` knows where paths lead.
fn gather_all<'v>(view: &View<'v>, expr: &'v Expr, scope: &Scope<'_>, negated: Option<bool>, uses: &mut Vec<Use<'v>>) {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Counted { filter: None, .. } => {}
        ExprKind::Not(part) => gather_all(view, part, scope, negated.map(|it| !it), uses),
        ExprKind::And(parts) | ExprKind::Or(parts) => {
            parts.iter().for_each(|part| gather_all(view, part, scope, negated, uses));
        }
        ExprKind::Quantified { list, body, .. } => each(view, list, scope, &mut |scope| {
            gather_all(view, body, scope, negated, uses);
        }),
        ExprKind::Counted { list, filter: Some(filter), .. } => each(view, list, scope, &mut |scope| {
            gather_all(view, filter, scope, None, uses);
        }),
        ExprKind::Atom(atom) => {
            for (operand, push, other) in operands(atom) {
                let Operand::Read { domain, .. } = operand else { continue };
                let mut read = None;
                // The last reading on the way to a value is the one that has it.
                let found = view.find(operand, scope, &mut |key| read = Some(key));
                let (Some(key), Found::Ordinal(_) | Found::Text(_)) = (read, found) else { continue };
                let push = negated.map_or(Push::Either, |negated| push.turned(negated));
                let other = other.map(|other| view.find(other, scope, &mut |_| {}));
                uses.push(Use { key, domain: *domain, push, other });
            }
        }
    }
}

fn each(view: &View<'_>, list: &super::expr::ListPath, scope: &Scope<'_>, visit: &mut dyn FnMut(&Scope<'_>)) {
    match view.items(list, scope, &mut |_| {}).0 {
        Items::Absent | Items::Unknown => {}
        Items::Exactly(members) => members.iter().for_each(|member| visit(&scope.bind(*member))),
        Items::AtLeast(members) => members.iter().for_each(|member| visit(&scope.bind(*member))),
    }
}

/// A value to try.
pub(super) enum Value {
    Ordinal(i64),
    Text(String),
    Fresh(usize),
}

impl Value {
    pub(super) fn as_trial(&self) -> Trial<'_> {
        match self {
            Value::Ordinal(it) => Trial::Ordinal(*it),
            Value::Text(it) => Trial::Text(it),
            Value::Fresh(it) => Trial::Fresh(*it),
        }
    }
}

/// Values of `key` such that any other behaves like one of them.
fn values(uses: &[Use<'_>], key: Key, constants: &Constants) -> Vec<Value> {
    let Some(domain) = uses.iter().find(|it| it.key == key).map(|it| it.domain) else { return Vec::new() };
    let mut rivals: Vec<Key> = uses.iter().filter(|it| same_kind(it.domain, domain)).map(|it| it.key).collect();
    rivals.sort_unstable();
    rivals.dedup();
    match domain {
        Domain::Bool => vec![Value::Ordinal(0), Value::Ordinal(1)],
        Domain::Member(count) => (0..i64::from(count)).map(Value::Ordinal).collect(),
        Domain::Text => {
            let mut texts = constants.texts.clone();
            texts.extend(uses.iter().filter_map(|it| match &it.other {
                Some(Found::Text(text)) => Some(text.to_string()),
                _ => None,
            }));
            texts.sort();
            texts.dedup();
            texts.into_iter().map(Value::Text).chain((0..rivals.len()).map(Value::Fresh)).collect()
        }
        Domain::Int(least, greatest) => {
            let known = uses.iter().filter_map(|it| match it.other {
                Some(Found::Ordinal(number)) => Some(number),
                _ => None,
            });
            // As many numbers beside each mentioned one as readings could lie there side by side.
            let room = i64::try_from(rivals.len()).unwrap_or(i64::MAX);
            let marks = constants.numbers.iter().copied().chain(known).chain([least]);
            let mut numbers: Vec<i64> = marks
                .flat_map(|mark| mark.saturating_sub(room)..=mark.saturating_add(room))
                .filter(|number| (least..=greatest).contains(number))
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.into_iter().map(Value::Ordinal).collect()
        }
    }
}

fn same_kind(a: Domain, b: Domain) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}
