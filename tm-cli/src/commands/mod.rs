//! One command a file: its arguments, and one `run` that calls the library.

pub mod baseline;
pub mod check;
pub mod describe;
pub mod dfd;
pub mod diff;
pub mod elements;
pub mod explain;
pub mod findings;
pub mod import;
pub mod init;
pub mod model;
pub mod questions;
pub mod report;
pub mod review;
pub mod seq;
pub mod serve;
pub mod sql;
pub mod stale;
pub mod taint;
pub mod threats;
