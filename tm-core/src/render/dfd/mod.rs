//! Data-flow diagrams: the same drawing, in the languages that tools read.
//!
//! ```text
//! Model + DfdOptions ──▶ drawing ──▶ svg | dot | mermaid | plantuml
//! ```

mod dot;
#[cfg(test)]
pub(in crate::render) mod dot_reader;
mod drawing;
mod mermaid;
mod plantuml;
mod svg;
mod view;
mod wrap;

pub use dot::dot;
pub(in crate::render) use drawing::label;
pub use drawing::{Details, DfdOptions};
pub use mermaid::mermaid;
pub use plantuml::plantuml;
pub use svg::svg;
pub use view::View;
