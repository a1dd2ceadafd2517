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
use crate::model::{BoundaryId, DataId, DataflowId, Target, Value};

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
        for id in self.model.dataflow_ids() {
            let flow = self.model.dataflow(id);
            let (entered, left) = (self.model.entered(flow), self.model.left(flow));
            for datum in &flow.data {
                let classification = Reverse(self.classification(*datum));
                for boundary in entered.iter().chain(&left) {
                    let crossing = crossings.entry((classification, *boundary)).or_default();
                    let flows = if entered.contains(boundary) { &mut crossing.enters } else { &mut crossing.leaves };
                    if flows.last() != Some(&id) {
                        flows.push(id);
                    }
                    if !crossing.data.contains(datum) {
                        crossing.data.push(*datum);
                    }
                }
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

    /// How secret a datum is, as an index of the members; 0 is unknown.
    fn classification(&self, datum: DataId) -> u8 {
        let target = Target::Data(datum);
        match self.model.read(target, self.attribute_of(target, "classification")).value() {
            Value::Member(it) => *it,
            _ => unreachable!("a classification is a member"),
        }
    }

    fn carrier(&self, id: DataflowId) -> CarrierContext {
        let target = Target::Dataflow(id);
        CarrierContext { this: self.reference(target), encryption: self.named(target, "controls.is_encrypted") }
    }
}
