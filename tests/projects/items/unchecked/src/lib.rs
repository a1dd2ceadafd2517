//! What `forbid(unsafe_code)` does not let in.

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

/// An unsafe function.
///
/// # Safety
///
/// There is nothing to observe.
#[element(Process)]
pub unsafe fn danger() {}

/// An exported function.
#[element(Process)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unchecked_export() {}

/// An exported function, annotated below the attribute.
#[unsafe(export_name = "unchecked_other")]
#[element(Process)]
pub extern "C" fn other() {}

/// A mutable static.
#[element(Datastore)]
pub static mut COUNTER: u32 = 0;

/// An unsafe trait.
///
/// # Safety
///
/// There is nothing to observe.
#[element(Process, marker = MarkElement)]
pub unsafe trait Mark {}

/// A type.
#[derive(Clone, Copy, Debug)]
pub struct Thing;

#[element(Process)]
unsafe impl Mark for Thing {}

dataflow! { danger -> unchecked_export: "unsafe functions" }
dataflow! { other -> COUNTER: "and a mutable static" }
dataflow! { MarkElement -> Thing: "and an unsafe trait" }
