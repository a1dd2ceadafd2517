//! The dependency under another name.

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

use threat::{boundary, data, dataflow, element};

/// A boundary.
#[boundary(crate = threat)]
#[derive(Clone, Copy, Debug)]
pub struct Zone;

/// A function.
#[element(Process, crate = threat, boundary = Zone)]
pub fn serve() {}

/// Data.
#[data(crate = threat)]
#[derive(Clone, Copy, Debug)]
pub struct Thing;

/// A type with methods.
#[derive(Clone, Copy, Debug)]
pub struct Service;

#[element(Server, crate = threat)]
impl Service {
    /// A method.
    #[element(Process, crate = threat)]
    pub fn call(self) {}
}

dataflow! { serve -> Service: "under another name", crate = threat, data = [Thing]; reply "back", data = [Thing] }
