//! Where the boxes of a diagram go and which way its arrows take: the interface to a layout engine.
//!
//! ```text
//! Graph (sizes, nesting, arrows) ──reverse what closes a cycle──▶ engine ──flip back──▶ Placement (rectangles, routes)
//! ```
//!
//! The engine is the caller's: this crate draws and does not lay out. Layered layouts put what comes first on top, so a
//! reply that points back would be led around the whole picture. Arrows that close a cycle, in their order, are therefore
//! reversed before and flipped after.

use super::geometry::{Point, Rect, Size};

/// What is to be placed.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The boxes; one stands behind the box around it.
    pub boxes: Vec<GraphBox>,
    /// The arrows, in their order of importance.
    pub links: Vec<Link>,
}

/// A box: an element, or a boundary with what is inside.
#[derive(Clone, Debug)]
pub struct GraphBox {
    /// The box around it, by its place in [`Graph::boxes`], which is before this one's.
    pub parent: Option<usize>,
    /// How large it is. Of a box with others inside, how much room its title needs at the top.
    pub size: Size,
    /// Whether others may stand inside.
    pub is_container: bool,
}

/// An arrow between two boxes that are no containers.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it starts, by its place in [`Graph::boxes`].
    pub source: usize,
    /// Where it ends.
    pub sink: usize,
    /// How large its label is.
    pub label: Size,
}

/// Which way the arrows mainly go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the top to the bottom.
    Down,
    /// From the left to the right.
    Right,
}

/// Where everything is.
#[derive(Clone, Debug, Default)]
pub struct Placement {
    /// How large the picture is.
    pub size: Size,
    /// The boxes, in the graph's order.
    pub boxes: Vec<Rect>,
    /// The ways of the arrows, in the graph's order.
    pub routes: Vec<Route>,
}

/// The way of an arrow.
#[derive(Clone, Debug, Default)]
pub struct Route {
    /// Its corners, from a side of the source to a side of the sink, each straight above or beside the one before.
    pub points: Vec<Point>,
    /// Where the label goes; as large as was asked for.
    pub label: Rect,
}

/// Why there is no placement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the diagram could not be laid out: {0}")]
pub struct LayoutError(pub String);

/// A layout engine.
pub trait LayoutEngine {
    /// Places what the graph has. Equal graphs are placed equally.
    ///
    /// # Errors
    /// When the engine fails; never for a graph as [`Graph`] describes it.
    fn place(&self, graph: &Graph, direction: Direction) -> Result<Placement, LayoutError>;
}

/// The room that each arrow takes of a side.
const PORT: f64 = 13.0;

/// Places the graph with the arrows that close a cycle reversed, and with boxes that have room for their arrows.
pub(in crate::render) fn placed(
    engine: &dyn LayoutEngine,
    graph: &Graph,
    direction: Direction,
) -> Result<Placement, LayoutError> {
    let backward = closing(graph);
    let mut forward = graph.clone();
    for (link, _) in forward.links.iter_mut().zip(&backward).filter(|(_, is_backward)| **is_backward) {
        std::mem::swap(&mut link.source, &mut link.sink);
    }
    make_room(&mut forward, direction);
    let mut placement = engine.place(&forward, direction)?;
    for (route, _) in placement.routes.iter_mut().zip(&backward).filter(|(_, is_backward)| **is_backward) {
        route.points.reverse();
    }
    Ok(placement)
}

/// Makes boxes as wide, or as high, as the arrows on one of their sides need.
fn make_room(graph: &mut Graph, direction: Direction) {
    let mut ends = vec![[0_usize; 2]; graph.boxes.len()];
    for link in &graph.links {
        ends[link.source][0] += 1;
        ends[link.sink][1] += 1;
    }
    for (it, ends) in graph.boxes.iter_mut().zip(ends).filter(|(it, _)| !it.is_container) {
        let least = PORT * (ends[0].max(ends[1]) + 1) as f64;
        match direction {
            Direction::Down => it.size.width = it.size.width.max(least),
            Direction::Right => it.size.height = it.size.height.max(least),
        }
    }
}

/// Which links close a cycle with those before them that do not.
///
/// Boxes are looked at as a whole: of two that stand side by side, one comes before the other, with all that is inside.
/// Otherwise a flow between them that goes the other way would have to be led around both.
fn closing(graph: &Graph) -> Vec<bool> {
    let around = |index: usize| {
        let mut path: Vec<_> = std::iter::successors(Some(index), |it| graph.boxes[*it].parent).collect();
        path.reverse();
        path
    };
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); graph.boxes.len()];
    let mut seen = vec![usize::MAX; graph.boxes.len()];
    let mut closing = Vec::with_capacity(graph.links.len());
    for (index, link) in graph.links.iter().enumerate() {
        let (source, sink) = (around(link.source), around(link.sink));
        let common = source.iter().zip(&sink).take_while(|(a, b)| a == b).count();
        let (Some(&source), Some(&sink)) = (source.get(common), sink.get(common)) else {
            closing.push(false); // to itself
            continue;
        };
        // Whether the source comes after the sink already.
        let mut next = vec![sink];
        let mut is_reached = false;
        while let Some(at) = next.pop() {
            if at == source {
                is_reached = true;
                break;
            }
            if std::mem::replace(&mut seen[at], index) != index {
                next.extend(&after[at]);
            }
        }
        let (from, to) = if is_reached { (sink, source) } else { (source, sink) };
        if !after[from].contains(&to) {
            after[from].push(to);
        }
        closing.push(is_reached);
    }
    closing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(links: &[(usize, usize)]) -> Graph {
        let size = Size { width: 10.0, height: 10.0 };
        let boxes = links.iter().map(|(a, b)| a.max(b) + 1).max().unwrap_or(0);
        Graph {
            boxes: vec![GraphBox { parent: None, size, is_container: false }; boxes],
            links: links.iter().map(|(source, sink)| Link { source: *source, sink: *sink, label: size }).collect(),
        }
    }

    #[test]
    fn what_points_back_is_reversed_in_order() {
        type Case<'a> = (&'a [(usize, usize)], &'a [bool]);
        let cases: [Case<'_>; 5] = [
            (&[(0, 1), (1, 0)], &[false, true]),
            (&[(1, 0), (0, 1), (0, 1)], &[false, true, true]),
            (&[(0, 1), (1, 2), (2, 0), (0, 2)], &[false, false, true, false]),
            (&[(0, 0), (0, 1)], &[false, false]),
            (&[(0, 1), (2, 1), (1, 3), (3, 2)], &[false, false, false, true]),
        ];
        for (links, expected) in cases {
            assert_eq!(closing(&graph(links)), expected, "{links:?}");
        }
    }

    #[test]
    fn of_two_boxes_one_comes_first_with_all_that_is_inside() {
        // 0 ⟨ 2 3 ⟩   1 ⟨ 4 5 ⟩
        let mut graph = graph(&[(2, 4), (5, 3), (2, 3), (3, 2), (3, 5)]);
        for (inner, outer) in [(2, 0), (3, 0), (4, 1), (5, 1)] {
            graph.boxes[inner].parent = Some(outer);
        }
        assert_eq!(closing(&graph), [false, true, false, true, false]);
    }

    #[test]
    fn boxes_have_room_for_their_arrows() {
        let mut crowded = graph(&[(0, 1); 9]);
        make_room(&mut crowded, Direction::Right);
        assert_eq!(crowded.boxes[0].size, Size { width: 10.0, height: 130.0 });
    }

    #[test]
    fn routes_are_flipped_back() {
        struct Straight;
        impl LayoutEngine for Straight {
            fn place(&self, graph: &Graph, _: Direction) -> Result<Placement, LayoutError> {
                let at = |it: usize| Point { x: it as f64, y: 0.0 };
                let route =
                    |link: &Link| Route { points: vec![at(link.source), at(link.sink)], label: Rect::default() };
                Ok(Placement { routes: graph.links.iter().map(route).collect(), ..Placement::default() })
            }
        }
        let placement = placed(&Straight, &graph(&[(0, 1), (1, 0)]), Direction::Down).unwrap();
        let ends: Vec<_> = placement.routes.iter().map(|it| (it.points[0].x, it.points[1].x)).collect();
        assert_eq!(ends, [(0.0, 1.0), (1.0, 0.0)]);
    }
}
