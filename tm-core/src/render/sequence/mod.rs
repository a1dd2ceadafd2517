//! Sequence diagrams: who sends what to whom, from top to bottom.
//!
//! Participants stand in declaration order; flows follow in the model's order, replies dashed, with their notes.

mod mermaid;
mod plantuml;
#[cfg(test)]
pub(in crate::render) mod plantuml_reader;

pub use mermaid::mermaid;
pub use plantuml::plantuml;

use crate::model::{Dataflow, Element, ElementId, Model, Value};

/// The elements that take part: all, or those that some flow touches if the model leaves out the others.
fn participants(model: &Model) -> impl Iterator<Item = (ElementId, &Element)> {
    let is_used = |id| model.dataflows.iter().any(|flow| flow.source == id || flow.sink == id);
    let all = model.element_ids().map(|id| (id, model.element(id)));
    all.filter(move |(id, _)| !model.options.ignore_unused || is_used(*id))
}

/// The note written on a flow.
fn note(flow: &Dataflow) -> Option<&str> {
    let known = flow.entity.values.iter().find(|known| known.attribute.get().name == "note")?;
    if let Value::Text(text) = &known.value { Some(text.as_str()).filter(|text| !text.is_empty()) } else { None }
}
