//! Places: a local, and the way from it.

use super::{LocalId, Symbol, TypeId};

/// A place in memory: `_1`, `(*_1).0`, `(_2 as Some).0`, `_3[_4]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Where it begins.
    pub local: LocalId,
    /// The steps from there, the first one first.
    pub projections: Box<[Projection]>,
}

/// One step of a way into a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Projection {
    /// `*p`: what a reference, pointer or box leads to.
    Deref,
    /// `p.2`: a field by its number, with its type. Captured variables of a closure are fields of it.
    Field(u32, TypeId),
    /// `p as Some`: the payload of a variant.
    Variant(Symbol),
    /// `p[_2]`: an element that a local chooses.
    Index(LocalId),
    /// `p[2]`, or from the end: `p[-1]`.
    ConstantIndex {
        /// How far from the first element, or from behind the last one.
        offset: u64,
        /// Whether it counts from the end; the last element has offset 1.
        is_from_end: bool,
    },
    /// `p[1..-2]`: a part of a slice or an array.
    Subslice {
        /// The first element of it.
        from: u64,
        /// How many elements before the end it ends; for arrays, where it ends.
        to: u64,
        /// Whether `to` counts from the end.
        is_from_end: bool,
    },
}

impl Place {
    /// A whole local.
    pub fn local(local: LocalId) -> Place {
        Place { local, projections: Box::new([]) }
    }
}
