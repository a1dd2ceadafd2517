//! The cells of a body's memory.

use rustc_hash::FxHashMap;

use super::link::CellId;
use super::path::Path;
use super::taint::Root;
use crate::ir::Symbol;

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CellKind {
    /// A local of the body.
    Local(u32),
    /// What something of the caller's leads to: the way ends with a `Deref`.
    Input(Root, Path),
    /// What a call allocates, by its block and a number. Other threads may write to it at any time.
    Heap(u32, u32),
    /// What a call allocates that other threads do not see.
    Own(u32, u32),
    /// A static or thread local.
    Static(Symbol),
    /// Something that a call needs for a moment, by its block and a number.
    Scratch(u32, u32),
}

/// The cells of one body: the locals first.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    kinds: Vec<CellKind>,
    ids: FxHashMap<CellKind, CellId>,
    inputs: FxHashMap<Root, Vec<(Path, CellId)>>,
    input_cells: Vec<CellId>,
}

impl Cells {
    /// The cells of a body of so many locals.
    pub(super) fn new(locals: usize) -> Cells {
        Cells {
            kinds: (0..locals as u32).map(CellKind::Local).collect(),
            ids: FxHashMap::default(),
            inputs: FxHashMap::default(),
            input_cells: Vec::new(),
        }
    }

    /// The cell of a kind.
    pub(super) fn id(&mut self, kind: CellKind) -> CellId {
        if let CellKind::Local(local) = kind {
            return CellId(local);
        }
        if let Some(known) = self.ids.get(&kind) {
            return *known;
        }
        let id = CellId(self.kinds.len() as u32);
        self.kinds.push(kind);
        self.ids.insert(kind, id);
        if let CellKind::Input(root, path) = kind {
            self.inputs.entry(root).or_default().push((path, id));
            self.input_cells.push(id);
        }
        id
    }

    /// The cells that something of a root leads to, with the ways to them.
    pub(super) fn inputs(&self, root: Root) -> &[(Path, CellId)] {
        self.inputs.get(&root).map_or(&[], Vec::as_slice)
    }

    /// All cells of the caller's, in the order in which they became known.
    pub(super) fn input_cells(&self) -> &[CellId] {
        &self.input_cells
    }

    /// What a cell is.
    pub(super) fn kind(&self, cell: CellId) -> CellKind {
        self.kinds[cell.0 as usize]
    }

    /// All cells, in the order of their numbers.
    pub(super) fn kinds(&self) -> &[CellKind] {
        &self.kinds
    }
}
