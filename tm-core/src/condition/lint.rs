//! Points out the parts of a condition that can never be otherwise.
//!
//! ```text
//! target.protocol == 'HTTP' and target.protocol == 'FTP'    never holds
//! target.uses_vpn or not target.uses_vpn                    always holds
//! target.dst_port > 70000                                   never holds
//! ```
//!
//! No model is needed: a path has one value wherever it is written, and every value that could make a difference is
//! tried. A lone `True` is a condition on purpose.

use std::borrow::Cow;

use super::Fault;
use super::cases::Constants;
use super::expr::{Atom, Domain, Expr, ExprKind, Operand, Scalar};
use super::truth::{Found, among, compare};

/// How many operands are looked at, in all combinations of values together.
const MAX_LOOKS: usize = 1 << 16;

/// Parts that read more than this are too long to be worth the search.
const MAX_OPERANDS: usize = 256;

/// Warnings on the smallest parts of `expr` that always or never hold.
pub(super) fn lint(expr: &Expr) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !matches!(expr.kind, ExprKind::Constant(true)) {
        visit(expr, 0, &mut faults);
    }
    faults
}

/// Whether anything was reported inside `expr`, which stands inside `depth` generators.
fn visit(expr: &Expr, depth: usize, faults: &mut Vec<Fault>) -> bool {
    let before = faults.len();
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Atom(_) => {}
        ExprKind::Not(part) => {
            visit(part, depth, faults);
        }
        ExprKind::And(parts) | ExprKind::Or(parts) => {
            for part in parts {
                visit(part, depth, faults);
            }
        }
        ExprKind::Quantified { body, .. } => {
            visit(body, depth + 1, faults);
        }
        ExprKind::Counted { filter, .. } => {
            if let Some(filter) = filter {
                visit(filter, depth + 1, faults);
            }
        }
    }
    if faults.len() > before {
        return true;
    }
    let Some(always) = certainty(expr, depth) else { return false };
    let fault = Fault::warning(expr.span.clone(), if always { "this always holds" } else { "this never holds" });
    faults.push(match expr.kind {
        ExprKind::Constant(_) => fault.with_help("leave it out"),
        _ => fault.with_help("whatever the model says"),
    });
    true
}

/// What `expr` is in every model, if that is one thing.
fn certainty(expr: &Expr, depth: usize) -> Option<bool> {
    let mut tried = Vec::new();
    let truth = truth(expr, &tried);
    if truth.is_some() {
        return truth;
    }
    let mut operands = Vec::new();
    gather(expr, depth, &mut operands);
    if operands.len() > MAX_OPERANDS {
        return None;
    }
    let repeated = |index: &usize| operands.iter().filter(|it| **it == operands[*index]).count() > 1;
    let first = |index: &usize| operands.iter().position(|it| *it == operands[*index]) == Some(*index);
    let repeated: Vec<&Operand> =
        (0..operands.len()).filter(first).filter(repeated).map(|index| operands[index]).collect();
    if repeated.is_empty() {
        return None;
    }
    let constants = Constants::of(expr);
    let values: Vec<_> = repeated.iter().map(|operand| values(operand, &constants, operands.len())).collect();
    let mut cases = 1usize;
    for values in &values {
        cases = cases.checked_mul(values.len()).filter(|cases| cases.saturating_mul(operands.len()) <= MAX_LOOKS)?;
    }
    try_each(expr, &repeated, &values, &mut tried)
}

fn try_each<'e>(
    expr: &'e Expr,
    operands: &[&'e Operand],
    values: &[Vec<Found<'e>>],
    tried: &mut Vec<(&'e Operand, Found<'e>)>,
) -> Option<bool> {
    let (Some((operand, operands)), Some((trials, values))) = (operands.split_first(), values.split_first()) else {
        return truth(expr, tried);
    };
    let mut answer = None;
    for trial in trials {
        tried.push((operand, trial.clone()));
        let truth = try_each(expr, operands, values, tried);
        tried.pop();
        if truth.is_none() || answer.is_some_and(|answer| Some(answer) != truth) {
            return None;
        }
        answer = truth;
    }
    answer
}

/// What is read of variables that stand for one thing throughout.
fn gather<'e>(expr: &'e Expr, depth: usize, operands: &mut Vec<&'e Operand>) {
    match &expr.kind {
        ExprKind::Constant(_) => {}
        ExprKind::Not(part) | ExprKind::Quantified { body: part, .. } => gather(part, depth, operands),
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| gather(part, depth, operands)),
        ExprKind::Counted { filter, .. } => filter.iter().for_each(|filter| gather(filter, depth, operands)),
        ExprKind::Atom(atom) => {
            let sides = match atom {
                Atom::Compare { left, right, .. } => [Some(left), Some(right)],
                Atom::Among { item, .. } => [Some(item), None],
                _ => [None, None],
            };
            let reads = sides.into_iter().flatten();
            operands.extend(reads.filter(|it| matches!(it, Operand::Read { object, .. } if object.variable <= depth)));
        }
    }
}

/// Values such that any other behaves like one of them; `count` readings may have to differ.
fn values<'e>(operand: &Operand, constants: &Constants, count: usize) -> Vec<Found<'e>> {
    let Operand::Read { object, slot, domain } = operand else { return Vec::new() };
    let mut values: Vec<Found<'e>> = match domain {
        Domain::Text => {
            let mentioned = constants.texts.iter().map(|text| Found::Text(Cow::Owned(text.clone())));
            mentioned.chain((0..count).map(Found::Fresh)).collect()
        }
        Domain::Int(least, greatest) => {
            let room = i64::try_from(count).unwrap_or(i64::MAX);
            let marks = constants.numbers.iter().copied().chain([*least]);
            let near = marks.flat_map(|mark| mark.saturating_sub(room)..=mark.saturating_add(room));
            let mut numbers: Vec<_> = near.filter(|it| (*least..=*greatest).contains(it)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.into_iter().map(Found::Ordinal).collect()
        }
        Domain::Bool | Domain::Member(_) => {
            let (least, greatest) = domain.bounds().unwrap_or_default();
            (least..=greatest).map(Found::Ordinal).collect()
        }
    };
    if !(object.is_certain() && slot.is_total) {
        values.push(Found::Absent);
    }
    values
}

fn truth<'e>(expr: &'e Expr, tried: &[(&'e Operand, Found<'e>)]) -> Option<bool> {
    match &expr.kind {
        ExprKind::Constant(value) => Some(*value),
        ExprKind::Not(part) => truth(part, tried).map(|it| !it),
        ExprKind::And(parts) => series(parts, tried, false),
        ExprKind::Or(parts) => series(parts, tried, true),
        ExprKind::Atom(Atom::Compare { left, relation, right }) => {
            let (a, b) = (found(left, tried), found(right, tried));
            let truth = compare(left, &a.0, *relation, right, &b.0);
            truth.filter(|it| !it || (a.1 && b.1))
        }
        ExprKind::Atom(Atom::Among { item, constants, negated }) => {
            let (found, is_there) = found(item, tried);
            let truth = among(item, &found, constants).map(|(is_in, exists)| exists && is_in != *negated);
            truth.filter(|it| !it || is_there)
        }
        ExprKind::Atom(_) => None,
        ExprKind::Quantified { all, list, body } => match (truth(body, tried), all) {
            (Some(false), false) => Some(false),
            (Some(true), true) if list.object.is_certain() && list.slot.is_total => Some(true),
            _ => None,
        },
        ExprKind::Counted { list, filter, relation, number } => {
            let most = match filter.as_ref().and_then(|filter| truth(filter, tried)) {
                Some(false) => 0,
                _ => i64::MAX,
            };
            let truth = relation.between((0, most), (*number, *number));
            truth.filter(|it| !it || (list.object.is_certain() && list.slot.is_total))
        }
    }
}

fn series<'e>(parts: &'e [Expr], tried: &[(&'e Operand, Found<'e>)], decisive: bool) -> Option<bool> {
    let truths: Vec<_> = parts.iter().map(|part| truth(part, tried)).collect();
    if truths.contains(&Some(decisive)) {
        return Some(decisive);
    }
    truths.iter().all(Option::is_some).then_some(!decisive)
}

/// What an operand may be, and whether it surely is anything.
fn found<'e>(operand: &'e Operand, tried: &[(&'e Operand, Found<'e>)]) -> (Found<'e>, bool) {
    match operand {
        Operand::Constant(Scalar::Text(text)) => (Found::Text(Cow::Borrowed(text)), true),
        Operand::Constant(constant) => (constant.ordinal().map_or(Found::Absent, Found::Ordinal), true),
        Operand::Read { object, slot, .. } => match tried.iter().find(|(it, _)| *it == operand) {
            Some((_, found)) => (found.clone(), true),
            None => (Found::Any(None), object.is_certain() && slot.is_total),
        },
    }
}

#[cfg(test)]
mod tests {
    use tm_schema::Class;

    use crate::condition::{Dialect, compile};

    fn check(text: &str, expected: &[&str]) {
        let (condition, faults) = compile(text, &[Class::Dataflow], Dialect::Native);
        assert!(condition.is_some(), "{text}: {faults:?}");
        let found: Vec<_> =
            faults.iter().map(|fault| format!("{} | {}", &text[fault.range.clone()], fault.message)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn contradictions_and_tautologies_are_pointed_out() {
        check(
            "target.protocol == 'A' and target.protocol == 'B'",
            &["target.protocol == 'A' and target.protocol == 'B' | this never holds"],
        );
        check(
            "target.uses_vpn is False or target.uses_vpn is True",
            &["target.uses_vpn is False or target.uses_vpn is True | this always holds"],
        );
        check(
            "target.is_response or (target.uses_vpn and not target.uses_vpn)",
            &["(target.uses_vpn and not target.uses_vpn) | this never holds"],
        );
        check("target.dst_port > 70000", &["target.dst_port > 70000 | this never holds"]);
        check(
            "target.dst_port > 5 and target.dst_port < 6",
            &["target.dst_port > 5 and target.dst_port < 6 | this never holds"],
        );
        check("target.tls_version >= TlsVersion.None", &["target.tls_version >= TlsVersion.None | this always holds"]);
        check("target.uses_vpn or True", &["True | this always holds"]);
        check("any(d.is_pii and not d.is_pii for d in target.data)", &["d.is_pii and not d.is_pii | this never holds"]);
        check(
            "target.uses_vpn and any(not target.uses_vpn for d in target.data)",
            &["target.uses_vpn and any(not target.uses_vpn for d in target.data) | this never holds"],
        );
        check("len(target.data) >= 0", &["len(target.data) >= 0 | this always holds"]);
        check("target.protocol in ()", &["target.protocol in () | this never holds"]);
        check("target.protocol == target.protocol", &["target.protocol == target.protocol | this always holds"]);
        check(
            "target.dst_port is None",
            &["target.dst_port is None | this never holds: an attribute that is no reference is never `None`"],
        );
        check("False", &["False | this never holds"]);
    }

    #[test]
    fn what_may_be_otherwise_is_left_alone() {
        check("True", &[]);
        check("target.protocol == 'A' or target.protocol == 'B'", &[]);
        check("target.dst_port > 5 and target.dst_port < 7", &[]);
        check("any(d.is_pii for d in target.data) and any(not d.is_pii for d in target.data)", &[]);
        check("target.protocol != target.sink.protocol or target.protocol == target.sink.protocol", &[]);
        // Where there is no boundary both are false.
        check("target.sink.boundary.in_scope is True or target.sink.boundary.in_scope is False", &[]);
        check("target.sink.uses_vpn is True or target.sink.uses_vpn is False", &[]);
    }
}
