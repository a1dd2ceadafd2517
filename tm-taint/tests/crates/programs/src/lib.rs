//! What the programs share.

#![allow(unused, clippy::all)]

pub mod actix_web_programs;
pub mod archives;
pub mod axum_programs;
pub mod clap_programs;
pub mod databases;
pub mod formats;
pub mod http_programs;
pub mod hyper_programs;
pub mod logs;
pub mod pages;
pub mod reqwest_programs;
pub mod rocket_programs;
pub mod small_http;
pub mod standard;
pub mod standard_sinks;
pub mod tokio_programs;
pub mod warp_programs;

/// What comes from outside.
pub fn input() -> String {
    String::new()
}

/// The same as a number.
pub fn number() -> usize {
    0
}

/// The same as bytes.
pub fn bytes() -> Vec<u8> {
    Vec::new()
}

/// Where it must not get to.
pub fn sink<T>(_: T) {}
