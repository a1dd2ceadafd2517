//! The data-flow diagram as an SVG.
//!
//! ```text
//! Drawing ──scene──▶ Graph (sizes of boxes and labels) ──layout engine──▶ Placement ──▶ svg: boundaries, flows, elements, legend
//! ```

mod legend;
mod outline;
mod route;
mod scene;
mod title;

use super::drawing::{Arrow, Cluster, Colour, DfdOptions, Drawing, Node, Shape, drawing};
use super::view::Thing;
use crate::model::{Model, Target};
use crate::render::picture::layout::{Direction, LayoutEngine, LayoutError, Placement, Route, placed};
use crate::render::picture::{Align, Frame, Label, Mark, Pill, Point, Rect, Size, Svg};
use crate::render::{node_key, words};
use outline::outline;
use scene::{BoxLabel, Scene};

/// Up to this many boxes and arrows both directions are tried. Beyond, nobody sees the picture at once anyway.
const BOTH_WAYS: usize = 400;

/// The room of a page on a screen: the direction that is legible in it is the better one.
const PAGE: Size = Size { width: 1100.0, height: 900.0 };

/// The diagram as an SVG.
///
/// # Errors
/// When the layout engine fails.
pub fn svg(
    model: &Model,
    options: &DfdOptions<'_>,
    engine: &dyn LayoutEngine,
    frame: Frame,
) -> Result<String, LayoutError> {
    let drawing = drawing(model, options);
    let scene = Scene::new(model, &drawing);
    let placement = best(engine, &scene)?;
    Ok(Painter { model, scene: &scene, placement: &placement, frame }.paint(&drawing))
}

/// The placement that needs less shrinking to be seen at once.
fn best(engine: &dyn LayoutEngine, scene: &Scene<'_>) -> Result<Placement, LayoutError> {
    let down = placed(engine, &scene.graph, Direction::Down)?;
    let scale = |it: &Placement| (PAGE.width / it.size.width).min(PAGE.height / it.size.height).min(1.0);
    if scene.graph.boxes.len() + scene.graph.links.len() > BOTH_WAYS || scale(&down) >= 1.0 {
        return Ok(down);
    }
    let right = placed(engine, &scene.graph, Direction::Right)?;
    Ok(if scale(&right) > scale(&down) * 1.1 { right } else { down })
}

struct Painter<'a> {
    model: &'a Model,
    scene: &'a Scene<'a>,
    placement: &'a Placement,
    frame: Frame,
}

impl Painter<'_> {
    fn paint(&self, drawing: &Drawing) -> String {
        let mut svg = Svg::new();
        let boxes = || self.scene.boxes.iter().zip(&self.placement.boxes);
        let links = || self.scene.links.iter().zip(&self.placement.routes);
        let routes: Vec<_> = links().map(|(link, route)| self.on_outlines(link, route)).collect();
        let mut crossed = Vec::new();
        for ((shown, rect), size) in boxes().zip(self.scene.graph.boxes.iter().map(|it| it.size)) {
            if let BoxLabel::Cluster { cluster, title } = shown {
                let room =
                    Rect { x: rect.x + 14.0, y: rect.y + 8.0, width: rect.width - 28.0, height: size.height - 8.0 };
                let place = title::place(&room, size.width, &routes, &self.placement.routes);
                self.open_cluster(&mut svg, cluster);
                svg.rect("", rect, 8.0);
                if place.is_free {
                    cluster_title(&mut svg, cluster, title, place.at);
                } else {
                    crossed.push((cluster, title, place.at));
                }
                svg.close();
            }
        }
        for (link, points) in self.scene.links.iter().zip(&routes) {
            self.arrow(&mut svg, link.arrow, points);
        }
        for (cluster, title, at) in crossed {
            self.open_cluster(&mut svg, cluster);
            cluster_title(&mut svg, cluster, title, at);
            svg.close();
        }
        for (shown, rect) in boxes() {
            if let BoxLabel::Node { node, name, caption, pill } = shown {
                self.node(&mut svg, node, name, caption, pill.as_ref(), rect);
            }
        }
        for (link, route) in links() {
            self.label(&mut svg, link, route);
        }
        let mut size = self.placement.size;
        legend::write(&mut svg, drawing, &mut size);
        svg.finish(size, &self.title(), self.frame)
    }

    fn title(&self) -> String {
        match &*words::one_line(&self.model.name) {
            "" => "Data-flow diagram".to_owned(),
            name => format!("Data-flow diagram of {name}"),
        }
    }

    /// The route from outline to outline: the engine knows boxes only.
    fn on_outlines(&self, link: &scene::LinkLabel<'_>, route: &Route) -> Vec<Point> {
        let mut points = route.points.clone();
        let shape = |index: usize| match &self.scene.boxes[index] {
            BoxLabel::Node { node, .. } => node.shape,
            BoxLabel::Cluster { .. } => Shape::Zone,
        };
        if let Some(first) = points.first_mut() {
            *first = outline(shape(link.source), &self.placement.boxes[link.source]).pulled(*first);
        }
        if let Some(last) = points.last_mut() {
            *last = outline(shape(link.sink), &self.placement.boxes[link.sink]).pulled(*last);
        }
        route::without_detours(points)
    }

    fn open_cluster(&self, svg: &mut Svg, cluster: &Cluster) {
        let described = format!("{}, a boundary{}", one_line_or(&cluster.name, &cluster.key), findings(cluster.mark));
        self.open(svg, "tm-boundary", Target::Boundary(cluster.id), &described);
    }

    fn node(&self, svg: &mut Svg, node: &Node, name: &Label, caption: &Label, pill: Option<&Pill>, rect: &Rect) {
        let zone = if node.shape == Shape::Zone { " tm-zone" } else { "" };
        let class = format!("tm-node {}{zone}", look(node.colour, node.mark));
        let described =
            format!("{}, {}{}", one_line_or(&node.name, &node.key), caption.lines.join(" "), findings(node.mark));
        let target = match node.thing {
            Thing::Element(id) => Target::Element(id),
            Thing::Boundary(id) => Target::Boundary(id),
        };
        self.open(svg, &class, target, &described);
        let outline = outline(node.shape, rect);
        for path in outline.paths() {
            svg.path("tm-shape", &path);
        }
        let text = outline.room();
        let height = name.dimensions().height + caption.dimensions().height;
        let top = text.y + (text.height - height) / 2.0;
        svg.label("", name, Point { x: text.centre().x, y: top }, Align::Centre);
        // Caption and pill are one row in the middle.
        let row = caption.dimensions().width + pill.map_or(0.0, |pill| 5.0 + pill.size().width);
        let left = Point { x: text.centre().x - row / 2.0, y: top + name.dimensions().height };
        svg.label("tm-soft", caption, left, Align::Left);
        if let Some(pill) = pill {
            pill.write(svg, Point { x: left.x + caption.dimensions().width + 5.0, y: left.y });
        }
        svg.close();
    }

    fn arrow(&self, svg: &mut Svg, arrow: &Arrow, points: &[Point]) {
        let class = format!("tm-flow {}", look_of_flow(arrow));
        self.open(svg, &class, Target::Dataflow(arrow.flows[0]), &self.described(arrow));
        let backward = arrow.points_both_ways;
        svg.path("tm-line", &route::line(points, backward));
        svg.path("tm-tip", &route::tip(points.iter().rev().copied()));
        if backward {
            svg.path("tm-tip", &route::tip(points.iter().copied()));
        }
        svg.close();
    }

    fn label(&self, svg: &mut Svg, link: &scene::LinkLabel<'_>, route: &Route) {
        let class = format!("tm-label {}", look_of_flow(link.arrow));
        self.open(svg, &class, Target::Dataflow(link.arrow.flows[0]), &self.described(link.arrow));
        let mut at = Point { x: route.label.x, y: route.label.y };
        if let Some(pill) = &link.pill {
            pill.write(svg, at);
            at.x += pill.size().width + 4.0;
        }
        for label in &link.labels {
            svg.label("", label, at, Align::Left);
            at.y += label.dimensions().height;
        }
        svg.close();
    }

    /// `Comments: Visitor to Web server, 2 open findings: 1 High, 1 Low`.
    fn described(&self, arrow: &Arrow) -> String {
        let flows = arrow.flows.iter().map(|id| {
            let flow = self.model.dataflow(*id);
            let end = |id| words::one_line(&self.model.element(id).entity.name);
            format!("{}: {} to {}", super::label(flow), end(flow.source), end(flow.sink))
        });
        let labels =
            if arrow.labels.len() == arrow.flows.len() { arrow.labels.join("; ") + ". " } else { String::new() };
        labels + &flows.collect::<Vec<_>>().join("; ") + &findings(arrow.mark)
    }

    /// A group that links to the thing's part of the page, if it is in a page.
    fn open(&self, svg: &mut Svg, class: &str, target: Target, described: &str) {
        if self.frame == Frame::Page {
            let anchor = node_key::anchor(self.model, target);
            svg.open("a", &[("class", &class), ("href", &format_args!("#{anchor}"))]);
        } else {
            svg.open("g", &[("class", &class)]);
        }
        svg.title(described);
    }
}

fn cluster_title(svg: &mut Svg, cluster: &Cluster, title: &Label, at: Point) {
    svg.label("", title, at, Align::Left);
    if let Some(mark) = cluster.mark {
        mark.pill().write(svg, Point { x: at.x + title.dimensions().width + 8.0, y: at.y + 2.0 });
    }
}

fn one_line_or(name: &str, key: &str) -> String {
    let name = words::one_line(name);
    if name.is_empty() { key.to_owned() } else { name }
}

fn findings(mark: Option<Mark>) -> String {
    mark.map_or(String::new(), |mark| format!(", {}", mark.words()))
}

/// The class that gives something its colour.
fn look(colour: Colour, mark: Option<Mark>) -> &'static str {
    match (colour, mark) {
        (Colour::Plain, _) => "tm-plain",
        (Colour::OutOfScope, _) => "tm-out",
        (_, Some(mark)) => mark.class(),
        (_, None) => "tm-none",
    }
}

/// The same for a flow: where nothing was found it keeps out of the way.
fn look_of_flow(arrow: &Arrow) -> &'static str {
    match (arrow.colour, arrow.mark) {
        (Colour::Green, None) => "tm-plain",
        (colour, mark) => look(colour, mark),
    }
}
