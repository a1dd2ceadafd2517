//! Compiles the examples of the pages.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
