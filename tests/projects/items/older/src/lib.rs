//! A package of an older edition.

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

use tm::{boundary, data, dataflow, element};

/// A module named like a keyword of later editions.
pub mod gen {
    /// A function.
    #[tm::element(Process)]
    pub fn make() {}
}

/// A boundary.
#[boundary]
#[derive(Clone, Copy, Debug)]
pub struct Zone;

/// Data.
#[data]
#[derive(Clone, Copy, Debug)]
pub struct Thing<T>(pub T);

/// A function.
#[element(Process, boundary = Zone)]
pub async fn older(of: &str) -> usize {
    of.len()
}

dataflow! { older -> crate::gen::make: "in an older edition", data = [Thing<u8>] }
