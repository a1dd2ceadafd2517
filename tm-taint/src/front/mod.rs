//! From what the compiler prints to the intermediate representation.
//!
//! ```text
//! rustc -Zdump-mir=built ──files──▶ mir ──▶ Crate, Coverage
//!       source files ──────────────▶ source ──┘
//! ```
//!
//! This is the only place that knows how rustc spells MIR. It opens no file: texts come in, values come out.

mod coverage;
mod impls;
mod mir;
mod names;
pub mod probe;
mod read;
mod source;
mod tables;

pub use coverage::{Coverage, Miss, MissKind};

use crate::ir::{Crate, Tables};

/// A number that changes with the sources of the front end and of the intermediate representation: what one revision has kept of a
/// crate, another reads anew.
pub const REVISION: &str = env!("TM_TAINT_REVISION");

/// What one run of the compiler has written, and where its sources are.
pub struct Dump<'a> {
    /// The crate's name as rustc was given it: `guestbook`, underscores for hyphens.
    pub crate_name: &'a str,
    /// Names that other crates have in this one's source instead of their own: `db` for `my_store`.
    pub renamed: &'a [(String, String)],
    /// The crate's root file as rustc was given it: `src/lib.rs`. Spans name files in the same way.
    pub root: &'a str,
    /// The files that `-Zdump-mir=built` has written, in any order.
    pub files: Vec<DumpFile>,
    /// The text of a source file by the name that spans have, if it is at hand.
    pub sources: &'a dyn Fn(&str) -> Option<String>,
}

/// One file of the dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpFile {
    /// Its name, without folder: `demo.{impl#0}-put.1-1-000.built.after.mir`.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// Reads one crate. What is not understood is counted and stands in the crate as unknown, so there is no error.
pub fn read(dump: &Dump<'_>, tables: &mut Tables) -> (Crate, Coverage) {
    read::krate(dump, tables)
}
