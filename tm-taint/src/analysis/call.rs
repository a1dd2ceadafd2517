//! Calls as they are written.

use super::apply::{Called, Site};
use super::body::Pass;
use super::cell::CellKind;
use super::link::{CellId, Link, LinkTarget};
use super::path::{Path, Step};
use super::state::State;
use super::summary::InvocationTarget;
use super::tree::Tree;
use super::types;
use crate::graph::Environment;
use crate::ir::{Callee, FunctionRef, Operand, Place, Span, Type, TypeId};
use crate::program::FunctionId;

impl Pass<'_> {
    /// The call that ends a block.
    pub(super) fn call_site(
        &mut self,
        state: &mut State,
        block: u32,
        callee: &Callee,
        arguments: &[Operand],
        destination: &Place,
        span: Option<Span>,
    ) {
        self.applications = 0;
        let result = types::of_place(self.engine.program, self.body, destination);
        let site = Site { block, span, origin: (self.function, block), part: 0, nested: 0, function: None, result };
        let callable = match callee {
            Callee::Value(operand) => Some(self.operand(state, operand)),
            Callee::Function(_) => None,
        };
        let mut given: Vec<Tree> = callable.into_iter().collect();
        given.extend(arguments.iter().map(|argument| self.operand(state, argument)));
        let none = Environment::default();
        let value = self.repeated(state, block, given, |pass, state, given| match callee {
            Callee::Function(reference) => pass.dispatch(state, reference, &none, given, site),
            Callee::Value(_) => pass.invoke_target(state, InvocationTarget::Callable, &none, given, site),
        });
        let value = self.without_textless_errors(value, result);
        self.assign(state, destination, &value);
    }

    /// What a call gives, but for an error that has nothing of what was wrong in it.
    fn without_textless_errors(&self, value: Tree, of: Option<TypeId>) -> Tree {
        let program = self.engine.program;
        let (Some(of), false) = (of, value.is_bottom()) else { return value };
        let Type::Path { arguments, .. } = program.type_of(of) else { return value };
        match (arguments.get(1), program.tables.symbols.get("Err")) {
            (None, _) if types::is_error_without_text(program, of) => Tree::BOTTOM,
            (Some(error), Some(name)) if types::is_error_without_text(program, *error) => {
                value.with_child(Step::variant(name), Tree::BOTTOM, true)
            }
            _ => value,
        }
    }

    /// The reference by which a call is written.
    pub(super) fn reference_at(&self, origin: (FunctionId, u32)) -> Option<&FunctionRef> {
        let program = self.engine.program;
        let block = program.body(origin.0).blocks.get(origin.1 as usize)?;
        match &block.terminator.kind {
            crate::ir::TerminatorKind::Call { callee: Callee::Function(reference), .. } => Some(reference),
            _ => None,
        }
    }

    /// What a function of the program gives.
    pub(super) fn call_function(
        &mut self,
        state: &mut State,
        function: FunctionId,
        environment: &Environment,
        arguments: &[Tree],
        site: Site,
    ) -> Tree {
        self.used.insert(function);
        let Some(summary) = self.known.summary(function) else { return Tree::BOTTOM };
        let is_recursive = self.known.component.contains_key(&function);
        let called = Called { path: self.engine.program.body(function).path, is_news: true, is_recursive };
        self.apply(state, &summary, environment, arguments, site, called)
    }

    /// What a constant's body gives.
    pub(super) fn constant_result(&mut self, state: &mut State, function: FunctionId) -> Tree {
        let site = Site {
            block: u32::MAX,
            span: None,
            origin: (self.function, u32::MAX),
            part: 0,
            nested: function.0,
            function: None,
            result: None,
        };
        self.call_function(state, function, &Environment::default(), &[], site)
    }

    /// A value goes out of scope: what implements `Drop` for it, and for what it holds, is called.
    pub(super) fn drop_value(&mut self, state: &mut State, block: u32, place: &Place, span: Option<Span>) {
        let Some(of_trait) = self.engine.resolver.names.drop_trait else { return };
        let program = self.engine.program;
        if program.impls(of_trait).next().is_none() {
            return;
        }
        let Some(type_id) = types::of_place(program, self.body, place) else { return };
        let mut droppers = Vec::new();
        self.droppers(type_id, &mut Vec::new(), &mut droppers, 0);
        if droppers.is_empty() {
            return;
        }
        let found = self.locate(state, place);
        for (number, (path, function, environment)) in (0..).zip(droppers) {
            self.applications = 0;
            let links = found.at.iter().map(|location| {
                let location = path.iter().fold(*location, |location, step| location.then(*step));
                Link { target: LinkTarget::Place(location.cell, location.path), is_exact: location.is_exact }
            });
            let reference = Tree::of(Vec::new(), links.collect());
            let origin = (self.function, block);
            let site = Site { block, span, origin, part: 0, nested: number, function: None, result: None };
            self.call_function(state, function, &environment, &[reference], site);
        }
    }

    /// The implementations of `Drop` for a type and its parts, each with the way to the part.
    fn droppers(
        &self,
        of: TypeId,
        way: &mut Vec<Step>,
        found: &mut Vec<(Vec<Step>, FunctionId, Environment)>,
        depth: u8,
    ) {
        let program = self.engine.program;
        let Type::Path { path, arguments } = program.type_of(of) else { return };
        let (Some(of_trait), true) = (self.engine.resolver.names.drop_trait, depth < 4) else { return };
        for target in self.engine.resolver.implementations_named("drop", of_trait, of, None) {
            found.push((way.clone(), target.function, target.environment));
        }
        if let Some(adt) = program.adt(*path) {
            let is_enum = adt.kind == crate::ir::AdtKind::Enum;
            for variant in &adt.variants {
                for (number, field) in (0..).zip(&variant.fields) {
                    let length = way.len();
                    if is_enum {
                        way.push(Step::variant(variant.name));
                    }
                    way.push(Step::field(number));
                    self.droppers(field.type_id, way, found, depth + 1);
                    way.truncate(length);
                }
            }
        } else if let Some(inner) = arguments.first() {
            let step = if types::is_box(program, of) { Step::DEREF } else { Step::ELEMENT };
            way.push(step);
            self.droppers(*inner, way, found, depth + 1);
            way.pop();
        }
    }

    /// A reference to a cell that holds a value for a moment.
    pub(super) fn scratch(&mut self, state: &mut State, site: Site, number: u32, content: Tree) -> (Tree, CellId) {
        let kind = CellKind::Scratch(site.block, site.nested.wrapping_mul(4096).wrapping_add(2048 + number));
        let cell = self.cells.id(kind);
        state.set(cell, content);
        (Tree::link(Link::exact(LinkTarget::Place(cell, Path::EMPTY))), cell)
    }
}
