//! Reading and writing places.
//!
//! ```text
//! _3 = &mut _1.0;      _3 leads to (_1, [0])
//! (*_3).2 = move _4;   written at (_1, [0, 2]), instead of what was there: _3 leads nowhere else
//! ```
//!
//! Instead of, and not besides: where the place is one (no element of a collection), in one cell that is the body's own or a
//! parameter's, and nothing else it may be.

use super::body::Pass;
use super::cell::CellKind;
use super::link::{CellId, LinkTarget};
use super::path::{Path, Step};
use super::state::{State, initial};
use super::taint::{Origin, Root, Taint};
use super::tree::Tree;
use super::{feature, spelling, types};
use crate::ir::{Operand, Place, Projection};

/// A place in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Location {
    pub(super) cell: CellId,
    pub(super) path: Path,
    /// Whether it is this place, not something in it.
    pub(super) is_exact: bool,
}

impl Location {
    pub(super) fn whole(cell: CellId) -> Location {
        Location { cell, path: Path::EMPTY, is_exact: true }
    }

    pub(super) fn then(self, step: Step) -> Location {
        match self.path.then(step) {
            Some(path) if self.is_exact => Location { path, ..self },
            _ => Location { is_exact: false, ..self },
        }
    }
}

/// Where a place may be, and what is there that is in no cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Locations {
    pub(super) at: Vec<Location>,
    pub(super) floating: Tree,
}

impl Locations {
    fn then(&mut self, step: Step) {
        for location in &mut self.at {
            *location = location.then(step);
        }
        self.floating = self.floating.child(step);
    }
}

impl Pass<'_> {
    /// Where a place may be.
    pub(super) fn locate(&mut self, state: &State, place: &Place) -> Locations {
        let mut found = Locations { at: vec![Location::whole(CellId(place.local.0))], floating: Tree::BOTTOM };
        let program = self.engine.program;
        let mut type_id = Some(self.body.locals[place.local.0 as usize].type_id);
        let mut variant = None;
        let mut is_shifted = false;
        for projection in &place.projections {
            match projection {
                Projection::Field(..) if type_id.is_some_and(|it| types::is_union(program, it)) => {
                    found.then(Step::field(0));
                }
                Projection::Field(number, _) => {
                    let name = || spelling::name_of_field(program, type_id?, variant, *number);
                    let floating = self.part(&found.floating, Step::field(*number), name);
                    found.then(Step::field(*number));
                    found.floating = floating;
                }
                Projection::Variant(name) => found.then(Step::variant(*name)),
                Projection::Index(_) | Projection::ConstantIndex { .. } => {
                    let of = type_id.filter(|_| !is_shifted);
                    let step = self.element(of, projection);
                    found.then(step);
                }
                Projection::Subslice { from, .. } => is_shifted = *from > 0,
                Projection::Deref if type_id.is_some_and(|it| types::is_box(program, it)) => {
                    // A box holds its value, unless an unknown function gave it and it leads elsewhere.
                    found.then(Step::DEREF);
                }
                Projection::Deref => {
                    let value = self.read(state, &found);
                    found = self.dereferenced(&value);
                }
            }
            variant = if let Projection::Variant(name) = projection { Some(*name) } else { None };
            type_id = type_id.and_then(|it| types::after(program, it, projection));
        }
        found
    }

    /// What a value leads to when it is a pointer.
    pub(super) fn dereferenced(&mut self, value: &Tree) -> Locations {
        let mut found = Locations::default();
        let own = value.own_child(Step::DEREF);
        if let Some(child) = own {
            found.floating = child.tree.clone();
        }
        if own.is_some_and(|child| child.is_cut) {
            return found;
        }
        for taint in value.taints() {
            match taint.origin {
                Origin::Input { root, path, is_whole: false } => match path.then(Step::DEREF) {
                    Some(path) => {
                        let location = self.pointee(root, path);
                        if !found.at.contains(&location) {
                            found.at.push(location);
                        }
                    }
                    None => found.floating = found.floating.join(&Tree::taint(taint.whole())),
                },
                _ => found.floating = found.floating.join(&Tree::taint(taint.clone())),
            }
        }
        for link in value.links() {
            match link.target {
                LinkTarget::Place(cell, path) => found.at.push(Location { cell, path, is_exact: link.is_exact }),
                LinkTarget::Callable(_) if !link.is_exact => found.floating = found.floating.join(&Tree::link(*link)),
                LinkTarget::Callable(_) => {}
            }
        }
        found
    }

    /// Where the pointer at the end of a way into something of the caller's leads to: a cell of its own or, where there are too many of
    /// them, somewhere in the nearest one on the way.
    fn pointee(&mut self, root: Root, path: Path) -> Location {
        let path = path.without_indices();
        let inputs = self.cells.inputs(root);
        let limits = &self.engine.limits;
        let is_room = !self.is_widening
            && !self.is_coarse
            && inputs.len() < limits.maximum_input_cells
            && self.cells.input_cells().len() < limits.maximum_input_cells_in_all;
        if is_room || inputs.iter().any(|(own, _)| *own == path) {
            return Location::whole(self.cells.id(CellKind::Input(root, path)));
        }
        let above = inputs.iter().filter(|(own, _)| own.is_prefix_of(&path)).max_by_key(|(own, _)| own.len());
        match above {
            Some((above, cell)) => {
                let rest = &path.steps()[above.len()..path.len() - 1];
                Location { cell: *cell, path: Path::new(rest).0, is_exact: false }
            }
            None => Location::whole(self.cells.id(CellKind::Input(root, path))),
        }
    }

    /// What is at locations.
    pub(super) fn read(&mut self, state: &State, from: &Locations) -> Tree {
        let mut value = from.floating.clone();
        for location in &from.at {
            let content = self.read_at(state, location);
            if from.at.len() > 1 || !location.is_exact {
                self.effort += u64::from(content.size());
            }
            value = value.join(&content);
        }
        if from.at.len() > 1 {
            value = value.narrowed(self.tree_width());
        }
        value
    }

    /// What is at one location.
    pub(super) fn read_at(&mut self, state: &State, location: &Location) -> Tree {
        let content = self.content(state, location.cell);
        self.work += u64::from(content.size());
        let kind = self.cells.kind(location.cell);
        let tree = self.part_at(content, &location.path, || self.type_of_cell(kind));
        if location.is_exact { tree } else { tree.join(&tree.flattened()) }
    }

    /// What is in a cell.
    pub(super) fn content(&mut self, state: &State, cell: CellId) -> Tree {
        match self.cells.kind(cell) {
            CellKind::Heap(block, number) => {
                self.see_heap(cell);
                let own = self.heap.get(&cell).cloned().unwrap_or_default();
                own.join(&Tree::taint(Taint::input(Root::Heap(block, number), Path::EMPTY)))
            }
            CellKind::Static(path) => {
                self.see_heap(cell);
                self.statics.insert(path);
                let own = self.heap.get(&cell).cloned().unwrap_or_default();
                let content = own.join(&self.known.static_content(path));
                self.with_sources_of_static(content, path)
            }
            kind => {
                self.see(cell);
                state.get(cell).cloned().unwrap_or_else(|| initial(kind))
            }
        }
    }

    /// Notes that a cell of the state is read.
    pub(super) fn see(&mut self, cell: CellId) {
        if let Some(reading) = &mut self.reading {
            reading.cells.insert(cell);
        }
    }

    fn see_heap(&mut self, cell: CellId) {
        self.heap_read.insert(cell);
        if let Some(reading) = &mut self.reading {
            reading.heap.entry(cell).or_insert_with(|| self.heap.get(&cell).cloned());
        }
    }

    /// What is in a place.
    pub(super) fn read_place(&mut self, state: &State, place: &Place) -> Tree {
        let found = self.locate(state, place);
        let value = self.read(state, &found);
        let value = if self.begins_behind(place).is_some() { value.with_mixed_elements() } else { value };
        let value = self.with_declared_sources(value, place);
        self.sanitized_at(state, place, value)
    }

    /// What an operand is; a local that is moved has nothing after.
    pub(super) fn operand(&mut self, state: &mut State, operand: &Operand) -> Tree {
        match operand {
            Operand::Copy(place) => {
                let value = self.read_place(state, place);
                self.known_by_type(place, value)
            }
            Operand::Move(place) => {
                let value = self.read_place(state, place);
                let value = self.known_by_type(place, value);
                if place.projections.is_empty() {
                    state.forget(CellId(place.local.0));
                }
                value
            }
            Operand::Constant(constant) => self.constant(state, constant),
        }
    }

    /// What is read as a number carries no text any more, wherever it came from, and some errors never had any.
    fn known_by_type(&self, place: &Place, value: Tree) -> Tree {
        if value.is_bottom() {
            return value;
        }
        let program = self.engine.program;
        let Some(of) = types::of_place(program, self.body, place) else { return value };
        if types::is_error_without_text(program, of) {
            return Tree::BOTTOM;
        }
        if !types::is_scalar(program, of) {
            return value;
        }
        value.marked(feature::SCALAR)
    }

    /// Writes to a place.
    pub(super) fn assign(&mut self, state: &mut State, place: &Place, value: &Tree) {
        if place.projections.is_empty() {
            if place.local.0 == 0 {
                self.returned_sinks(state, value);
            }
            state.set(CellId(place.local.0), value.narrowed(self.tree_width()));
            return;
        }
        let value = self.sanitized_at(state, place, value.clone());
        self.sinks_at(state, place, &value);
        let found = self.locate(state, place);
        self.sinks_of_statics(state, &found.at, &value);
        self.write(state, &found.at, &value);
    }

    /// Writes to locations: instead of what was there, where there is one alone and it is exact.
    pub(super) fn write(&mut self, state: &mut State, to: &[Location], value: &Tree) {
        if let [location] = to {
            let is_strong = location.is_exact && !location.path.has_element();
            self.write_at(state, location, value, is_strong);
            return;
        }
        for location in to {
            self.write_at(state, location, value, false);
        }
    }

    /// Writes besides what was there.
    pub(super) fn add(&mut self, state: &mut State, to: &[Location], value: &Tree) {
        for location in to {
            self.write_at(state, location, value, false);
        }
    }

    fn write_at(&mut self, state: &mut State, location: &Location, value: &Tree, is_strong: bool) {
        let kind = self.cells.kind(location.cell);
        let room = self.limits.maximum_tree_depth.saturating_sub(location.path.len() as u8).max(1);
        let value = value.limited(room).narrowed(self.tree_width());
        let value = if location.is_exact { value } else { value.join(&value.flattened()) };
        let is_own = matches!(kind, CellKind::Own(..));
        if is_own || matches!(kind, CellKind::Heap(..) | CellKind::Static(_)) {
            let before = self.heap.get(&location.cell).cloned().unwrap_or_default();
            let after = before.written(location.path.steps(), &value, false).pruned();
            if !after.is_same(&before) && after != before {
                self.heap.insert(location.cell, after);
                self.memory.clear();
                self.is_heap_stale |= !is_own && self.heap_read.contains(&location.cell);
            }
            if !is_own {
                return;
            }
        }
        // One call may allocate several times.
        let is_strong = is_strong && !is_own;
        self.see(location.cell);
        let before = state.get(location.cell).cloned().unwrap_or_else(|| initial(kind));
        let after = before.written(location.path.steps(), &value, is_strong).pruned();
        let after = after.narrowed(self.tree_width().max(before.size()));
        self.work += u64::from(after.size());
        if !after.is_same(&before) {
            state.set(location.cell, after);
        }
    }
}

/// The input that a parameter is, for lowering.
pub(super) fn input(root: Root, path: Path) -> Tree {
    Tree::taint(Taint::input(root, path))
}
