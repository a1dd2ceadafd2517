//! Diagnostics as text, one format a file.
//!
//! A renderer decides nothing: it shows every diagnostic it is given, in the order given, and equal input gives equal
//! bytes.

mod human;
mod json;
mod quote;
mod visible;

pub use human::{Style, human};
pub use json::json;
