//! The language that says when a threat applies: parsed, checked against the vocabulary, evaluated.
//!
//! ```text
//! target.crosses(Boundary) and not target.controls.is_encrypted and any(d.is_pii for d in target.data)
//!
//! parser   Node     what is written
//! check    Expr     what it means, for every class the threat is about; or the faults, all of them
//! definitions       predicates that the checker puts in full: `is_exposed()`, `carries(…)`
//! solve             whether conditions can hold together, in a model that is made up
//! lint              parts that can never be otherwise
//! mutant            the condition with one part of it changed
//! truth    yes, no, or it depends, when only some of the readings are known
//! cases             the same by trying values, where one reading matters in several places
//! basis             the fewest readings that make it so
//! memo              the same question, asked of the next element
//! readings          all it looks at, and what makes it false
//! wide              conditions of pytm that this language cannot express
//! print             those of pytm that it can, in its own spelling
//! ```
//!
//! # Three values
//!
//! A reading is one attribute of one thing; it is stated or assumed. A condition is [`Verdict::Confirmed`] if it is true
//! whatever the unstated readings are, [`Verdict::Potential`] if it is true of the assumed values but not of all,
//! [`Verdict::Open`] if it is false of the assumed values but true of others, [`Verdict::Silent`] if it is false of all.
//!
//! # What is not there
//!
//! A comparison, test, `any`, `all` or `len` that reads through an empty reference (`target.boundary.name`, where there is
//! no boundary) or an attribute that the thing it arrives at does not have is false, and its negation true. A reference or
//! list that nobody stated may lead anywhere: what reads through it is not known at all.
//!
//! # What is given
//!
//! The ends of a flow, the nesting of boundaries and the members of a stated list are the model's structure: they are
//! not readings that a basis lists. That a list has no *further* members is one: `all`, `len` and a false `any` need it.

mod basis;
mod cases;
mod check;
mod cursor;
mod definitions;
mod expr;
mod lexer;
mod lint;
mod memo;
mod mutant;
mod parser;
mod print;
mod readings;
mod solve;
mod syntax;
#[cfg(test)]
mod tests;
mod truth;
mod verdict;
mod vocabulary;
mod wide;

use std::ops::Range;

use tm_diagnostic::Level;
use tm_schema::{AttributeId, Class};

use crate::model::{Model, Target};
use expr::{ClassSet, Expr};
use solve::Goal;

pub use memo::{Codes, Memo};
pub(crate) use mutant::{Change, Mutant};
pub use print::from_pytm;
pub use readings::{Constant, Standing};
pub(crate) use solve::Answer;
pub use verdict::{Basis, BasisReading, Verdict};
pub(crate) use vocabulary::predicates;

/// How many faults of one condition are told: a long one may have thousands, each with a search for what was meant.
const MAX_FAULTS: usize = 50;

/// Whose spellings a condition uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `target.uses_vpn`, `Classification.Secret`, `target.one_of(Server)`; nested boundaries.
    Native,
    /// `target.usesVPN`, `Classification.SECRET`, `target.oneOf(Server)`; only the innermost boundary of each end counts.
    Pytm,
}

/// A fault in a condition's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Errors prevent evaluation; warnings point at what is probably meant otherwise.
    pub level: Level,
    /// The bytes of the text it is about.
    pub range: Range<usize>,
    /// One sentence of fact.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Fault {
    fn error(range: Range<usize>, message: impl Into<String>) -> Fault {
        Fault { level: Level::Error, range, message: message.into(), help: None }
    }

    fn warning(range: Range<usize>, message: impl Into<String>) -> Fault {
        Fault { level: Level::Warning, range, message: message.into(), help: None }
    }

    fn with_help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }
}

/// A condition that makes sense for every class it was compiled for.
///
/// ```
/// use tm_core::condition::{Dialect, compile};
/// use tm_schema::Class;
///
/// let (condition, faults) = compile("target.uses_vpn and target.protocl == 'HTTP'", &[Class::Dataflow], Dialect::Native);
/// assert!(condition.is_none());
/// assert_eq!(faults[0].message, "`Dataflow` has no attribute `protocl`");
/// assert_eq!(faults[0].help.as_deref(), Some("did you mean `protocol`?"));
/// ```
#[derive(Clone, Debug)]
pub struct Condition {
    text: String,
    body: Body,
    suspicions: Vec<Fault>,
}

#[derive(Clone, Debug)]
enum Body {
    Typed(Box<Typed>),
    Wide(wide::Wide),
}

/// A condition in our own language.
#[derive(Clone, Debug)]
struct Typed {
    expr: Expr,
    attributes: Vec<AttributeId>,
    constants: cases::Constants,
    /// What decides the answer, where that can be told beforehand.
    reads: Option<memo::Reads>,
}

/// How many atoms are looked at before a question about conditions stays undecided.
const MAX_LOOKS: usize = 1 << 17;

fn solve(goals: &[Goal<'_>], classes: ClassSet) -> Answer {
    solve::solve(goals, &[classes], MAX_LOOKS).0
}

/// Reads `text` as a condition on things of the classes `targets` and of those derived from them.
///
/// All faults are found (the first fifty, in a long text), but of grammar only the first. There is a condition unless one is an error. In
/// pytm's dialect that is what pytm refuses; what raises an exception in pytm is false here too, and a warning.
pub fn compile(text: &str, targets: &[Class], dialect: Dialect) -> (Option<Condition>, Vec<Fault>) {
    let condition = |body, faults: &[Fault]| {
        let is_error = |fault: &Fault| fault.level == Level::Error;
        let suspicions = faults.iter().filter(|fault| !is_error(fault)).cloned().collect();
        Some(Condition { text: text.to_owned(), body, suspicions })
    };
    if dialect == Dialect::Native {
        let (typed, faults) = Typed::compile(text, targets, dialect);
        return (typed.and_then(|typed| condition(Body::Typed(Box::new(typed)), &faults)), faults);
    }
    let (wide, raising) = match wide::compile(text, targets) {
        Ok(wide) => wide,
        Err(fault) => return (None, vec![fault]),
    };
    // What cannot raise an exception says the same in our language, and more: how surely, and why.
    match Typed::compile(text, targets, dialect) {
        (Some(typed), faults) if raising.is_empty() && typed.never_fails() => {
            (condition(Body::Typed(Box::new(typed)), &faults), faults)
        }
        _ => (condition(Body::Wide(wide), &raising), raising),
    }
}

impl Typed {
    fn compile(text: &str, targets: &[Class], dialect: Dialect) -> (Option<Typed>, Vec<Fault>) {
        let node = match parser::parse(text) {
            Ok(node) => node,
            Err(fault) => return (None, vec![fault]),
        };
        let (expr, mut faults) = check::check(&node, targets, dialect);
        let typed = expr.map(|expr| {
            let known: Vec<_> = faults.iter().map(|fault| fault.range.clone()).collect();
            let targets = ClassSet::derived_from(targets);
            faults.extend(lint::lint(&expr, targets, &known));
            let (attributes, constants) = (check::attributes(&expr), cases::Constants::of(&expr));
            Typed { attributes, constants, reads: memo::Reads::of(&expr), expr }
        });
        faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
        faults.truncate(MAX_FAULTS);
        (typed, faults)
    }

    /// Whether everything it reads is there in every model.
    fn never_fails(&self) -> bool {
        let mut is_certain = true;
        self.expr.visit_reads(&mut |object, slot| {
            is_certain &= object.is_certain() && slot.is_none_or(|slot| slot.is_total);
        });
        is_certain
    }
}

impl Condition {
    /// Whether it holds for `target`, how surely, and why.
    ///
    /// `target` must be of one of the classes the condition was compiled for.
    pub fn evaluate(&self, model: &Model, target: Target) -> Verdict {
        match &self.body {
            Body::Typed(typed) => verdict::evaluate(typed, model, target),
            Body::Wide(wide) => wide.evaluate(model, target),
        }
    }

    /// The same as [`Self::evaluate`], sooner for one that reads what an earlier one read.
    ///
    /// `memo` is for this condition and the model of `codes` only.
    pub fn evaluate_again(&self, memo: &mut Memo, codes: &Codes<'_>, target: Target) -> Verdict {
        match &self.body {
            Body::Typed(typed) => memo::evaluate(typed, memo, codes, target),
            Body::Wide(wide) => wide.evaluate(codes.model(), target),
        }
    }

    /// Whether it holds for `target` if unstated readings are as assumed.
    ///
    /// `target` must be of one of the classes the condition was compiled for.
    pub fn holds(&self, model: &Model, target: Target) -> bool {
        match &self.body {
            Body::Typed(typed) => typed.holds(model, target),
            Body::Wide(wide) => matches!(wide.evaluate(model, target), Verdict::Confirmed(_) | Verdict::Potential(_)),
        }
    }

    /// Whether there is a model in which it is, as `holds` says, true or false of something of one of `classes`.
    pub(crate) fn can_be(&self, holds: bool, classes: &[Class]) -> Answer {
        match &self.body {
            Body::Typed(typed) => solve(&[Goal { expr: &typed.expr, holds }], ClassSet::derived_from(classes)),
            Body::Wide(_) => Answer::Undecided,
        }
    }

    /// Whether there is a model in which it is true, and `other` is not, of something of one of `classes`.
    pub(crate) fn can_hold_without(&self, other: &Condition, classes: &[Class]) -> Answer {
        match (&self.body, &other.body) {
            (Body::Typed(one), Body::Typed(other)) => one.can_hold_without(&other.expr, classes),
            _ => Answer::Undecided,
        }
    }

    /// The condition with one part changed, in every way that some case should notice; none of pytm's own language.
    pub(crate) fn mutants(&self) -> Vec<Mutant> {
        match &self.body {
            Body::Typed(typed) => mutant::mutants(&typed.expr),
            Body::Wide(_) => Vec::new(),
        }
    }

    /// Every attribute it may read, sorted.
    pub fn attributes(&self) -> &[AttributeId] {
        match &self.body {
            Body::Typed(typed) => &typed.attributes,
            Body::Wide(wide) => &wide.attributes,
        }
    }

    /// What looks as if something else was meant, such as parts that always or never hold.
    pub fn suspicions(&self) -> &[Fault] {
        &self.suspicions
    }

    /// Whether it is in pytm's own language, which cannot be taken apart.
    pub(crate) fn is_opaque(&self) -> bool {
        matches!(self.body, Body::Wide(_))
    }

    /// The condition as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }
}
