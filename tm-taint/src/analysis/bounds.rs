//! What a pass may still do: its work has a bound, which grows with the body, and so have calls that follow from each other.

use super::body::Pass;

impl Pass<'_> {
    /// Whether what follows from a call is looked at further.
    pub(super) fn may_invoke(&self) -> bool {
        let limits = &self.limits;
        self.depth <= limits.maximum_invocation_depth
            && self.applications <= limits.maximum_applications
            && self.has_room()
            && !self.is_too_much()
    }

    /// Whether so much was put together that the body is gone through anew with less detail.
    pub(super) fn is_too_much(&self) -> bool {
        !self.is_coarse && self.effort > self.per_block(self.engine.limits.maximum_detail, 32)
    }

    /// Whether so little was read and written up to now that all may be looked at.
    pub(super) fn has_room(&self) -> bool {
        self.work <= self.room()
    }

    /// Whether so much was that no block is looked at again.
    pub(super) fn is_exhausted(&self) -> bool {
        self.work > self.room() * 2
    }

    fn room(&self) -> u64 {
        self.per_block(self.engine.limits.maximum_work, 16)
    }

    /// A limit for each block, where a small body counts as one of so many.
    fn per_block(&self, limit: u32, least: usize) -> u64 {
        u64::from(limit) * self.body.blocks.len().max(least) as u64
    }

    /// How many nodes a tree may have: few where a method of any type is called, which looks at values in all ways that there are.
    pub(super) fn tree_width(&self) -> u32 {
        let width = self.limits.maximum_tree_width;
        if self.any_of.is_empty() && self.has_room() { width * 2 } else { width / 4 }
    }
}
