//! Where data goes: which of it crosses which boundary, and on which flows.
//!
//! ```text
//! Restricted   Web      Comment   in: Visitor enters comments   out: –
//! not stated   Internet ack       in: Comments saved            out: –
//! ```
//!
//! The most secret comes first; what nobody has classified is last, not left out.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::context::{CarrierContext, CrossingContext};
use super::gather::Gatherer;
use crate::model::{BoundaryId, DataId, DataflowId, Direction, Target};

/// What of one classification crosses one boundary.
#[derive(Default)]
struct Crossing {
    data: Vec<DataId>,
    enters: Vec<DataflowId>,
    leaves: Vec<DataflowId>,
}

impl Gatherer<'_> {
    pub(super) fn crossings(&self) -> Vec<CrossingContext> {
        let mut crossings: BTreeMap<(Reverse<u8>, BoundaryId), Crossing> = BTreeMap::new();
        for it in self.model.crossings() {
            let classification = Reverse(self.model.classification(it.datum));
            let crossing = crossings.entry((classification, it.boundary)).or_default();
            let flows = match it.direction {
                Direction::Enters => &mut crossing.enters,
                Direction::Leaves => &mut crossing.leaves,
            };
            if flows.last() != Some(&it.dataflow) {
                flows.push(it.dataflow);
            }
            if !crossing.data.contains(&it.datum) {
                crossing.data.push(it.datum);
            }
        }
        let context = |((_, boundary), it): ((Reverse<u8>, BoundaryId), Crossing)| CrossingContext {
            classification: self.named(Target::Data(it.data[0]), "classification"),
            boundary: self.reference(Target::Boundary(boundary)),
            data: it.data.iter().map(|id| self.reference(Target::Data(*id))).collect(),
            enters: it.enters.iter().map(|id| self.carrier(*id)).collect(),
            leaves: it.leaves.iter().map(|id| self.carrier(*id)).collect(),
        };
        crossings.into_iter().map(context).collect()
    }

    fn carrier(&self, id: DataflowId) -> CarrierContext {
        let target = Target::Dataflow(id);
        CarrierContext { this: self.reference(target), encryption: self.named(target, "controls.is_encrypted") }
    }
}
