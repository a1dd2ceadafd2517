//! `cargo tm serve`: the report in a browser, anew with every save.
//!
//! ```text
//! watch ─change─▶ produce ─documents, or what went wrong─▶ preview ◀─asks─ routes ◀─ http ◀─ listen ◀── browser
//! (the main thread: one build at a time)                      └──events──▶ page/preview.js, which reloads the report
//! ```
//!
//! Whoever asks gets what lies in memory: no request opens a file, starts a build or writes anything. What surprises:
//! an address of this machine is not private to it. Any web site may send requests there, hence the checks in `routes`.

pub mod ansi;
pub mod http;
pub mod listen;
pub mod page;
pub mod preview;
pub mod produce;
pub mod routes;
pub mod watch;
