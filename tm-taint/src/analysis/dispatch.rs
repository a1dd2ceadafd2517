//! From a call to the functions it ends in.

use super::apply::Site;
use super::body::Pass;
use super::feature;
use super::path::Step;
use super::state::State;
use super::summary::InvocationTarget;
use super::tree::Tree;
use crate::graph::{Adaptation, Environment, Resolution, Target};
use crate::ir::{FunctionRef, Type};

impl Pass<'_> {
    /// A call of a function by its name.
    pub(super) fn dispatch(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let engine = self.engine;
        if engine.reveals == Some(reference.path) {
            self.reveal(state, arguments.first().unwrap_or(&Tree::BOTTOM), site);
            return Tree::BOTTOM;
        }
        match engine.resolver.resolve(reference, environment) {
            Resolution::Functions(_, targets) => self.targets(state, reference, environment, &targets, arguments, site),
            Resolution::Callable => {
                let parts = match reference.as_trait.map(|it| engine.program.type_of(it)) {
                    Some(Type::Path { arguments, .. }) => match arguments.first().map(|it| engine.program.type_of(*it))
                    {
                        Some(Type::Tuple(parts)) => parts.len() as u32,
                        _ => 1,
                    },
                    _ => 1,
                };
                let mut all = vec![arguments.first().cloned().unwrap_or_default()];
                let tuple = arguments.get(1).cloned().unwrap_or_default();
                all.extend((0..parts).map(|part| tuple.child(Step::field(part))));
                self.invoke_target(state, InvocationTarget::Callable, environment, &all, site)
            }
            Resolution::Poll if self.is_of_library(reference) => self.poll_of_library(state, arguments, site),
            Resolution::Poll => self.invoke_target(state, InvocationTarget::Poll, environment, arguments, site),
            Resolution::Method(how) => self.method(state, reference, how, environment, arguments, site),
            Resolution::Foreign => self.foreign(state, reference, environment, arguments, site),
        }
    }

    /// A call of one of several functions.
    pub(super) fn targets(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        environment: &Environment,
        targets: &[Target],
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        self.either(state, targets, |pass, state, target| {
            pass.target(state, reference, environment, target, arguments, site)
        })
    }

    /// What happens when one of several things does.
    pub(super) fn either<T>(
        &mut self,
        state: &mut State,
        choices: &[T],
        mut each: impl FnMut(&mut Self, &mut State, &T) -> Tree,
    ) -> Tree {
        if let [only] = choices {
            return each(self, state, only);
        }
        let before = state.clone();
        let mut value = Tree::BOTTOM;
        for (number, choice) in choices.iter().enumerate() {
            let mut after = before.clone();
            value = value.join(&each(self, &mut after, choice));
            if number == 0 {
                *state = after;
            } else {
                state.join(&after, &self.cells);
            }
        }
        value
    }

    /// A call of one function, with the arguments made into its own.
    fn target(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        environment: &Environment,
        target: &Target,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let mut first = arguments.first().cloned().unwrap_or_default();
        for _ in 0..target.through {
            let found = self.dereferenced(&first);
            first = self.read(state, &found);
        }
        let call = |pass: &mut Self, state: &mut State, arguments: &[Tree], number: u32| {
            pass.call_function(state, target.function, &target.environment, arguments, site.inner(number))
        };
        match target.adaptation {
            Adaptation::Same => {
                let mut all = arguments.to_vec();
                if let Some(slot) = all.first_mut() {
                    *slot = first;
                }
                call(self, state, &all, 0)
            }
            Adaptation::Format => {
                let (formatter, cell) = self.scratch(state, site, 0, Tree::BOTTOM);
                call(self, state, &[first, formatter], 0);
                let written = self.content(state, cell);
                let written = self.collapse(state, &written);
                Tree::of(written.taints().to_vec(), Vec::new()).marked(feature::FORMAT)
            }
            Adaptation::Residual => {
                let Some(error) = self.engine.program.tables.symbols.get("Err") else { return Tree::BOTTOM };
                let value = first.child(Step::variant(error)).child(Step::field(0));
                call(self, state, &[value], 0).under(Step::field(0)).under(Step::variant(error))
            }
            Adaptation::Default => {
                let value = call(self, state, &[], 0);
                value.join(&self.foreign(state, reference, environment, arguments, site))
            }
            Adaptation::Iterate => {
                let reference_to =
                    if target.through == 0 { self.scratch(state, site, 0, first).0 } else { arguments[0].clone() };
                let item = call(self, state, &[reference_to], 0);
                let some = self.engine.program.tables.symbols.get("Some").map(Step::variant);
                let item = some.map_or(Tree::BOTTOM, |some| item.child(some).child(Step::field(0)));
                let mut all = arguments.to_vec();
                all[0] = all[0].join(&item.under(Step::ELEMENT));
                self.foreign(state, reference, environment, &all, site)
            }
            Adaptation::Write => {
                let text = arguments.get(1).cloned().unwrap_or_default();
                let text = self.collapse(state, &text);
                call(self, state, &[first, text], 0);
                Tree::BOTTOM
            }
            Adaptation::Read => {
                let (buffer, cell) = self.scratch(state, site, 0, Tree::BOTTOM);
                call(self, state, &[first, buffer], 0);
                let content = self.content(state, cell);
                let content = self.collapse(state, &content);
                if let Some(to) = arguments.get(1) {
                    let to = self.writable(to);
                    self.add(state, &to, &content);
                }
                content
            }
        }
    }
}
