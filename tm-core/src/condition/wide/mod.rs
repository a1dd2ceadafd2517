//! Conditions as pytm 1.4 reads them: any expression of Python that its validator lets through.
//!
//! ```text
//! len(target.inputs) - len(target.outputs) > 2 and target.inputs[0].protocol in ['FTP', 'HTTP']
//!
//! lexer, parser   Node     what is written, or where pytm refuses it
//! names                    what raises an exception in Python whatever the model says
//! evaluate        Value    what it is for one element; an exception, or too long a way, makes it false
//! ```
//!
//! A condition that our own language can express, and that cannot raise an exception, is not evaluated here but there.
//!
//! # Three values
//!
//! An expression of Python cannot be turned round to say which readings it rests on. So the one evaluation there is, on
//! the values that are stated or assumed, decides: a finding is confirmed if nothing that was looked at is assumed, else
//! potential; no finding is certain in the same sense. The basis is all that was looked at, not the least of it.
//!
//! # Differences from Python
//!
//! Whole numbers end at 2**127, texts and lists at 65,536 items, and an evaluation after some 100,000 steps: beyond is an
//! exception. So are texts formatted with `%`, complex numbers, and attributes that pytm's objects have but our model has
//! not (`uuid`, `findings`, `overrides`, `severity`). `is` takes equal numbers and equal texts for one.

mod evaluate;
mod lexer;
mod methods;
mod names;
mod parser;
mod syntax;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeSet;

use tm_schema::{AttributeId, Class};

use super::Fault;
use super::readings::{Constant, Standing};
use super::truth::{Key, is_stated};
use super::verdict::{Basis, Verdict};
use crate::model::{Model, Target};

/// A condition of pytm.
#[derive(Clone, Debug)]
pub(super) struct Wide {
    node: syntax::Node,
    /// Every attribute it may read, sorted.
    pub(super) attributes: Vec<AttributeId>,
}

/// Reads `text`, or says why pytm refuses it; with what raises an exception for some of the classes `targets`.
pub(super) fn compile(text: &str, targets: &[Class]) -> Result<(Wide, Vec<Fault>), Fault> {
    let node = parser::parse(text)?;
    let faults = names::check(&node, targets);
    let attributes = names::attributes(&node);
    Ok((Wide { node, attributes }, faults))
}

impl Wide {
    pub(super) fn evaluate(&self, model: &Model, target: Target) -> Verdict {
        let (holds, consulted) = self.run(model, target);
        match standing(model, holds, &consulted) {
            Standing::Confirmed => Verdict::Confirmed(Basis::new(model, consulted)),
            Standing::Potential => Verdict::Potential(Basis::new(model, consulted)),
            Standing::Open => Verdict::Open,
            Standing::Silent => Verdict::Silent,
        }
    }

    pub(super) fn standing(&self, model: &Model, target: Target) -> Standing {
        let (holds, consulted) = self.run(model, target);
        standing(model, holds, &consulted)
    }

    /// What one evaluation looks at, sorted.
    pub(super) fn consulted(&self, model: &Model, target: Target) -> Vec<Key> {
        self.run(model, target).1
    }

    /// Adds the texts and whole numbers that are written in it.
    pub(super) fn constants(&self, constants: &mut BTreeSet<Constant>) {
        constants_of(&self.node, constants);
    }

    /// Whether it is true, and what was looked at, sorted.
    fn run(&self, model: &Model, target: Target) -> (bool, Vec<Key>) {
        let mut run = evaluate::Run::new(model, target);
        let value = run.value(&self.node, &evaluate::Scope::top());
        let mut consulted = run.consulted;
        consulted.sort_unstable();
        consulted.dedup();
        (value.is_ok_and(|it| it.truth()), consulted)
    }
}

fn standing(model: &Model, holds: bool, consulted: &[Key]) -> Standing {
    let is_certain = consulted.iter().all(|key| is_stated(model, *key));
    match (holds, is_certain) {
        (true, true) => Standing::Confirmed,
        (true, false) => Standing::Potential,
        (false, true) => Standing::Silent,
        (false, false) => Standing::Open,
    }
}

fn constants_of(node: &syntax::Node, constants: &mut BTreeSet<Constant>) {
    match &node.kind {
        syntax::Kind::Text(text) => constants.extend([Constant::Text(text.clone())]),
        syntax::Kind::Int(number) => constants.extend(i64::try_from(*number).ok().map(Constant::Int)),
        _ => {}
    }
    node.visit_parts(&mut |part| constants_of(part, constants));
}
