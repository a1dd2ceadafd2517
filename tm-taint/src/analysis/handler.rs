//! Callables that others call, with what they choose: handlers that are handed to a router.
//!
//! ```text
//! axum::routing::get(post_comment)     handle UserInput 1
//! async fn post_comment(State(db): State<Db>, Form(form): Form<Comment>) { … }
//!                       opaque: nothing       UserInput
//! ```
//!
//! What is not from the outside is left alone: types that a model calls opaque, and those of the program itself, which it
//! makes with code of its own; and types that are sources themselves, so that what they bring is told once, in the handler.

use super::apply::Site;
use super::body::Pass;
use super::callable::Found;
use super::link::Callable;
use super::state::State;
use super::summary::InvocationTarget;
use super::tree::Tree;
use crate::graph::{Environment, Resolution};
use crate::ir::{FunctionRef, Type, TypeId};
use crate::program::FunctionId;

impl Pass<'_> {
    /// Calls the callable in the first argument with the second one, wherever that may come in, and waits for what it does.
    pub(super) fn handle(
        &mut self,
        state: &mut State,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let [callable, from_outside] = arguments else { return Tree::BOTTOM };
        let (found, has_input) = self.callables(state, callable);
        if has_input && !self.is_eager {
            // Whoever hands the callable on to here knows what it is; nothing of its result is wanted.
            let _ = self.record(state, InvocationTarget::Handler, environment, arguments, site);
        }
        for (number, handler) in (0..).zip(&found) {
            let given = self.parameters_from_outside(handler);
            if matches!(handler.callable, Callable::Function(..)) && !given.contains(&true) {
                // What it does by itself it does whoever calls it, and it is told there.
                continue;
            }
            let given =
                given.into_iter().map(|is_outside| if is_outside { from_outside.clone() } else { Tree::BOTTOM });
            let all: Vec<Tree> = std::iter::once(callable.clone()).chain(given).collect();
            let site = site.inner(number);
            let result = self.call_callable(state, handler, environment, &all, site);
            self.invoke_target(state, InvocationTarget::Poll, environment, &[result], site.inner(1));
        }
        Tree::BOTTOM
    }

    /// For each parameter of a handler whether others choose what it is.
    fn parameters_from_outside(&self, handler: &Found) -> Vec<bool> {
        let program = self.engine.program;
        let of_path = |path| program.by_path(path).first().copied();
        let of_reference =
            |reference: &FunctionRef, own: &Environment| match self.engine.resolver.resolve(reference, own) {
                Resolution::Functions(_, targets) => targets.first().map(|it| it.function),
                _ => None,
            };
        let (function, own): (Option<FunctionId>, usize) = match handler.callable {
            Callable::Function(number, own) => {
                let own = self.engine.environment(own).unwrap_or_default();
                (of_reference(program.reference_of(number), &own), 0)
            }
            Callable::Closure(function, _) => (Some(function), 1),
            Callable::Methods(of) => match program.type_of(of) {
                Type::Closure(path) => (of_path(*path), 1),
                Type::Function(reference) => (of_reference(reference, &Environment::default()), 0),
                _ => (None, 0),
            },
            Callable::Coroutine(..) => (None, 0),
        };
        let Some(function) = function else { return Vec::new() };
        let body = program.body(function);
        let parameters = body.locals.iter().skip(1 + own).take((body.parameters as usize).saturating_sub(own));
        parameters.map(|local| self.comes_from_outside(local.type_id)).collect()
    }

    fn comes_from_outside(&self, of: TypeId) -> bool {
        let program = self.engine.program;
        match program.type_of(of) {
            Type::Reference { to, .. } => self.comes_from_outside(*to),
            Type::Path { path, arguments } => match program.text(*path) {
                "std::option::Option" | "std::result::Result" | "std::boxed::Box" => {
                    arguments.first().is_none_or(|it| self.comes_from_outside(*it))
                }
                _ => !self.engine.opaque_types.contains(&program.definition(*path)) && program.adt(*path).is_none(),
            },
            _ => true,
        }
    }
}
