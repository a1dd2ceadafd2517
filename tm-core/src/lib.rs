//! The engine of `cargo tm`: from what was written to what should be read.
//!
//! ```text
//! declared ──▶ model ──▶ check     faults of the model's text      Vec<Diagnostic>
//!                 └────▶ evaluate  threats that apply              Vec<Finding>
//!                           └────▶ decide  what was decided        Assessment
//!                                     ├──▶ ask     what to say next   Vec<Question>
//!                                     ├──▶ compare what a change did  Comparison
//!                                     └──▶ render  documents       text
//! ```
//!
//! One direction only: a stage knows the types of the stages before it. Text comes in and values come out: nothing here
//! opens a file, prints, reads a clock or exits.

pub mod ask;
pub mod check;
pub mod code;
pub mod compare;
pub mod condition;
pub mod config;
pub mod decide;
pub mod declared;
pub mod evaluate;
pub mod freshness;
pub mod model;
pub mod render;
pub mod threat;
