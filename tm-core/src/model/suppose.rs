//! What a model would be like if something else were written in it.
//!
//! ```text
//! web: nobody says whether it is encrypted           visitor->web: assumed not to be
//! write(web, controls.is_encrypted, true)            visitor->web: encrypted, says `web`
//! undo                                               visitor->web: assumed not to be
//! ```
//!
//! What is written here has all the consequences it has in a file; only the few things it touches are derived anew.

use tm_schema::{AttributeId, Class};

use super::derive::{credentials, inherit, protect_at_rest, trace};
use super::{BoundaryId, DataId, DataflowId, ElementId, Known, Model, Source, Target, Value};

/// A model to try things on.
#[derive(Debug)]
pub struct Trial {
    model: Model,
    /// The flows that start or end at each element, replies included.
    touching: Vec<Vec<DataflowId>>,
    /// What things were like before, each at its first change and perhaps later ones.
    before: Vec<Before>,
}

#[derive(Debug)]
enum Before {
    Values(Target, Vec<Known>),
    Boundary(ElementId, Option<BoundaryId>),
    Carried(DataflowId, Vec<DataId>),
    Passed(DataId, Vec<DataflowId>, Vec<ElementId>),
}

impl Trial {
    /// A model like `model`.
    pub fn new(model: &Model) -> Trial {
        let mut touching = vec![Vec::new(); model.elements.len()];
        for id in model.dataflow_ids() {
            let flow = model.dataflow(id);
            touching[flow.source.index()].push(id);
            if flow.sink != flow.source {
                touching[flow.sink.index()].push(id);
            }
        }
        Trial { model: model.clone(), touching, before: Vec::new() }
    }

    /// The model with all that was written since it was made or last undone.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Writes a value, in place of one that is there.
    ///
    /// The value is one that may be written there: of the attribute's type, and naming what the model has.
    pub fn write(&mut self, target: Target, attribute: AttributeId, value: Value) {
        self.save(target);
        if let (Target::Element(id), "boundary", Value::One(Some(Target::Boundary(boundary)))) =
            (target, attribute.get().name, &value)
        {
            let element = &mut self.model.elements[id.index()];
            self.before.push(Before::Boundary(id, element.boundary));
            element.boundary = Some(*boundary);
        }
        let entity = self.model.entity_mut(target);
        entity.values.retain(|known| known.attribute != attribute);
        entity.learn(attribute, value, Source::Written(None));
        match target {
            Target::Element(id) => self.pass_on(id, attribute),
            Target::Dataflow(id) => {
                self.derive_dataflow(id);
                self.derive_replies(id);
            }
            Target::Data(id) => self.derive_datum(id),
            Target::Boundary(_) => {}
        }
    }

    /// The readings that are otherwise than before, sorted.
    pub fn changed(&self) -> Vec<(Target, AttributeId)> {
        let mut changed = Vec::new();
        let mut seen = Vec::new();
        for before in &self.before {
            let Before::Values(target, before) = before else { continue };
            if seen.contains(target) {
                continue;
            }
            seen.push(*target);
            let after = &self.model.entity(*target).values;
            let is_new = |known: &&Known| !before.contains(known);
            let is_lost = |known: &&Known| !after.iter().any(|it| it.attribute == known.attribute);
            let attributes = after.iter().filter(is_new).chain(before.iter().filter(is_lost));
            changed.extend(attributes.map(|known| (*target, known.attribute)));
        }
        changed.sort_unstable();
        changed
    }

    /// Takes back all that was written.
    pub fn undo(&mut self) {
        for before in self.before.drain(..).rev() {
            match before {
                Before::Values(target, values) => self.model.entity_mut(target).values = values,
                Before::Boundary(id, boundary) => self.model.elements[id.index()].boundary = boundary,
                Before::Carried(id, data) => self.model.dataflows[id.index()].data = data,
                Before::Passed(id, flows, ends) => {
                    let datum = &mut self.model.data[id.index()];
                    (datum.carried_by, datum.processed_by) = (flows, ends);
                }
            }
        }
    }

    fn save(&mut self, target: Target) {
        self.before.push(Before::Values(target, self.model.entity(target).values.clone()));
    }

    /// Lets what rests on an element's attribute follow.
    fn pass_on(&mut self, id: ElementId, attribute: AttributeId) {
        const TO_FLOWS: [&str; 7] = [
            "authenticates_destination",
            "checks_destination_revocation",
            "data",
            "is_encrypted",
            "levels",
            "port",
            "protocol",
        ];
        let name = attribute.get().name;
        if TO_FLOWS.contains(&name) {
            // Replies rest on requests.
            let mut flows = self.touching[id.index()].clone();
            flows.sort_by_key(|flow| self.model.dataflow(*flow).is_response);
            flows.into_iter().for_each(|flow| self.derive_dataflow(flow));
        }
        if name == "is_encrypted_at_rest" && self.model.element(id).entity.class == Class::Datastore {
            let flows = self.touching[id.index()].iter();
            let mut data: Vec<_> = flows.flat_map(|flow| self.model.dataflow(*flow).data.clone()).collect();
            data.sort();
            data.dedup();
            data.into_iter().for_each(|datum| self.derive_datum(datum));
        }
    }

    fn derive_dataflow(&mut self, id: DataflowId) {
        self.save(Target::Dataflow(id));
        let flow = &mut self.model.dataflows[id.index()];
        let old = std::mem::take(&mut flow.data);
        self.before.push(Before::Carried(id, old.clone()));
        flow.entity.values.retain(|known| matches!(known.source, Source::Written(_)));
        inherit(&mut self.model, id);
        let new = self.model.dataflow(id).data.clone();
        if old == new {
            return;
        }
        for datum in old.iter().chain(new.iter().filter(|datum| !old.contains(datum))) {
            let carrier = &mut self.model.data[datum.index()];
            self.before.push(Before::Passed(*datum, carrier.carried_by.clone(), carrier.processed_by.clone()));
            carrier.carried_by.retain(|flow| *flow != id);
            if new.contains(datum) {
                carrier.carried_by.push(id);
                carrier.carried_by.sort();
            }
            self.derive_datum(*datum);
        }
    }

    fn derive_replies(&mut self, request: DataflowId) {
        let source = self.model.dataflow(request).source;
        let mut replies = self.touching[source.index()].clone();
        replies.retain(|flow| self.model.dataflow(*flow).response_to == Some(request));
        replies.into_iter().for_each(|reply| self.derive_dataflow(reply));
    }

    fn derive_datum(&mut self, id: DataId) {
        let datum = self.model.datum(id);
        self.before.push(Before::Passed(id, datum.carried_by.clone(), datum.processed_by.clone()));
        self.save(Target::Data(id));
        self.model.data[id.index()].entity.values.retain(|known| matches!(known.source, Source::Written(_)));
        trace(&mut self.model, id);
        protect_at_rest(&mut self.model, id);
        credentials(&mut self.model, id);
    }
}
