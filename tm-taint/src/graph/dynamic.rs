//! Which types become `dyn Trait` somewhere in the program.
//!
//! ```text
//! _9 = move _10 as &dyn demo::Store (Unsize)     _10: &demo::Db      Db becomes dyn Store
//! ```
//!
//! A call on `dyn Store` can end in these types' implementations alone. Where `&dyn Store` becomes a `&dyn Named`, they
//! become objects of that trait too.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::ir::{Body, CastKind, Operand, Projection, Rvalue, StatementKind, Symbol, Type, TypeId};
use crate::program::Program;

/// The types that become trait objects, by the path of the trait.
#[derive(Debug, Default)]
pub(crate) struct Coercions(FxHashMap<Symbol, Vec<TypeId>>);

impl Coercions {
    /// Looks at all casts of a program.
    pub(crate) fn new(program: &Program) -> Coercions {
        let mut coercions = Coercions::default();
        let mut upcasts = BTreeSet::new();
        for body in program.crates().iter().flat_map(|krate| &krate.bodies) {
            for statement in body.blocks.iter().flat_map(|block| &block.statements) {
                if let StatementKind::Assign(_, Rvalue::Cast(CastKind::Unsize, operand, target)) = &statement.kind
                    && let Some(from) = type_of(body, operand)
                {
                    match unsized_pair(program, from, *target) {
                        Some((concrete, bounds)) => coercions.add(program, concrete, bounds),
                        None => upcasts.extend(upcast(program, from, *target)),
                    }
                }
            }
        }
        while coercions.follow(&upcasts) {}
        coercions
    }

    /// The types that become objects of a trait; nothing where none does.
    pub(crate) fn of(&self, of_trait: Symbol) -> Option<&[TypeId]> {
        self.0.get(&of_trait).map(Vec::as_slice)
    }

    fn add(&mut self, program: &Program, concrete: TypeId, bounds: &[TypeId]) {
        for bound in bounds.iter().filter_map(|bound| program.head(*bound)) {
            let known = self.0.entry(program.definition(bound)).or_default();
            if !known.contains(&concrete) {
                known.push(concrete);
            }
        }
    }

    /// Lets what becomes an object of one trait become one of another; whether that was new for any.
    fn follow(&mut self, upcasts: &BTreeSet<(Symbol, Symbol)>) -> bool {
        let mut is_changed = false;
        for (from, to) in upcasts {
            let types = self.0.get(from).cloned().unwrap_or_default();
            let known = self.0.entry(*to).or_default();
            let before = known.len();
            for it in types {
                if !known.contains(&it) {
                    known.push(it);
                }
            }
            is_changed |= known.len() > before;
        }
        is_changed
    }
}

/// The type of what is cast. The compiler casts locals, and fields at most.
fn type_of(body: &Body, operand: &Operand) -> Option<TypeId> {
    let (Operand::Copy(place) | Operand::Move(place)) = operand else { return None };
    match place.projections.last() {
        None => Some(body.locals[place.local.0 as usize].type_id),
        Some(Projection::Field(_, type_id)) => Some(*type_id),
        Some(_) => None,
    }
}

/// The traits of an object that becomes one of a supertrait: `&dyn Store` as `&dyn Named`.
fn upcast(program: &Program, from: TypeId, to: TypeId) -> Option<(Symbol, Symbol)> {
    let (mut from, mut to) = (from, to);
    for _ in 0..4 {
        if let (Type::Dynamic(subs), Type::Dynamic(supers)) = (program.type_of(from), program.type_of(to)) {
            let principal = |bounds: &[TypeId]| program.head(*bounds.first()?).map(|it| program.definition(it));
            return principal(subs).zip(principal(supers)).filter(|(sub, of)| sub != of);
        }
        from = pointee(program, from)?;
        to = pointee(program, to)?;
    }
    None
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
