//! A binary whose `main` is an element, and whose paths are those of the library.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    unused,
    dead_code,
    non_camel_case_types,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub
)]

use bare as _;
use older as _;
use quiet as _;
use renamed as _;
use tm::{dataflow, element};
use unchecked as _;

/// The same path as the library's `items::functions`.
#[element(Process)]
mod functions {}

/// Starts everything.
#[element(Process, id = "main")]
fn main() {
    items::local::caller();
    println!("ran");
}

dataflow! { main -> items::functions::plain: "from the binary to the library" }
