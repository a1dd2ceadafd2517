//! A library without the standard library.

#![no_std]
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

/// A struct.
#[element(Process)]
#[derive(Clone, Copy, Debug)]
pub struct Core;

/// A function.
#[element(Process)]
pub fn bare(of: Option<&str>) -> usize {
    of.map_or(0, str::len)
}

dataflow! { bare -> Core: "without std" }
