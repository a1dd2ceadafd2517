//! What is assigned.

use super::body::Pass;
use super::cell::CellKind;
use super::link::{Callable, EnvironmentId, Link, LinkTarget};
use super::path::Step;
use super::state::State;
use super::taint::{Origin, Taint};
use super::tree::Tree;
use super::types;
use super::{element, feature};
use crate::graph::{Environment, Resolution};
use crate::ir::{
    Aggregate, BinaryOperator, CastKind, Constant, FunctionRef, Operand, Place, Projection, Rvalue, Symbol, TypeId,
    UnaryOperator,
};
use crate::program::FunctionId;

impl Pass<'_> {
    /// The value of an rvalue.
    pub(super) fn rvalue(&mut self, state: &mut State, rvalue: &Rvalue) -> Tree {
        match rvalue {
            Rvalue::Use(operand) => self.operand(state, operand),
            Rvalue::Reference { is_mutable, place } => match self.reference_to_rest(state, place, *is_mutable) {
                Some(reference) => reference,
                None => self.reference(state, place),
            },
            Rvalue::RawPointer { place, .. } => self.reference(state, place),
            Rvalue::Binary(operator, left, right) => {
                let left = self.operand(state, left);
                let right = self.operand(state, right);
                match operator {
                    BinaryOperator::Comparison => Tree::BOTTOM,
                    BinaryOperator::Offset => left,
                    BinaryOperator::Arithmetic | BinaryOperator::Bits => left.flattened().join(&right.flattened()),
                    BinaryOperator::Checked => left.flattened().join(&right.flattened()).under(Step::field(0)),
                }
            }
            Rvalue::Unary(UnaryOperator::Metadata, operand) => {
                self.operand(state, operand);
                Tree::BOTTOM
            }
            Rvalue::Unary(_, operand) => self.operand(state, operand).flattened(),
            Rvalue::Cast(kind, operand, target) => self.cast(state, *kind, operand, *target),
            Rvalue::Aggregate(aggregate, operands) => self.aggregate(state, aggregate, operands),
            Rvalue::Repeat(operand, _) => self.operand(state, operand).under(Step::ELEMENT),
            Rvalue::ThreadLocal(path) => self.static_address(*path),
            Rvalue::Discriminant(_) | Rvalue::Length(_) | Rvalue::Format(_) => Tree::BOTTOM,
        }
    }

    fn reference(&mut self, state: &mut State, place: &Place) -> Tree {
        let mut code = Tree::BOTTOM;
        if let Some((Projection::Deref, before)) = place.projections.split_last() {
            let pointer = Place { local: place.local, projections: before.into() };
            let value = self.read_place(state, &pointer);
            let program = self.engine.program;
            if !types::of_place(program, self.body, &pointer).is_some_and(|it| types::is_box(program, it)) {
                // `&*p` is `p`.
                return value;
            }
            // What a box of `dyn` says of its methods, a reference to what is in it says, too.
            let links = value.links().iter().filter(|link| matches!(link.target, LinkTarget::Callable(_)));
            code = Tree::of(Vec::new(), links.copied().collect());
        }
        let mut found = self.locate(state, place);
        self.sanitize_behind(state, place, &mut found);
        let mut links = Vec::with_capacity(found.at.len());
        for location in &found.at {
            let link = Link::exact(LinkTarget::Place(location.cell, location.path));
            links.push(if location.is_exact { link } else { link.vague() });
        }
        let leads = Tree::of(Vec::new(), links).join(&code);
        let value = if found.floating.is_bottom() {
            leads
        } else {
            // What is in no cell goes along as what the reference holds itself.
            leads.join(&found.floating.clone().under(Step::DEREF))
        };
        let declared = self.with_declared_sources(Tree::BOTTOM, place);
        let declared = self.sanitized_at(state, place, declared);
        if declared.is_bottom() { value } else { value.join(&declared.under(Step::DEREF)) }
    }

    /// What a constant is.
    pub(super) fn constant(&mut self, state: &mut State, constant: &Constant) -> Tree {
        match constant {
            Constant::Function(reference) => self.function_value(reference),
            Constant::Static(path) => self.static_address(*path),
            Constant::Named(reference) => self.named_constant(state, reference),
            Constant::Text(text) => match self.engine.literals.get(text) {
                Some(kinds) => {
                    let sources = kinds.iter().map(|kind| Taint::new(Origin::Source(*kind)));
                    Tree::of(sources.collect(), Vec::new())
                }
                None => Tree::BOTTOM,
            },
            Constant::Bytes(_) | Constant::Literal(_) | Constant::Other(_) => Tree::BOTTOM,
        }
    }

    fn function_value(&self, reference: &FunctionRef) -> Tree {
        let Some(number) = self.engine.program.reference(reference) else { return Tree::BOTTOM };
        let callable = Callable::Function(number, self.engine.own_parameters(reference));
        Tree::link(Link::exact(LinkTarget::Callable(callable)))
    }

    fn static_address(&mut self, path: Symbol) -> Tree {
        let cell = self.cells.id(CellKind::Static(self.engine.program.definition(path)));
        Tree::link(Link::exact(LinkTarget::Place(cell, super::Path::EMPTY)))
    }

    /// A `const` is its body's result; one of a type with something inside (a thread local's key) stands for one cell, too.
    fn named_constant(&mut self, state: &mut State, reference: &FunctionRef) -> Tree {
        let address = self.static_address(reference.path);
        let mut value = address;
        for function in self.bodies_of_constant(reference) {
            value = value.join(&self.constant_result(state, function));
        }
        self.with_sources_of_static(value, self.engine.program.definition(reference.path))
    }

    /// The bodies that a constant may have: of a trait's, that of the implementation, where the type is known.
    fn bodies_of_constant(&self, reference: &FunctionRef) -> Vec<FunctionId> {
        let program = self.engine.program;
        if program.trait_path(reference).is_some()
            && let Resolution::Functions(_, targets) = self.engine.resolver.resolve(reference, &Environment::default())
        {
            return targets.iter().map(|it| it.function).collect();
        }
        program.by_path(reference.path).to_vec()
    }

    fn cast(&mut self, state: &mut State, kind: CastKind, operand: &Operand, target: TypeId) -> Tree {
        let from = self.operand_type(operand);
        let mut value = self.operand(state, operand);
        if kind == CastKind::Unsize && from.is_some_and(|from| element::leads_to_array(self.engine.program, from)) {
            self.mix_elements(state, &value);
            value = value.with_mixed_elements_of(Step::DEREF);
        }
        match kind {
            CastKind::Numeric => value.marked(feature::SCALAR),
            CastKind::Unsize => {
                match from.and_then(|from| crate::graph::unsized_pair(self.engine.program, from, target)) {
                    Some((concrete, _)) => {
                        value.join(&Tree::link(Link::exact(LinkTarget::Callable(Callable::Methods(concrete)))))
                    }
                    None => value,
                }
            }
            CastKind::FunctionPointer | CastKind::Pointer | CastKind::Transmute => value,
        }
    }

    fn aggregate(&mut self, state: &mut State, aggregate: &Aggregate, operands: &[Operand]) -> Tree {
        let values: Vec<Tree> = operands.iter().map(|operand| self.operand(state, operand)).collect();
        let fields = |values: Vec<Tree>| {
            (0..).zip(values).fold(Tree::BOTTOM, |tree, (number, value)| put(&tree, Step::field(number), value))
        };
        match aggregate {
            Aggregate::Tuple => fields(values),
            Aggregate::Array => element::array(values),
            Aggregate::Adt { of, variant, fields } => {
                self.sinks_of_parts(state, *of, *variant, fields, &values);
                let payload = fields.iter().zip(values).fold(Tree::BOTTOM, |tree, (number, value)| {
                    let value = self.sanitized_part(state, *of, *variant, *number, value);
                    let number = if types::is_union(self.engine.program, *of) { 0 } else { *number };
                    put(&tree, Step::field(number), value)
                });
                match variant {
                    Some(variant) => payload.under(Step::variant(*variant)),
                    None => payload,
                }
            }
            Aggregate::Closure(path) | Aggregate::Coroutine(path) => {
                let is_closure = matches!(aggregate, Aggregate::Closure(_));
                let mut tree = fields(values);
                for function in self.engine.program.by_path(*path) {
                    let own = EnvironmentId::default();
                    let callable = if is_closure {
                        Callable::Closure(*function, own)
                    } else {
                        Callable::Coroutine(*function, own)
                    };
                    tree = tree.join(&Tree::link(Link::exact(LinkTarget::Callable(callable))));
                }
                tree
            }
        }
    }

    /// The type of an operand, where it is in a place.
    pub(super) fn operand_type(&self, operand: &Operand) -> Option<TypeId> {
        match operand {
            Operand::Copy(place) | Operand::Move(place) => types::of_place(self.engine.program, self.body, place),
            Operand::Constant(_) => None,
        }
    }
}

fn put(tree: &Tree, step: Step, value: Tree) -> Tree {
    if value.is_bottom() { tree.clone() } else { tree.with_child(step, value, false) }
}
