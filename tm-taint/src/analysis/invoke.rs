//! Calls of what a value leads to, and calls that are left to the callers.

use super::apply::Site;
use super::body::Pass;
use super::callable::Found;
use super::cell::CellKind;
use super::feature;
use super::link::{Callable, Link, LinkTarget};
use super::path::{Path, Step};
use super::state::State;
use super::summary::{Invocation, InvocationTarget, is_as_it_was};
use super::taint::{Root, Taint};
use super::tree::Tree;
use crate::graph::Environment;
use crate::ir::Type;

impl Pass<'_> {
    /// Calls what an invocation calls.
    pub(super) fn invoke_target(
        &mut self,
        state: &mut State,
        target: InvocationTarget,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        if !self.may_invoke() {
            return self.obscure(state, arguments, None, site);
        }
        self.depth += 1;
        let value = match target {
            InvocationTarget::Named => match self.reference_at(site.origin).cloned() {
                Some(reference) => self.dispatch(state, &reference, environment, arguments, site),
                None => Tree::BOTTOM,
            },
            InvocationTarget::Function(number) => {
                let reference = self.engine.program.reference_of(number).clone();
                let site = Site { function: Some(number), ..site };
                self.dispatch(state, &reference, environment, arguments, site)
            }
            InvocationTarget::Callable => self.invoke(state, environment, arguments, site),
            InvocationTarget::Poll => self.poll(state, environment, arguments, site),
            InvocationTarget::Handler => self.handle(state, environment, arguments, site),
        };
        self.depth -= 1;
        value
    }

    /// Calls the callable in the first argument with the others.
    fn invoke(&mut self, state: &mut State, environment: &Environment, arguments: &[Tree], site: Site) -> Tree {
        let (found, has_input) = self.callables(state, &arguments[0]);
        let mut value = Tree::BOTTOM;
        let mut is_known = false;
        if has_input
            && !self.is_eager
            && let Some(outcome) = self.record(state, InvocationTarget::Callable, environment, arguments, site)
        {
            value = outcome;
            is_known = true;
        }
        let found: Vec<Found> =
            found.into_iter().filter(|it| !matches!(it.callable, Callable::Coroutine(..))).collect();
        let has_code = found.iter().any(|it| !matches!(it.callable, Callable::Methods(_)));
        let found: Vec<Found> =
            found.into_iter().filter(|it| !(has_code && matches!(it.callable, Callable::Methods(_)))).collect();
        if !found.is_empty() {
            is_known = true;
            let given = self.either(state, &found, |pass, state, found| {
                pass.call_callable(state, found, environment, arguments, site)
            });
            value = value.join(&given.marked(feature::CLOSURE));
        }
        if is_known { value } else { self.obscure(state, arguments, None, site) }
    }

    pub(super) fn call_callable(
        &mut self,
        state: &mut State,
        found: &Found,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let program = self.engine.program;
        match found.callable {
            Callable::Function(number, own) => {
                let own = self.engine.environment(own).unwrap_or_default();
                let target = InvocationTarget::Function(number);
                self.invoke_target(state, target, &own, &arguments[1..], site.inner(number))
            }
            Callable::Closure(function, own) => {
                let own = self.engine.environment(own);
                let environment = own.as_deref().unwrap_or(environment);
                self.call_closure(state, function, found, environment, arguments, site)
            }
            Callable::Methods(of) => match program.type_of(of) {
                Type::Closure(path) => {
                    let path = *path;
                    self.either(state, program.by_path(path), |pass, state, function| {
                        pass.call_closure(state, *function, found, environment, arguments, site)
                    })
                }
                Type::Function(reference) => {
                    self.dispatch(state, reference, environment, &arguments[1..], site.inner(1))
                }
                _ => Tree::BOTTOM,
            },
            Callable::Coroutine(..) => Tree::BOTTOM,
        }
    }

    fn call_closure(
        &mut self,
        state: &mut State,
        function: crate::FunctionId,
        found: &Found,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let program = self.engine.program;
        let body = program.body(function);
        let by_reference =
            body.parameters > 0 && matches!(program.type_of(body.locals[1].type_id), Type::Reference { .. });
        let own = match found.place {
            _ if !by_reference => found.value.clone(),
            Some(place) => {
                Tree::link(Link { target: LinkTarget::Place(place.cell, place.path), is_exact: place.is_exact })
            }
            None => self.scratch(state, site, 64 + function.0, found.value.clone()).0,
        };
        let mut all = vec![own];
        all.extend_from_slice(&arguments[1..]);
        self.call_function(state, function, environment, &all, site)
    }

    /// What this function has written behind a pointer of the caller's: callers write it after all calls that are left to them.
    fn written_behind(&mut self, state: &State, pointer: &Tree) -> Tree {
        let mut written = Tree::BOTTOM;
        for location in self.dereferenced(pointer).at {
            let kind = self.cells.kind(location.cell);
            if !matches!(kind, CellKind::Input(..)) || state.get(location.cell).is_none() {
                continue;
            }
            let content = self.read_at(state, &location);
            let news = content.map_taints(&mut |taint| (!is_as_it_was(kind, taint)).then(|| taint.clone()));
            written = written.join(&super::export::exported(self, state, &news));
        }
        written
    }

    /// Leaves a call to the callers. Nothing where there are too many.
    pub(super) fn record(
        &mut self,
        state: &mut State,
        target: InvocationTarget,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Option<Tree> {
        let key = (site.block, site.origin, target, site.part);
        if !self.invocations.contains_key(&key) && self.invocations.len() >= self.engine.limits.maximum_invocations {
            return None;
        }
        let mut given = Vec::with_capacity(arguments.len());
        let limits = self.limits;
        let cut = |tree: &Tree| tree.limited(limits.maximum_tree_depth).narrowed(limits.maximum_tree_width);
        for argument in arguments {
            let own = super::export::exported(self, state, argument);
            given.push(cut(&own.join(&self.written_behind(state, argument).under(Step::DEREF))));
        }
        let index = match self.invocations.get_index_of(&key) {
            Some(index) => {
                let own = &mut self.invocations[index];
                for (before, now) in own.arguments.iter_mut().zip(&given) {
                    let joined = cut(&before.join(now));
                    if !joined.is_same(before) && joined != *before {
                        *before = joined;
                    }
                }
                index
            }
            None => {
                let invocation = Invocation {
                    origin: site.origin,
                    part: site.part,
                    target,
                    environment: environment.clone(),
                    arguments: given,
                };
                self.invocations.insert_full(key, invocation).0
            }
        };
        let invocation = index as u32;
        let writable = self.writable_parameters(site, arguments.len());
        for (port, argument) in (1..).zip(arguments) {
            // A callable that is called writes through what it captured: that is where its captures lead.
            if writable.get(port as usize - 1).copied().unwrap_or(false) {
                let to = self.dereferenced(argument).at;
                let after = Path::EMPTY.then(Step::DEREF).expect("one step fits");
                let outcome = Tree::taint(Taint::input(Root::Outcome { invocation, port }, after));
                self.add(state, &to, &outcome);
            }
        }
        Some(Tree::taint(Taint::input(Root::Outcome { invocation, port: 0 }, Path::EMPTY)))
    }
}
