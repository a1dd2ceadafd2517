//! The history of the code, from git.

pub mod git;
