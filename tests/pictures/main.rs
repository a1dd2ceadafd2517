//! The pictures that `cargo tm` draws itself: that they are true, whole, and the same every time.
//!
//! They are read back from the SVG: what counts is what a reader sees, not what the layout engine says.

mod dfd;
mod models;
mod reader;
mod sequence;

#[path = "../support/cargo_tm.rs"]
mod support;
