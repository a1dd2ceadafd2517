//! Comparisons: like with like, and order only where there is one.

use std::ops::Range;

use super::{Checker, Term, Type};
use crate::condition::Fault;
use crate::condition::expr::{Atom, Expr, ExprKind, Operand, Relation, Scalar};
use crate::condition::syntax::{Node, NodeKind, Operator};
use crate::condition::vocabulary::{classes_of, kind_of};

impl Checker {
    pub(super) fn compare(
        &mut self,
        left: &Node,
        operator: Operator,
        right: &Node,
        span: &Range<usize>,
    ) -> Option<Expr> {
        let relation = match operator {
            Operator::Equal | Operator::Is => Relation::Equal,
            Operator::NotEqual | Operator::IsNot => Relation::NotEqual,
            Operator::Less => Relation::Less,
            Operator::LessOrEqual => Relation::LessOrEqual,
            Operator::Greater => Relation::Greater,
            Operator::GreaterOrEqual => Relation::GreaterOrEqual,
            Operator::In | Operator::NotIn => return self.membership(left, operator == Operator::NotIn, right, span),
        };
        let (first, second) = (self.term(left), self.term(right));
        let (first, second) = (first?, second?);
        let negated = relation == Relation::NotEqual;
        let is_equality = negated || relation == Relation::Equal;
        let kind = match (first, second) {
            (Term::Nothing, Term::Object(path, _)) | (Term::Object(path, _), Term::Nothing) if is_equality => {
                ExprKind::Atom(Atom::Same { left: path, right: None, negated })
            }
            (
                Term::Nothing,
                Term::Scalar(..) | Term::Objects(..) | Term::Texts(_) | Term::Ints(_) | Term::Members(..),
            )
            | (
                Term::Scalar(..) | Term::Objects(..) | Term::Texts(_) | Term::Ints(_) | Term::Members(..),
                Term::Nothing,
            ) if is_equality => {
                let always = if negated { "always holds" } else { "never holds" };
                let fault = Fault::warning(
                    span.clone(),
                    format!("this {always}: an attribute that is no reference is never `None`"),
                );
                self.faults.push(fault.with_help("unstated attributes have their defaults"));
                ExprKind::Constant(negated)
            }
            (Term::Object(one, a), Term::Object(other, b)) if is_equality => {
                if kind_of(a).is_some() && kind_of(b).is_some() && kind_of(a) != kind_of(b) {
                    let nouns = (Term::Object(one, a).noun(self.dialect), Term::Object(other, b).noun(self.dialect));
                    self.error(span, format!("{} is never {}", nouns.0, nouns.1));
                    return None;
                }
                ExprKind::Atom(Atom::Same { left: one, right: Some(other), negated })
            }
            (Term::Truth(expr), Term::Scalar(Operand::Constant(Scalar::Bool(value)), _))
            | (Term::Scalar(Operand::Constant(Scalar::Bool(value)), _), Term::Truth(expr))
                if is_equality =>
            {
                if value != negated {
                    return Some(expr);
                }
                ExprKind::Not(Box::new(expr))
            }
            (Term::Count(list, filter), Term::Scalar(Operand::Constant(Scalar::Int(number)), _)) => {
                ExprKind::Counted { list, filter, relation, number }
            }
            (Term::Scalar(Operand::Constant(Scalar::Int(number)), _), Term::Count(list, filter)) => {
                ExprKind::Counted { list, filter, relation: relation.mirrored(), number }
            }
            (Term::Scalar(a, of), Term::Scalar(b, other)) if of == other => {
                if !is_equality {
                    self.check_order(of, span)?;
                }
                ExprKind::Atom(Atom::Compare { left: a, relation, right: b })
            }
            (a, b) => {
                self.unlike(&a, &b, right, span);
                return None;
            }
        };
        Some(Expr { kind, span: span.clone() })
    }

    /// Reports an order of values that have none.
    fn check_order(&mut self, of: Type, span: &Range<usize>) -> Option<()> {
        match of {
            Type::Int => Some(()),
            Type::Member(of) if of.ordered => Some(()),
            Type::Member(of) => {
                let name = self.dialect.enumeration_name(of);
                self.error_with_help(span, format!("`{name}` has no order"), "use `==` or `in (…)`");
                None
            }
            Type::Bool | Type::Text => {
                let noun = if of == Type::Text { "texts" } else { "yes and no" };
                self.error_with_help(span, format!("{noun} have no order"), "use `==` or `!=`");
                None
            }
        }
    }

    fn unlike(&mut self, a: &Term, b: &Term, right: &Node, span: &Range<usize>) {
        let message = format!("this compares {} with {}", a.noun(self.dialect), b.noun(self.dialect));
        let help = match (a, b) {
            (Term::Scalar(_, Type::Member(of)), Term::Scalar(_, Type::Text)) => match &right.kind {
                NodeKind::Text(text) if self.dialect.member(of, text).is_some() => {
                    Some(format!("write `{}.{text}`", self.dialect.enumeration_name(of)))
                }
                _ => Some(format!("write a member of `{}`", self.dialect.enumeration_name(of))),
            },
            (Term::Scalar(_, Type::Text), Term::Scalar(_, Type::Bool)) => Some("compare with a text: `… != ''`".into()),
            (Term::Objects(..) | Term::Texts(_) | Term::Ints(_) | Term::Members(..), Term::Scalar(_, Type::Int)) => {
                Some("count it: `len(…)`".into())
            }
            (_, Term::Class(class)) => Some(format!(
                "ask for the class with `{}({})`",
                self.dialect.method_name(super::super::vocabulary::Method::OneOf),
                class.name()
            )),
            (Term::Count(..), _) | (_, Term::Count(..)) => Some("compare it with a number written out".into()),
            _ => None,
        };
        let fault = Fault::error(span.clone(), message);
        self.faults.push(Fault { help, ..fault });
    }

    /// `left in right`
    fn membership(&mut self, left: &Node, negated: bool, right: &Node, span: &Range<usize>) -> Option<Expr> {
        let item = self.term(left);
        let atom = if let NodeKind::Tuple(nodes) = &right.kind {
            let terms: Vec<_> = nodes.iter().map(|node| (self.term(node), &node.span)).collect();
            let Some(Term::Scalar(item, of)) = item else {
                if let Some(item) = item {
                    self.error(span, format!("this looks for {} among constants", item.noun(self.dialect)));
                }
                return None;
            };
            let mut constants = Vec::new();
            for (term, span) in terms {
                match term {
                    Some(Term::Scalar(Operand::Constant(constant), other)) if other == of => constants.push(constant),
                    Some(other) => {
                        let expected = Term::Scalar(item.clone(), of).noun(self.dialect);
                        let message = format!("expected {expected} written out, found {}", other.noun(self.dialect));
                        self.error(span, message);
                    }
                    None => {}
                }
            }
            if constants.len() < nodes.len() {
                return None;
            }
            constants.sort();
            constants.dedup();
            Atom::Among { item, constants, negated }
        } else {
            let list = self.term(right);
            match (item?, list?) {
                (Term::Scalar(item, Type::Text), Term::Texts(list)) => Atom::Lists { list, item, negated },
                (Term::Scalar(item, Type::Int), Term::Ints(list)) => Atom::Lists { list, item, negated },
                (Term::Scalar(item, Type::Member(of)), Term::Members(list, all)) if of == all => {
                    Atom::Lists { list, item, negated }
                }
                (Term::Object(item, classes), Term::Objects(list, kind)) if fits(classes, kind) => {
                    Atom::Holds { list, item, negated }
                }
                (item, list) => {
                    let message = format!("this looks for {} in {}", item.noun(self.dialect), list.noun(self.dialect));
                    match list {
                        Term::Scalar(..) => {
                            self.error_with_help(span, message, "write the values out: `… in ('a', 'b')`")
                        }
                        _ => self.error(span, message),
                    }
                    return None;
                }
            }
        };
        Some(Expr { kind: ExprKind::Atom(atom), span: span.clone() })
    }
}

/// Whether something of `classes` can be in a list of that kind.
fn fits(classes: crate::condition::expr::ClassSet, kind: tm_schema::Kind) -> bool {
    classes.iter().any(|class| classes_of(kind).contains(class))
}
