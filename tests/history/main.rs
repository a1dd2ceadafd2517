//! The model against the code's history: `cargo tm stale` and `cargo tm review` on real git repositories, with fixed dates.
//!
//! `TM_BLESS=1 cargo test --package tm-tests --test history` writes `golden/history` anew.

mod places;
mod repository;
mod reviews;
mod verdicts;

#[path = "../support/cargo_tm.rs"]
mod support;
