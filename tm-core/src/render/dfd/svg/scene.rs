//! A drawing in sizes: every text is measured, and every box is as large as its text needs.

use tm_schema::Class;

use super::super::drawing::Inside;
use super::{Arrow, Cluster, Drawing, Node, Shape, Thing};
use super::{outline, title};
use crate::model::Model;
use crate::render::picture::layout::{Graph, GraphBox, Link};
use crate::render::picture::{Label, Limits, Pill, Size};
use crate::render::words;

const NAME: Limits = Limits { size: 13.0, width: 150.0, lines: 3 };
const CAPTION: Limits = Limits { size: 10.0, width: 150.0, lines: 1 };
const TITLE: Limits = Limits { size: 13.0, width: 320.0, lines: 1 };
const FLOW: Limits = Limits { size: 11.0, width: 150.0, lines: 3 };
/// The same where more than the name is asked for.
const DETAILED_FLOW: Limits = Limits { lines: 10, ..FLOW };

/// What the layout engine places, with what is written on it.
pub(super) struct Scene<'d> {
    pub(super) graph: Graph,
    /// What each box of the graph is.
    pub(super) boxes: Vec<BoxLabel<'d>>,
    /// What each link of the graph is.
    pub(super) links: Vec<LinkLabel<'d>>,
}

pub(super) enum BoxLabel<'d> {
    Node { node: &'d Node, name: Label, caption: Label, pill: Option<Pill> },
    Cluster { cluster: &'d Cluster, title: Label },
}

pub(super) struct LinkLabel<'d> {
    pub(super) arrow: &'d Arrow,
    /// Its ends, by their place in the graph.
    pub(super) source: usize,
    pub(super) sink: usize,
    pub(super) labels: Vec<Label>,
    pub(super) pill: Option<Pill>,
}

impl<'d> Scene<'d> {
    pub(super) fn new(model: &Model, drawing: &'d Drawing) -> Scene<'d> {
        let mut scene = Scene { graph: Graph::default(), boxes: Vec::new(), links: Vec::new() };
        scene.add_inside(model, &drawing.outside, None);
        let places: std::collections::HashMap<&str, usize> = scene
            .boxes
            .iter()
            .enumerate()
            .filter_map(
                |(index, it)| if let BoxLabel::Node { node, .. } = it { Some((&*node.key, index)) } else { None },
            )
            .collect();
        let limits = if drawing.is_detailed { DETAILED_FLOW } else { FLOW };
        for arrow in by_importance(model, &drawing.arrows) {
            let (source, sink) = (places[&*arrow.source], places[&*arrow.sink]);
            let labels: Vec<_> = arrow.labels.iter().map(|text| Label::new(text, limits)).collect();
            let pill = arrow.mark.map(|mark| mark.pill());
            let mut size = labels.iter().map(Label::dimensions).fold(Size::default(), |all, it| Size {
                width: all.width.max(it.width),
                height: all.height + it.height,
            });
            size.width += pill.as_ref().map_or(0.0, |pill| pill.size().width + 4.0);
            scene.graph.links.push(Link { source, sink, label: size });
            scene.links.push(LinkLabel { arrow, source, sink, labels, pill });
        }
        scene
    }

    fn add_inside(&mut self, model: &Model, inside: &'d Inside, parent: Option<usize>) {
        for node in &inside.nodes {
            let name = Label::new(&node.name, NAME);
            let caption = Label::new(&caption(model, node), CAPTION);
            let pill = node.mark.map(|mark| mark.pill());
            let row = caption.dimensions().width + pill.as_ref().map_or(0.0, |pill| 5.0 + pill.size().width);
            let text = Size {
                width: name.dimensions().width.max(row),
                height: name.dimensions().height + caption.dimensions().height,
            };
            let size = outline::around(node.shape, text);
            self.graph.boxes.push(GraphBox { parent, size, is_container: false });
            self.boxes.push(BoxLabel::Node { node, name, caption, pill });
        }
        for cluster in &inside.clusters {
            let name = Label::new(&cluster.name, TITLE);
            let pill = cluster.mark.map_or(0.0, |mark| 8.0 + mark.pill().size().width);
            let Size { width, height } = name.dimensions();
            let size = title::room(Size { width: width + pill, height });
            self.graph.boxes.push(GraphBox { parent, size, is_container: true });
            self.boxes.push(BoxLabel::Cluster { cluster, title: name });
            let index = self.boxes.len() - 1;
            self.add_inside(model, &cluster.inside, Some(index));
        }
    }
}

/// The arrows in the order in which they decide what comes first: what people start, what else is asked, replies.
fn by_importance<'d>(model: &Model, arrows: &'d [Arrow]) -> Vec<&'d Arrow> {
    let rank = |arrow: &&Arrow| {
        let flow = model.dataflow(arrow.flows[0]);
        let is_started_by_people = model.element(flow.source).entity.class == Class::Actor;
        match (flow.is_response, is_started_by_people) {
            (true, _) => 2,
            (false, true) => 0,
            (false, false) => 1,
        }
    };
    let mut arrows: Vec<_> = arrows.iter().collect();
    arrows.sort_by_key(rank);
    arrows
}

/// What a node is: its class, or how much it stands for.
fn caption(model: &Model, node: &Node) -> String {
    match node.thing {
        Thing::Element(id) => words::class(model.element(id).entity.class),
        Thing::Boundary(id) => {
            let count = model.element_ids().filter(|it| model.boundaries_of(*it).any(|outer| outer == id)).count();
            format!("Boundary of {}", words::counted(count, "element"))
        }
    }
}

impl Shape {
    /// How much of the box is not for text: at the left and the right together, and above and below together.
    pub(super) fn margins(self) -> Size {
        let (width, height) = match self {
            Shape::Square | Shape::Zone => (28.0, 20.0),
            Shape::RoundedBox => (30.0, 20.0),
            Shape::Circle => (40.0, 20.0),
            Shape::DoubleCircle => (50.0, 28.0),
            Shape::Hexagon => (56.0, 20.0),
            Shape::Cylinder => (28.0, 36.0),
        };
        Size { width, height }
    }
}
