//! What follows from what was written: replies matched, ends inherited, data traced, flows numbered.
//!
//! A value written on a flow wins over one inherited from its ends, and an inherited value is as stated as its origin. A reply
//! goes the way of its request, and what TLS or another encrypting protocol carries is encrypted.

use std::collections::{HashMap, HashSet};

use tm_diagnostic::{Diagnostic, Location};
use tm_schema::{AttributeId, Class};

use super::protocol::encrypts;
use super::{DataId, Dataflow, DataflowId, Duplicates, ElementId, Known, Model, Reading, Source, Target, Value};
use crate::code::Code;

/// Derives everything, in the order in which one thing rests on another.
///
/// `unresolved` are the replies that name a flow which does not exist: that fault is reported already.
pub(super) fn derive(model: &mut Model, unresolved: &HashSet<DataflowId>, diagnostics: &mut Vec<Diagnostic>) {
    match_responses(model, unresolved, diagnostics);
    order(model);
    link_back(model);
    order_undeclared_data(model);
    let (replies, requests): (Vec<_>, Vec<_>) = model.dataflow_ids().partition(|id| model.dataflow(*id).is_response);
    for flow in requests.into_iter().chain(replies) {
        inherit(model, flow);
    }
    connect(model);
    trace_data(model);
    for datum in model.data_ids() {
        protect_at_rest(model, datum);
        credentials(model, datum);
    }
    report_duplicates(model, diagnostics);
}

/// The attribute `name` of `class`, which the vocabulary must have.
pub(super) fn attribute(class: Class, name: &str) -> AttributeId {
    tm_schema::lookup(class, name).unwrap_or_else(|| panic!("the vocabulary lost `{name}` of `{}`", class.name()))
}

fn control(name: &str) -> AttributeId {
    tm_schema::control(name).unwrap_or_else(|| panic!("the vocabulary lost control `{name}`"))
}

/// Links a reply that names no request to the one flow that goes the other way.
fn match_responses(model: &mut Model, unresolved: &HashSet<DataflowId>, diagnostics: &mut Vec<Diagnostic>) {
    const MAX_SHOWN: usize = 5;
    let mut by_ends: HashMap<(ElementId, ElementId), Vec<DataflowId>> = HashMap::new();
    for id in model.dataflow_ids().filter(|id| !model.dataflow(*id).is_response) {
        let flow = model.dataflow(id);
        by_ends.entry((flow.source, flow.sink)).or_default().push(id);
    }
    let none = Vec::new();
    for id in model.dataflow_ids() {
        let flow = model.dataflow(id);
        if !flow.is_response || flow.response_to.is_some() || unresolved.contains(&id) {
            continue;
        }
        let requests = by_ends.get(&(flow.sink, flow.source)).unwrap_or(&none);
        if let [request] = requests[..] {
            model.dataflows[id.index()].response_to = Some(request);
            continue;
        }
        let entity = &flow.entity;
        let message = match requests.len() {
            0 => format!("reply `{}` answers no dataflow", entity.name),
            several => format!("reply `{}` may answer any of {several} dataflows", entity.name),
        };
        let mut fault = Code::UnmatchedResponse.diagnostic(message).at(entity.at.clone(), "which one?");
        for request in requests.iter().take(MAX_SHOWN) {
            fault = fault.with_secondary(model.dataflow(*request).entity.at.clone(), "this one?");
        }
        diagnostics.push(fault.with_help("write it as `reply` of its request, or name it with `response_to`"));
    }
}

/// Numbers the flows if the model asks for it and puts those with a number in its order.
///
/// A written `order` stays; the others take the free numbers in declaration order.
fn order(model: &mut Model) {
    if model.options.is_ordered {
        let taken: HashSet<_> = model.dataflows.iter().filter_map(|flow| flow.order).collect();
        let mut free = (1..).filter(|number| !taken.contains(number));
        for flow in model.dataflows.iter_mut().filter(|flow| flow.order.is_none()) {
            flow.order = free.next();
        }
    }
    let mut new: Vec<_> = model.dataflow_ids().collect();
    new.sort_by_key(|id| model.dataflow(*id).order.unwrap_or(0));
    if new.iter().enumerate().all(|(index, id)| id.index() == index) {
        return;
    }
    let mut moved = vec![DataflowId(0); new.len()];
    for (index, id) in new.iter().enumerate() {
        moved[id.index()] = DataflowId(index as u32);
    }
    let mut old: Vec<_> = std::mem::take(&mut model.dataflows).into_iter().map(Some).collect();
    model.dataflows = new.iter().filter_map(|id| old[id.index()].take()).collect();
    for flow in &mut model.dataflows {
        flow.response_to = flow.response_to.map(|link| moved[link.index()]);
        for known in &mut flow.entity.values {
            if let Value::One(Some(Target::Dataflow(link))) = &mut known.value {
                *link = moved[link.index()];
            }
        }
    }
}

/// Tells each flow its reply: of several, the first in the model's order.
fn link_back(model: &mut Model) {
    for id in model.dataflow_ids() {
        if let Some(request) = model.dataflow(id).response_to {
            model.dataflows[request.index()].response.get_or_insert(id);
        }
    }
}

/// Puts undeclared data in the order of its first mention: elements come first, then flows in the model's order.
///
/// A model that is written out and read back then is the same model, whatever order its flows were declared in.
fn order_undeclared_data(model: &mut Model) {
    let declared = model.data.iter().filter(|it| it.is_declared).count();
    let mut mentions: Vec<(DataId, Option<Location>)> = Vec::new();
    let mut seen = vec![false; model.data.len()];
    let elements = model.element_ids().map(Target::Element);
    for target in elements.chain(model.dataflow_ids().map(Target::Dataflow)) {
        for known in &model.entity(target).values {
            let (Value::Many(list), Source::Written(at)) = (&known.value, &known.source) else { continue };
            for datum in list.iter().filter_map(|it| if let Target::Data(id) = it { Some(*id) } else { None }) {
                if datum.index() >= declared && !std::mem::replace(&mut seen[datum.index()], true) {
                    mentions.push((datum, at.clone()));
                }
            }
        }
    }
    let mut moved: Vec<_> = model.data_ids().collect();
    let mut old: Vec<_> = model.data.split_off(declared).into_iter().map(Some).collect();
    for (id, at) in mentions {
        moved[id.index()] = DataId(model.data.len() as u32);
        if let Some(mut datum) = old[id.index() - declared].take() {
            datum.entity.at = at;
            model.data.push(datum);
        }
    }
    for target in model.targets().collect::<Vec<_>>() {
        for known in &mut model.entity_mut(target).values {
            let Value::Many(list) = &mut known.value else { continue };
            for link in list {
                if let Target::Data(id) = link {
                    *id = moved[id.index()];
                }
            }
        }
    }
}

/// What holds of a reply because it holds of its request: both go the same way.
pub(crate) fn shared_with_reply() -> impl Iterator<Item = AttributeId> {
    let own =
        ["protocol", "tls_version", "uses_vpn", "is_wireless", "is_local"].map(|name| attribute(Class::Dataflow, name));
    own.into_iter().chain([control("is_encrypted")])
}

/// The flow that `flow` answers, if that is no answer itself.
fn request_of(model: &Model, flow: &Dataflow) -> Option<DataflowId> {
    flow.response_to.filter(|request| flow.is_response && !model.dataflow(*request).is_response)
}

/// What a flow takes from others where it does not say so itself: its attribute, theirs, and whose. Of several the first counts.
pub(crate) fn passed_on(model: &Model, id: DataflowId) -> Vec<(AttributeId, AttributeId, Target)> {
    let flow = model.dataflow(id);
    let (source, sink) = (Target::Element(flow.source), Target::Element(flow.sink));
    let mut passed: Vec<(AttributeId, AttributeId, Target)> = Vec::new();
    if let Some(request) = request_of(model, flow).map(Target::Dataflow) {
        passed.extend(shared_with_reply().map(|it| (it, it, request)));
    }
    let mut from = |own: &str, theirs: &str, end: Target| {
        if let Some(theirs) = tm_schema::lookup(model.entity(end).class, theirs) {
            passed.push((attribute(Class::Dataflow, own), theirs, end));
        }
    };
    from("data", "data", source);
    if flow.is_response {
        from("protocol", "protocol", source);
        from("src_port", "port", source);
        passed.push((control("is_encrypted"), control("is_encrypted"), source));
    } else {
        from("protocol", "protocol", sink);
        from("dst_port", "port", sink);
        passed.push((control("is_encrypted"), control("is_encrypted"), sink));
        for name in ["authenticates_destination", "checks_destination_revocation"] {
            passed.push((control(name), control(name), source));
        }
    }
    passed
}

/// Takes from others what a flow does not say itself.
pub(super) fn inherit(model: &mut Model, id: DataflowId) {
    // What a flow says of its own protection is nearer than what its ends accept.
    protect(model, id);
    let flow = model.dataflow(id);
    let (source, sink) = (Target::Element(flow.source), Target::Element(flow.sink));
    let is_response = flow.is_response;
    let inherited = passed_on(model, id);
    let mut learnt = Vec::new();
    for (own, theirs, end) in inherited {
        if let Reading::Stated(value, from) = model.read(end, theirs) {
            let at = if let Source::Written(at) = from { at.clone() } else { None };
            learnt.push((own, value.clone(), Source::Inherited(end, at)));
        }
    }
    let common = common_levels(model, source, sink);
    let flow = &mut model.dataflows[id.index()];
    for (own, value, from) in learnt {
        flow.entity.learn(own, value, from);
    }
    protect(model, id);
    locate(model, id);
    let flow = &mut model.dataflows[id.index()];
    if let Some(levels) = common {
        flow.entity.learn(attribute(Class::Dataflow, "levels"), Value::Ints(levels), Source::Derived);
    }
    flow.entity.learn(attribute(Class::Dataflow, "is_response"), Value::Bool(is_response), Source::Derived);
    let links = [("response_to", flow.response_to), ("response", flow.response)];
    for (name, link) in links {
        if let Some(link) = link {
            let value = Value::One(Some(Target::Dataflow(link)));
            flow.entity.learn(attribute(Class::Dataflow, name), value, Source::Derived);
        }
    }
    if let Some(order) = flow.order {
        flow.entity.learn(attribute(Class::Dataflow, "order"), Value::Int(order.into()), Source::Derived);
    }
    if let Some(Known { value: Value::Many(targets), .. }) = flow.entity.known(attribute(Class::Dataflow, "data")) {
        let data = targets.iter().filter_map(|it| if let Target::Data(id) = it { Some(*id) } else { None });
        flow.data = data.collect();
    }
}

/// What is carried by TLS, or by a protocol that encrypts, is encrypted.
fn protect(model: &mut Model, id: DataflowId) {
    let entity = &mut model.dataflows[id.index()].entity;
    let stated = |name: &str| entity.known(attribute(Class::Dataflow, name)).map(|known| &known.value);
    let has_tls = matches!(stated("tls_version"), Some(Value::Member(version)) if *version > 0);
    let is_encrypted = has_tls || matches!(stated("protocol"), Some(Value::Text(protocol)) if encrypts(protocol));
    if is_encrypted {
        entity.learn(control("is_encrypted"), Value::Bool(true), Source::Derived);
    }
}

/// A flow of which somebody says how it goes over a network goes over one.
fn locate(model: &mut Model, id: DataflowId) {
    let entity = &mut model.dataflows[id.index()].entity;
    let own = ["protocol", "src_port", "dst_port", "tls_version", "uses_vpn", "is_wireless"];
    let signs = own.into_iter().map(|name| attribute(Class::Dataflow, name)).chain([control("is_encrypted")]);
    if signs.into_iter().any(|sign| entity.known(sign).is_some()) {
        entity.learn(attribute(Class::Dataflow, "is_local"), Value::Bool(false), Source::Derived);
    }
}

/// The levels both ends are drawn at, if either says any and there are any.
fn common_levels(model: &Model, source: Target, sink: Target) -> Option<Vec<i64>> {
    let levels = |end: Target| model.read(end, attribute(model.entity(end).class, "levels"));
    let (from, to) = (levels(source), levels(sink));
    if !from.is_stated() && !to.is_stated() {
        return None;
    }
    let list = |reading: &Reading<'_>| match reading.value() {
        Value::Ints(list) if !list.is_empty() => list.clone(),
        _ => vec![0],
    };
    let to = list(&to);
    let common: Vec<_> = list(&from).into_iter().filter(|level| to.contains(level)).collect();
    (!common.is_empty()).then_some(common)
}

/// Tells each element the flows that touch it. An element with flows has stated inputs and outputs.
fn connect(model: &mut Model) {
    for id in model.dataflow_ids() {
        let flow = model.dataflow(id);
        if !flow.is_response {
            let (source, sink) = (flow.source, flow.sink);
            model.elements[source.index()].outputs.push(id);
            model.elements[sink.index()].inputs.push(id);
        }
    }
    for element in &mut model.elements {
        if element.inputs.is_empty() && element.outputs.is_empty() {
            continue;
        }
        for (name, flows) in [("inputs", &element.inputs), ("outputs", &element.outputs)] {
            if let Some(attribute) = tm_schema::lookup(element.entity.class, name) {
                let targets = flows.iter().map(|id| Target::Dataflow(*id)).collect();
                element.entity.learn(attribute, Value::Many(targets), Source::Derived);
            }
        }
    }
}

/// Tells each datum the flows that carry it and the elements it passes.
fn trace_data(model: &mut Model) {
    for id in model.dataflow_ids() {
        for datum in model.dataflow(id).data.clone() {
            model.data[datum.index()].carried_by.push(id);
        }
    }
    model.data_ids().for_each(|datum| trace(model, datum));
}

/// Tells a datum which elements it passes, and what reads it that it does.
pub(super) fn trace(model: &mut Model, id: DataId) {
    let flows = model.datum(id).carried_by.clone();
    let mut ends: Vec<ElementId> = Vec::new();
    for flow in flows.iter().map(|id| model.dataflow(*id)) {
        ends.extend([flow.source, flow.sink]);
    }
    ends.sort();
    ends.dedup();
    if !flows.is_empty() {
        let entity = &mut model.data[id.index()].entity;
        let carried = flows.iter().map(|id| Target::Dataflow(*id)).collect();
        entity.learn(attribute(Class::Data, "carried_by"), Value::Many(carried), Source::Derived);
        let processed = ends.iter().map(|id| Target::Element(*id)).collect();
        entity.learn(attribute(Class::Data, "processed_by"), Value::Many(processed), Source::Derived);
    }
    model.data[id.index()].processed_by = ends;
}

/// Stored data is encrypted at rest where every datastore it flows to (or from) encrypts at rest.
pub(super) fn protect_at_rest(model: &mut Model, id: DataId) {
    let stored = attribute(Class::Data, "is_stored");
    if model.read(Target::Data(id), stored).value() != &Value::Bool(true) {
        return;
    }
    for (name, at_sink) in [("is_dest_encrypted_at_rest", true), ("is_source_encrypted_at_rest", false)] {
        let stores = stores(model, id, at_sink);
        if stores.is_empty() {
            continue;
        }
        let (all, source) = at_rest(model, &stores);
        model.data[id.index()].entity.learn(attribute(Class::Data, name), Value::Bool(all), source);
    }
}

/// The datastores that a datum flows to, or from.
fn stores(model: &Model, id: DataId, at_sink: bool) -> Vec<ElementId> {
    let flows = model.datum(id).carried_by.iter().map(|flow| model.dataflow(*flow));
    let ends = flows.map(|flow| if at_sink { flow.sink } else { flow.source });
    let mut stores: Vec<_> = ends.filter(|end| model.element(*end).entity.class == Class::Datastore).collect();
    stores.sort();
    stores.dedup();
    stores
}

/// Where else a value could be written from which `attribute` of `target` follows.
pub(crate) fn origins(model: &Model, target: Target, of: AttributeId) -> Vec<(Target, AttributeId)> {
    match target {
        Target::Dataflow(id) => {
            let passed = passed_on(model, id).into_iter().filter(|(own, ..)| *own == of);
            passed.map(|(_, theirs, end)| (end, theirs)).collect()
        }
        Target::Data(id) => {
            let at_sink = match of.get().name {
                "is_dest_encrypted_at_rest" => true,
                "is_source_encrypted_at_rest" => false,
                _ => return Vec::new(),
            };
            let at_rest = control("is_encrypted_at_rest");
            let stores = stores(model, id, at_sink).into_iter().map(|store| (Target::Element(store), at_rest));
            stores.chain([(target, attribute(Class::Data, "is_stored"))]).collect()
        }
        Target::Element(_) | Target::Boundary(_) => Vec::new(),
    }
}

/// Whether all of `stores` encrypt at rest, and who says so: one that does not decides alone.
fn at_rest(model: &Model, stores: &[ElementId]) -> (bool, Source) {
    let mut answer = (true, Source::Derived);
    for store in stores.iter().map(|store| Target::Element(*store)) {
        let reading = model.read(store, control("is_encrypted_at_rest"));
        let encrypts = reading.value() == &Value::Bool(true);
        let source = match &reading {
            Reading::Stated(..) => Source::Inherited(store, reading.at().cloned()),
            Reading::Assumed(_) => Source::Assumed,
        };
        if !encrypts && reading.is_stated() {
            return (false, source);
        }
        answer = (answer.0 && encrypts, if answer.1 == Source::Assumed { Source::Assumed } else { source });
    }
    answer
}

/// A credential has a life, known or not; what has a life is a credential.
pub(super) fn credentials(model: &mut Model, id: DataId) {
    let (is_credentials, life) = (attribute(Class::Data, "is_credentials"), attribute(Class::Data, "credentials_life"));
    let none = Value::Member(tm_schema::LIFETIME.member("None").expect("a lifetime can be none"));
    let unknown = Value::Member(tm_schema::LIFETIME.member("Unknown").expect("a lifetime can be unknown"));
    let target = Target::Data(id);
    let is = model.read(target, is_credentials).value() == &Value::Bool(true);
    let lives = model.read(target, life).value() != &none;
    let entity = &mut model.data[id.index()].entity;
    if lives {
        entity.learn(is_credentials, Value::Bool(true), Source::Derived);
    } else if is {
        entity.learn(life, unknown, Source::Assumed);
    }
}

/// Reports flows that say the same as an earlier one, in a model that denies it.
fn report_duplicates(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    if model.options.on_duplicates != Duplicates::Deny {
        return;
    }
    for (id, earlier) in duplicates(model) {
        let (flow, earlier) = (&model.dataflow(id).entity, &model.dataflow(earlier).entity);
        let fault = Code::DuplicateDataflow.diagnostic(format!("dataflow `{}` repeats `{}`", flow.name, earlier.name));
        let fault = fault.at(flow.at.clone(), "says the same").with_secondary(earlier.at.clone(), "as this one");
        diagnostics.push(fault.with_help("remove one, or allow it with `on_duplicates = Keep` in `model!`"));
    }
}

/// Flows with an earlier one of the same ends and the same values, each with that one.
///
/// Name, note, order and replies do not count.
pub(crate) fn duplicates(model: &Model) -> Vec<(DataflowId, DataflowId)> {
    let ignored: Vec<_> = ["name", "note", "order", "response_to", "response", "is_response"]
        .map(|name| attribute(Class::Dataflow, name))
        .into();
    let mut seen: HashMap<_, DataflowId> = HashMap::new();
    let mut found = Vec::new();
    for id in model.dataflow_ids() {
        let flow = model.dataflow(id);
        let values = flow.entity.values.iter().filter(|known| !ignored.contains(&known.attribute));
        let said: Vec<_> = values.map(|known| (known.attribute, format!("{:?}", known.value))).collect();
        match seen.entry((flow.source, flow.sink, flow.is_response, said)) {
            std::collections::hash_map::Entry::Occupied(earlier) => found.push((id, *earlier.get())),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(id);
            }
        }
    }
    found
}
