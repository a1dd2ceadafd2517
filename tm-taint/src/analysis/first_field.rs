//! The first field that is read of a value from a source: the feature `first-field:NAME`.
//!
//! ```text
//! let request = body();      the source gives all of it
//! run(&request.login);       first-field:login, whichever function reads it, and whatever is read of the login
//! ```
//!
//! It is noted where a part is read of a value that comes from a source as a whole; what a function reads of its parameters is told
//! from the way into them when callers give them values. Fields without a name, as in `Query(form)`, are passed over. An issue keeps
//! the first four names in the order of the program's texts.

use super::body::Pass;
use super::cell::CellKind;
use super::path::{Path, Step, StepKind};
use super::spelling;
use super::taint::{Features, Origin, Root, Taint};
use super::tree::Tree;
use crate::ir::{Symbol, TypeId};

impl Pass<'_> {
    /// A part of a value. The name of the field is asked for only where it matters.
    pub(super) fn part(&self, value: &Tree, step: Step, name: impl FnOnce() -> Option<Symbol>) -> Tree {
        let is_unread =
            |taint: &Taint| matches!(taint.origin, Origin::Source(_)) && !taint.way.features.has_first_field();
        if !matches!(step.kind(), StepKind::Field(_)) || !value.taints().iter().any(is_unread) {
            return value.child(step);
        }
        let (Some(node), Some(name)) = (value.node(), name()) else { return value.child(step) };
        let feature = Features::first_field(name);
        let marked = |taint: &Taint| match taint.origin {
            Origin::Source(_) => taint.clone().with_features(feature, feature),
            Origin::Input { .. } => taint.clone(),
        };
        let taints = node.taints.iter().map(marked).collect();
        Tree::rebuilt(taints, node.links.clone(), node.children.clone()).child(step)
    }

    /// What a way into a value of a type leads to.
    pub(super) fn part_at(&self, value: Tree, path: &Path, of: impl Fn() -> Option<TypeId>) -> Tree {
        let steps = path.steps();
        steps.iter().enumerate().fold(value, |value, (index, step)| {
            self.part(&value, *step, || self.field_at(of(), &steps[..index], *step))
        })
    }

    /// The name of the field that a step behind others leads to.
    pub(super) fn field_at(&self, of: Option<TypeId>, before: &[Step], step: Step) -> Option<Symbol> {
        let program = self.engine.program;
        let StepKind::Field(number) = step.kind() else { return None };
        let (mut of, mut variant) = (of, None);
        for step in before {
            (of, variant) = spelling::after(program, of, variant, *step);
        }
        spelling::name_of_field(program, of?, variant, number)
    }

    /// The type of what a cell holds, where it is known.
    pub(super) fn type_of_cell(&self, kind: CellKind) -> Option<TypeId> {
        let local = |number: u32| self.body.locals.get(number as usize).map(|local| local.type_id);
        match kind {
            CellKind::Local(number) => local(number),
            CellKind::Input(Root::Parameter(number), path) => {
                let step = |(of, variant), step: &Step| spelling::after(self.engine.program, of, variant, *step);
                path.steps().iter().fold((local(number), None), step).0
            }
            _ => None,
        }
    }
}
