//! Turns what is written into what it means, and reports whatever means nothing.
//!
//! A path from `target` must exist in every class the threat is about. A path through a reference may arrive at things of
//! several classes: some class must have the attribute; of a thing that lacks it, the test is false.

mod call;
mod compare;
mod definition;
mod path;
#[cfg(test)]
mod tests;

use std::ops::Range;

use tm_schema::{AttributeId, Class, Enumeration, Kind};

use super::expr::{Atom, ClassSet, Domain, Expr, ExprKind, ListPath, Operand, Path, Relation, Scalar};
use super::syntax::{Node, NodeKind};
use super::vocabulary::listed;
use super::{Dialect, Fault};

/// The meaning of `node` for things of the classes `targets`, with all faults; no meaning if one of them is an error.
pub(super) fn check(node: &Node, targets: &[Class], dialect: Dialect) -> (Option<Expr>, Vec<Fault>) {
    let classes = ClassSet::derived_from(targets);
    let target = Variable { name: "target".to_owned(), classes, is_strict: true };
    let mut checker = Checker { dialect, scope: vec![target], body: None, faults: Vec::new() };
    let expr = checker.truth(node);
    (expr, checker.faults)
}

/// Every attribute that `expr` may read, sorted.
pub(super) fn attributes(expr: &Expr) -> Vec<AttributeId> {
    let mut attributes = Vec::new();
    expr.visit_reads(&mut |object, slot| {
        attributes.extend(object.steps.iter().chain(slot).flat_map(|slot| slot.all()));
    });
    crossings(expr, &mut attributes);
    attributes.sort_unstable();
    attributes.dedup();
    attributes
}

/// What tests of boundaries read: the ends of the flow, and where they stand.
fn crossings(expr: &Expr, attributes: &mut Vec<AttributeId>) {
    match &expr.kind {
        ExprKind::Constant(_) => {}
        ExprKind::Not(part) | ExprKind::Quantified { body: part, .. } => crossings(part, attributes),
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| crossings(part, attributes)),
        ExprKind::Counted { filter, .. } => filter.iter().for_each(|filter| crossings(filter, attributes)),
        ExprKind::Atom(Atom::Crosses { boundary, .. }) => {
            attributes.extend(boundary.all());
            attributes.extend(["source", "sink"].iter().filter_map(|name| tm_schema::lookup(Class::Dataflow, name)));
        }
        ExprKind::Atom(_) => {}
    }
}

struct Checker {
    dialect: Dialect,
    /// `target`, then the variables of the generators around, outermost first.
    scope: Vec<Variable>,
    /// What the body of a definition is about, while one is checked.
    body: Option<Body>,
    faults: Vec<Fault>,
}

struct Variable {
    name: String,
    classes: ClassSet,
    /// Whether all of the classes must have what is read, not only one.
    is_strict: bool,
}

/// What the body of a definition is about.
struct Body {
    /// What it calls `it`.
    it: (Path, ClassSet),
    /// What it calls `level`.
    level: Option<(u8, &'static Enumeration)>,
    /// How many variables are around the call, none of which it sees.
    outer: usize,
}

/// What an expression stands for.
enum Term {
    Truth(Expr),
    Nothing,
    Scalar(Operand, Type),
    Object(Path, ClassSet),
    Objects(ListPath, Kind),
    Texts(ListPath),
    Ints(ListPath),
    Members(ListPath, &'static Enumeration),
    Count(ListPath, Option<Box<Expr>>),
    Tuple,
    Class(Class),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Type {
    Bool,
    Int,
    Text,
    Member(&'static Enumeration),
}

impl Term {
    /// What it is, in a message.
    fn noun(&self, dialect: Dialect) -> String {
        match self {
            Term::Truth(_) | Term::Scalar(_, Type::Bool) => "a yes or no".into(),
            Term::Nothing => "`None`".into(),
            Term::Scalar(_, Type::Int) | Term::Count(..) => "a number".into(),
            Term::Scalar(_, Type::Text) => "a text".into(),
            Term::Scalar(_, Type::Member(of)) => format!("a member of `{}`", dialect.enumeration_name(of)),
            Term::Object(_, classes) => match super::vocabulary::kind_of(*classes) {
                Some(Kind::Element) | None => "an element".into(),
                Some(Kind::Data) => "a datum".into(),
                Some(kind) => format!("a {}", kind.noun()),
            },

            Term::Objects(_, Kind::Data) => "a list of data".into(),
            Term::Objects(_, kind) => format!("a list of {}", kind.plural()),
            Term::Texts(_) => "a list of texts".into(),
            Term::Ints(_) => "a list of numbers".into(),
            Term::Members(_, of) => format!("a list of members of `{}`", dialect.enumeration_name(of)),
            Term::Tuple => "a list of constants".into(),
            Term::Class(_) => "a class".into(),
        }
    }
}

impl Checker {
    fn error(&mut self, range: &Range<usize>, message: impl Into<String>) {
        self.faults.push(Fault::error(range.clone(), message));
    }

    fn error_with_help(&mut self, range: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::error(range.clone(), message).with_help(help));
    }

    /// `node` as a yes or no.
    fn truth(&mut self, node: &Node) -> Option<Expr> {
        let span = node.span.clone();
        let kind = match &node.kind {
            NodeKind::And(parts) => ExprKind::And(self.parts(parts, true)?),
            NodeKind::Or(parts) => ExprKind::Or(self.parts(parts, false)?),
            NodeKind::Not(part) => ExprKind::Not(Box::new(self.truth(part)?)),
            NodeKind::Bool(value) => ExprKind::Constant(*value),
            _ => {
                let term = self.term(node)?;
                return self.term_as_truth(term, &span);
            }
        };
        Some(Expr { kind, span })
    }

    /// The parts of an `and` or `or`, those of nested ones included; every part is checked even if one is faulty.
    fn parts(&mut self, nodes: &[Node], is_and: bool) -> Option<Vec<Expr>> {
        let parts: Vec<_> = nodes.iter().map(|node| self.truth(node)).collect();
        let mut flat = Vec::new();
        for part in parts {
            let part = part?;
            let is_predicate = part.is_predicate();
            match part.kind {
                _ if is_predicate => flat.push(part),
                ExprKind::And(inner) if is_and => flat.extend(inner),
                ExprKind::Or(inner) if !is_and => flat.extend(inner),
                _ => flat.push(part),
            }
        }
        Some(flat)
    }

    fn term_as_truth(&mut self, term: Term, span: &Range<usize>) -> Option<Expr> {
        let help = match &term {
            Term::Truth(_) => None,
            Term::Scalar(_, Type::Bool) => None,
            Term::Scalar(_, Type::Text) => Some("compare it: `… != ''`"),
            Term::Scalar(_, Type::Int) | Term::Count(..) => Some("compare it: `… > 0`"),
            Term::Scalar(_, Type::Member(_)) => Some("compare it with a member"),
            Term::Object(..) => Some("ask whether there is one: `… is not None`"),
            Term::Objects(..) | Term::Texts(_) | Term::Ints(_) => Some("ask how many there are: `len(…) > 0`"),
            Term::Members(..) => Some("look for a member: `… in …`"),
            Term::Nothing | Term::Tuple | Term::Class(_) => Some("a condition is a yes or no"),
        };
        match term {
            Term::Truth(expr) => Some(expr),
            Term::Scalar(operand, Type::Bool) => {
                let right = Operand::Constant(Scalar::Bool(true));
                let kind = ExprKind::Atom(Atom::Compare { left: operand, relation: Relation::Equal, right });
                Some(Expr { kind, span: span.clone() })
            }
            other => {
                let message = format!("this is {}, not a yes or no", other.noun(self.dialect));
                self.error_with_help(span, message, help.unwrap_or_default());
                None
            }
        }
    }

    fn term(&mut self, node: &Node) -> Option<Term> {
        Some(match &node.kind {
            NodeKind::Bool(it) => Term::Scalar(Operand::Constant(Scalar::Bool(*it)), Type::Bool),
            NodeKind::Int(it) => Term::Scalar(Operand::Constant(Scalar::Int(*it)), Type::Int),
            NodeKind::Text(it) => Term::Scalar(Operand::Constant(Scalar::Text(it.clone())), Type::Text),
            NodeKind::None => Term::Nothing,
            NodeKind::Tuple(_) => Term::Tuple,
            NodeKind::Path(names) => return self.path(names),
            NodeKind::Call(names, arguments) => return self.call(names, arguments, &node.span),
            NodeKind::Compare(left, operator, right) => Term::Truth(self.compare(left, *operator, right, &node.span)?),
            NodeKind::Generator(_) => {
                let functions = listed(super::vocabulary::FUNCTIONS.into_iter(), "or");
                self.error(&node.span, format!("`for` only stands inside {functions}"));
                return None;
            }
            NodeKind::And(_) | NodeKind::Or(_) | NodeKind::Not(_) => Term::Truth(self.truth(node)?),
        })
    }
}

impl Type {
    /// The type of the attribute's values, if they are single and no references; and what they may be.
    fn of(slot: &super::expr::Slot) -> Option<(Type, Domain)> {
        use tm_schema::{Value, ValueType};
        Some(match slot.first().get().value {
            ValueType::Bool => (Type::Bool, Domain::Bool),
            ValueType::Text => (Type::Text, Domain::Text),
            ValueType::Member(of) => {
                (Type::Member(of), Domain::Member(u8::try_from(of.members.len()).unwrap_or(u8::MAX)))
            }
            ValueType::Int { .. } => {
                let bounds = slot.all().map(|id| match (id.get().value, id.get().default) {
                    // A default outside the bounds means "none".
                    (ValueType::Int { min, max }, Value::Int(default)) => (min.min(default), max.max(default)),
                    _ => (i64::MIN, i64::MAX),
                });
                let (least, greatest) = bounds.fold((i64::MAX, i64::MIN), |(a, b), (c, d)| (a.min(c), b.max(d)));
                (Type::Int, Domain::Int(least, greatest))
            }
            ValueType::One(_) | ValueType::Many(_) | ValueType::Texts | ValueType::Ints | ValueType::Members(_) => {
                return None;
            }
        })
    }
}
