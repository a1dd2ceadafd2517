//! Every kind of item that can be annotated, under lints that forgive nothing.

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

pub mod aliases;
pub mod attributes;
pub mod clashes;
pub mod configured;
pub mod findings;
pub mod functions;
pub mod generated;
pub mod generics;
pub mod local;
pub mod methods;
pub mod modules;
pub mod raw;
pub mod references;
pub mod traits;
pub mod types;
pub mod values;
pub mod visibility;

tm::model! {
    name = "Items", description = "Every kind of item.", is_ordered = true,
    assume("rustc works"), assume("Cargo does too", description = "Mostly.", exclude = [DO02, "ORG-001"])
}
