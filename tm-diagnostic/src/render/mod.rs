//! Diagnostics as text, one format a file.
//!
//! A renderer decides nothing: it shows every diagnostic it is given, in the order given, and equal input gives equal
//! bytes.

mod cargo_message;
mod github;
mod human;
mod json;
mod quote;
mod region;
mod sarif;
mod visible;

pub use cargo_message::{Origin, cargo_message};
pub use github::github;
pub use human::{Style, human};
pub use json::json;
pub use sarif::sarif;
