//! A package that an override compiles without debug assertions.

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

use tm::{dataflow, element};

/// Not in the export.
#[element(Process)]
pub fn quiet() {}

dataflow! { quiet -> quiet: "not in the export" }
