//! Futures that are polled: coroutines of the program, and what libraries make of them.

use super::apply::Site;
use super::body::Pass;
use super::feature;
use super::link::{Callable, EnvironmentId, LinkTarget};
use super::path::Step;
use super::state::State;
use super::summary::InvocationTarget;
use super::taint::Origin;
use super::tree::Tree;
use super::types;
use crate::graph::Environment;
use crate::ir::{FunctionRef, Type};

/// What a future of a library holds.
struct Held {
    /// What it gives.
    given: Tree,
    /// Whether there is code in it, too, which may give something else.
    has_code: bool,
}

impl Pass<'_> {
    /// Polls the future that the first argument leads to.
    pub(super) fn poll(
        &mut self,
        state: &mut State,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let program = self.engine.program;
        let receiver = arguments.first().cloned().unwrap_or_default();
        let held = self.held_result(state, &receiver);
        if let Some(held) = held.as_ref().filter(|held| !held.has_code) {
            return self.ready(&held.given);
        }
        let (found, has_input) = self.callables(state, &receiver);
        let mut value = Tree::BOTTOM;
        let mut is_known = false;
        if has_input
            && !self.is_eager
            && let Some(outcome) = self.record(state, InvocationTarget::Poll, environment, arguments, site)
        {
            value = outcome;
            is_known = true;
        }
        let coroutines: Vec<(Tree, crate::FunctionId, EnvironmentId)> = found
            .iter()
            .flat_map(|found| match found.callable {
                Callable::Coroutine(function, own) => vec![(found.value.clone(), function, own)],
                Callable::Methods(of) => match program.type_of(of) {
                    Type::Coroutine(path) => {
                        let own = EnvironmentId::default();
                        program.by_path(*path).iter().map(|function| (found.value.clone(), *function, own)).collect()
                    }
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            })
            .collect();
        if !coroutines.is_empty() {
            is_known = true;
            let given = self.either(state, &coroutines, |pass, state, (coroutine, function, own)| {
                let own = pass.engine.environment(*own);
                let environment = own.as_deref().unwrap_or(environment);
                let given = pass.call_function(state, *function, environment, &[coroutine.clone(), Tree::BOTTOM], site);
                // What is declared of an `async fn` is of what its future gives.
                let whole = coroutine
                    .taints()
                    .iter()
                    .filter(|taint| matches!(taint.origin, Origin::Source(_) | Origin::Input { is_whole: true, .. }));
                given.join(&Tree::of(whole.cloned().collect(), Vec::new()))
            });
            value = value.join(&self.ready(&given));
        }
        if let Some(held) = held {
            return value.join(&self.ready(&held.given));
        }
        if is_known && !coroutines.is_empty() {
            return value;
        }
        if site.result.is_some_and(|of| types::is_uninformative(program, of)) {
            return value;
        }
        let given = self.collapse(state, &receiver);
        // Of what callers hand over they find themselves what it gives.
        let given = if is_known { of_sources(&given) } else { given };
        value.join(&self.ready(&given))
    }

    /// What a future of a library gives: what a model said it holds, or something made of all that is in it. Code in it was called
    /// when the library was given it.
    pub(super) fn poll_of_library(&mut self, state: &State, arguments: &[Tree], site: Site) -> Tree {
        let program = self.engine.program;
        let receiver = arguments.first().cloned().unwrap_or_default();
        let given = match self.held_result(state, &receiver) {
            Some(held) => held.given,
            None if site.result.is_some_and(|of| types::is_uninformative(program, of)) => return Tree::BOTTOM,
            None => self.collapse(state, &receiver),
        };
        self.ready(&given)
    }

    /// Whether a method without a body is called on a type of a library other than std's boxes and pins.
    pub(super) fn is_of_library(&self, reference: &FunctionRef) -> bool {
        let program = self.engine.program;
        match reference.self_type.map(|it| program.type_of(it)) {
            Some(Type::Path { path, .. }) => !program.text(*path).starts_with("std::"),
            _ => false,
        }
    }

    /// What a poll of a future answers that gives this.
    fn ready(&self, given: &Tree) -> Tree {
        let ready = self.engine.program.tables.symbols.get("Ready").map(Step::variant);
        ready.map_or(Tree::BOTTOM, |ready| given.marked(feature::AWAIT).under(Step::field(0)).under(ready))
    }

    /// What a future of a library gives, which it holds as its element where a model said so.
    fn held_result(&mut self, state: &State, receiver: &Tree) -> Option<Held> {
        let mut future = receiver.clone();
        for _ in 0..4 {
            if future.own_child(Step::ELEMENT).is_some() {
                let has_code = future.links().iter().any(|it| matches!(it.target, LinkTarget::Callable(_)));
                return Some(Held { given: future.child(Step::ELEMENT), has_code });
            }
            let found = self.dereferenced(&future);
            future = self.read(state, &found);
        }
        None
    }
}

/// What of a value comes from sources.
fn of_sources(value: &Tree) -> Tree {
    let taints = value.taints().iter().filter(|taint| matches!(taint.origin, Origin::Source(_)));
    Tree::of(taints.cloned().collect(), Vec::new())
}
