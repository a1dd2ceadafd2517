//! The threat model of a development machine in a cloud.
//!
//! Nothing of this system is written in Rust. The model is, so that it is versioned, reviewed and checked like code.

#![deny(warnings, missing_docs)]

pub mod threat_model;
