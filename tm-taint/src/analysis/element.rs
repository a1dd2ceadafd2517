//! Which element of an array a place is.
//!
//! ```text
//! [_2, _3]              element 0 is _2, element 1 is _3
//! _1[0 of 2]            element 0
//! _4 = const 1_usize;   _1[_4] is element 1
//! (*_5)[0 of 2]         any, where _5 leads to a slice: nobody knows where it begins
//! ```
//!
//! Elements of short arrays are told apart where the place says which one it is. Where it does not, what is read is all of them, and
//! what is written may be any. Slices and collections made of arrays have one element for all.

use rustc_hash::FxHashMap;

use super::body::Pass;
use super::cell::CellKind;
use super::link::{Link, LinkTarget};
use super::path::{Path, Step};
use super::place::Location;
use super::state::State;
use super::tree::Tree;
use super::types;
use crate::ir::{Constant, LocalId, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind, Type, TypeId};

/// How many elements of an array may be told apart.
const MAXIMUM_ELEMENTS: u32 = 8;

/// How many nodes the values of an array may have where its elements are told apart.
const MAXIMUM_NODES: u32 = 16;

/// What the locals that are written once, with a number, are.
pub(super) type Numbers = FxHashMap<LocalId, u32>;

/// An array of these values.
pub(super) fn array(values: Vec<Tree>) -> Tree {
    let nodes: u32 = values.iter().map(Tree::size).sum();
    let are_alike = values.windows(2).all(|pair| pair[0].is_identical(&pair[1]));
    if are_alike || values.len() > MAXIMUM_ELEMENTS as usize || nodes > MAXIMUM_NODES {
        return values.iter().fold(Tree::BOTTOM, |all, value| all.join(value)).under(Step::ELEMENT);
    }
    (0..).zip(values).fold(Tree::BOTTOM, |tree, (number, value)| {
        if value.is_bottom() { tree } else { tree.with_child(Step::index(number), value, false) }
    })
}

impl Pass<'_> {
    /// The step to an element of a value of a type.
    pub(super) fn element(&mut self, of: Option<TypeId>, projection: &Projection) -> Step {
        let is_array = of.is_some_and(|of| matches!(self.engine.program.type_of(of), Type::Array { .. }));
        let number = match projection {
            Projection::ConstantIndex { offset, is_from_end: false } if is_array => u32::try_from(*offset).ok(),
            Projection::Index(local) if is_array => {
                let (program, body) = (self.engine.program, self.body);
                self.numbers.get_or_insert_with(|| numbers(program, body)).get(local).copied()
            }
            _ => None,
        };
        number.filter(|it| *it < MAXIMUM_ELEMENTS).map_or(Step::ELEMENT, Step::index)
    }

    /// A reference to a part of an array that does not begin where the array does; nothing where a place is none.
    pub(super) fn reference_to_rest(&mut self, state: &mut State, place: &Place, is_mutable: bool) -> Option<Tree> {
        let from = self.begins_behind(place)?;
        if is_mutable {
            for location in self.locate(state, place).at {
                self.mix_at(state, location);
            }
            return None;
        }
        let rest = self.read_place(state, place);
        let cell = self.cells.id(CellKind::Scratch(u32::MAX - 1 - place.local.0, from));
        state.set(cell, rest);
        Some(Tree::link(Link::exact(LinkTarget::Place(cell, Path::EMPTY))))
    }

    /// Which element a part of an array begins with, where it is not the first one.
    pub(super) fn begins_behind(&self, place: &Place) -> Option<u32> {
        let Some(Projection::Subslice { from: from @ 1.., .. }) = place.projections.last() else { return None };
        let program = self.engine.program;
        let of = types::of_place(program, self.body, place)?;
        matches!(program.type_of(of), Type::Array { .. }).then_some(u32::try_from(*from).ok()?)
    }

    /// Mixes the elements of the arrays that a pointer leads to: what is done with them as a slice may put one in another's place.
    pub(super) fn mix_elements(&mut self, state: &mut State, pointer: &Tree) {
        let links = pointer.links().iter().filter_map(|link| match link.target {
            LinkTarget::Place(cell, path) => Some(Location { cell, path, is_exact: link.is_exact }),
            LinkTarget::Callable(_) => None,
        });
        for location in links.collect::<Vec<_>>() {
            self.mix_at(state, location);
        }
    }

    fn mix_at(&mut self, state: &mut State, location: Location) {
        let array = self.read_at(state, &location);
        if array.has_indices() {
            self.add(state, &[location.then(Step::ELEMENT)], &array.child(Step::ELEMENT));
        }
    }
}

/// Whether a value of this type is a pointer through which the elements of an array may change places, or their owner.
pub(super) fn leads_to_array(program: &crate::Program, of: TypeId) -> bool {
    let is_array = |of: TypeId| matches!(program.type_of(of), Type::Array { .. });
    match program.type_of(of) {
        Type::Reference { is_mutable: true, to } | Type::Pointer { is_mutable: true, to } => is_array(*to),
        Type::Path { arguments, .. } => types::is_box(program, of) && arguments.first().is_some_and(|it| is_array(*it)),
        _ => false,
    }
}

/// The locals of a body that are written once, with a number or with one of these.
fn numbers(program: &crate::Program, body: &crate::ir::Body) -> Numbers {
    let mut written: FxHashMap<LocalId, (u32, Option<&Operand>)> = FxHashMap::default();
    let mut write = |place: &Place, value| {
        let entry = written.entry(place.local).or_insert((0, None));
        *entry = (entry.0 + 1, value);
    };
    for block in &body.blocks {
        for statement in &block.statements {
            match &statement.kind {
                StatementKind::Assign(place, Rvalue::Use(operand)) if place.projections.is_empty() => {
                    write(place, Some(operand));
                }
                StatementKind::Assign(place, rvalue) => {
                    write(place, None);
                    if let Rvalue::Reference { is_mutable: true, place } | Rvalue::RawPointer { place, .. } = rvalue {
                        write(place, None);
                    }
                }
                StatementKind::Unknown { places, .. } => places.iter().for_each(|place| write(place, None)),
            }
        }
        match &block.terminator.kind {
            TerminatorKind::Call { destination, .. } => write(destination, None),
            TerminatorKind::Yield { resumed, .. } => write(resumed, None),
            TerminatorKind::Unknown { places, .. } => places.iter().for_each(|place| write(place, None)),
            _ => {}
        }
    }
    let number = |mut local: LocalId| {
        for _ in 0..4 {
            match written.get(&local)? {
                (1, Some(Operand::Constant(Constant::Literal(text)))) => {
                    return program.text(*text).strip_suffix("_usize")?.parse().ok();
                }
                (1, Some(Operand::Copy(place) | Operand::Move(place))) if place.projections.is_empty() => {
                    local = place.local;
                }
                _ => return None,
            }
        }
        None
    };
    written.keys().filter_map(|local| Some((*local, number(*local)?))).collect()
}
