//! What part of a model a diagram shows, and what it shows in its place.
//!
//! ```text
//! everything    each element as itself, in all its boundaries
//! overview      Internet ──▶ [Cloud]: each outermost boundary as one box
//! a boundary    its elements; boundaries inside and what is outside as one box each
//! around X      X and what it has flows with
//! ```

use crate::model::{BoundaryId, DataflowId, ElementId, Model, Target};

/// A part of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// All of it.
    #[default]
    Everything,
    /// Level 0: outermost boundaries are boxes, and flows between two of them one arrow.
    Overview,
    /// One boundary: what stands in it directly, with the boundaries inside as boxes, and whatever that has flows with.
    Boundary(BoundaryId),
    /// One thing and its neighbours: an element with its flows, a flow with its ends, the flows that carry a datum. Of a
    /// boundary the same as [`View::Boundary`].
    Around(Target),
}

/// What stands for an element in a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Thing {
    Element(ElementId),
    /// A boundary with all that is inside, as one box.
    Boundary(BoundaryId),
}

/// A view of one model.
pub(super) struct Seen {
    /// What stands for each element, if anything does.
    pub(super) things: Vec<Option<Thing>>,
    /// Boundaries that are drawn as boxes although nothing stands in them.
    pub(super) empty: Vec<BoundaryId>,
    /// Whether each flow is drawn, as far as its ends are.
    pub(super) flows: Vec<bool>,
    /// Whether each boundary is drawn as a frame around what is inside.
    pub(super) frames: Vec<bool>,
}

impl View {
    /// What of the model is seen.
    pub(super) fn of(self, model: &Model) -> Seen {
        let count = model.boundaries.len();
        match self {
            View::Everything => Seen {
                things: model.element_ids().map(|id| Some(Thing::Element(id))).collect(),
                empty: Vec::new(),
                flows: vec![true; model.dataflows.len()],
                frames: vec![true; count],
            },
            View::Overview => {
                let thing = |id| model.boundaries_of(id).last().map_or(Thing::Element(id), Thing::Boundary);
                let things: Vec<_> = model.element_ids().map(thing).collect();
                let is_empty = |id: &BoundaryId| !things.contains(&Thing::Boundary(*id));
                Seen {
                    empty: model.boundaries_in(None).filter(is_empty).collect(),
                    things: things.into_iter().map(Some).collect(),
                    flows: vec![true; model.dataflows.len()],
                    frames: vec![false; count],
                }
            }
            View::Boundary(boundary) | View::Around(Target::Boundary(boundary)) => inside(model, boundary),
            View::Around(target) => around(model, target),
        }
    }
}

fn inside(model: &Model, shown: BoundaryId) -> Seen {
    let around: Vec<_> = model.enclosing(Some(shown)).collect();
    // The outermost boundary of the element that is not around the shown one, or the element itself.
    let thing = |id: ElementId| {
        model.boundaries_of(id).take_while(|it| !around.contains(it)).last().map_or(Thing::Element(id), Thing::Boundary)
    };
    let is_inside: Vec<_> = model.element_ids().map(|id| model.boundaries_of(id).any(|it| it == shown)).collect();
    let all: Vec<_> = model.element_ids().map(thing).collect();
    let mut things: Vec<_> = all.iter().zip(&is_inside).map(|(thing, is_inside)| is_inside.then_some(*thing)).collect();
    let mut flows = Vec::with_capacity(model.dataflows.len());
    for flow in &model.dataflows {
        let ends = [flow.source, flow.sink];
        let touches = ends.iter().any(|end| is_inside[end.index()]);
        if touches {
            for end in ends {
                things[end.index()] = Some(all[end.index()]);
            }
        }
        flows.push(touches);
    }
    Seen { things, empty: Vec::new(), flows, frames: model.boundary_ids().map(|id| id == shown).collect() }
}

fn around(model: &Model, target: Target) -> Seen {
    let is_shown = |id: DataflowId| {
        let flow = model.dataflow(id);
        match target {
            Target::Element(element) => flow.source == element || flow.sink == element,
            Target::Dataflow(shown) => id == shown || flow.response == Some(shown) || flow.response_to == Some(shown),
            Target::Data(data) => flow.data.contains(&data),
            Target::Boundary(_) => unreachable!("a boundary has a view of its own"),
        }
    };
    let flows: Vec<_> = model.dataflow_ids().map(is_shown).collect();
    let mut things = vec![None; model.elements.len()];
    let ends = model.dataflows.iter().zip(&flows).filter(|(_, is_shown)| **is_shown);
    let ends = ends.flat_map(|(flow, _)| [flow.source, flow.sink]);
    let own = if let Target::Element(id) = target { Some(id) } else { None };
    let mut frames = vec![false; model.boundaries.len()];
    for id in ends.chain(own) {
        things[id.index()] = Some(Thing::Element(id));
        model.boundaries_of(id).for_each(|it| frames[it.index()] = true);
    }
    Seen { things, empty: Vec::new(), flows, frames }
}
