//! Keep the threat model in the code: annotate items, let the compiler check, let `cargo tm` report.
//!
//! ```text
//! #[boundary] pub struct Internet;
//! #[element(Actor, boundary = Internet)] pub struct Visitor;
//! #[element(Server, os = "Linux")] pub async fn post_comment() { /* the real handler */ }
//! dataflow! { Visitor -> post_comment: "Visitor enters comments", protocol = "HTTP" }
//! ```
//!
//! Each macro leaves the item as it is and adds one constant, a declaration. With `debug_assertions` the linker
//! gathers them and a hook before `main` can write them out for `cargo tm`; without, only the type-level checks remain
//! and a production build holds no text of the model.
//!
//! Nothing here is named like one of the macros: `use tm::{data, model}` imports every namespace, and a module of that
//! name would clash with the user's own.

#![no_std]
#![deny(missing_docs)]

// What needs an operating system: only these parts use `std`, and only a build with `debug_assertions` has them.
#[cfg(all(debug_assertions, any(unix, windows), not(any(target_family = "wasm", target_os = "aix"))))]
extern crate std;
#[cfg(all(debug_assertions, any(unix, windows), not(any(target_family = "wasm", target_os = "aix"))))]
mod export;
#[cfg(all(debug_assertions, any(unix, windows), not(any(target_family = "wasm", target_os = "aix"))))]
mod hook;

mod declaration;
mod reference;
mod registry;

pub use reference::{Boundary, Data, Element};
pub use threat_model_macros::{boundary, data, dataflow, element, model};

/// What the macros' expansions name. Not for people: it may change with every version.
#[doc(hidden)]
pub mod __private {
    pub use crate::declaration::{Declaration, Entry, Span, Value};
    pub use crate::reference::{Boundary, Data, Element, fallback};
    pub use inventory;
}
