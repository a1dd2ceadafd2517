//! Every command of the real program, on the examples, on model files and on crates of these tests.
//!
//! `TM_BLESS=1 cargo test --package tm-tests --test commands` writes `golden/` anew.

mod bare;
mod help;
mod init;
mod judged;
mod noise;
#[cfg(unix)]
mod open;
mod policy;
mod serve;
mod source_links;
mod stages;
mod terminal;
mod threats;
mod workspace;

#[path = "../support/server.rs"]
mod server;
#[path = "../support/cargo_tm.rs"]
mod support;
use support as cargo_tm;
