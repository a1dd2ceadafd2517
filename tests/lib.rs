//! Compiles the examples of the pages.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

#[cfg(doctest)]
#[doc = include_str!("../docs/taint.md")]
mod taint {}
