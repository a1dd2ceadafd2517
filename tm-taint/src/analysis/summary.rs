//! What callers need to know of a function.
//!
//! ```text
//! fn set(p: &mut P, s: String) { p.a = s }
//!     effect   what parameter 1 leads to: field 0 is parameter 2, the rest as it was
//! fn run(c: &str)
//!     sink     what is behind parameter 1 reaches Command
//! fn twice(f: impl Fn(String) -> String, s: String) -> String { f(f(s)) }
//!     calls    0: parameter 1 with parameter 2       1: parameter 1 with the outcome of 0
//!     result   the outcome of 1
//! ```

use std::sync::Arc;

use super::cell::CellKind;
use super::link::CellId;
use super::path::Path;
use super::taint::{Exclusions, KindId, Origin, Root, Taint, Way};
use super::trace::Trace;
use super::tree::Tree;
use crate::graph::Environment;
use crate::program::FunctionId;

/// What callers need to know of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// What the cells are that the trees' links speak of.
    pub cells: Vec<CellKind>,
    /// The result.
    pub result: Tree,
    /// What is in cells of the caller's, statics and allocations when it returns, where that is not what was in them.
    pub effects: Vec<(CellId, Tree)>,
    /// What of the caller's reaches sinks.
    pub sinks: Vec<SinkFlow>,
    /// The calls that only callers can resolve.
    pub invocations: Vec<Invocation>,
    /// Whether what is not declared flows as it does through unknown functions.
    pub is_partial: bool,
}

/// Something of the caller's that reaches a sink.
#[derive(Clone, Debug)]
pub struct SinkFlow {
    /// What of the caller's.
    pub root: Root,
    /// The way into it; anything there counts.
    pub path: Path,
    /// The kind of sink.
    pub kind: KindId,
    /// What is ruled out on the way.
    pub excluded: Option<Arc<Exclusions>>,
    /// A parameter in which there must be something from a source of this kind, so that it is a sink.
    pub given: Option<(u32, KindId)>,
    /// Features of the way, and its steps inside this function up to the call, the last one first.
    pub way: Arc<Way>,
    /// The call in this function and the steps after it.
    pub trace: Arc<Trace>,
}

impl SinkFlow {
    pub(super) fn leaf(&self) -> (FunctionId, Option<crate::ir::Span>) {
        self.trace.leaf()
    }

    /// Takes another way in, which this one stands for from now on.
    pub(super) fn absorb(&mut self, other: &Way) {
        let features = self.way.features.union(other.features);
        let always = self.way.always.intersection(other.always);
        if features != self.way.features || always != self.way.always {
            self.way = Arc::new(Way { features, always, trace: self.way.trace.clone() });
        }
    }

    /// What makes two flows one.
    pub(super) fn key(&self) -> SinkKey {
        (self.root, self.path, self.kind, self.excluded.clone(), self.leaf())
    }
}

pub(super) type SinkKey = (Root, Path, KindId, Option<Arc<Exclusions>>, (FunctionId, Option<crate::ir::Span>));

/// Steps are not compared, as in [`super::Taint`].
impl PartialEq for SinkFlow {
    fn eq(&self, other: &SinkFlow) -> bool {
        self.key() == other.key() && self.way.features == other.way.features && self.way.always == other.way.always
    }
}

impl Eq for SinkFlow {}

/// A call that only callers can resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// Where it stands: the function in whose body the call is written, and its block.
    pub origin: (FunctionId, u32),
    /// Its number among those of one call of a model.
    pub part: u32,
    /// What is called.
    pub target: InvocationTarget,
    /// What the type parameters of the function in whose body it is written stand for, in terms of this one's.
    pub environment: Environment,
    /// What it is given: a callable or future first.
    pub arguments: Vec<Tree>,
}

/// What a call that only callers can resolve calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InvocationTarget {
    /// What the call names where it is written, when types are known.
    Named,
    /// A function that was a value, by the number of its name.
    Function(u32),
    /// The callable in the first argument, with the others.
    Callable,
    /// The future in the first argument.
    Poll,
    /// The callable in the first argument, with what others choose: the second one.
    Handler,
}

/// Whether something in a cell is what the caller left there, and no news.
pub(super) fn is_as_it_was(cell: CellKind, taint: &Taint) -> bool {
    match (cell, taint.origin) {
        (CellKind::Input(of, at), Origin::Input { root, path, is_whole: false }) => {
            root == of && at.is_prefix_of(&path)
        }
        _ => false,
    }
}
