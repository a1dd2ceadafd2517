//! The history of the code, from git.

pub mod git;
pub mod revision;
pub mod scratch;
pub mod worktree;
