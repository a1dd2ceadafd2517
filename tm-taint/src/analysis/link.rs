//! What a value leads to: places in memory, and code that can be called.
//!
//! ```text
//! _3 = &mut _1.0        _3 leads to the place _1.0
//! _4 = {closure} {…}    _4 leads to the closure's body, and has what it captures as fields
//! _5 = demo::load       _5 leads to the function
//! _6 = _7 as &dyn Store _6 leads to the methods of what _7 points to
//! ```

use super::path::Path;
use crate::ir::TypeId;
use crate::program::FunctionId;

/// A memory cell, by its number in the body at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId(pub u32);

/// What type parameters stand for, by a number that depends on nothing else; 0 where that is not known, or there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnvironmentId(pub u64);

/// Code that a value leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Callable {
    /// A function by the number of its name in the program, and what the type parameters in that name stand for.
    Function(u32, EnvironmentId),
    /// The body of a closure, and what the type parameters of the function stand for in which it is made.
    Closure(FunctionId, EnvironmentId),
    /// The body of a coroutine, and the same.
    Coroutine(FunctionId, EnvironmentId),
    /// The methods of a type that has become `dyn`.
    Methods(TypeId),
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkTarget {
    /// A place: a cell and the way into it.
    Place(CellId, Path),
    /// Code.
    Callable(Callable),
}

/// What a value leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// Where to.
    pub target: LinkTarget,
    /// Whether the value itself leads there; otherwise something in it may.
    pub is_exact: bool,
}

impl Link {
    /// A link of the value itself.
    pub fn exact(target: LinkTarget) -> Link {
        Link { target, is_exact: true }
    }

    /// A link of something in the value.
    pub fn vague(self) -> Link {
        Link { is_exact: false, ..self }
    }

    /// The cell that it leads into.
    pub fn cell(&self) -> Option<CellId> {
        match self.target {
            LinkTarget::Place(cell, _) => Some(cell),
            LinkTarget::Callable(_) => None,
        }
    }

    /// Whether what the other one leads to is in what this one vaguely leads to.
    pub(super) fn covers(&self, other: &Link) -> bool {
        match (self.target, other.target) {
            (LinkTarget::Place(cell, path), LinkTarget::Place(other_cell, other_path)) => {
                !self.is_exact && cell == other_cell && path.is_prefix_of(&other_path)
            }
            _ => false,
        }
    }

    /// A vague link to what both ways into one cell have in common.
    pub(super) fn common(&self, other: &Link) -> Link {
        match (self.target, other.target) {
            (LinkTarget::Place(cell, path), LinkTarget::Place(_, other_path)) => {
                let steps = path.steps().iter().zip(other_path.steps());
                let length = steps.take_while(|(left, right)| left == right).count();
                Link { target: LinkTarget::Place(cell, Path::new(&path.steps()[..length]).0), is_exact: false }
            }
            _ => *self,
        }
    }
}
