//! Every command of the real program, on the examples, on model files and on crates of these tests.
//!
//! `TM_BLESS=1 cargo test --package tm-tests --test commands` writes `golden/` anew.

mod bare;
mod help;
mod init;
mod judged;
mod noise;
mod policy;
mod stages;
mod terminal;
mod threats;
mod workspace;

#[path = "../support/cargo_tm.rs"]
mod support;
