//! Functions, closures and constants by where they stand, and the type parameters in scope there.

use std::rc::Rc;

use crate::ir::{Symbol, Tables};

/// A function, closure or constant of a file.
#[derive(Clone, Debug)]
pub(in crate::front) struct Region {
    /// First line and column, last line and the column behind; counted from one.
    pub(in crate::front) span: [u32; 4],
    pub(in crate::front) scope: Scope,
    /// Of a function: its path, or that of its impl block and its name; see [`function_key`].
    pub(super) key: Option<String>,
    /// The one around it, by its number.
    parent: Option<usize>,
}

/// A type or constant parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::front) struct Generic {
    /// As [`anonymous_parameter`](crate::front::names::anonymous_parameter) writes it where it has no name of its own.
    pub(in crate::front) name: String,
    /// Whether it is `impl Trait` in the place of a parameter's type.
    pub(in crate::front) is_anonymous: bool,
}

/// The parameters in scope.
#[derive(Clone, Debug, Default)]
pub(in crate::front) struct Scope {
    /// From the outermost on; those of the function itself come last.
    all: Rc<Vec<Generic>>,
    /// How many of them are the function's own.
    own: usize,
}

impl Scope {
    /// This scope with those of a function inside.
    pub(super) fn with(&self, own: Vec<Generic>) -> Scope {
        let count = own.len();
        let all = self.all.iter().cloned().chain(own).collect();
        Scope { all: Rc::new(all), own: count }
    }

    /// The same parameters, of which a closure owns none.
    pub(in crate::front) fn inside(&self) -> Scope {
        Scope { all: Rc::clone(&self.all), own: 0 }
    }

    pub(in crate::front) fn iter(&self) -> impl Iterator<Item = &Generic> {
        self.all.iter()
    }

    pub(in crate::front) fn has(&self, name: &str) -> bool {
        self.all.iter().any(|it| !it.is_anonymous && it.name == name)
    }

    pub(in crate::front) fn has_anonymous(&self, name: &str) -> bool {
        self.all.iter().any(|it| it.is_anonymous && it.name == name)
    }

    /// The function's own parameters.
    pub(in crate::front) fn own(&self, tables: &mut Tables) -> Box<[Symbol]> {
        let own = &self.all[self.all.len() - self.own..];
        own.iter().map(|it| tables.symbols.intern(&it.name)).collect()
    }
}

impl Region {
    pub(super) fn new(span: [u32; 4], scope: Scope, key: Option<String>) -> Region {
        Region { span, scope, key, parent: None }
    }

    fn holds(&self, (line, column): (u32, u32)) -> bool {
        let [from_line, from_column, to_line, to_column] = self.span;
        (from_line, from_column) <= (line, column) && (line, column) <= (to_line, to_column)
    }
}

/// What identifies a function in an impl block, by the place of that.
pub(super) fn function_key((file, line, column): (&str, u32, u32), name: &str) -> String {
    format!("{file}:{line}:{column}>{name}")
}

/// Puts regions in order, and notes which one is around which.
pub(super) fn sort(regions: &mut [Region]) {
    regions.sort_by_key(|it| {
        let [line, column, end_line, end_column] = it.span;
        (line, column, std::cmp::Reverse((end_line, end_column)))
    });
    let mut open: Vec<usize> = Vec::new();
    for index in 0..regions.len() {
        let start = (regions[index].span[0], regions[index].span[1]);
        while open.last().is_some_and(|it| !regions[*it].holds(start)) {
            open.pop();
        }
        regions[index].parent = open.last().copied();
        open.push(index);
    }
}

/// The smallest region around a place.
pub(super) fn innermost(regions: &[Region], place: (u32, u32)) -> Option<&Region> {
    let before = regions.partition_point(|it| (it.span[0], it.span[1]) <= place);
    let mut at = before.checked_sub(1);
    while let Some(index) = at {
        if regions[index].holds(place) {
            return Some(&regions[index]);
        }
        at = regions[index].parent;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_region_is_found() {
        let spans = [[1, 1, 9, 2], [2, 5, 4, 6], [3, 1, 3, 9], [6, 1, 6, 5], [11, 1, 12, 2]];
        let mut regions: Vec<_> = spans.into_iter().rev().map(|it| Region::new(it, Scope::default(), None)).collect();
        sort(&mut regions);
        let at = |line, column| innermost(&regions, (line, column)).map(|it| it.span);
        assert_eq!(at(3, 4), Some([3, 1, 3, 9]));
        assert_eq!(at(4, 1), Some([2, 5, 4, 6]));
        assert_eq!(at(5, 1), Some([1, 1, 9, 2]));
        assert_eq!(at(8, 1), Some([1, 1, 9, 2]));
        assert_eq!(at(10, 1), None);
        assert_eq!(at(12, 1), Some([11, 1, 12, 2]));
    }
}
