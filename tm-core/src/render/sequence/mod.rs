//! Sequence diagrams: who sends what to whom, from top to bottom.
//!
//! ```text
//! Model ──participants, messages──▶ svg | mermaid | plantuml
//! ```
//!
//! Participants stand in declaration order, in the picture as [`svg()`] says; flows follow in the model's order,
//! replies dashed, with their notes. A flow that repeats another is left out if the model hides repeated flows.

mod mermaid;
mod plantuml;
#[cfg(test)]
pub(in crate::render) mod plantuml_reader;
mod svg;

pub use mermaid::mermaid;
pub use plantuml::plantuml;
pub use svg::{SequenceOptions, svg};

use crate::model::{Dataflow, DataflowId, Duplicates, Element, ElementId, Model, Value, duplicates};

/// The elements that take part: all, or those that some flow touches if the model leaves out the others.
fn participants(model: &Model) -> impl Iterator<Item = (ElementId, &Element)> {
    let mut is_drawn = vec![!model.options.ignore_unused; model.elements.len()];
    for flow in &model.dataflows {
        is_drawn[flow.source.index()] = true;
        is_drawn[flow.sink.index()] = true;
    }
    model.element_ids().filter(move |id| is_drawn[id.index()]).map(|id| (id, model.element(id)))
}

/// The flows that are drawn, in the model's order.
fn messages(model: &Model) -> impl Iterator<Item = (DataflowId, &Dataflow)> {
    let mut is_hidden = vec![false; model.dataflows.len()];
    if model.options.on_duplicates == Duplicates::Hide {
        for (repeated, _) in duplicates(model) {
            is_hidden[repeated.index()] = true;
        }
    }
    model.dataflow_ids().filter(move |id| !is_hidden[id.index()]).map(|id| (id, model.dataflow(id)))
}

/// The note written on a flow.
fn note(flow: &Dataflow) -> Option<&str> {
    let known = flow.entity.values.iter().find(|known| known.attribute.get().name == "note")?;
    if let Value::Text(text) = &known.value { Some(text.as_str()).filter(|text| !text.is_empty()) } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::{fixture, picture};

    #[test]
    fn repeated_flows_are_left_out_where_the_model_says_so() {
        let model = |on_duplicates: &str| {
            fixture::model(json!({
                "on_duplicates": on_duplicates,
                "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Server" }],
                "flows": [
                    { "source": "a", "sink": "b", "name": "ask" },
                    { "source": "a", "sink": "b", "name": "ask again", "note": "as before" },
                    { "source": "a", "sink": "b", "name": "ask in private", "protocol": "HTTPS" },
                ],
            }))
        };
        for (on_duplicates, expected) in
            [("Keep", &["ask", "ask again", "ask in private"][..]), ("Hide", &["ask", "ask in private"])]
        {
            let model = model(on_duplicates);
            let names: Vec<_> = messages(&model).map(|(_, flow)| flow.entity.name.as_str()).collect();
            assert_eq!(names, expected);
            let picture = svg(&model, &SequenceOptions::default(), picture::Frame::Page);
            assert_eq!(picture.matches("class=\"tm-flow").count(), expected.len(), "{picture}");
            for text in [plantuml(&model), mermaid(&model)] {
                let labels = text.lines().filter(|line| line.contains(": ask"));
                assert_eq!(labels.count(), expected.len(), "{text}");
                assert_eq!(text.contains("as before"), on_duplicates == "Keep", "{text}");
            }
        }
    }
}
