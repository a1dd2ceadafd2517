//! `cargo tm diff` in real git repositories, and what runs it in continuous integration.

#[cfg(unix)]
mod ci;
mod commits;
#[cfg(unix)]
mod interrupted;
mod repository;
mod story;
mod untouched;

#[path = "../support/cargo_tm.rs"]
mod support;
