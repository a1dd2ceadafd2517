//! What was made of values in one state, for as long as that state stays as it is.
//!
//! ```text
//! table[n](&context)      the table has twenty functions: what is in and behind `context` is gathered once, not twenty times
//! ```

use rustc_hash::FxHashMap;

use super::state::{State, Version};
use super::tree::Tree;

/// What was made of trees, by their addresses. The trees are kept, so that no other one gets the address of one that is gone.
#[derive(Debug, Default)]
pub(super) struct Memory {
    version: Version,
    collapsed: FxHashMap<usize, (Tree, Tree)>,
    exported: FxHashMap<(usize, u8), (Tree, Tree)>,
}

impl Memory {
    /// Forgets everything: something changed that is not in states.
    pub(super) fn clear(&mut self) {
        self.collapsed.clear();
        self.exported.clear();
    }

    fn in_state(&mut self, state: &State) -> &mut Memory {
        if self.version != state.version() {
            self.version = state.version();
            self.clear();
        }
        self
    }

    /// What a tree was collapsed to.
    pub(super) fn collapsed(&mut self, state: &State, tree: &Tree) -> Option<Tree> {
        self.in_state(state).collapsed.get(&tree.address()).map(|(_, known)| known.clone())
    }

    /// Remembers what a tree was collapsed to.
    pub(super) fn put_collapsed(&mut self, state: &State, tree: &Tree, result: &Tree) {
        self.in_state(state).collapsed.insert(tree.address(), (tree.clone(), result.clone()));
    }

    /// What a tree was exported as.
    pub(super) fn exported(&mut self, state: &State, tree: &Tree, depth: u8) -> Option<Tree> {
        self.in_state(state).exported.get(&(tree.address(), depth)).map(|(_, known)| known.clone())
    }

    /// Remembers what a tree was exported as.
    pub(super) fn put_exported(&mut self, state: &State, tree: &Tree, depth: u8, result: &Tree) {
        self.in_state(state).exported.insert((tree.address(), depth), (tree.clone(), result.clone()));
    }
}
