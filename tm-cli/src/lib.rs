//! The `cargo tm` command: the only crate of the workspace that touches cargo, git, files and the terminal.

pub mod project;
pub mod shell;
