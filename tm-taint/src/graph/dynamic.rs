//! Which types become `dyn Trait` somewhere in the program.
//!
//! ```text
//! _9 = move _10 as &dyn demo::Store (Unsize)     _10: &demo::Db      Db becomes dyn Store
//! ```
//!
//! A call on `dyn Store` can end in these types' implementations alone.

use rustc_hash::FxHashMap;

use crate::ir::{Body, CastKind, Operand, Rvalue, StatementKind, Symbol, Type, TypeId};
use crate::program::Program;

/// The types that become trait objects, by the path of the trait.
#[derive(Debug, Default)]
pub(crate) struct Coercions(FxHashMap<Symbol, Vec<TypeId>>);

impl Coercions {
    /// Looks at all casts of a program.
    pub(crate) fn new(program: &Program) -> Coercions {
        let mut coercions = Coercions::default();
        for body in program.crates().iter().flat_map(|krate| &krate.bodies) {
            for statement in body.blocks.iter().flat_map(|block| &block.statements) {
                if let StatementKind::Assign(_, Rvalue::Cast(CastKind::Unsize, operand, target)) = &statement.kind {
                    coercions.add(program, body, operand, *target);
                }
            }
        }
        coercions
    }

    /// The types that become objects of a trait; nothing where none does.
    pub(crate) fn of(&self, of_trait: Symbol) -> Option<&[TypeId]> {
        self.0.get(&of_trait).map(Vec::as_slice)
    }

    fn add(&mut self, program: &Program, body: &Body, operand: &Operand, target: TypeId) {
        let (Operand::Copy(place) | Operand::Move(place)) = operand else { return };
        if !place.projections.is_empty() {
            return;
        }
        let Some((concrete, bounds)) = unsized_pair(program, body.locals[place.local.0 as usize].type_id, target)
        else {
            return;
        };
        for bound in bounds.iter().filter_map(|bound| program.head(*bound)) {
            let known = self.0.entry(program.definition(bound)).or_default();
            if !known.contains(&concrete) {
                known.push(concrete);
            }
        }
    }
}

/// The type behind a pointer and the bounds of the `dyn` that it becomes: `Db` and `[Store]` of `Box<Db>` and `Box<dyn Store>`.
pub(crate) fn unsized_pair(program: &Program, from: TypeId, to: TypeId) -> Option<(TypeId, &[TypeId])> {
    let (mut from, mut to) = (from, to);
    for _ in 0..4 {
        if let Type::Dynamic(bounds) = program.type_of(to) {
            return (!matches!(program.type_of(from), Type::Dynamic(_))).then_some((from, bounds));
        }
        from = pointee(program, from)?;
        to = pointee(program, to)?;
    }
    None
}

/// What a reference, a pointer or the like leads to.
pub(crate) fn pointee(program: &Program, id: TypeId) -> Option<TypeId> {
    match program.type_of(id) {
        Type::Reference { to, .. } | Type::Pointer { to, .. } => Some(*to),
        Type::Path { arguments, .. } => arguments.first().copied(),
        _ => None,
    }
}
