//! The front end on dumps that were recorded from real toolchains.

mod probe;
mod recorded;
mod source;
