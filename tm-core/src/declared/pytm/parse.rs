//! From JSON to things with typed values: pytm's spellings end here.
//!
//! Values are as lenient as pytm's: `"80"` is a number, `"no"` is false, and a list may be a single item. Enumeration
//! members come as `SECRET`, as `Classification.SECRET`, as pytm's value `LONG_LIVED`, or as a number.

use std::collections::HashMap;

use serde_json::{Map, Value};
use tm_schema::{AttributeId, Class, Enumeration, ValueType};

use super::{Assumption, Faults, Flow, Format, Imported, Override, Thing, attribute};
use crate::code::Code;
use crate::declared::Written;
use crate::model::nearest;
use crate::threat::{Severity, severity_of_pytm};

type Object = Map<String, Value>;

/// What pytm derives or keeps for itself; the rest of the model says it again.
const DERIVED: [&str; 8] =
    ["findings", "severity", "uuid", "is_drawn", "inputs", "outputs", "carriedBy", "processedBy"];

/// Keys of the model that are no attributes.
const OF_MODEL: [&str; 13] = [
    "name",
    "description",
    "assumptions",
    "boundaries",
    "data",
    "elements",
    "flows",
    "actors",
    "assets",
    "findings",
    "excluded_findings",
    "threatsExcluded",
    "colormap",
];

/// Where pytm keeps its own library.
const OWN_LIBRARY: &str = "threatlib/threats.json";

pub(super) fn parse(document: &Object, format: Format, faults: &mut Faults<'_>) -> Imported {
    let mut parser = Parser { format, faults, attributes: HashMap::new() };
    let model = parser.model(document);
    let boundaries = parser.items(document, "boundaries");
    let data = parser.items(document, "data");
    let mut elements = parser.items(document, "elements");
    if !document.contains_key("elements") {
        elements.extend(parser.items(document, "actors"));
        elements.extend(parser.items(document, "assets"));
    }
    let flows = parser.items(document, "flows");

    let boundaries = parser.things(boundaries, |_, _, _| Some(Class::Boundary));
    let within: Vec<_> = boundaries.list.iter().map(|it| parser.boundary(it.item, &it.path, &boundaries)).collect();
    let data = parser.things(data, |_, _, _| Some(Class::Data));
    let mut elements = parser.things(elements, Parser::class);
    for it in &mut elements.list {
        it.thing.boundary = parser.boundary(it.item, &it.path, &boundaries);
        it.thing.data = parser.data(it.item, &it.path, &data);
    }
    let flows = parser.flows(flows, &elements, &data);
    let mut imported = Imported {
        model,
        boundaries: boundaries.into_things(),
        data: data.into_things(),
        elements: elements.into_things(),
        flows,
        carriers: Vec::new(),
        requests: Vec::new(),
    };
    for (boundary, within) in imported.boundaries.iter_mut().zip(within) {
        boundary.boundary = within;
    }
    imported
}

struct Parser<'p, 'f> {
    format: Format,
    faults: &'p mut Faults<'f>,
    /// The attributes of each class by pytm's names: controls, and others.
    attributes: HashMap<(Class, bool), HashMap<&'static str, AttributeId>>,
}

/// A thing with what it was read from.
struct Parsed<'d> {
    thing: Thing,
    item: &'d Object,
    path: String,
}

/// Things of one kind, and which are called what.
#[derive(Default)]
struct Things<'d> {
    list: Vec<Parsed<'d>>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Things<'_> {
    fn into_things(self) -> Vec<Thing> {
        self.list.into_iter().map(|it| it.thing).collect()
    }

    fn called(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether the list `key` of a thing holds `name`.
    fn lists(&self, index: usize, key: &str, name: &str) -> bool {
        let list = self.list[index].item.get(key).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|it| it.as_str() == Some(name)))
    }
}

impl Parser<'_, '_> {
    fn model(&mut self, document: &Object) -> Thing {
        let name = document.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut model = Thing::new(Class::Model, name);
        model.description = self.description(document, "the model");
        model.assumptions = self.assumptions(document, "the model");
        for (key, value) in document.iter().filter(|(key, _)| !OF_MODEL.contains(&key.as_str())) {
            if key == "threatsFile" {
                self.library(value);
            } else {
                self.attribute(&mut model, key, value, "the model", false);
            }
        }
        model
    }

    fn library(&mut self, value: &Value) {
        let Some(path) = value.as_str().filter(|path| !path.replace('\\', "/").ends_with(OWN_LIBRARY)) else { return };
        self.faults.lost(
            &format!("the threat library `{path}` is not part of the model"),
            &format!("name it with `--threats {path}`"),
        );
    }

    /// The objects of a list, each with its path.
    fn items<'d>(&mut self, document: &'d Object, key: &str) -> Vec<(&'d Object, String)> {
        let list = match document.get(key) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.wrong(key, "a list of objects");
                return Vec::new();
            }
        };
        let mut items = Vec::with_capacity(list.len());
        for (index, item) in list.iter().enumerate() {
            let path = format!("{key}[{index}]");
            match item {
                Value::Object(item) => items.push((item, path)),
                _ => self.wrong(&path, "an object"),
            }
        }
        items
    }

    fn things<'d>(
        &mut self,
        items: Vec<(&'d Object, String)>,
        class: impl Fn(&mut Self, &Object, &str) -> Option<Class>,
    ) -> Things<'d> {
        let mut things = Things::default();
        for (item, path) in items {
            let Some(class) = class(self, item, &path) else { continue };
            let Some(thing) = self.thing(item, class, &path) else { continue };
            things.by_name.entry(thing.name.clone()).or_default().push(things.list.len());
            things.list.push(Parsed { thing, item, path });
        }
        things
    }

    fn class(&mut self, item: &Object, path: &str) -> Option<Class> {
        let name = match item.get("__class__") {
            None => "Asset",
            Some(Value::String(name)) => name,
            Some(_) => {
                self.wrong(&format!("{path}.__class__"), "the name of a class");
                return None;
            }
        };
        let class = classes().find(|class| class.name() == name);
        if class.is_none() {
            let names = || classes().map(Class::name);
            let help = match nearest(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", names().collect::<Vec<_>>().join(", ")),
            };
            self.faults.error(Code::UnknownClass, &format!("{path} is of class `{name}`, which is unknown"), &help);
        }
        class
    }

    fn thing(&mut self, item: &Object, class: Class, path: &str) -> Option<Thing> {
        let Some(name) = item.get("name").and_then(Value::as_str) else {
            self.faults.error(Code::WrongValue, &format!("{path} has no `name`"), "pytm names everything");
            return None;
        };
        let mut thing = Thing::new(class, name.to_owned());
        thing.description = self.description(item, path);
        let is_flow = class == Class::Dataflow;
        for (key, value) in item {
            match key.as_str() {
                "name" | "description" | "__class__" => {}
                derived if DERIVED.contains(&derived) => {}
                _ if value.is_null() => {}
                "overrides" if class != Class::Data => self.overrides(&mut thing, value, path),
                "assumptions" if class != Class::Data => thing.assumptions = self.assumptions(item, path),
                "controls" if class != Class::Data => self.controls(&mut thing, value, path),
                "inBoundary" if !is_flow && class != Class::Data => {}
                "data" if class != Class::Data && class != Class::Boundary => {}
                "source" | "sink" | "isResponse" | "response" | "responseTo" | "order" if is_flow => {}
                _ => self.attribute(&mut thing, key, value, path, false),
            }
        }
        Some(thing)
    }

    fn description(&mut self, item: &Object, path: &str) -> String {
        match item.get("description") {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(_) => {
                self.wrong(&format!("{path}.description"), "a text");
                String::new()
            }
        }
    }

    fn controls(&mut self, thing: &mut Thing, value: &Value, path: &str) {
        match value {
            Value::Object(controls) => {
                for (key, value) in controls.iter().filter(|(_, value)| !value.is_null()) {
                    self.attribute(thing, key, value, path, true);
                }
            }
            _ => self.wrong(&format!("{path}.controls"), "an object"),
        }
    }

    fn attribute(&mut self, thing: &mut Thing, key: &str, value: &Value, path: &str, is_control: bool) {
        let class = thing.class;
        let names = self.attributes.entry((class, is_control)).or_insert_with(|| named(class, is_control));
        let Some(id) = names.get(key).copied() else {
            let near = nearest(key, names.keys().copied());
            let is_a_control = named(Class::Element, true).contains_key(key) && class.is_a(Class::Element);
            let help = match near {
                _ if !is_control && is_a_control => format!("it is a control: `controls.{key}`"),
                Some(near) => format!("did you mean `{near}`? pytm says nothing, and it does nothing"),
                None => "pytm takes any, and does nothing with it".to_owned(),
            };
            let noun = if is_control { "control" } else { "attribute" };
            let message = format!("{path}: `{}` has no {noun} `{key}`", class.name());
            self.faults.lost_once(format!("{}.{noun}.{key}", class.name()), &message, &help);
            return;
        };
        let path = if is_control { format!("{path}.controls.{key}") } else { format!("{path}.{key}") };
        let value = self.value(id, value, &path);
        thing.set(id, value);
    }

    /// The value of an attribute; nothing if it is out of range, or wrong.
    fn value(&mut self, id: AttributeId, value: &Value, path: &str) -> Option<Written> {
        let expected = match id.get().value {
            ValueType::Bool => match boolean(value) {
                Some(it) => return Some(Written::Bool(it)),
                None => "true or false".to_owned(),
            },
            ValueType::Int { min, max } => match integer(value) {
                Some(it) if (min..=max).contains(&it) => return Some(Written::Int(it)),
                Some(-1) => return None,
                Some(it) => {
                    self.faults.lost(&format!("{path} is {it}, which is none"), &format!("from {min} to {max}"));
                    return None;
                }
                None => "a whole number".to_owned(),
            },
            ValueType::Text => match value {
                Value::String(it) => return Some(Written::Text(it.clone())),
                _ => "a text".to_owned(),
            },
            ValueType::Member(of) => match member(of, value) {
                Some(it) => return Some(Written::Member(it.to_owned())),
                None => {
                    let names: Vec<_> = of.members.iter().filter_map(|it| it.pytm.first().copied()).collect();
                    format!("one of {}", names.join(", "))
                }
            },
            ValueType::Ints => match integers(value) {
                Some(list) if list.iter().all(|it| *it >= 0) => {
                    return Some(Written::List(list.into_iter().map(Written::Int).collect()));
                }
                Some(_) => {
                    self.faults.lost(&format!("{path} has a negative number"), "levels count from 0");
                    return None;
                }
                None => "a list of whole numbers".to_owned(),
            },
            ValueType::Texts => match texts(value) {
                Some(list) => return Some(Written::List(list.into_iter().map(Written::Text).collect())),
                None => "a list of texts".to_owned(),
            },
            // pytm has no attribute that is a list of members.
            ValueType::One(_) | ValueType::Many(_) | ValueType::Members(_) => return None,
        };
        self.wrong(path, &expected);
        None
    }

    fn overrides(&mut self, thing: &mut Thing, value: &Value, path: &str) {
        let Value::Array(list) = value else {
            self.wrong(&format!("{path}.overrides"), "a list of objects");
            return;
        };
        thing.override_count = list.len();
        for (index, item) in list.iter().enumerate() {
            let path = format!("{path}.overrides[{index}]");
            match item {
                // The output format has only the ids of the findings, which are mostly empty.
                Value::String(_) if self.format == Format::Output => {}
                Value::Object(item) => {
                    let always = thing.class != Class::Dataflow;
                    thing.overrides.extend(self.override_of(item, always, &path));
                }
                _ => self.wrong(&path, "an object"),
            }
        }
    }

    fn override_of(&mut self, item: &Object, always: bool, path: &str) -> Option<Override> {
        let text = |key: &str| match item.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let threat = text("threat_id");
        if threat.is_empty() {
            self.faults.lost(&format!("{path} has no `threat_id`"), "without one it overrides nothing");
            return None;
        }
        for key in ["description", "details", "mitigations", "example", "references", "likelihood"] {
            if !text(key).is_empty() {
                let message = format!("{path}: what it says of `{key}` is left out");
                self.faults.lost(&message, "texts are the threat's: change them in the library");
            }
        }
        let said = text("severity");
        let severity = severity_of_pytm(&said);
        if severity.is_none() && !said.is_empty() {
            let names: Vec<_> = Severity::ALL.iter().map(ToString::to_string).collect();
            self.faults.lost(&format!("{path}: unknown severity `{said}`"), &format!("one of {}", names.join(", ")));
        }
        Some(Override { threat, severity, cvss: text("cvss"), response: text("response"), always })
    }

    fn assumptions(&mut self, item: &Object, path: &str) -> Vec<Assumption> {
        let one;
        let list = match item.get("assumptions") {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(list)) => list.as_slice(),
            Some(it) => {
                one = [it.clone()];
                &one
            }
        };
        let mut assumptions = Vec::new();
        for (index, it) in list.iter().enumerate() {
            let exclude = |it: &Object| match it.get("exclude") {
                None | Some(Value::Null) => Some(Vec::new()),
                Some(list) => texts(list),
            };
            let text = |it: &Object, key: &str| it.get(key).and_then(Value::as_str).map(str::to_owned);
            match it {
                Value::String(name) => assumptions.push(Assumption { name: name.clone(), ..Assumption::default() }),
                Value::Object(it) if text(it, "name").is_some() && exclude(it).is_some() => {
                    let mut exclude = exclude(it).unwrap_or_default();
                    exclude.sort();
                    exclude.dedup();
                    let name = text(it, "name").unwrap_or_default();
                    let description = text(it, "description").unwrap_or_default();
                    assumptions.push(Assumption { name, description, exclude });
                }
                _ => self.wrong(&format!("{path}.assumptions[{index}]"), "a text, or name, description and exclude"),
            }
        }
        assumptions
    }

    fn boundary(&mut self, item: &Object, path: &str, boundaries: &Things<'_>) -> Option<usize> {
        let name = self.reference(item, "inBoundary", path)?;
        self.the_one(boundaries.called(name), name, "boundary", path, |_| true, boundaries)
    }

    /// The name that `key` refers to.
    fn reference<'i>(&mut self, item: &'i Object, key: &str, path: &str) -> Option<&'i str> {
        match item.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => {
                self.wrong(&format!("{path}.{key}"), "a name");
                None
            }
        }
    }

    /// Which of several things of one name is meant: `pytm.load` takes the last; what pytm writes gives hints.
    fn the_one(
        &mut self,
        called: &[usize],
        name: &str,
        noun: &str,
        path: &str,
        is_likely: impl Fn(usize) -> bool,
        things: &Things<'_>,
    ) -> Option<usize> {
        if let [.., last] = called {
            if called.len() == 1 || self.format == Format::Input {
                return Some(*last);
            }
            let likely: Vec<_> = called.iter().copied().filter(|index| is_likely(*index)).collect();
            if let [one] = likely[..] {
                return Some(one);
            }
            let message = format!("{path}: {} things are called `{name}`; the last is taken", called.len());
            self.faults.lost(&message, "pytm writes names only: give each its own");
            return likely.last().or(Some(last)).copied();
        }
        let help = match nearest(name, things.by_name.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the file has no {noun} of that name"),
        };
        self.faults.error(Code::UnknownName, &format!("{path}: no {noun} is called `{name}`"), &help);
        None
    }

    fn data(&mut self, item: &Object, path: &str, data: &Things<'_>) -> Vec<usize> {
        let names = match item.get("data") {
            None | Some(Value::Null) => return Vec::new(),
            Some(list) => match texts(list) {
                Some(names) => names,
                None => {
                    self.wrong(&format!("{path}.data"), "a list of names");
                    return Vec::new();
                }
            },
        };
        let carrier = item.get("name").and_then(Value::as_str).unwrap_or_default();
        let mut carried: Vec<usize> = Vec::new();
        for name in names {
            let called = data.called(&name);
            let of_this: Vec<_> =
                called.iter().copied().filter(|index| data.lists(*index, "carriedBy", carrier)).collect();
            if called.len() > 1 && self.format == Format::Output && !of_this.is_empty() {
                carried.extend(of_this);
            } else {
                carried.extend(self.the_one(called, &name, "data", path, |_| true, data));
            }
        }
        let mut seen = std::collections::HashSet::new();
        carried.retain(|datum| seen.insert(*datum));
        carried
    }

    fn flows(&mut self, items: Vec<(&Object, String)>, elements: &Things<'_>, data: &Things<'_>) -> Vec<Flow> {
        let mut flows: Vec<Flow> = Vec::new();
        let mut answers: Vec<(usize, &str, String)> = Vec::new();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (item, path) in items {
            let Some(mut thing) = self.thing(item, Class::Dataflow, &path) else { continue };
            let name = thing.name.clone();
            let mut end = |key: &str, list: &str| {
                let Some(of) = self.reference(item, key, &path) else {
                    self.faults.error(Code::UnknownName, &format!("{path} has no {key}"), &format!("add `{key}`"));
                    return None;
                };
                let called = elements.called(of);
                self.the_one(called, of, "element", &path, |index| elements.lists(index, list, &name), elements)
            };
            let (Some(source), Some(sink)) = (end("source", "outputs"), end("sink", "inputs")) else { continue };
            thing.data = self.data(item, &path, data);
            let mut of = |key: &str, name: &str| {
                let value = item.get(key).filter(|it| !it.is_null())?;
                self.value(attribute(Class::Dataflow, name), value, &format!("{path}.{key}"))
            };
            let is_response = of("isResponse", "is_response") == Some(Written::Bool(true));
            let order = if let Some(Written::Int(order)) = of("order", "order") { order } else { -1 };
            if let Some(request) = self.reference(item, "responseTo", &path) {
                answers.push((flows.len(), request, path));
            }
            by_name.entry(name).or_default().push(flows.len());
            flows.push(Flow { thing, source, sink, order, is_response, response_to: None });
        }
        for (reply, request, path) in answers {
            let called = by_name.get(request).map_or(&[][..], Vec::as_slice);
            let (source, sink) = (flows[reply].source, flows[reply].sink);
            let goes_back = |index: usize| flows[index].source == sink && flows[index].sink == source;
            let mut likely: Vec<_> = called.iter().copied().filter(|index| goes_back(*index)).collect();
            if likely.is_empty() {
                likely.extend(called);
            }
            flows[reply].is_response = true;
            match likely[..] {
                [.., last] => flows[reply].response_to = Some(last).filter(|request| *request != reply),
                [] => {
                    let message = format!("{path}: no flow is called `{request}`");
                    self.faults.error(Code::UnknownName, &message, "`responseTo` names the flow it answers");
                }
            }
        }
        flows
    }

    fn wrong(&mut self, path: &str, expected: &str) {
        self.faults.error(Code::WrongValue, &format!("{path} is of the wrong type"), &format!("expected {expected}"));
    }
}

/// The classes of pytm's elements.
fn classes() -> impl Iterator<Item = Class> {
    Class::elements().filter(|class| class.is_in_pytm())
}

fn named(class: Class, is_control: bool) -> HashMap<&'static str, AttributeId> {
    let of_kind = tm_schema::attributes_of(class).filter(|id| {
        let it = id.get();
        let is_value = !matches!(it.value, ValueType::One(_) | ValueType::Many(_));
        it.is_control == is_control && !it.pytm.is_empty() && is_value && !it.derived
    });
    of_kind.map(|id| (id.get().pytm, id)).collect()
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(it) => Some(*it),
        Value::Number(it) => match it.as_f64()? {
            0.0 => Some(false),
            1.0 => Some(true),
            _ => None,
        },
        Value::String(it) => match it.to_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "on" | "1" => Some(true),
            "false" | "f" | "no" | "n" | "off" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Bool(it) => Some(i64::from(*it)),
        Value::Number(it) => it.as_i64().or_else(|| {
            let it = it.as_f64()?;
            (it.fract() == 0.0 && it.abs() < 1e15).then_some(it as i64)
        }),
        Value::String(it) => it.trim().parse().ok(),
        _ => None,
    }
}

/// Whole numbers, sorted, each once; or just one.
fn integers(value: &Value) -> Option<Vec<i64>> {
    let mut list: Vec<i64> = match value {
        Value::Array(list) => list.iter().map(integer).collect::<Option<_>>()?,
        one => vec![integer(one)?],
    };
    list.sort_unstable();
    list.dedup();
    Some(list)
}

/// Texts, or just one.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(list) => list.iter().map(|it| it.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// The member that pytm calls `SECRET`, `Classification.SECRET` or, where members are in order, `4`.
fn member(of: &'static Enumeration, value: &Value) -> Option<&'static str> {
    let index = match value {
        Value::String(text) => {
            let name = text.strip_prefix(of.pytm).and_then(|it| it.strip_prefix('.')).unwrap_or(text);
            of.members.iter().position(|member| member.pytm.contains(&name))?
        }
        number if of.ordered => usize::try_from(number.as_i64()?).ok()?,
        _ => return None,
    };
    of.members.get(index).map(|member| member.name)
}
