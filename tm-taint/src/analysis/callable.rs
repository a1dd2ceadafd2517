//! The code that a value leads to.
//!
//! ```text
//! let f = || read(&path);      `f` leads to the body of the closure, and `&Some(f)` does, further down
//! ```

use super::body::Pass;
use super::link::{Callable, LinkTarget};
use super::path::{Path, Step};
use super::place::Location;
use super::state::State;
use super::taint::{Origin, Root};
use super::tree::Tree;

/// Code that a value leads to.
pub(super) struct Found {
    pub(super) callable: Callable,
    /// The closure or coroutine itself.
    pub(super) value: Tree,
    /// Where it is.
    pub(super) place: Option<Location>,
}

impl Pass<'_> {
    /// The code that a value leads to, and whether it may lead to code that only callers know.
    pub(super) fn callables(&mut self, state: &State, value: &Tree) -> (Vec<Found>, bool) {
        let mut has_input = false;
        let mut level: Vec<(Tree, Option<Location>)> = vec![(value.clone(), None)];
        for _ in 0..6 {
            let mut found = Vec::new();
            let mut next: Vec<(Tree, Option<Location>)> = Vec::new();
            for (tree, place) in &level {
                has_input |= is_input(tree);
                for link in tree.links() {
                    if let LinkTarget::Callable(callable) = link.target {
                        found.push(Found { callable, value: tree.clone(), place: *place });
                    }
                }
            }
            // `Methods` alone says which type it is; the code of a closure lies deeper.
            let is_enough = found.iter().any(|it| !matches!(it.callable, Callable::Methods(_)));
            if is_enough {
                return (found, has_input);
            }
            for (tree, _) in &level {
                for link in tree.links() {
                    if let LinkTarget::Place(cell, path) = link.target {
                        let place = Location { cell, path, is_exact: link.is_exact };
                        next.push((self.read_at(state, &place), Some(place)));
                        // A box of `dyn` says what methods there are for what is in it.
                        if let Some((&Step::DEREF, before)) = path.steps().split_last() {
                            let holder = Location { path: Path::new(before).0, ..place };
                            let holder = self.read_at(state, &holder);
                            has_input |= is_input(&holder);
                            found.extend(holder.links().iter().filter_map(|link| match link.target {
                                LinkTarget::Callable(callable @ Callable::Methods(_)) => {
                                    Some(Found { callable, value: holder.clone(), place: None })
                                }
                                _ => None,
                            }));
                        }
                    }
                }
                let is_inside =
                    |step: Step| step.is_index() || [Step::DEREF, Step::field(0), Step::ELEMENT].contains(&step);
                let parts = tree.node().map_or(&[][..], |node| &node.children);
                let parts = parts.iter().filter(|child| is_inside(child.step));
                next.extend(parts.map(|child| (child.tree.clone(), None)));
            }
            if !found.is_empty() {
                let deeper: Vec<Found> = next
                    .iter()
                    .flat_map(|(tree, place)| {
                        tree.links().iter().filter_map(move |link| match link.target {
                            LinkTarget::Callable(callable @ (Callable::Closure(..) | Callable::Coroutine(..))) => {
                                Some(Found { callable, value: tree.clone(), place: *place })
                            }
                            _ => None,
                        })
                    })
                    .collect();
                if !deeper.is_empty() {
                    let methods = found.into_iter();
                    return (methods.chain(deeper).collect(), has_input);
                }
                return (found, has_input);
            }
            if next.is_empty() || next.len() > 64 {
                break;
            }
            level = next;
        }
        (Vec::new(), has_input)
    }
}

/// Whether a value may lead to code that callers know. What they put into things that the function gives away is not searched for code.
fn is_input(tree: &Tree) -> bool {
    let is_of_callers =
        |origin| matches!(origin, Origin::Input { root: Root::Parameter(_) | Root::Outcome { .. }, .. });
    tree.taints().iter().any(|taint| is_of_callers(taint.origin))
}
