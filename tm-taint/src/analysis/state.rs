//! What is in the cells at one point of a body.

use super::cell::{CellKind, Cells};
use super::link::CellId;
use super::taint::Taint;
use super::tree::Tree;

/// The contents of the cells, sorted by cell. A cell of the caller's that nothing wrote to yet is not in it: it is as the caller left
/// it. A local that is not in it has nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct State(Vec<(CellId, Tree)>);

impl State {
    /// What was written to a cell.
    pub(super) fn get(&self, cell: CellId) -> Option<&Tree> {
        self.0.binary_search_by_key(&cell, |(own, _)| *own).ok().map(|at| &self.0[at].1)
    }

    /// Sets the content of a cell.
    pub(super) fn set(&mut self, cell: CellId, tree: Tree) {
        match self.0.binary_search_by_key(&cell, |(own, _)| *own) {
            Ok(at) => self.0[at].1 = tree,
            Err(at) => self.0.insert(at, (cell, tree)),
        }
    }

    /// Forgets a cell: a local has nothing after it was moved away.
    pub(super) fn forget(&mut self, cell: CellId) {
        if let Ok(at) = self.0.binary_search_by_key(&cell, |(own, _)| *own) {
            self.0.remove(at);
        }
    }

    /// Forgets the locals, which come first, that are not wanted any more, or have nothing.
    pub(super) fn keep_locals(&mut self, count: u32, is_wanted: impl Fn(u32) -> bool) {
        self.0.retain(|(cell, tree)| cell.0 >= count || !tree.is_bottom() && is_wanted(cell.0));
    }

    /// Takes another state in; answers whether that told anything new.
    pub(super) fn join(&mut self, other: &State, cells: &Cells) -> bool {
        let mut is_changed = false;
        let mut joined = Vec::with_capacity(self.0.len().max(other.0.len()));
        let (mut own, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
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
        self.0 = joined;
        is_changed
    }

    /// Whether the same was written to the same cells.
    pub(super) fn is_same(&self, other: &State) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|((cell, tree), (other, theirs))| cell == other && tree.is_same(theirs))
    }

    /// Cuts all trees off below a depth.
    pub(super) fn limit(&mut self, depth: u8) {
        for (_, tree) in &mut self.0 {
            *tree = tree.limited(depth);
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
