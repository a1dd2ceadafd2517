//! How much is remembered. The names are Pysa's where it has the same.

/// Bounds that keep trees and traces small; what exceeds them is merged, not dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep a tree may be in a summary.
    pub maximum_tree_depth: u8,
    /// How many nodes a tree may have in a summary; in a body it may have twice as many.
    pub maximum_tree_width: u32,
    /// How deep a tree may be after a loop was gone through more than [`Limits::rounds_before_widening`] times.
    pub maximum_tree_depth_after_widening: u8,
    /// How often a block is looked at before trees are cut.
    pub rounds_before_widening: u32,
    /// How many calls that only callers can resolve a summary may have.
    pub maximum_invocations: usize,
    /// How many such calls may follow from another when they are resolved.
    pub maximum_invocation_depth: u32,
    /// Of how many types a value may be where that is not known; of a method that more of them have, nothing is known.
    pub maximum_implementations: usize,
    /// The same within a call of a method of a value that may be of several types.
    pub maximum_inner_implementations: usize,
    /// How many summaries may be applied in one call, those of the calls that follow from it included; what is called then is unknown.
    pub maximum_applications: u32,
    /// To how many places of one parameter's a function may tell apart what is written.
    pub maximum_input_cells: usize,
    /// The same for all parameters, and what comes out of calls that only callers can resolve, together.
    pub maximum_input_cells_in_all: usize,
    /// How many nodes of trees a pass over a body may put together for each of its blocks, of what is called and where a value may be in
    /// several places, before it begins anew and tells less apart: few parts of values, one place behind each of a caller's, one
    /// allocation for each call. A body of fewer than 32 blocks counts as one of 32.
    pub maximum_detail: u32,
    /// How many nodes of trees a pass over a body may read and write for each of its blocks before it follows calls no further than they
    /// are written, and tells little apart. A body of fewer than 16 blocks counts as one of 16.
    pub maximum_work: u32,
    /// How many allocations a summary may tell apart.
    pub maximum_heap_cells: usize,
    /// From how many ways into one parameter a summary may tell apart that one sink is reached.
    pub maximum_sinks: usize,
    /// How many calls of sinks of one kind a summary may tell apart that one parameter reaches; the nearest are kept.
    pub maximum_leaves: usize,
    /// How many steps a trace remembers; the taint is kept.
    pub maximum_trace_length: u16,
    /// How often a component of the call graph, and the whole program, is gone through at most.
    pub maximum_rounds: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            maximum_tree_depth: 8,
            maximum_tree_width: 48,
            maximum_tree_depth_after_widening: 4,
            rounds_before_widening: 6,
            maximum_invocations: 8,
            maximum_invocation_depth: 4,
            maximum_implementations: 32,
            maximum_inner_implementations: 4,
            maximum_applications: 160,
            maximum_input_cells: 24,
            maximum_input_cells_in_all: 48,
            maximum_detail: 128,
            maximum_work: 4_000,
            maximum_heap_cells: 12,
            maximum_sinks: 8,
            maximum_leaves: 8,
            maximum_trace_length: 64,
            maximum_rounds: 12,
        }
    }
}

impl Limits {
    /// Those of a body that is too much to be told apart in detail: few parts of values, one allocation for each call.
    pub(super) fn coarse(self) -> Limits {
        Limits {
            maximum_tree_depth: self.maximum_tree_depth.min(2),
            maximum_tree_width: self.maximum_tree_width / 4,
            maximum_heap_cells: 1,
            maximum_applications: self.maximum_applications / 4,
            maximum_sinks: 2,
            maximum_leaves: 2,
            rounds_before_widening: 2,
            ..self
        }
    }
}
