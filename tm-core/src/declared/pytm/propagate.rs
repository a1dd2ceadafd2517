//! Does to a model what pytm 1.4 does before it looks for threats.
//!
//! ```text
//! flow  login ──▶ Web        Web says protocol = HTTPS, isEncrypted      login says protocol = HTTP
//! then  login says protocol = HTTPS, isEncrypted, whatever it said before
//! ```
//!
//! Flows are taken by number, those without one first. A flow's own protocol, port, encryption, authentication of the
//! destination, levels and overrides give way to those of its ends; what it carries grows by what its source sends. The last
//! flow that carries a stored datum says whether it is encrypted at rest.

use std::collections::HashMap;

use tm_schema::{AttributeId, Class};

use super::{Faults, Flow, Imported, attribute};
use crate::declared::Written;

pub(super) fn propagate(model: &mut Imported, faults: &mut Faults<'_>) {
    sort(&mut model.flows);
    if model.model.is(attribute(Class::Model, "is_ordered")) {
        number(&mut model.flows);
    }
    match_responses(&mut model.flows);
    for index in 0..model.flows.len() {
        let mut flow = model.flows[index].clone();
        let replaced = take_from_ends(&mut flow, model);
        if !replaced.is_empty() {
            let message =
                format!("dataflow `{}`: pytm replaces its {} by what its ends say", flow.thing.name, list(&replaced));
            faults.lost(&message, "say it of the ends; in Rust, what a flow says itself wins");
        }
        if !flow.is_response {
            enrich_data(&flow, model);
        }
        model.flows[index] = flow;
    }
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn sort(flows: &mut Vec<Flow>) {
    let mut order: Vec<_> = (0..flows.len()).collect();
    order.sort_by_key(|index| flows[*index].order);
    let mut moved = vec![0; flows.len()];
    for (new, old) in order.iter().enumerate() {
        moved[*old] = new;
    }
    let mut old: Vec<_> = std::mem::take(flows).into_iter().map(Some).collect();
    flows.extend(order.iter().filter_map(|index| old[*index].take()));
    for flow in flows {
        flow.response_to = flow.response_to.map(|request| moved[request]);
    }
}

/// Numbers those without a number from 1, up to the first that has one.
fn number(flows: &mut [Flow]) {
    for (index, flow) in flows.iter_mut().enumerate().take_while(|(_, flow)| flow.order == -1) {
        flow.order = index as i64 + 1;
    }
}

/// Links replies without a request to the only flow that goes the other way, if it is the only one.
fn match_responses(flows: &mut [Flow]) {
    let mut between: HashMap<(usize, usize), Vec<usize>> = HashMap::new();
    for (index, flow) in flows.iter().enumerate() {
        between.entry((flow.source, flow.sink)).or_default().push(index);
    }
    for (index, flow) in flows.iter_mut().enumerate().filter(|(_, flow)| flow.is_response) {
        let back = between.get(&(flow.sink, flow.source)).map_or(&[][..], Vec::as_slice);
        if let ([request], None) = (back, flow.response_to) {
            // A reply from an element to itself goes the other way of itself.
            flow.response_to = Some(*request).filter(|request| *request != index);
        }
    }
}

/// Replaces what pytm replaces, and answers what the flow had said of it otherwise.
fn take_from_ends(flow: &mut Flow, model: &Imported) -> Vec<String> {
    let mut replaced = Vec::new();
    let (source, sink) = (&model.elements[flow.source], &model.elements[flow.sink]);
    for datum in &source.data {
        if !flow.thing.data.contains(datum) {
            flow.thing.data.push(*datum);
        }
    }
    for (own, theirs, end) in model.inherited(flow) {
        let value = model.elements[end].values.get(&theirs).cloned();
        if flow.thing.values.get(&own).is_some_and(|said| Some(said) != value.as_ref()) {
            let prefix = if own.get().is_control { "controls." } else { "" };
            replaced.push(format!("{prefix}{}", own.get().pytm));
        }
        flow.thing.set(own, value);
    }
    let theirs = sink.levels();
    let common: Vec<_> = source.levels().into_iter().filter(|level| theirs.contains(level)).collect();
    if !common.is_empty() {
        let levels = attribute(Class::Dataflow, "levels");
        if flow.thing.values.contains_key(&levels) && flow.thing.levels() != common {
            replaced.push("levels".to_owned());
        }
        flow.thing.set(levels, Some(Written::List(common.into_iter().map(Written::Int).collect())));
    }
    if !flow.thing.overrides.is_empty() {
        replaced.push("overrides".to_owned());
    }
    flow.thing.overrides.clear();
    for theirs in sink.overrides.iter().chain(&source.overrides) {
        if !flow.thing.overrides.iter().any(|it| it.threat == theirs.threat) {
            // They change what applies to the flow; only on the end itself do they make it apply.
            flow.thing.overrides.push(super::Override { always: false, ..theirs.clone() });
        }
    }
    replaced
}

fn enrich_data(flow: &Flow, model: &mut Imported) {
    let of = |name: &str| attribute(Class::Data, name);
    let at_rest = tm_schema::control("is_encrypted_at_rest").expect("the vocabulary has pytm's controls");
    let ends: [(AttributeId, usize); 2] =
        [(of("is_dest_encrypted_at_rest"), flow.sink), (of("is_source_encrypted_at_rest"), flow.source)];
    for datum in &flow.thing.data {
        let datum = &mut model.data[*datum];
        if datum.is(of("is_stored")) {
            for (own, end) in ends {
                datum.set(own, Some(Written::Bool(model.elements[end].is(at_rest))));
            }
        }
        if datum.values.contains_key(&of("credentials_life")) {
            datum.set(of("is_credentials"), Some(Written::Bool(true)));
        } else if datum.is(of("is_credentials")) {
            datum.set(of("credentials_life"), Some(Written::Member("Unknown".to_owned())));
            datum.is_life_guessed = true;
        }
    }
}
