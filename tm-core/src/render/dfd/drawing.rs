//! What a data-flow diagram shows, whatever the language it is written in.
//!
//! ```text
//! Internet ┊ Visitor ┊ ──(1) Visitor enters comments──▶ ┊ Web server ┊ Web
//! ```
//!
//! The model's options hold: replies merged with their requests, unused elements left out, repeated flows drawn once.
//! A flow is drawn when both its ends are, so no arrow hangs in the air, and one that says levels of its own at those only.

use std::collections::HashMap;

use crate::model::{BoundaryId, Dataflow, DataflowId, Duplicates, Entity, Known, Model, Source, Target, Value};
use crate::render::picture::{Mark, Marks};
use crate::render::{node_key, words};
use crate::threat::Severity;
use tm_schema::Class;

use super::view::{Seen, Thing, View};

/// What of the model is drawn, and in which colours.
#[derive(Clone, Copy, Debug, Default)]
pub struct DfdOptions<'a> {
    /// Which part of the model.
    pub view: View,
    /// Only elements of one of these levels, and the flows between them; empty for all. An element without written
    /// levels is of level 0, and a flow without is of those of its ends.
    pub levels: &'a [i64],
    /// Colour everything by the worst finding on it that nobody has decided: red for Very High, yellow for High to Low,
    /// green for less or none; pictures have a colour for each severity.
    pub colours: Option<&'a Marks>,
    /// What labels of flows say beside the name.
    pub details: Details,
}

/// What the label of a flow says beside its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The protocol, where it is known.
    pub protocol: bool,
    /// The data that it carries.
    pub data: bool,
}

/// A diagram before it has a language.
pub(super) struct Drawing {
    /// What stands in no boundary, and the outermost boundaries.
    pub(super) outside: Inside,
    /// The arrows, in the model's order.
    pub(super) arrows: Vec<Arrow>,
    /// Whether labels of flows say more than names.
    pub(super) is_detailed: bool,
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
    pub(super) id: BoundaryId,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) mark: Option<Mark>,
    pub(super) inside: Inside,
}

/// An element, or a boundary as one box.
pub(super) struct Node {
    pub(super) thing: Thing,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) mark: Option<Mark>,
    pub(super) colour: Colour,
}

/// A flow, or several that are drawn as one arrow.
pub(super) struct Arrow {
    pub(super) source: String,
    pub(super) sink: String,
    /// The flows that the arrow stands for; the first leads from its source to its sink.
    pub(super) flows: Vec<DataflowId>,
    /// What is written on it, in parts: one for each flow, or one for all where boxes hide the ends.
    pub(super) labels: Vec<String>,
    pub(super) points_both_ways: bool,
    pub(super) mark: Option<Mark>,
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
    /// A boundary as one box.
    Zone,
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
    let mut is_used = vec![false; model.elements.len()];
    for flow in &model.dataflows {
        is_used[flow.source.index()] = true;
        is_used[flow.sink.index()] = true;
    }
    let mut seen = options.view.of(model);
    let drafter = Drafter { model, options };
    for id in model.element_ids() {
        let levels = levels(&model.element(id).entity).map_or(&[0][..], |(levels, _)| levels);
        if !drafter.is_at(levels) || model.options.ignore_unused && !is_used[id.index()] {
            seen.things[id.index()] = None;
        }
    }
    Drawing {
        outside: drafter.outside(&seen),
        arrows: drafter.arrows(&seen),
        is_detailed: options.details != Details::default(),
        is_coloured: options.colours.is_some(),
    }
}

struct Drafter<'a> {
    model: &'a Model,
    options: &'a DfdOptions<'a>,
}

impl Drafter<'_> {
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

    /// Everything that is drawn, in its frames.
    fn outside(&self, seen: &Seen) -> Inside {
        let frame = |boundary| self.model.enclosing(boundary).find(|id| seen.frames[id.index()]);
        let around = |thing| match thing {
            Thing::Element(id) => frame(self.model.element(id).boundary),
            Thing::Boundary(id) => frame(self.model.boundary(id).within),
        };
        let mut inside: HashMap<Option<BoundaryId>, Inside> = HashMap::new();
        let mut hidden = self.hidden(seen);
        let empty = seen.empty.iter().filter(|_| !self.model.options.ignore_unused).map(|id| Thing::Boundary(*id));
        for thing in seen.things.iter().flatten().copied().chain(empty) {
            if let Some(targets) = hidden.remove(&thing) {
                inside.entry(around(thing)).or_default().nodes.push(self.node(thing, targets));
            }
        }
        // A frame is put into the one around it once all that it holds is there.
        let mut frames: Vec<_> = self.model.boundary_ids().filter(|id| seen.frames[id.index()]).collect();
        frames.sort_by_key(|id| (std::cmp::Reverse(self.model.enclosing(Some(*id)).count()), *id));
        for id in frames {
            let own = inside.remove(&Some(id)).unwrap_or_default();
            if self.model.options.ignore_unused && own.nodes.is_empty() && own.clusters.is_empty() {
                continue;
            }
            let cluster = Cluster {
                id,
                key: node_key::boundary(self.model, id),
                name: self.model.boundary(id).entity.name.clone(),
                mark: self.mark([Target::Boundary(id)]),
                inside: own,
            };
            inside.entry(frame(self.model.boundary(id).within)).or_default().clusters.push(cluster);
        }
        inside.remove(&None).unwrap_or_default()
    }

    /// What each box stands for: the element, or the boundary with everything inside.
    fn hidden(&self, seen: &Seen) -> HashMap<Thing, Vec<Target>> {
        let mut hidden: HashMap<Thing, Vec<Target>> = HashMap::new();
        for (id, thing) in self.model.element_ids().zip(&seen.things) {
            let Some(thing) = thing else { continue };
            hidden.entry(*thing).or_default().push(Target::Element(id));
        }
        for id in &seen.empty {
            hidden.entry(Thing::Boundary(*id)).or_default();
        }
        for id in self.model.boundary_ids() {
            for outer in self.model.enclosing(Some(id)) {
                if let Some(targets) = hidden.get_mut(&Thing::Boundary(outer)) {
                    targets.push(Target::Boundary(id));
                }
            }
        }
        for id in self.model.dataflow_ids() {
            let flow = self.model.dataflow(id);
            let [source, sink] = [flow.source, flow.sink].map(|end| seen.things[end.index()]);
            if let (Some(Thing::Boundary(_)), true) = (source, source == sink) {
                hidden.entry(source.expect("it is some")).or_default().push(Target::Dataflow(id));
            }
        }
        hidden
    }

    fn node(&self, thing: Thing, targets: Vec<Target>) -> Node {
        let (entity, key, shape) = match thing {
            Thing::Element(id) => {
                let entity = &self.model.element(id).entity;
                (entity, node_key::element(self.model, id), shape(entity.class))
            }
            Thing::Boundary(id) => (&self.model.boundary(id).entity, node_key::boundary(self.model, id), Shape::Zone),
        };
        let mark = self.mark(targets);
        let name = entity.name.clone();
        Node { thing, key, name, shape, mark, colour: self.colour(entity, mark) }
    }

    fn arrows(&self, seen: &Seen) -> Vec<Arrow> {
        let mut is_hidden: Vec<_> = seen.flows.iter().map(|is_seen| !is_seen).collect();
        if self.model.options.on_duplicates == Duplicates::Hide {
            for (repeated, _) in crate::model::duplicates(self.model) {
                is_hidden[repeated.index()] = true;
            }
        }
        let ends = |id: DataflowId| {
            let flow = self.model.dataflow(id);
            Some((seen.things[flow.source.index()]?, seen.things[flow.sink.index()]?))
        };
        for id in self.model.dataflow_ids() {
            let is_inside = |(source, sink)| source == sink && matches!(source, Thing::Boundary(_));
            let is_shown = ends(id).is_some_and(|it| !is_inside(it)) && self.may_show(self.model.dataflow(id));
            is_hidden[id.index()] |= !is_shown;
        }
        // Flows in one group are one arrow: a request and its replies, and whatever goes between two boxes of which one
        // is a boundary.
        let mut groups: Vec<Vec<DataflowId>> = Vec::new();
        let mut of_flow: HashMap<DataflowId, usize> = HashMap::new();
        let mut of_pair: HashMap<(Thing, Thing), usize> = HashMap::new();
        for id in self.model.dataflow_ids().filter(|id| !is_hidden[id.index()]) {
            let (source, sink) = ends(id).expect("the ends are shown");
            let hides_ends = [source, sink].iter().any(|it| matches!(it, Thing::Boundary(_)));
            let request = self.model.dataflow(id).response_to.filter(|_| self.model.options.merge_responses);
            let known = match request.and_then(|request| of_flow.get(&request)) {
                Some(group) => Some(group),
                None if hides_ends => of_pair.get(&(source.min(sink), source.max(sink))),
                None => None,
            };
            let group = known.copied().unwrap_or_else(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(id);
            of_flow.insert(id, group);
            if hides_ends {
                of_pair.insert((source.min(sink), source.max(sink)), group);
            }
        }
        let arrow = |flows: Vec<DataflowId>| {
            let ends = |id| ends(id).expect("the ends are shown");
            let (source, sink) = ends(flows[0]);
            let hides_ends = [source, sink].iter().any(|it| matches!(it, Thing::Boundary(_)));
            let labels = match flows.len() {
                2.. if hides_ends => vec![words::counted(flows.len(), "flow")],
                _ => flows.iter().map(|id| self.label(*id)).collect(),
            };
            let turns = flows.iter().any(|id| ends(*id) != (source, sink));
            // A reply to oneself points both ways without changing its ends.
            let replies = !hides_ends && flows.len() > 1;
            let mark = self.mark(flows.iter().map(|id| Target::Dataflow(*id)));
            let is_in_scope = flows.iter().find(|id| self.model.dataflow(**id).entity.in_scope());
            let entity = &self.model.dataflow(*is_in_scope.unwrap_or(&flows[0])).entity;
            let entity = if hides_ends { entity } else { &self.model.dataflow(flows[0]).entity };
            Arrow {
                source: self.key(source),
                sink: self.key(sink),
                labels,
                points_both_ways: turns || replies,
                mark,
                colour: self.colour(entity, mark),
                flows,
            }
        };
        groups.into_iter().map(arrow).collect()
    }

    fn key(&self, thing: Thing) -> String {
        match thing {
            Thing::Element(id) => node_key::element(self.model, id),
            Thing::Boundary(id) => node_key::boundary(self.model, id),
        }
    }

    /// The flow's name, with the details that are asked for: `(1) Visitor comments · HTTPS · Comment`.
    fn label(&self, id: DataflowId) -> String {
        let flow = self.model.dataflow(id);
        let mut parts = vec![label(flow)];
        let Details { protocol, data } = self.options.details;
        if protocol {
            let known = flow.entity.values.iter().find(|known| known.attribute.get().name == "protocol");
            parts.extend(known.map(|known| words::value(self.model, known.attribute, &known.value)));
        }
        if data && !flow.data.is_empty() {
            let names = flow.data.iter().map(|id| words::one_line(&self.model.datum(*id).entity.name));
            parts.push(names.collect::<Vec<_>>().join(", "));
        }
        parts.retain(|part| !part.is_empty() && part != "none");
        parts.join(" · ")
    }

    fn mark(&self, targets: impl IntoIterator<Item = Target>) -> Option<Mark> {
        self.options.colours.and_then(|marks| marks.of(targets))
    }

    fn colour(&self, entity: &Entity, mark: Option<Mark>) -> Colour {
        if !entity.in_scope() {
            return Colour::OutOfScope;
        }
        match mark.map(|mark| mark.worst()) {
            _ if self.options.colours.is_none() => Colour::Plain,
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
        sketched(model, &DfdOptions { levels, ..DfdOptions::default() })
    }

    fn sketched(model: serde_json::Value, options: &DfdOptions<'_>) -> String {
        fn inside(it: &Inside) -> String {
            let nodes = it.nodes.iter().map(|node| node.name.clone());
            let clusters = it.clusters.iter().map(|cluster| format!("{}[{}]", cluster.name, inside(&cluster.inside)));
            nodes.chain(clusters).collect::<Vec<_>>().join(" ")
        }
        let drawing = drawing(&fixture::model(model), options);
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

    #[test]
    fn an_overview_has_every_outermost_boundary() {
        let options = DfdOptions { view: View::Overview, ..DfdOptions::default() };
        let bare = json!({ "boundaries": [{ "id": "outer" }, { "id": "bare" }, { "id": "inner", "within": "outer" }] });
        let mut model = two_flows(bare);
        model["elements"].as_array_mut().unwrap().pop();
        assert_eq!(sketched(model.clone(), &options), "a outer bare; e_a <-> b_outer: 4 flows");
        model["ignore_unused"] = json!(true);
        assert_eq!(sketched(model, &options), "a outer; e_a <-> b_outer: 4 flows");
    }
}
