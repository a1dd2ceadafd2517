//! What all that a value leads to is made of.
//!
//! ```text
//! _4 = (&_1, 3)      collapsed: what is in _1 and behind it, as one
//! ```

use rustc_hash::FxHashSet;

use super::body::Pass;
use super::link::{CellId, LinkTarget};
use super::place::Location;
use super::state::State;
use super::taint::{Origin, Root};
use super::tree::Tree;
use super::{Path, Step};

impl Pass<'_> {
    /// One node of everything in a value and behind its links. Its links are vague.
    pub(super) fn collapse(&mut self, state: &State, value: &Tree) -> Tree {
        if value.is_bottom() {
            return Tree::BOTTOM;
        }
        if let Some(known) = self.memory.collapsed(state, value) {
            return known;
        }
        let mut seen: FxHashSet<(CellId, Path)> = FxHashSet::default();
        let mut roots: FxHashSet<(Root, Path)> = FxHashSet::default();
        let mut flat = Tree::BOTTOM;
        let mut queue = vec![value.flattened()];
        while let Some(next) = queue.pop() {
            for link in next.links() {
                if let LinkTarget::Place(cell, path) = link.target
                    && seen.insert((cell, path))
                {
                    queue.push(self.read_at(state, &Location { cell, path, is_exact: true }).flattened());
                }
            }
            for taint in next.taints() {
                if let Origin::Input { root, path, .. } = taint.origin
                    && roots.insert((root, path))
                {
                    self.written_below(state, root, &path, &mut seen, &mut queue);
                }
            }
            flat = flat.join(&next);
        }
        let taints = flat.taints().iter().map(super::Taint::whole).collect();
        let links = flat.links().iter().map(|link| link.vague()).collect();
        let collapsed = Tree::of(taints, links);
        self.memory.put_collapsed(state, value, &collapsed);
        collapsed
    }

    /// What was written since to what an input leads to.
    fn written_below(
        &mut self,
        state: &State,
        root: Root,
        path: &Path,
        seen: &mut FxHashSet<(CellId, Path)>,
        queue: &mut Vec<Tree>,
    ) {
        let path = path.without_indices();
        for (below, cell) in self.cells.inputs(root) {
            if path.is_prefix_of(below) {
                if let Some(reading) = &mut self.reading {
                    reading.cells.insert(*cell);
                }
                if let Some(content) = state.get(*cell)
                    && seen.insert((*cell, Path::EMPTY))
                {
                    queue.push(content.flattened());
                }
            }
        }
    }

    /// Where writes through a value go: what it leads to itself, or through its parts.
    pub(super) fn writable(&mut self, value: &Tree) -> Vec<Location> {
        let mut found = self.dereferenced(value).at;
        let mut more = Vec::new();
        value.visit(&mut Vec::new(), &mut |path: &[Step], node| {
            if !path.is_empty() {
                more.extend(node.links.iter().filter_map(|link| match link.target {
                    LinkTarget::Place(cell, path) => Some(Location { cell, path, is_exact: false }),
                    LinkTarget::Callable(_) => None,
                }));
            }
        });
        found.append(&mut more);
        found
    }
}
