//! Lays diagrams out with the Rust port of ELK, the Eclipse Layout Kernel: layers of boxes, nested as they are, with
//! arrows of upright and level lines that have room for their labels.
//!
//! This is the only place that knows ELK, which is licensed under the EPL 2.0 (`NOTICE`).

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use org_eclipse_elk_alg_layered::org::eclipse::elk::alg::layered::plain_java_initialization::initialize_plain_java_layout;
use org_eclipse_elk_core::org::eclipse::elk::core::IGraphLayoutEngine;
use org_eclipse_elk_core::org::eclipse::elk::core::data::LayoutMetaDataService;
use org_eclipse_elk_core::org::eclipse::elk::core::recursive_graph_layout_engine::RecursiveGraphLayoutEngine;
use org_eclipse_elk_core::org::eclipse::elk::core::util::NullElkProgressMonitor;
use org_eclipse_elk_graph::org::eclipse::elk::graph::properties::MapPropertyHolder;
use org_eclipse_elk_graph::org::eclipse::elk::graph::util::ElkGraphUtil;
use org_eclipse_elk_graph::org::eclipse::elk::graph::{
    ElkConnectableShapeRef, ElkEdgeRef, ElkGraphElementRef, ElkLabelRef, ElkNodeRef,
};
use tm_core::render::picture::layout::{Direction, Graph, LayoutEngine, LayoutError, Placement, Route};
use tm_core::render::picture::{Point, Rect, Size};

/// ELK's layered algorithm.
#[derive(Clone, Copy, Debug, Default)]
pub struct Elk;

/// What holds for the whole diagram. `INCLUDE_CHILDREN` lays all levels out at once, so that arrows cross the sides of
/// boxes where they are going anyway; a fixed seed and the order of the model keep a small change small.
const ROOT: [(&str, &str); 7] = [
    ("elk.algorithm", "org.eclipse.elk.layered"),
    ("elk.hierarchyHandling", "INCLUDE_CHILDREN"),
    ("elk.edgeRouting", "ORTHOGONAL"),
    ("elk.randomSeed", "1"),
    ("elk.padding", "[top=20,left=20,bottom=20,right=20]"),
    ("layered.considerModelOrder.strategy", "NODES_AND_EDGES"),
    ("elk.separateConnectedComponents", "true"),
];

/// Beyond so many boxes and arrows, places are found by Brandes and Köpf's method: the network simplex, whose pictures are
/// more compact, takes half a minute for a thousand elements.
const LARGE: usize = 600;

/// What holds inside of each box.
const SPACING: [(&str, &str); 10] = [
    ("elk.spacing.nodeNode", "30"),
    ("elk.spacing.edgeNode", "16"),
    ("elk.spacing.edgeEdge", "14"),
    ("elk.spacing.edgeLabel", "4"),
    ("elk.spacing.labelLabel", "4"),
    ("elk.spacing.componentComponent", "30"),
    ("layered.spacing.nodeNodeBetweenLayers", "24"),
    ("layered.spacing.edgeNodeBetweenLayers", "14"),
    ("layered.spacing.edgeEdgeBetweenLayers", "12"),
    ("layered.edgeLabels.sideSelection", "ALWAYS_UP"),
];

impl LayoutEngine for Elk {
    fn place(&self, graph: &Graph, direction: Direction) -> Result<Placement, LayoutError> {
        initialize_plain_java_layout();
        keep_faults_quiet();
        // A port of a large program, fed with what users write: a fault of it must not end ours.
        IS_PLACING.set(true);
        let placed = panic::catch_unwind(AssertUnwindSafe(|| place(graph, direction)));
        IS_PLACING.set(false);
        placed.map_err(|panic| LayoutError(text_of(&*panic)))
    }
}

thread_local! {
    /// Whether ELK is at work in this thread.
    static IS_PLACING: Cell<bool> = const { Cell::new(false) };
}

/// A fault of ELK becomes a warning of ours; Rust's own message about it would say nothing to a user.
fn keep_faults_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_PLACING.get() {
                usual(info);
            }
        }));
    });
}

fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the layout engine failed").to_owned()
}

fn place(graph: &Graph, direction: Direction) -> Placement {
    let root = ElkGraphUtil::create_graph();
    set_of_node(&root, &ROOT);
    set_of_node(&root, &SPACING);
    let is_large = graph.boxes.len() + graph.links.len() > LARGE;
    let placement = if is_large { "BRANDES_KOEPF" } else { "NETWORK_SIMPLEX" };
    set_of_node(&root, &[("layered.nodePlacement.strategy", placement)]);
    set_of_node(&root, &[("elk.direction", if direction == Direction::Down { "DOWN" } else { "RIGHT" })]);
    let mut boxes: Vec<ElkNodeRef> = Vec::with_capacity(graph.boxes.len());
    for it in &graph.boxes {
        let parent = it.parent.map_or(&root, |parent| &boxes[parent]);
        let node = ElkGraphUtil::create_node(Some(parent.clone()));
        node.borrow_mut().connectable().shape().set_dimensions(it.size.width, it.size.height);
        if it.is_container {
            let padding = format!("[top={},left=18,bottom=18,right=18]", it.size.height + 10.0);
            let size = format!("({},{})", it.size.width + 24.0, it.size.height + 24.0);
            set_of_node(&node, &SPACING);
            set_of_node(
                &node,
                &[
                    ("elk.padding", &padding),
                    ("elk.nodeSize.constraints", "MINIMUM_SIZE"),
                    ("elk.nodeSize.minimum", &size),
                ],
            );
        }
        boxes.push(node);
    }
    let links: Vec<(ElkEdgeRef, ElkLabelRef)> = graph
        .links
        .iter()
        .map(|it| {
            let shape = |end: usize| ElkConnectableShapeRef::Node(boxes[end].clone());
            let edge = ElkGraphUtil::create_simple_edge(shape(it.source), shape(it.sink));
            let label = ElkGraphUtil::create_label_with_text("x", Some(ElkGraphElementRef::Edge(edge.clone())));
            label.borrow_mut().shape().set_dimensions(it.label.width, it.label.height);
            set(label.borrow_mut().shape().graph_element().properties_mut(), &[("elk.edgeLabels.placement", "CENTER")]);
            (edge, label)
        })
        .collect();

    RecursiveGraphLayoutEngine::new().layout(&root, &mut NullElkProgressMonitor);

    let size = rect(&root);
    let rects: Vec<Rect> = {
        let mut rects: Vec<Rect> = Vec::with_capacity(boxes.len());
        for (node, it) in boxes.iter().zip(&graph.boxes) {
            let own = rect(node);
            let origin = it.parent.map_or(Point::default(), |parent| Point { x: rects[parent].x, y: rects[parent].y });
            rects.push(Rect { x: own.x + origin.x, y: own.y + origin.y, ..own });
        }
        rects
    };
    let origin = |edge: &ElkEdgeRef| {
        let container = edge.borrow().containing_node()?;
        let index = boxes.iter().position(|it| std::rc::Rc::ptr_eq(it, &container))?;
        Some(Point { x: rects[index].x, y: rects[index].y })
    };
    let routes = links.iter().map(|(edge, label)| {
        let origin = origin(edge).unwrap_or_default();
        let mut points = Vec::new();
        for section in edge.borrow_mut().sections().iter() {
            let mut section = section.borrow_mut();
            points.push(Point { x: section.start_x(), y: section.start_y() });
            points.extend(section.bend_points().iter().map(|it| Point { x: it.borrow().x(), y: it.borrow().y() }));
            points.push(Point { x: section.end_x(), y: section.end_y() });
        }
        let points = points.into_iter().map(|it| Point { x: it.x + origin.x, y: it.y + origin.y }).collect();
        let mut label = label.borrow_mut();
        let shape = label.shape();
        let label =
            Rect { x: shape.x() + origin.x, y: shape.y() + origin.y, width: shape.width(), height: shape.height() };
        Route { points, label }
    });
    Placement { size: Size { width: size.width, height: size.height }, routes: routes.collect(), boxes: rects.clone() }
}

fn rect(node: &ElkNodeRef) -> Rect {
    let mut node = node.borrow_mut();
    let shape = node.connectable().shape();
    Rect { x: shape.x(), y: shape.y(), width: shape.width(), height: shape.height() }
}

fn set_of_node(node: &ElkNodeRef, options: &[(&str, &str)]) {
    set(node.borrow_mut().connectable().shape().graph_element().properties_mut(), options);
}

/// Sets options as ELK's documentation writes them.
fn set(properties: &mut MapPropertyHolder, options: &[(&str, &str)]) {
    let service = LayoutMetaDataService::get_instance();
    for (name, value) in options {
        let option = service.get_option_data_by_suffix(name).unwrap_or_else(|| panic!("ELK has no option `{name}`"));
        let value = option.parse_value(value).unwrap_or_else(|| panic!("`{name}` cannot be `{value}`"));
        properties.set_property_any(option.id(), Some(value));
    }
}
