//! Who takes part, from left to right, and which boundaries are around whom.
//!
//! ```text
//! Visitor │ Web[ server │ Backend[ database ] ]      columns 0 │ 1 │ 2, zones Web 1–2, Backend 2–2
//! ```
//!
//! Actors stand leftmost, as everywhere in the field. Otherwise who speaks or is spoken to first stands first, so that
//! the diagram reads as it is told; who never is comes behind, in declaration order. What is in one boundary, inner
//! ones included, stands side by side, at the place of its first.

use std::collections::HashMap;

use tm_schema::Class;

use crate::model::{BoundaryId, ElementId, Model};

/// The participants and their boundaries.
pub(super) struct Cast {
    /// From left to right.
    pub(super) columns: Vec<ElementId>,
    /// The boundaries around some of them; an outer one comes before those in it.
    pub(super) zones: Vec<Zone>,
}

/// The columns that a boundary is around.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Zone {
    pub(super) boundary: BoundaryId,
    /// How many boundaries are around it.
    pub(super) depth: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Puts those who take part in order; `ends` are the ends of the flows, in their order.
pub(super) fn cast(
    model: &Model,
    participants: impl Iterator<Item = ElementId>,
    ends: impl Iterator<Item = ElementId>,
) -> Cast {
    let never = model.dataflows.len() * 2;
    let mut first_use: Vec<_> = (never..never + model.elements.len()).collect();
    for (moment, end) in ends.enumerate() {
        first_use[end.index()] = first_use[end.index()].min(moment);
    }
    let mut inside: HashMap<Option<BoundaryId>, Vec<(Turn, Member)>> = HashMap::new();
    let mut begins: HashMap<BoundaryId, Turn> = HashMap::new();
    for id in participants {
        let turn = Turn { is_no_actor: model.element(id).entity.class != Class::Actor, moment: first_use[id.index()] };
        let boundary = model.element(id).boundary;
        inside.entry(boundary).or_default().push((turn, Member::Element(id)));
        let around = std::iter::successors(boundary, |it| model.boundary(*it).within);
        for boundary in around {
            let begin = begins.entry(boundary).or_insert(turn);
            *begin = turn.min(*begin);
        }
    }
    for boundary in model.boundary_ids() {
        if let Some(turn) = begins.get(&boundary) {
            let members = inside.entry(model.boundary(boundary).within).or_default();
            members.push((*turn, Member::Boundary(boundary)));
        }
    }
    for members in inside.values_mut() {
        members.sort_by_key(|(turn, _)| *turn);
    }
    let mut cast = Cast { columns: Vec::new(), zones: Vec::new() };
    cast.enter(&inside, None, 0);
    cast
}

/// What decides who stands first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    is_no_actor: bool,
    moment: usize,
}

/// What stands in a boundary.
#[derive(Clone, Copy)]
enum Member {
    Element(ElementId),
    Boundary(BoundaryId),
}

impl Cast {
    fn enter(
        &mut self,
        inside: &HashMap<Option<BoundaryId>, Vec<(Turn, Member)>>,
        boundary: Option<BoundaryId>,
        depth: usize,
    ) {
        for (_, member) in inside.get(&boundary).into_iter().flatten() {
            match *member {
                Member::Element(id) => self.columns.push(id),
                Member::Boundary(boundary) => {
                    let (zone, first) = (self.zones.len(), self.columns.len());
                    self.zones.push(Zone { boundary, depth, first, last: first });
                    self.enter(inside, Some(boundary), depth + 1);
                    self.zones[zone].last = self.columns.len() - 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::fixture;

    #[test]
    fn actors_and_who_speaks_first_stand_left_and_boundaries_stay_together() {
        let model = fixture::model(json!({
            "boundaries": [{ "id": "outer" }, { "id": "inner", "within": "outer" }, { "id": "void" }],
            "elements": [
                { "id": "idle", "class": "Process" },
                { "id": "db", "class": "Datastore", "boundary": "inner" },
                { "id": "mail", "class": "Server" },
                { "id": "web", "class": "Server", "boundary": "outer" },
                { "id": "user", "class": "Actor" },
            ],
            "flows": [
                { "source": "web", "sink": "mail", "name": "send" },
                { "source": "user", "sink": "web", "name": "ask" },
                { "source": "web", "sink": "db", "name": "write" },
            ],
        }));
        let ends = model.dataflows.iter().flat_map(|flow| [flow.source, flow.sink]);
        let cast = cast(&model, model.element_ids(), ends);
        let names: Vec<_> = cast.columns.iter().map(|id| model.element(*id).entity.id.as_str()).collect();
        assert_eq!(names, ["user", "web", "db", "mail", "idle"]);
        let zone = |boundary, depth, first, last| Zone { boundary: BoundaryId(boundary), depth, first, last };
        assert_eq!(cast.zones, [zone(0, 0, 1, 2), zone(1, 1, 2, 2)]);
    }
}
