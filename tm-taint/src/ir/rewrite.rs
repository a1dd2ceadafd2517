//! Other paths and types in a whole crate.

use super::{
    Aggregate, Body, Callee, Constant, Crate, FunctionRef, Operand, Place, Projection, Rvalue, StatementKind, Symbol,
    TerminatorKind, Type, TypeId,
};

/// Gives each path and each type another.
pub(super) trait Rewrite {
    fn path(&mut self, path: &mut Symbol);
    fn type_id(&mut self, type_id: &mut TypeId);

    fn function(&mut self, function: &mut FunctionRef) {
        let FunctionRef { path, self_type, as_trait, arguments, signature } = function;
        self.path(path);
        self_type.iter_mut().chain(as_trait).chain(arguments).chain(signature).for_each(|it| self.type_id(it));
    }

    /// The parts of a type.
    fn parts(&mut self, kind: &mut Type) {
        match kind {
            Type::Path { path, arguments } => {
                self.path(path);
                arguments.iter_mut().for_each(|it| self.type_id(it));
            }
            Type::Projection { of, as_trait, arguments, .. } => {
                [of, as_trait].into_iter().chain(arguments).for_each(|it| self.type_id(it));
            }
            Type::Reference { to: of, .. }
            | Type::Pointer { to: of, .. }
            | Type::Slice(of)
            | Type::Array { of, .. } => {
                self.type_id(of);
            }
            Type::Tuple(parts) | Type::Dynamic(parts) | Type::Opaque(parts) => {
                parts.iter_mut().for_each(|it| self.type_id(it));
            }
            Type::FunctionPointer { parameters, returns } => {
                parameters.iter_mut().chain([returns]).for_each(|it| self.type_id(it));
            }
            Type::Function(function) => self.function(function),
            Type::Closure(path) | Type::Coroutine(path) => self.path(path),
            Type::Parameter(_) | Type::Const(_) | Type::Never | Type::Other(_) => {}
        }
    }

    /// What a crate uses; the paths of its own items are left as they are.
    fn uses(&mut self, krate: &mut Crate) {
        krate.bodies.iter_mut().for_each(|it| self.body(it));
        for it in &mut krate.impls {
            it.as_trait.iter_mut().chain([&mut it.self_type]).for_each(|it| self.type_id(it));
            it.bounds.iter_mut().for_each(|(of, bound)| {
                self.type_id(of);
                self.type_id(bound);
            });
            it.types.iter_mut().for_each(|(_, of)| self.type_id(of));
        }
        krate.traits.iter_mut().flat_map(|it| &mut it.supertraits).for_each(|it| self.type_id(it));
        let variants = krate.adts.iter_mut().flat_map(|it| &mut it.variants);
        variants.flat_map(|it| &mut it.fields).for_each(|it| self.type_id(&mut it.type_id));
    }

    fn body(&mut self, body: &mut Body) {
        body.locals.iter_mut().for_each(|it| self.type_id(&mut it.type_id));
        for block in &mut body.blocks {
            for statement in &mut block.statements {
                match &mut statement.kind {
                    StatementKind::Assign(to, rvalue) => {
                        self.place(to);
                        self.rvalue(rvalue);
                    }
                    StatementKind::Unknown { places, .. } => places.iter_mut().for_each(|it| self.place(it)),
                }
            }
            self.terminator(&mut block.terminator.kind);
        }
    }

    fn terminator(&mut self, kind: &mut TerminatorKind) {
        match kind {
            TerminatorKind::Goto(_) | TerminatorKind::Return | TerminatorKind::Unreachable => {}
            TerminatorKind::Switch { on, .. } => self.operand(on),
            TerminatorKind::Call { callee, arguments, destination, .. } => {
                match callee {
                    Callee::Function(function) => self.function(function),
                    Callee::Value(value) => self.operand(value),
                }
                arguments.iter_mut().for_each(|it| self.operand(it));
                self.place(destination);
            }
            TerminatorKind::Drop { place, .. } => self.place(place),
            TerminatorKind::Yield { value, resumed, .. } => {
                self.operand(value);
                self.place(resumed);
            }
            TerminatorKind::Unknown { places, .. } => places.iter_mut().for_each(|it| self.place(it)),
        }
    }

    fn place(&mut self, place: &mut Place) {
        for step in &mut place.projections {
            if let Projection::Field(_, type_id) = step {
                self.type_id(type_id);
            }
        }
    }

    fn operand(&mut self, operand: &mut Operand) {
        match operand {
            Operand::Copy(place) | Operand::Move(place) => self.place(place),
            Operand::Constant(Constant::Function(function) | Constant::Named(function)) => self.function(function),
            Operand::Constant(Constant::Static(path)) => self.path(path),
            Operand::Constant(Constant::Text(_) | Constant::Bytes(_) | Constant::Literal(_) | Constant::Other(_)) => {}
        }
    }

    fn rvalue(&mut self, rvalue: &mut Rvalue) {
        match rvalue {
            Rvalue::Use(it) | Rvalue::Unary(_, it) | Rvalue::Repeat(it, _) => self.operand(it),
            Rvalue::Cast(_, it, to) => {
                self.operand(it);
                self.type_id(to);
            }
            Rvalue::Reference { place, .. }
            | Rvalue::RawPointer { place, .. }
            | Rvalue::Discriminant(place)
            | Rvalue::Length(place) => self.place(place),
            Rvalue::Binary(_, left, right) => {
                self.operand(left);
                self.operand(right);
            }
            Rvalue::Aggregate(aggregate, operands) => {
                match aggregate {
                    Aggregate::Adt { of, .. } => self.type_id(of),
                    Aggregate::Closure(path) | Aggregate::Coroutine(path) => self.path(path),
                    Aggregate::Tuple | Aggregate::Array => {}
                }
                operands.iter_mut().for_each(|it| self.operand(it));
            }
            Rvalue::ThreadLocal(path) => self.path(path),
            Rvalue::Format(_) => {}
        }
    }
}
