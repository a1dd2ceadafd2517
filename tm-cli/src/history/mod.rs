//! The history of the code, from git.
//!
//! ```text
//! model ──observe──▶ when was each annotation changed, and when its code      tm_core::freshness judges
//! tm-review/ ──reviews──▶ what was reviewed                                   the same
//! ```

pub mod blame;
pub mod difference;
pub mod git;
pub mod observe;
pub mod repository;
pub mod reviews;
pub mod revision;
pub mod scratch;
pub mod source;
pub mod sources;
pub mod worktree;
