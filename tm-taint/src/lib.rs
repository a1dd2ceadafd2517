//! Taint analysis of Rust code.
//!
//! ```text
//! rustc's dump ──front──▶ ir ──graph──▶ callees ──analysis──▶ summaries, issues ──▶ report
//! ```
//!
//! The engine never sees the compiler's text, only [`ir`]; `front` is the only place that knows how MIR is spelt.

pub mod analysis;
pub mod front;
pub mod graph;
pub mod ir;
pub mod model;
mod program;
pub mod report;

pub use program::{FunctionId, ImplOf, Program};
