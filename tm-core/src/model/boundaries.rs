//! Nested boundaries: who is inside whom, and which flow crosses what.
//!
//! ```text
//! Cloud ⟨ Vpc ⟨ Db ⟩ Web ⟩      inside(Db, Cloud)      Web ──▶ Db enters Vpc only
//! ```

use tm_diagnostic::Diagnostic;

use super::{BoundaryId, Dataflow, Element, ElementId, Model};
use crate::code::Code;

/// How deep boundaries nest: far beyond any system, and shallow enough for whatever walks them.
const MAX_DEPTH: usize = 64;

impl Model {
    /// The boundary and all boundaries around it, innermost first.
    pub fn enclosing(&self, boundary: Option<BoundaryId>) -> impl Iterator<Item = BoundaryId> + '_ {
        std::iter::successors(boundary, |id| self.boundary(*id).within)
    }

    /// The boundaries an element stands in, innermost first.
    pub fn boundaries_of(&self, element: ElementId) -> impl Iterator<Item = BoundaryId> + '_ {
        self.enclosing(self.element(element).boundary)
    }

    /// The boundaries that only the sink of a flow stands in: those the flow enters, innermost first.
    pub fn entered(&self, dataflow: &Dataflow) -> Vec<BoundaryId> {
        self.stands_only_in(dataflow.sink, dataflow.source)
    }

    /// The boundaries that only the source of a flow stands in: those the flow leaves, innermost first.
    pub fn left(&self, dataflow: &Dataflow) -> Vec<BoundaryId> {
        self.stands_only_in(dataflow.source, dataflow.sink)
    }

    /// Whether a flow enters or leaves any boundary.
    pub fn crosses(&self, dataflow: &Dataflow) -> bool {
        self.element(dataflow.source).boundary != self.element(dataflow.sink).boundary
    }

    fn stands_only_in(&self, here: ElementId, there: ElementId) -> Vec<BoundaryId> {
        self.boundaries_of(here).filter(|id| !self.boundaries_of(there).any(|other| other == *id)).collect()
    }

    /// The elements that stand in a boundary directly.
    pub fn elements_in(&self, boundary: Option<BoundaryId>) -> impl Iterator<Item = (ElementId, &Element)> {
        self.element_ids().map(|id| (id, self.element(id))).filter(move |(_, element)| element.boundary == boundary)
    }

    /// The boundaries directly inside another, or those inside none.
    pub fn boundaries_in(&self, boundary: Option<BoundaryId>) -> impl Iterator<Item = BoundaryId> + '_ {
        self.boundary_ids().filter(move |id| self.boundary(*id).within == boundary)
    }

    /// Reports boundaries that contain one another or nest too deep, and takes the outer boundary from one of them.
    pub(super) fn cut_boundaries(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut depths: Vec<Option<usize>> = vec![None; self.boundaries.len()];
        let mut steps: Vec<Option<usize>> = vec![None; self.boundaries.len()]; // on the path being walked
        for start in self.boundary_ids() {
            let mut path: Vec<BoundaryId> = Vec::new();
            let mut next = Some(start);
            while let Some(id) = next.filter(|id| depths[id.index()].is_none()) {
                if let Some(from) = steps[id.index()] {
                    diagnostics.push(self.cycle(&path[from..]));
                    let first = path[from..].iter().min().copied().unwrap_or(id);
                    self.boundaries[first.index()].within = None;
                    break;
                }
                steps[id.index()] = Some(path.len());
                path.push(id);
                next = self.boundary(id).within;
            }
            for id in path.into_iter().rev() {
                let outer = self.boundary(id).within.and_then(|outer| depths[outer.index()]);
                let depth = outer.map_or(0, |outer| outer + 1);
                if depth > MAX_DEPTH {
                    diagnostics.push(self.too_deep(id));
                    self.boundaries[id.index()].within = None;
                }
                depths[id.index()] = Some(if depth > MAX_DEPTH { 0 } else { depth });
            }
        }
    }

    fn too_deep(&self, id: BoundaryId) -> Diagnostic {
        let entity = &self.boundary(id).entity;
        let message = format!("boundary `{}` is nested more than {MAX_DEPTH} deep", entity.name);
        let fault = Code::BoundaryCycle.diagnostic(message).at(entity.at.clone(), "too deep");
        fault.with_help("it is read as if its `within` were not written")
    }

    fn cycle(&self, members: &[BoundaryId]) -> Diagnostic {
        let entity = |id: &BoundaryId| &self.boundary(*id).entity;
        let first = members.iter().min().expect("a cycle has members");
        let chain: Vec<_> = members.iter().chain(&members[..1]).map(|id| format!("`{}`", entity(id).name)).collect();
        let message = if members.len() == 1 {
            format!("boundary {} is within itself", chain[0])
        } else {
            format!("boundaries contain one another: {}", chain.join(" within "))
        };
        let mut diagnostic = Code::BoundaryCycle.diagnostic(message).at(entity(first).at.clone(), "part of the cycle");
        for other in members.iter().filter(|id| *id != first) {
            diagnostic = diagnostic.with_secondary(entity(other).at.clone(), "part of the cycle");
        }
        diagnostic.with_help("remove one `within`; until then the model is read as if the first were not written")
    }
}
