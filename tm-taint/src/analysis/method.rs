//! Calls of methods whose implementation the value or the caller decides: of `dyn`, and of type parameters.

use super::apply::Site;
use super::body::Pass;
use super::feature;
use super::link::Callable;
use super::state::State;
use super::summary::InvocationTarget;
use super::taint::Features;
use super::tree::Tree;
use super::types;
use crate::graph::{Adaptation, Environment, How, Target};
use crate::ir::{FunctionRef, Type, TypeId};

impl Pass<'_> {
    /// A call of a method whose implementation the value or the caller decides.
    pub(super) fn method(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        how: How,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let engine = self.engine;
        if how == How::Dynamic && engine.not_joined.contains(&reference.path) {
            return self.trait_alone(state, reference, environment, arguments, site);
        }
        let receiver = arguments.first().cloned().unwrap_or_default();
        let (found, has_input) = self.callables(state, &receiver);
        let mut targets: Vec<Target> = Vec::new();
        if how != How::Parameter {
            for found in &found {
                if let Callable::Methods(of) = found.callable {
                    for target in self.methods_of(reference, of) {
                        if !targets.contains(&target) {
                            targets.push(target);
                        }
                    }
                }
            }
        }
        let is_own = self.is_own_parameter(reference, how, environment, site);
        let is_for_callers = is_own || how != How::Parameter && has_input;
        let mut value = Tree::BOTTOM;
        let mut is_known = !targets.is_empty();
        let target = site.function.map_or(InvocationTarget::Named, InvocationTarget::Function);
        // In a recursion, calls would be left to callers without end.
        if is_for_callers
            && !self.is_eager
            && !self.known.is_recursive
            && let Some(outcome) = self.record(state, target, environment, arguments, site)
        {
            value = outcome;
            is_known = true;
        }
        let is_any = !is_known || is_for_callers && (self.is_eager || self.known.is_recursive);
        if is_any {
            for target in self.of_any_type(reference, environment) {
                if !targets.iter().any(|it| it.function == target.function) {
                    targets.push(target);
                }
            }
            if targets.is_empty() || engine.resolver.may_be_implemented_elsewhere(reference) {
                value = value.join(&self.foreign(state, reference, environment, arguments, site));
            }
        }
        if !targets.is_empty() {
            self.any_of.extend(is_any.then_some(reference.path));
            let given = self.targets(state, reference, environment, &targets, arguments, site);
            if is_any {
                self.any_of.pop();
            }
            let features = if how == How::Dynamic { feature::DYNAMIC } else { Features::default() };
            value = value.join(&given.marked(features));
        }
        value
    }

    /// The implementations of a method for any type; none where there are too many.
    fn of_any_type(&self, reference: &FunctionRef, environment: &Environment) -> Vec<Target> {
        let mut targets = self.engine.resolver.fallback(reference, environment);
        if self.any_of.contains(&reference.path) {
            // Of those that pass the call on to any type in turn, such as the ones for `&mut T` and `Box<T>`, one is enough.
            targets.retain(|target| {
                self.known.summary(target.function).is_some_and(|summary| summary.invocations.is_empty())
            });
        }
        let limits = &self.engine.limits;
        let maximum =
            if self.any_of.is_empty() { limits.maximum_implementations } else { limits.maximum_inner_implementations };
        if targets.len() > maximum { Vec::new() } else { targets }
    }

    /// A call of a method as the trait itself has it: its default body, or what is declared of it.
    fn trait_alone(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let of_trait = |function: &_| Target {
            function: *function,
            environment: Environment::default(),
            adaptation: Adaptation::Same,
            through: 0,
        };
        let targets: Vec<Target> = self.engine.program.by_path(reference.path).iter().map(of_trait).collect();
        let value = match &targets[..] {
            [] => self.foreign(state, reference, environment, arguments, site),
            targets => self.targets(state, reference, environment, targets, arguments, site),
        };
        value.marked(feature::DYNAMIC)
    }

    /// The implementations of a method for a type that became `dyn`.
    fn methods_of(&self, reference: &FunctionRef, of: TypeId) -> Vec<Target> {
        let program = self.engine.program;
        let mut of = of;
        for _ in 0..3 {
            let found = self.engine.resolver.for_object(reference, of);
            if !found.is_empty() {
                return found;
            }
            match program.type_of(of) {
                Type::Reference { to, .. } => of = *to,
                Type::Path { arguments, .. } if types::is_box(program, of) && !arguments.is_empty() => {
                    of = arguments[0]
                }
                _ => break,
            }
        }
        Vec::new()
    }

    /// Whether the type that a method is called on is a parameter of this function, which a caller knows.
    fn is_own_parameter(&self, reference: &FunctionRef, how: How, environment: &Environment, site: Site) -> bool {
        let program = self.engine.program;
        let given = reference.arguments.first().copied();
        let of =
            if how == How::Bridged && reference.as_trait.is_none() { given } else { reference.self_type.or(given) };
        let Some(mut of) = of.map(|it| self.engine.resolver.substitute(it, environment)) else { return false };
        while let Type::Reference { to, .. } = program.type_of(of) {
            of = *to;
        }
        let parameter = match program.type_of(of) {
            Type::Parameter(_) => of,
            Type::Projection { of, .. } if matches!(program.type_of(*of), Type::Parameter(_)) => *of,
            _ => return false,
        };
        // A call from another function whose parameter nothing stands for is nobody's here, but a closure's parameters are those of the
        // function in which it stands.
        site.origin.0 == self.function || environment.has_value(parameter) || self.is_within(site.origin.0)
    }

    /// Whether a closure stands in this function.
    fn is_within(&self, closure: crate::FunctionId) -> bool {
        let path = |of| self.engine.program.text(self.engine.program.body(of).path);
        closure.0 != u32::MAX
            && path(closure).strip_prefix(path(self.function)).is_some_and(|rest| rest.starts_with("::{closure"))
    }
}
