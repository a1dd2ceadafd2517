//! Functions without body: by their models, or by what is believed of unknown ones.
//!
//! ```text
//! demo_sys::join(&mut _1, _2, |x| ..) -> String     anything in an argument may be in the result, and behind _1;
//!                                                  the closure is called with anything
//! ```
//!
//! A result that is a truth value, a length or nothing tells too little to count.

use super::apply::{Called, Site, step};
use super::body::Pass;
use super::feature;
use super::link::{Callable, LinkTarget};
use super::path::Step;
use super::state::State;
use super::trace::Event;
use super::tree::Tree;
use super::types;
use crate::graph::{Environment, substitute};
use crate::ir::{Callee, FunctionRef, TerminatorKind, Type, TypeId};

impl Pass<'_> {
    /// A call of a function without body.
    pub(super) fn foreign(
        &mut self,
        state: &mut State,
        reference: &FunctionRef,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        let engine = self.engine;
        let tables = &engine.program.tables;
        let self_type = reference.self_type.map(|it| substitute(tables, it, environment));
        let Some(model) = engine.model(reference, self_type) else {
            return self.obscure(state, arguments, Some(reference), site);
        };
        let called = Called { path: reference.path, is_news: !model.is_shipped, is_recursive: false };
        let adjusted;
        let of_trait = engine.program.trait_path(reference);
        let arguments = match self_type.filter(|_| of_trait.is_some()) {
            Some(of) => {
                let is_iterator = of_trait == engine.resolver.names.iterator;
                let is_to_the_end = is_iterator && goes_to_the_end(engine.program.name(reference.path));
                adjusted = self.adjusted(state, of, is_iterator, is_to_the_end, arguments, site);
                &adjusted
            }
            None => arguments,
        };
        let mut value = Tree::BOTTOM;
        if model.summary.is_partial {
            value = self.obscure(state, arguments, Some(reference), site);
        }
        value = value.join(&self.apply(state, &model.summary, environment, arguments, site, called));
        if matches!(engine.program.name(reference.path), "collect" | "from_iter")
            && site.result.is_some_and(|of| types::is_pointer_to_many(engine.program, of))
        {
            value = value.under(Step::DEREF);
        }
        if self.is_shown_escaped(reference, environment) {
            // What is shown is a text, which leads nowhere.
            value = without_links(&value).marked(feature::ESCAPED);
        }
        // What a sanitizer makes of a value leads to that value no more.
        let is_sanitized = !model.sanitizers.is_empty();
        if is_sanitized || site.result.is_some_and(|of| !types::may_lead_elsewhere(engine.program, of)) {
            value = self.detached(state, &value);
        }
        model.sanitizers.iter().fold(value, |value, sanitizer| {
            value.map_taints(&mut |taint| {
                if sanitizer.is_total() {
                    None
                } else {
                    taint.through(&super::Taint::new(taint.origin).excluding(&sanitizer.kinds))
                }
            })
        })
    }

    /// Whether a call shows its argument with `{:?}`, and that escapes line breaks.
    fn is_shown_escaped(&self, reference: &FunctionRef, environment: &Environment) -> bool {
        let program = self.engine.program;
        let names = &self.engine.resolver.names;
        let is_shown = [names.new_debug, names.tracing_debug].contains(&Some(reference.path));
        let shown = || reference.arguments.first().map(|it| substitute(&program.tables, *it, environment));
        is_shown && shown().is_some_and(|of| types::is_shown_escaped(program, of))
    }

    /// The arguments of a trait's method for a model that speaks of the type itself: `&mut I` and `Box<I>` are iterators as `I` is, and the
    /// elements of a range are what it begins with, and what it ends with where a method begins there or takes all of them together.
    fn adjusted(
        &mut self,
        state: &State,
        of: TypeId,
        is_iterator: bool,
        is_to_the_end: bool,
        arguments: &[Tree],
        site: Site,
    ) -> Vec<Tree> {
        let program = self.engine.program;
        let mut arguments = arguments.to_vec();
        let Some(first) = arguments.first_mut() else { return arguments };
        let by_reference = self
            .parameter_types(site)
            .first()
            .copied()
            .flatten()
            .is_some_and(|given| given != of && matches!(program.type_of(given), Type::Reference { .. }));
        let is_pointer = matches!(program.type_of(of), Type::Reference { .. }) || types::is_box(program, of);
        if is_pointer && by_reference {
            let holder = self.dereferenced(first);
            let mut inner = Tree::BOTTOM;
            for location in &holder.at {
                let content = self.read_at(state, location);
                inner = inner.join(&Tree::of(Vec::new(), content.links().to_vec()));
                if content.own_child(Step::DEREF).is_some() {
                    let location = location.then(Step::DEREF);
                    let target = LinkTarget::Place(location.cell, location.path);
                    inner = inner.join(&Tree::link(super::Link { target, is_exact: location.is_exact }));
                }
            }
            *first = first.join(&inner);
        } else if is_pointer && types::is_box(program, of) {
            let inner = first.child(Step::DEREF);
            *first = first.join(&inner);
        } else if is_pointer && is_iterator {
            let iterator = self.dereferenced(first);
            let inner = self.read(state, &iterator);
            *first = first.join(&inner);
        } else if is_range(program, of) && !by_reference {
            let elements = elements_of_range(first, is_to_the_end).under(Step::ELEMENT);
            *first = first.join(&elements);
        } else if is_range(program, of) {
            let range = self.dereferenced(first);
            let elements = elements_of_range(&self.read(state, &range), is_to_the_end);
            *first = first.join(&elements.under(Step::ELEMENT).under(Step::DEREF));
        }
        arguments
    }

    /// A call of a function of which nothing is known.
    pub(super) fn obscure(
        &mut self,
        state: &mut State,
        arguments: &[Tree],
        reference: Option<&FunctionRef>,
        site: Site,
    ) -> Tree {
        let program = self.engine.program;
        let (function, maximum) = (self.function, self.engine.limits.maximum_trace_length);
        let parameter_types = self.parameter_types(site);
        let type_of = |number: usize| parameter_types.get(number).copied().flatten();
        // Who is woken when a future may go on knows nothing of what it gives.
        let is_waker = |number: usize| type_of(number).is_some_and(|it| types::is_waker(program, it));
        let mut flat: Vec<Tree> = (0..)
            .zip(arguments)
            .map(|(number, argument)| if is_waker(number) { Tree::BOTTOM } else { self.collapse(state, argument) })
            .collect();
        // Code that is handed over is called, with anything else that is; beyond the limits a call of it would lead here again.
        let handed_over = if self.may_invoke() { 0..arguments.len() } else { 0..0 };
        for number in handed_over {
            for (callable, count) in self.handed_over(&arguments[number]) {
                let others = flat
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != number)
                    .fold(Tree::BOTTOM, |all, (_, tree)| all.join(tree));
                let mut given = vec![callable];
                given.extend(std::iter::repeat_n(others, count));
                let target = super::InvocationTarget::Callable;
                let result =
                    self.invoke_target(state, target, &Environment::default(), &given, site.inner(number as u32 + 900));
                flat[number] = flat[number].join(&self.collapse(state, &result));
            }
        }
        let all = flat.iter().fold(Tree::BOTTOM, |all, tree| all.join(tree));
        if all.is_bottom() {
            return Tree::BOTTOM;
        }
        let pass_on = |tree: &Tree| {
            tree.map_taints(&mut |taint| {
                let marked = taint.clone().with_features(feature::OBSCURE, feature::OBSCURE);
                let Some(reference) = reference else { return Some(marked) };
                let event = Event::Through(reference.path);
                Some(marked.stepping(|before| step(function, site.span, event, before, maximum)))
            })
        };
        for (number, argument) in arguments.iter().enumerate() {
            let Some(of) = type_of(number).filter(|_| !is_waker(number)) else { continue };
            let is_put_into = number == 0 && reference.is_some_and(|it| puts(program, it));
            if !types::is_writable_reference(program, of) && !is_put_into {
                continue;
            }
            let others = flat
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != number)
                .fold(Tree::BOTTOM, |all, (_, tree)| all.join(tree));
            let others = if pointee_may_lead(program, of) { others } else { without_links(&others) };
            if !others.is_bottom() {
                let to = self.writable(argument);
                let written = pass_on(&others);
                self.sinks_of_statics(state, &to, &written);
                self.add(state, &to, &written);
            }
        }
        let result = site.result.or_else(|| self.result_type(site, reference));
        match result {
            // A length tells nothing of a text, but a number that is made of numbers is no length.
            Some(of) if types::is_size(program, of) => {
                let of_numbers = flat.iter().zip(&parameter_types);
                let of_numbers = of_numbers.filter(|(_, of)| of.is_some_and(|it| types::is_number(program, it)));
                pass_on(&of_numbers.fold(Tree::BOTTOM, |all, (tree, _)| all.join(&without_links(tree))))
            }
            Some(of) if types::is_uninformative(program, of) => Tree::BOTTOM,
            Some(of) if !types::may_lead_elsewhere(program, of) => pass_on(&without_links(&all)),
            _ => pass_on(&all),
        }
    }

    /// A value of a type that has no references in it: what was behind those of its model is in it.
    fn detached(&mut self, state: &State, value: &Tree) -> Tree {
        let Some(node) = value.node() else { return Tree::BOTTOM };
        let is_place = |link: &super::Link| matches!(link.target, LinkTarget::Place(..));
        let mut own = Tree::of(node.taints.clone(), node.links.iter().filter(|it| !is_place(it)).copied().collect());
        if node.links.iter().any(is_place) {
            let leads = Tree::of(Vec::new(), node.links.iter().filter(|it| is_place(it)).copied().collect());
            own = own.join(&without_links(&self.collapse(state, &leads)));
        }
        let children = node.children.iter();
        children.fold(own, |own, child| own.with_child(child.step, self.detached(state, &child.tree), child.is_cut))
    }

    /// The closures and functions that an argument is, with the number of their parameters.
    fn handed_over(&self, argument: &Tree) -> Vec<(Tree, usize)> {
        let program = self.engine.program;
        let of_link = |link: &super::Link| match link.target {
            LinkTarget::Callable(Callable::Closure(function, _)) => {
                Some((program.body(function).parameters as usize).saturating_sub(1))
            }
            LinkTarget::Callable(Callable::Function(..)) => Some(1),
            _ => None,
        };
        let count = argument.links().iter().filter(|link| link.is_exact).filter_map(of_link).max();
        count.map(|count| vec![(argument.clone(), count)]).unwrap_or_default()
    }

    /// The types of what a call is given, where it is written.
    pub(super) fn parameter_types(&self, site: Site) -> Vec<Option<TypeId>> {
        let program = self.engine.program;
        if let Some(number) = site.function {
            let signature = program.reference_of(number).signature.map(|it| program.type_of(it));
            let Some(Type::FunctionPointer { parameters, .. }) = signature else { return Vec::new() };
            return parameters.iter().copied().map(Some).collect();
        }
        if site.part != 0 || site.origin.0.0 as usize >= program.function_count() {
            return Vec::new();
        }
        let body = program.body(site.origin.0);
        let Some(block) = body.blocks.get(site.origin.1 as usize) else { return Vec::new() };
        let TerminatorKind::Call { arguments, callee, .. } = &block.terminator.kind else { return Vec::new() };
        let of_operand = |operand: &crate::ir::Operand| match operand {
            crate::ir::Operand::Copy(place) | crate::ir::Operand::Move(place) => types::of_place(program, body, place),
            crate::ir::Operand::Constant(_) => None,
        };
        match callee {
            // What is called is the first argument of an invocation.
            Callee::Value(_) => std::iter::once(None).chain(arguments.iter().map(of_operand)).collect(),
            Callee::Function(_) => arguments.iter().map(of_operand).collect(),
        }
    }

    /// Which arguments of a call may be written through.
    pub(super) fn writable_parameters(&self, site: Site, count: usize) -> Vec<bool> {
        let program = self.engine.program;
        let types = self.parameter_types(site);
        (0..count)
            .map(|number| {
                types.get(number).copied().flatten().is_some_and(|of| types::is_writable_reference(program, of))
            })
            .collect()
    }

    fn result_type(&self, site: Site, reference: Option<&FunctionRef>) -> Option<TypeId> {
        let signature = reference?.signature?;
        let _ = site;
        match self.engine.program.type_of(signature) {
            Type::FunctionPointer { returns, .. } => Some(*returns),
            _ => None,
        }
    }
}

/// Whether a method of an iterator begins with its last element, or makes one thing of all.
fn goes_to_the_end(name: &str) -> bool {
    matches!(name, "rev" | "last" | "max" | "sum" | "product" | "next_back" | "nth_back" | "rfold" | "rfind" | "reduce")
}

/// What the elements of a range are made of.
fn elements_of_range(range: &Tree, is_to_the_end: bool) -> Tree {
    let start = range.child(Step::field(0));
    if is_to_the_end { start.join(&range.child(Step::field(1))) } else { start }
}

fn is_range(program: &crate::Program, of: TypeId) -> bool {
    program.head(of).is_some_and(|path| {
        matches!(program.text(path), "std::ops::Range" | "std::ops::RangeInclusive" | "std::ops::RangeFrom")
    })
}

/// Whether a method of a library is called as those are that put something into what they are called on: maps, queues and cells that
/// many threads share are written to through `&self`.
fn puts(program: &crate::Program, reference: &FunctionRef) -> bool {
    let is_sender = || {
        let of = reference.self_type.and_then(|it| program.head(it));
        of.is_some_and(|path| program.text(path).ends_with("Sender"))
    };
    match program.name(reference.path) {
        "insert" | "push" | "push_back" | "push_front" | "set" | "store" | "put" | "swap" | "append" | "enqueue" => {
            !program.text(reference.path).starts_with("std::")
        }
        "send" | "try_send" => is_sender(),
        _ => false,
    }
}

fn without_links(tree: &Tree) -> Tree {
    Tree::of(tree.taints().to_vec(), Vec::new())
}

fn pointee_may_lead(program: &crate::Program, of: TypeId) -> bool {
    match program.type_of(of) {
        Type::Reference { to, .. } | Type::Pointer { to, .. } => types::may_lead_elsewhere(program, *to),
        _ => true,
    }
}
