//! Points out the parts of a condition that can never be otherwise.
//!
//! ```text
//! target.protocol == 'HTTP' and target.protocol == 'FTP'    never holds
//! target.uses_vpn or not target.uses_vpn                    always holds
//! target.dst_port > 70000                                   never holds
//! ```
//!
//! No model is needed: [`super::solve`] makes one up if there is any. A lone `True` is a condition on purpose, and what a
//! predicate such as `is_exposed()` stands for is one part, with nothing inside it to point at.

use std::ops::Range;

use tm_schema::{Kind, ValueType};

use super::Fault;
use super::expr::{ClassSet, Expr, ExprKind, ListPath};
use super::solve::{Answer, Goal, solve};
use super::vocabulary::classes_of;

/// How many atoms are looked at, in all models of all parts together: every load of a library pays for it.
const MAX_LOOKS: usize = 1 << 14;

/// Warnings on the smallest parts of `expr` that always or never hold, for things of `targets`.
///
/// A part in which something is known to be wrong is left alone.
pub(super) fn lint(expr: &Expr, targets: ClassSet, known: &[Range<usize>]) -> Vec<Fault> {
    let mut lint = Lint { known, variables: vec![targets], faults: Vec::new(), looks: MAX_LOOKS };
    if !matches!(expr.kind, ExprKind::Constant(true)) {
        lint.visit(expr);
    }
    lint.faults
}

struct Lint<'k> {
    known: &'k [Range<usize>],
    /// The classes of `target` and of the variables of the generators around.
    variables: Vec<ClassSet>,
    faults: Vec<Fault>,
    looks: usize,
}

impl Lint<'_> {
    fn visit(&mut self, expr: &Expr) {
        let before = self.faults.len();
        match &expr.kind {
            _ if expr.is_predicate() => {}
            ExprKind::Constant(_) | ExprKind::Atom(_) => {}
            ExprKind::Not(part) => self.visit(part),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| self.visit(part)),
            ExprKind::Quantified { list, body, .. } => self.visit_member(list, body),
            ExprKind::Counted { list, filter, .. } => {
                filter.iter().for_each(|filter| self.visit_member(list, filter));
            }
        }
        let is_known = |it: &Range<usize>| expr.span.start <= it.start && it.end <= expr.span.end;
        if self.faults.len() > before || self.known.iter().any(is_known) {
            return;
        }
        let Some(always) = self.certainty(expr) else { return };
        let fault = Fault::warning(expr.span.clone(), if always { "this always holds" } else { "this never holds" });
        self.faults.push(match expr.kind {
            ExprKind::Constant(_) => fault.with_help("leave it out"),
            _ => fault.with_help("whatever the model says"),
        });
    }

    fn visit_member(&mut self, list: &ListPath, expr: &Expr) {
        let kind = match list.slot.first().get().value {
            ValueType::Many(kind) => kind,
            _ => Kind::Element,
        };
        self.variables.push(classes_of(kind));
        self.visit(expr);
        self.variables.pop();
    }

    /// What `expr` is in every model, if that is one thing.
    fn certainty(&mut self, expr: &Expr) -> Option<bool> {
        let mut is_impossible = |holds| {
            let (answer, left) = solve(&[Goal { expr, holds }], &self.variables, self.looks);
            self.looks = left;
            answer == Answer::Impossible
        };
        if is_impossible(true) {
            return Some(false);
        }
        is_impossible(false).then_some(true)
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
    fn what_a_predicate_stands_for_is_one_part() {
        check(
            "target.is_protected() and not target.is_protected()",
            &["target.is_protected() and not target.is_protected() | this never holds"],
        );
        check(
            "target.uses_vpn and (target.is_protected() or not target.controls.is_encrypted)",
            &["(target.is_protected() or not target.controls.is_encrypted) | this always holds"],
        );
        // The lowest level is that of any datum; nobody wrote the comparison that always holds.
        check("target.carries(Classification.Unknown)", &[]);
        check(
            "any(d.classification >= Classification.Unknown or d.is_pii for d in target.data)",
            &["d.classification >= Classification.Unknown | this always holds"],
        );
        check("any(d.is_pii and target.is_http() for d in target.data) and target.is_untrusted()", &[]);
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
