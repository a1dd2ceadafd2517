//! Taint analysis on the side of cargo: from the user's packages to the intermediate representation of their crates.
//!
//! ```text
//! cargo tm taint ──▶ cargo check ──▶ cargo-tm as wrapper ──▶ rustc, with flags that print what it has built
//!       ▲                                   │ front end of tm-taint
//!       └──────── web-0123….tmir ◀──────────┘      beside libweb-0123….rmeta; the text is deleted
//! ```
//!
//! cargo's freshness is the cache: a crate that cargo does not check again has its file from last time. A file that is
//! gone, or that another version or compiler wrote, is noticed when it is read; then cargo checks that crate anew.
//!
//! What surprises: the compiler prints MIR only where unstable flags are allowed, so `RUSTC_BOOTSTRAP` is set, for
//! those calls alone. Build scripts and proc macros, and what they try out with the compiler, see it as it is.

mod call;
mod coverage;
mod dump;
mod ir_file;
mod models;
mod orders;
mod read;
mod rules;
mod toolchain;
pub mod wrapper;

pub use coverage::CoverageReport;
pub(crate) use coverage::how;
pub use ir_file::Head;
pub use models::model_files;
pub use read::{MadeOf, ReadCrate, ReadProgram, Wanted, read};
pub use rules::{Rules, policy_rule};
