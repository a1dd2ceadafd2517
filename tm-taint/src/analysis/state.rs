//! What is in the cells at one point of a body.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cell::{CellKind, Cells};
use super::link::CellId;
use super::taint::Taint;
use super::tree::Tree;

/// The contents of the cells, sorted by cell. A cell of the caller's that nothing wrote to yet is not in it: it is as the caller left
/// it. A local that is not in it has nothing.
///
/// Copies share their contents until one of them is written to.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    cells: Arc<Vec<(CellId, Tree)>>,
    version: Version,
}

/// States of one version are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Version(u64);

impl Version {
    fn new() -> Version {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Version(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

impl State {
    /// What was written to a cell.
    pub(super) fn get(&self, cell: CellId) -> Option<&Tree> {
        self.at(cell).ok().map(|at| &self.cells[at].1)
    }

    /// A number that changes with each change.
    pub(super) fn version(&self) -> Version {
        self.version
    }

    fn at(&self, cell: CellId) -> Result<usize, usize> {
        self.cells.binary_search_by_key(&cell, |(own, _)| *own)
    }

    fn cells_mut(&mut self) -> &mut Vec<(CellId, Tree)> {
        self.version = Version::new();
        Arc::make_mut(&mut self.cells)
    }

    /// Sets the content of a cell.
    pub(super) fn set(&mut self, cell: CellId, tree: Tree) {
        match self.at(cell) {
            Ok(at) if self.cells[at].1.is_same(&tree) => {}
            Ok(at) => self.cells_mut()[at].1 = tree,
            Err(at) => self.cells_mut().insert(at, (cell, tree)),
        }
    }

    /// Forgets a cell: a local has nothing after it was moved away.
    pub(super) fn forget(&mut self, cell: CellId) {
        if let Ok(at) = self.at(cell) {
            self.cells_mut().remove(at);
        }
    }

    /// Forgets the locals, which come first, that are not wanted any more, or have nothing.
    pub(super) fn keep_locals(&mut self, count: u32, is_wanted: impl Fn(u32) -> bool) {
        let is_kept = |(cell, tree): &(CellId, Tree)| cell.0 >= count || !tree.is_bottom() && is_wanted(cell.0);
        if !self.cells.iter().all(is_kept) {
            self.cells_mut().retain(is_kept);
        }
    }

    /// Takes another state in; answers whether that told anything new.
    pub(super) fn join(&mut self, other: &State, cells: &Cells) -> bool {
        if Arc::ptr_eq(&self.cells, &other.cells) {
            return false;
        }
        let mut is_changed = false;
        let mut joined = Vec::with_capacity(self.cells.len().max(other.cells.len()));
        let (mut own, mut theirs) = (self.cells.iter().peekable(), other.cells.iter().peekable());
        loop {
            let (left, right) = match (own.peek(), theirs.peek()) {
                (None, None) => break,
                (Some(_), None) => (own.next(), None),
                (None, Some(_)) => (None, theirs.next()),
                (Some((left, _)), Some((right, _))) => match left.cmp(right) {
                    std::cmp::Ordering::Less => (own.next(), None),
                    std::cmp::Ordering::Greater => (None, theirs.next()),
                    std::cmp::Ordering::Equal => (own.next(), theirs.next()),
                },
            };
            let Some((cell, _)) = left.or(right) else { break };
            let initial = || initial(cells.kind(*cell));
            let tree = match (left, right) {
                (Some((_, left)), Some((_, right))) => left.join(right),
                (Some((_, left)), None) => left.join(&initial()),
                (_, right) => initial().join(&right.map_or(Tree::BOTTOM, |(_, tree)| tree.clone())),
            };
            is_changed |= match left {
                Some((_, left)) => !left.is_same(&tree),
                None => !tree.is_bottom(),
            };
            joined.push((*cell, tree));
        }
        if is_changed {
            *self = State { cells: Arc::new(joined), version: Version::new() };
        }
        is_changed
    }

    /// Whether the same was written to the same cells.
    pub(super) fn is_same(&self, other: &State) -> bool {
        let is_same =
            |((cell, tree), (other, theirs)): (&(CellId, Tree), &(CellId, Tree))| cell == other && tree.is_same(theirs);
        Arc::ptr_eq(&self.cells, &other.cells)
            || self.cells.len() == other.cells.len() && self.cells.iter().zip(other.cells.iter()).all(is_same)
    }

    /// What has another content than before.
    pub(super) fn changes(&self, before: &State) -> Vec<(CellId, Tree)> {
        if Arc::ptr_eq(&self.cells, &before.cells) {
            return Vec::new();
        }
        let is_changed = |(cell, tree): &&(CellId, Tree)| before.get(*cell).is_none_or(|own| !own.is_same(tree));
        self.cells.iter().filter(is_changed).cloned().collect()
    }

    /// Cuts all trees off below a depth.
    pub(super) fn limit(&mut self, depth: u8) {
        if self.cells.iter().any(|(_, tree)| tree.depth() > depth) {
            for (_, tree) in self.cells_mut() {
                *tree = tree.limited(depth);
            }
        }
    }
}

/// What is in a cell that nothing was written to.
pub(super) fn initial(kind: CellKind) -> Tree {
    match kind {
        CellKind::Input(root, path) => Tree::taint(Taint::input(root, path)),
        _ => Tree::BOTTOM,
    }
}
