//! What a data-flow diagram shows, whatever the language it is written in.
//!
//! ```text
//! Internet ┊ Visitor ┊ ──(1) Visitor enters comments──▶ ┊ Web server ┊ Web
//! ```
//!
//! The model's options hold: replies merged with their requests, unused elements left out, repeated flows drawn once.
//! A flow is drawn when both its ends are, so no arrow hangs in the air, and one that says levels of its own at those only.

use crate::decide::Assessment;
use crate::model::{
    BoundaryId, Dataflow, DataflowId, Duplicates, Element, ElementId, Entity, Known, Model, Source, Target, Value,
};
use crate::render::{node_key, words};
use crate::threat::Severity;
use tm_schema::Class;

/// What of the model is drawn, and in which colours.
#[derive(Clone, Copy, Debug, Default)]
pub struct DfdOptions<'a> {
    /// Only elements of one of these levels, and the flows between them; empty for all. An element without written
    /// levels is of level 0, and a flow without is of those of its ends.
    pub levels: &'a [i64],
    /// Colour everything by the worst finding on it that nobody has decided: red for Very High, yellow for High to Low,
    /// green for less or none.
    pub colours: Option<&'a Assessment>,
}

/// A diagram before it has a language.
pub(super) struct Drawing {
    /// The elements that stand in no boundary, and the outermost boundaries.
    pub(super) outside: Inside,
    /// The arrows, in the model's order.
    pub(super) arrows: Vec<Arrow>,
    /// Whether findings decide the colours; boundaries then keep out of it.
    pub(super) is_coloured: bool,
}

/// What stands in one boundary.
#[derive(Default)]
pub(super) struct Inside {
    pub(super) nodes: Vec<Node>,
    pub(super) clusters: Vec<Cluster>,
}

/// A boundary.
pub(super) struct Cluster {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) inside: Inside,
}

/// An element.
pub(super) struct Node {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) colour: Colour,
}

/// A flow, or a flow and its replies.
pub(super) struct Arrow {
    pub(super) source: String,
    pub(super) sink: String,
    /// One label for each flow that the arrow stands for.
    pub(super) labels: Vec<String>,
    pub(super) points_both_ways: bool,
    pub(super) colour: Colour,
}

/// How an element looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Square,
    Circle,
    DoubleCircle,
    Cylinder,
    Hexagon,
    RoundedBox,
}

/// How urgent something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    Plain,
    OutOfScope,
    Red,
    Yellow,
    Green,
}

/// Decides what is drawn.
pub(super) fn drawing(model: &Model, options: &DfdOptions<'_>) -> Drawing {
    let drafter = Drafter { model, options };
    let shown: Vec<_> = model.element_ids().map(|id| drafter.shows(id)).collect();
    Drawing {
        outside: drafter.inside(None, &shown),
        arrows: drafter.arrows(&shown),
        is_coloured: options.colours.is_some(),
    }
}

struct Drafter<'a> {
    model: &'a Model,
    options: &'a DfdOptions<'a>,
}

impl Drafter<'_> {
    fn shows(&self, id: ElementId) -> bool {
        let is_used = || self.model.dataflows.iter().any(|flow| flow.source == id || flow.sink == id);
        let levels = levels(&self.model.element(id).entity).map_or(&[0][..], |(levels, _)| levels);
        self.is_at(levels) && (!self.model.options.ignore_unused || is_used())
    }

    fn is_at(&self, levels: &[i64]) -> bool {
        self.options.levels.is_empty() || levels.iter().any(|level| self.options.levels.contains(level))
    }

    /// Whether nobody wrote other levels on the flow than those that are drawn.
    fn may_show(&self, flow: &Dataflow) -> bool {
        match levels(&flow.entity) {
            Some((levels, Known { source: Source::Written(_), .. })) => self.is_at(levels),
            _ => true,
        }
    }

    fn inside(&self, boundary: Option<BoundaryId>, shown: &[bool]) -> Inside {
        let elements = self.model.elements_in(boundary).filter(|(id, _)| shown[id.index()]);
        let clusters = self.model.boundaries_in(boundary).map(|id| Cluster {
            key: node_key::boundary(self.model, id),
            name: self.model.boundary(id).entity.name.clone(),
            inside: self.inside(Some(id), shown),
        });
        let empty = |it: &Inside| it.nodes.is_empty() && it.clusters.is_empty();
        Inside {
            nodes: elements.map(|(id, element)| self.node(id, element)).collect(),
            clusters: clusters.filter(|it| !self.model.options.ignore_unused || !empty(&it.inside)).collect(),
        }
    }

    fn node(&self, id: ElementId, element: &Element) -> Node {
        Node {
            key: node_key::element(self.model, id),
            name: element.entity.name.clone(),
            shape: shape(element.entity.class),
            colour: self.colour(&element.entity, &[Target::Element(id)]),
        }
    }

    fn arrows(&self, shown: &[bool]) -> Vec<Arrow> {
        let mut hidden = vec![false; self.model.dataflows.len()];
        if self.model.options.on_duplicates == Duplicates::Hide {
            for (repeated, _) in crate::model::duplicates(self.model) {
                hidden[repeated.index()] = true;
            }
        }
        for id in self.model.dataflow_ids() {
            let flow = self.model.dataflow(id);
            let is_shown = shown[flow.source.index()] && shown[flow.sink.index()] && self.may_show(flow);
            hidden[id.index()] |= !is_shown;
        }
        let merged = |flow: &Dataflow| {
            let request = flow.response_to.filter(|_| self.model.options.merge_responses);
            request.filter(|request| !hidden[request.index()])
        };
        let visible = || self.model.dataflow_ids().filter(|id| !hidden[id.index()]);
        let arrow = |id: DataflowId| {
            let flow = self.model.dataflow(id);
            let mut flows = vec![id];
            flows.extend(visible().filter(|reply| merged(self.model.dataflow(*reply)) == Some(id)));
            let targets: Vec<_> = flows.iter().map(|id| Target::Dataflow(*id)).collect();
            Arrow {
                source: node_key::element(self.model, flow.source),
                sink: node_key::element(self.model, flow.sink),
                labels: flows.iter().map(|id| label(self.model.dataflow(*id))).collect(),
                points_both_ways: flows.len() > 1,
                colour: self.colour(&flow.entity, &targets),
            }
        };
        visible().filter(|id| merged(self.model.dataflow(*id)).is_none()).map(arrow).collect()
    }

    fn colour(&self, entity: &Entity, targets: &[Target]) -> Colour {
        if !entity.in_scope() {
            return Colour::OutOfScope;
        }
        let Some(assessment) = self.options.colours else { return Colour::Plain };
        let open =
            assessment.findings.iter().filter(|it| it.decision.is_open() && targets.contains(&it.finding.target));
        match open.map(|it| it.finding.severity).max() {
            Some(Severity::VeryHigh) => Colour::Red,
            Some(Severity::High | Severity::Medium | Severity::Low) => Colour::Yellow,
            Some(Severity::VeryLow | Severity::Info) | None => Colour::Green,
        }
    }
}

/// The name of a flow, with its number if it has one: `(3) Insert query`.
pub(in crate::render) fn label(flow: &Dataflow) -> String {
    let name = words::one_line(&flow.entity.name);
    match flow.order {
        Some(order) => format!("({order}) {name}"),
        None => name,
    }
}

/// The levels that are known of a thing, unless there are none.
fn levels(entity: &Entity) -> Option<(&[i64], &Known)> {
    let known = entity.values.iter().find(|known| known.attribute.get().name == "levels")?;
    match &known.value {
        Value::Ints(levels) if !levels.is_empty() => Some((levels, known)),
        _ => None,
    }
}

fn shape(class: Class) -> Shape {
    match class {
        Class::Server | Class::Process | Class::Device | Class::Pipeline => Shape::Circle,
        Class::SetOfProcesses => Shape::DoubleCircle,
        Class::Datastore => Shape::Cylinder,
        Class::LLM | Class::Agent => Shape::Hexagon,
        Class::Lambda => Shape::RoundedBox,
        _ => Shape::Square,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::fixture;

    /// The drawing in short: nodes by boundary, then arrows.
    fn sketch(model: serde_json::Value, levels: &[i64]) -> String {
        fn inside(it: &Inside) -> String {
            let nodes = it.nodes.iter().map(|node| node.name.clone());
            let clusters = it.clusters.iter().map(|cluster| format!("{}[{}]", cluster.name, inside(&cluster.inside)));
            nodes.chain(clusters).collect::<Vec<_>>().join(" ")
        }
        let drawing = drawing(&fixture::model(model), &DfdOptions { levels, colours: None });
        let mut text = inside(&drawing.outside);
        for arrow in drawing.arrows {
            let tip = if arrow.points_both_ways { "<->" } else { "->" };
            text += &format!("; {} {tip} {}: {}", arrow.source, arrow.sink, arrow.labels.join(" | "));
        }
        text
    }

    #[test]
    fn a_flow_may_say_levels_of_its_own() {
        let model = |levels: &str| {
            let flow = match levels {
                "" => json!({ "source": "a", "sink": "b", "name": "ask" }),
                it => json!({ "source": "a", "sink": "b", "name": "ask", "levels": [it.parse::<i64>().unwrap()] }),
            };
            json!({
                "elements": [{ "id": "a", "class": "Actor", "levels": [0, 1] },
                             { "id": "b", "class": "Server", "levels": [1, 2] }],
                "flows": [flow],
            })
        };
        for (levels, drawn, expected) in [
            ("", &[1][..], "a b; e_a -> e_b: ask"),
            ("", &[0, 2], "a b; e_a -> e_b: ask"),
            ("2", &[1], "a b"),
            ("2", &[1, 2], "a b; e_a -> e_b: ask"),
            ("2", &[], "a b; e_a -> e_b: ask"),
            ("0", &[0], "a"),
        ] {
            assert_eq!(sketch(model(levels), drawn), expected, "{levels} {drawn:?}");
        }
    }

    fn two_flows(more: serde_json::Value) -> serde_json::Value {
        let mut model = json!({
            "boundaries": [{ "id": "outer" }, { "id": "inner", "within": "outer" }, { "id": "void" }],
            "elements": [
                { "id": "a", "class": "Actor", "levels": [0, 1] },
                { "id": "b", "class": "Server", "boundary": "inner" },
                { "id": "c", "class": "Datastore", "boundary": "outer", "levels": [1] },
                { "id": "idle", "class": "Process", "boundary": "void" },
            ],
            "flows": [
                { "source": "a", "sink": "b", "name": "ask", "reply": { "name": "answer" } },
                { "source": "a", "sink": "b", "name": "ask again" },
                { "source": "a", "sink": "c", "name": "look" },
            ],
        });
        model.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        model
    }

    #[test]
    fn options_hold() {
        let cases: [(serde_json::Value, &[i64], &str); 6] = [
            (
                json!({}),
                &[],
                "a outer[c inner[b]] void[idle]; e_a -> e_b: ask; e_b -> e_a: answer; e_a -> e_b: ask again; e_a -> e_c: look",
            ),
            (
                json!({ "merge_responses": true, "ignore_unused": true }),
                &[],
                "a outer[c inner[b]]; e_a <-> e_b: ask | answer; e_a -> e_b: ask again; e_a -> e_c: look",
            ),
            (
                json!({ "on_duplicates": "Hide" }),
                &[],
                "a outer[c inner[b]] void[idle]; e_a -> e_b: ask; e_b -> e_a: answer; e_a -> e_c: look",
            ),
            (
                json!({ "is_ordered": true, "merge_responses": true }),
                &[0],
                "a outer[inner[b]] void[idle]; e_a <-> e_b: (1) ask | (2) answer; e_a -> e_b: (3) ask again",
            ),
            (json!({}), &[1], "a outer[c inner[]] void[]; e_a -> e_c: look"),
            (json!({}), &[7], "outer[inner[]] void[]"),
        ];
        for (options, levels, expected) in cases {
            assert_eq!(sketch(two_flows(options.clone()), levels), expected, "{options} {levels:?}");
        }
    }
}
