//! `#[tokio::main]` above the annotation.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

use tm::element;

/// Runs.
#[tokio::main]
#[element(Process)]
async fn main() {
    println!("ran");
}
