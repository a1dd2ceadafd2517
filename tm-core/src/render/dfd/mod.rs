//! Data-flow diagrams: the same drawing, in the languages that tools read.
//!
//! ```text
//! Model + DfdOptions ──▶ drawing ──▶ dot | mermaid | plantuml
//! ```

mod dot;
#[cfg(test)]
pub(in crate::render) mod dot_reader;
mod drawing;
mod mermaid;
mod plantuml;
mod wrap;

pub use dot::dot;
pub use drawing::DfdOptions;
pub(in crate::render) use drawing::label;
pub use mermaid::mermaid;
pub use plantuml::plantuml;
