//! Says an imported model as declarations: ids for names, and no value that follows from the rest.

use std::collections::{BTreeMap, HashMap};

use tm_schema::{AttributeId, Class};

use super::{Assumption, Faults, Flow, Imported, Override, Thing, attribute, default};
use crate::declared::{Declaration, Entry, Written};
use crate::model::{encrypts, shared_with_reply, slug};

/// Why an imported thing is out of scope: pytm asks for no reason.
const BECAUSE: &str = "imported: out of scope in pytm";

pub(super) fn declarations(model: &Imported, faults: &mut Faults<'_>) -> Vec<Declaration> {
    let keys = Keys::of(model);
    let mut declarations = vec![declaration(&model.model, String::new(), BTreeMap::new())];
    for (boundary, key) in model.boundaries.iter().zip(&keys.boundaries) {
        let mut it = declaration(boundary, key.clone(), BTreeMap::new());
        it.entries.extend(boundary.boundary.map(|within| entry("within", reference(&keys.boundaries[within]))));
        declarations.push(it);
    }
    for (index, (datum, key)) in model.data.iter().zip(&keys.data).enumerate() {
        declarations.push(declaration(datum, key.clone(), bases_of_datum(model, index)));
    }
    for (element, key) in model.elements.iter().zip(&keys.elements) {
        let mut it = declaration(element, key.clone(), BTreeMap::new());
        it.entries.extend(element.boundary.map(|within| entry("boundary", reference(&keys.boundaries[within]))));
        if !element.data.is_empty() {
            it.entries.push(entry("data", references(&element.data, &keys.data)));
        }
        declarations.push(it);
    }
    for (index, (flow, key)) in model.flows.iter().zip(&keys.flows).enumerate() {
        let mut it = declaration(&flow.thing, key.clone(), bases_of_flow(model, index));
        it.entries.push(entry("source", reference(&keys.elements[flow.source])));
        it.entries.push(entry("sink", reference(&keys.elements[flow.sink])));
        if !same(&flow.thing.data, &model.elements[flow.source].data) {
            it.entries.push(entry("data", references(&flow.thing.data, &keys.data)));
        }
        if flow.order >= 0 {
            it.entries.push(entry("order", Written::Int(flow.order)));
        }
        match flow.response_to {
            Some(request) => it.entries.push(entry("response_to", reference(&keys.flows[request]))),
            None if flow.is_response => it.entries.push(entry("is_response", Written::Bool(true))),
            None => {}
        }
        declarations.push(it);
    }
    let is_empty = model.elements.is_empty() && model.boundaries.is_empty() && model.data.is_empty();
    if is_empty && model.model.name.is_empty() && faults.list.is_empty() {
        faults.lost("nothing in it is pytm's", "pytm writes its models with `python model.py --json model.json`");
    }
    declarations
}

fn same(some: &[usize], others: &[usize]) -> bool {
    let sorted = |list: &[usize]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    sorted(some) == sorted(others)
}

/// What a thing says. `bases` are the values that attributes have here if nothing is said of them: none is the default.
fn declaration(thing: &Thing, key: String, bases: BTreeMap<AttributeId, Option<Written>>) -> Declaration {
    let mut entries = Vec::new();
    let mut controls = Vec::new();
    if !thing.description.is_empty() {
        entries.push(entry("description", Written::Text(thing.description.clone())));
    }
    let mut attributes: Vec<_> = thing.values.keys().chain(bases.keys()).copied().collect();
    attributes.sort();
    attributes.dedup();
    for id in attributes {
        let value = thing.values.get(&id);
        if value == bases.get(&id).and_then(Option::as_ref) {
            continue;
        }
        let value = value.cloned().unwrap_or_else(|| default(id, thing.class));
        if value == Written::Int(-1) {
            continue; // pytm's "no port" cannot be said, nor can pytm 1.4 end with it where an end has one
        }
        let list = if id.get().is_control { &mut controls } else { &mut entries };
        list.push(entry(id.get().name, value));
    }
    if entries.iter().any(|it| it.name == "in_scope") {
        entries.push(entry("because", Written::Text(BECAUSE.to_owned())));
    }
    if !controls.is_empty() {
        entries.push(entry("controls", Written::Group(controls)));
    }
    entries.extend(thing.overrides.iter().map(|it| entry("overrides", override_of(it))));
    entries.extend(thing.assumptions.iter().map(|it| entry("assumptions", assumption(it))));
    let (name, class) = (thing.name.clone(), thing.class);
    Declaration { class, key, name, doc: String::new(), package: String::new(), at: None, origin: None, entries }
}

/// What is taken for granted here of a flow that says nothing, for all that may be.
fn bases_of_flow(model: &Imported, index: usize) -> BTreeMap<AttributeId, Option<Written>> {
    let flow = &model.flows[index];
    let mut bases = BTreeMap::new();
    for (own, theirs, end) in model.inherited(flow) {
        bases.insert(own, model.elements[end].values.get(&theirs).cloned());
    }
    if let Some(request) = model.requests[index] {
        let theirs = bases_of_flow(model, request);
        for shared in shared_with_reply() {
            let said = model.flows[request].thing.values.get(&shared).cloned();
            // What pytm assumes is said where something else would follow here.
            let is_refused = said.is_none() && theirs.get(&shared).is_some_and(Option::is_some);
            if let Some(said) = said.or_else(|| is_refused.then(|| default(shared, Class::Dataflow))) {
                bases.insert(shared, Some(said));
            } else {
                bases.entry(shared).or_default();
            }
        }
    }
    if is_encrypted_by_itself(flow, &bases) {
        let encrypted = tm_schema::control("is_encrypted").expect("the vocabulary has pytm's controls");
        bases.insert(encrypted, Some(Written::Bool(true)));
    }
    let ends = [&model.elements[flow.source], &model.elements[flow.sink]];
    let levels = |end: &Thing| end.values.contains_key(&attribute(end.class, "levels"));
    if ends.iter().any(|end| levels(end)) {
        let theirs = ends[1].levels();
        let common: Vec<_> = ends[0].levels().into_iter().filter(|level| theirs.contains(level)).collect();
        let base = (!common.is_empty() && common != [0])
            .then(|| Written::List(common.into_iter().map(Written::Int).collect()));
        bases.insert(attribute(Class::Dataflow, "levels"), base);
    }
    bases
}

/// Whether its version of TLS or its protocol makes a flow encrypted here.
fn is_encrypted_by_itself(flow: &Flow, bases: &BTreeMap<AttributeId, Option<Written>>) -> bool {
    let of = |name: &str| {
        let id = attribute(Class::Dataflow, name);
        flow.thing.values.get(&id).or_else(|| bases.get(&id)?.as_ref())
    };
    let has_tls = matches!(of("tls_version"), Some(Written::Member(version)) if version != "None");
    has_tls || matches!(of("protocol"), Some(Written::Text(protocol)) if encrypts(protocol))
}

/// What a datum is taken for here if it says nothing, for all that is derived.
///
/// A stored datum is encrypted at rest where every datastore is that it flows to, or from; what has a life is a credential,
/// and a credential has one, if an unknown one.
fn bases_of_datum(model: &Imported, index: usize) -> BTreeMap<AttributeId, Option<Written>> {
    let datum = &model.data[index];
    let of = |name: &str| attribute(Class::Data, name);
    let mut bases = BTreeMap::new();
    let (is_credentials, life) = (of("is_credentials"), of("credentials_life"));
    let is_life_written = datum.values.contains_key(&life) && !datum.is_life_guessed;
    if is_life_written {
        bases.insert(is_credentials, Some(Written::Bool(true)));
    } else if datum.is(is_credentials) {
        bases.insert(life, Some(Written::Member("Unknown".to_owned())));
    }
    if !datum.is(of("is_stored")) {
        return bases;
    }
    let at_rest = tm_schema::control("is_encrypted_at_rest").expect("the vocabulary has pytm's controls");
    for (name, at_sink) in [("is_dest_encrypted_at_rest", true), ("is_source_encrypted_at_rest", false)] {
        let carriers = model.carriers[index].iter().map(|flow| &model.flows[*flow]);
        let ends = carriers.map(|flow| &model.elements[if at_sink { flow.sink } else { flow.source }]);
        let stores: Vec<_> = ends.filter(|end| end.class == Class::Datastore).collect();
        if !stores.is_empty() && stores.iter().all(|store| store.is(at_rest)) {
            bases.insert(of(name), Some(Written::Bool(true)));
        }
    }
    bases
}

fn entry(name: &str, value: Written) -> Entry {
    Entry { name: name.to_owned(), value, at: None }
}

fn text(name: &str, text: &str) -> Entry {
    entry(name, Written::Text(text.to_owned()))
}

fn reference(key: &str) -> Written {
    Written::Reference(key.to_owned())
}

fn references(list: &[usize], keys: &[String]) -> Written {
    Written::List(list.iter().map(|index| reference(&keys[*index])).collect())
}

fn override_of(it: &Override) -> Written {
    let mut group = vec![text("id", &it.threat)];
    group.extend(it.severity.map(|severity| text("severity", severity.name())));
    let texts = [("cvss", &it.cvss), ("response", &it.response)];
    group.extend(texts.into_iter().filter(|(_, said)| !said.is_empty()).map(|(name, said)| text(name, said)));
    if it.always {
        group.push(entry("always", Written::Bool(true)));
    }
    Written::Group(group)
}

fn assumption(it: &Assumption) -> Written {
    let exclude = it.exclude.iter().map(|id| Written::Text(id.clone())).collect();
    Written::Group(vec![
        text("name", &it.name),
        text("description", &it.description),
        entry("exclude", Written::List(exclude)),
    ])
}

/// The ids of everything: slugs of names, and where these are the same, a hash of what was written behind each.
///
/// Of things that say the same word for word, each has a hash of its own: which of them it is makes no difference.
struct Keys {
    boundaries: Vec<String>,
    data: Vec<String>,
    elements: Vec<String>,
    flows: Vec<String>,
}

impl Keys {
    fn of(model: &Imported) -> Keys {
        let within = |index: Option<usize>| index.map_or("", |it| model.boundaries[it].name.as_str());
        let carried = |thing: &Thing| {
            let names: Vec<_> = thing.data.iter().map(|it| model.data[*it].name.as_str()).collect();
            names.join("\n")
        };
        let own = |thing: &Thing| {
            let (class, said) = (thing.class.name(), thing.said(&[]));
            format!("{class}\n{said}\n{}\n{}", within(thing.boundary), carried(thing))
        };
        let named = |things: &[Thing]| distinct(things, |thing| slug(&thing.name), own);
        let (boundaries, data, elements) = (named(&model.boundaries), named(&model.data), named(&model.elements));
        let id = |flow: &Flow| {
            let (source, sink) = (&elements[flow.source], &elements[flow.sink]);
            format!("{source}->{sink}#{}", slug(&flow.thing.name))
        };
        let flows = distinct(&model.flows, id, |flow| {
            let mut inherited: Vec<_> = model.inherited(flow).into_iter().map(|(own, ..)| own).collect();
            inherited.push(attribute(Class::Dataflow, "levels"));
            format!("{}\n{}\n{}", flow.thing.said(&inherited), flow.is_response, carried(&flow.thing))
        });
        Keys { boundaries, data, elements, flows }
    }
}

/// The ids of `things`; where several have the same, with a hash of what each says.
fn distinct<T>(things: &[T], id: impl Fn(&T) -> String, said: impl Fn(&T) -> String) -> Vec<String> {
    let ids: Vec<_> = things.iter().map(id).collect();
    let mut shared: HashMap<&str, usize> = HashMap::new();
    for id in &ids {
        *shared.entry(id).or_default() += 1;
    }
    let mut equals: HashMap<(&str, String), u32> = HashMap::new();
    let mut keys = Vec::with_capacity(things.len());
    for (id, thing) in ids.iter().zip(things) {
        if shared[id.as_str()] == 1 {
            keys.push(id.clone());
            continue;
        }
        let said = said(thing);
        let equal = equals.entry((id, said.clone())).or_default();
        keys.push(format!("{id}-{:010x}", hash(&format!("{said}\n{equal}")) >> 24));
        *equal += 1;
    }
    keys
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Thing {
    /// Everything it says but for `inherited` values, as a text that is the same whenever it says the same.
    fn said(&self, inherited: &[AttributeId]) -> String {
        let values = self.values.iter().filter(|(id, _)| !inherited.contains(id));
        let mut values: Vec<_> = values.map(|(id, value)| format!("{}={value:?}", id.get().path())).collect();
        values.sort();
        let assumptions: Vec<_> = self.assumptions.iter().map(|it| &it.name).collect();
        format!("{}\n{}\n{}\n{assumptions:?}", self.name, self.description, values.join("\n"))
    }
}
