//! Reads model files: the JSON that `cargo tm model` writes, and the small models of threat cases.
//!
//! ```json
//! { "version": 1, "name": "Shop",
//!   "boundaries": [{ "id": "dmz" }],
//!   "data":     [{ "id": "card", "name": "Card number", "classification": "Secret" }],
//!   "elements": [{ "id": "browser", "class": "Actor" },
//!                { "id": "web", "class": "Server", "boundary": "dmz", "controls": { "validates_input": true } }],
//!   "flows":    [{ "source": "browser", "sink": "web", "name": "pay", "data": ["card"], "protocol": "HTTP" }] }
//! ```
//!
//! Beside its attributes, a thing may have decisions, overrides of single findings, and assumptions that rule some out; the
//! model may have assumptions of its own. An assumption that is a text alone rules out nothing.
//!
//! ```json
//! { "expect":      [{ "id": "DO02", "reason": "the proxy limits body size", "owner": "platform", "until": "2027-06-30" }],
//!   "overrides":   [{ "id": "INP05", "severity": "Low", "cvss": "3.1", "response": "mitigated: reviewed", "always": true }],
//!   "assumptions": ["Hosts are patched.", { "name": "No XML", "description": "Nothing parses it.", "exclude": ["INP19"] }] }
//! ```
//!
//! Keys are those of the vocabulary; what is left out is unstated. Only what was stated is in such a file: values that
//! follow from others are derived again. `location` says where a thing was written, `stated_at` where each value was.

use serde_json::{Map, Value};
use tm_diagnostic::{Diagnostic, Location, Position};
use tm_schema::Class;

use super::{Declaration, Entry, Written};
use crate::code::Code;
use crate::model::slug;

/// The newest version of the format this reader knows.
pub const VERSION: u64 = 1;

const LISTS: [(&str, Option<Class>); 4] = [
    ("boundaries", Some(Class::Boundary)),
    ("data", Some(Class::Data)),
    ("elements", None),
    ("flows", Some(Class::Dataflow)),
];

/// Reads a model; `file` is its name for messages.
///
/// A fault leaves out the smallest part that has it.
pub fn read(value: Value, file: &str) -> (Vec<Declaration>, Vec<Diagnostic>) {
    let mut reader = Reader { file, diagnostics: Vec::new() };
    let declarations = reader.model(value);
    (declarations, reader.diagnostics)
}

struct Reader<'a> {
    file: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn model(&mut self, value: Value) -> Vec<Declaration> {
        let Value::Object(mut model) = value else {
            self.wrong("the model", "an object");
            return Vec::new();
        };
        match model.remove("version") {
            None => {}
            Some(Value::Number(version)) if version.as_u64().is_some_and(|it| (1..=VERSION).contains(&it)) => {}
            Some(version) => {
                let message = format!("{}: model format version {version} is unknown", self.file);
                let fault = Code::WrongValue.diagnostic(message);
                self.diagnostics
                    .push(fault.with_help(format!("this cargo-tm reads version {VERSION}: update cargo-tm")));
                return Vec::new();
            }
        }
        model.remove("$schema"); // for editors
        let mut declarations = Vec::new();
        for (list, class) in LISTS {
            match model.remove(list) {
                None => {}
                Some(Value::Array(items)) => {
                    for (index, item) in items.into_iter().enumerate() {
                        declarations.extend(self.item(item, class, &format!("{list}[{index}]")));
                    }
                }
                Some(_) => self.wrong(list, "a list of objects"),
            }
        }
        if !model.is_empty() {
            let mut item = self.declaration(model, Class::Model, "the model");
            item.key.clear();
            declarations.insert(0, item);
        }
        declarations
    }

    fn item(&mut self, value: Value, class: Option<Class>, path: &str) -> Option<Declaration> {
        let Value::Object(mut item) = value else {
            self.wrong(path, "an object");
            return None;
        };
        let class = match class {
            Some(class) => class,
            None => self.class(item.remove("class"), path)?,
        };
        Some(self.declaration(item, class, path))
    }

    fn class(&mut self, value: Option<Value>, path: &str) -> Option<Class> {
        let names = || Class::elements().map(Class::name);
        let Some(Value::String(name)) = value else {
            let fault = Code::UnknownClass.diagnostic(format!("{}: {path} has no `class`", self.file));
            self.diagnostics.push(fault.with_help(format!("one of {}", names().collect::<Vec<_>>().join(", "))));
            return None;
        };
        let class = Class::elements().find(|class| class.name() == name);
        if class.is_none() {
            let fault =
                Code::UnknownClass.diagnostic(format!("{}: {path} is of class `{name}`, which is unknown", self.file));
            self.diagnostics.push(match crate::model::nearest(&name, names()) {
                Some(near) => fault.with_help(format!("did you mean `{near}`?")),
                None => fault.with_help(format!("one of {}", names().collect::<Vec<_>>().join(", "))),
            });
        }
        class
    }

    fn declaration(&mut self, mut item: Map<String, Value>, class: Class, path: &str) -> Declaration {
        let at = item.remove("location").and_then(|value| {
            let location = serde_json::from_value::<Location>(value);
            if location.is_err() {
                self.wrong(&format!("{path}.location"), "an object of file, line, column, end_line and end_column");
            }
            location.ok()
        });
        let places = match item.remove("stated_at") {
            Some(Value::Object(places)) => places,
            _ => Map::new(),
        };
        let name = match (item.get("name"), item.get("id")) {
            (Some(Value::String(name)), _) | (None, Some(Value::String(name))) => name.clone(),
            _ => String::new(),
        };
        let key = match item.get("id") {
            Some(Value::String(id)) => id.clone(),
            _ if class == Class::Dataflow => String::new(),
            _ => slug(&name),
        };
        let place = |name: &str| -> Option<Location> {
            let [line, column, end_line, end_column] = serde_json::from_value(places.get(name)?.clone()).ok()?;
            let file = at.as_ref()?.file.clone();
            Some(Location {
                file,
                start: Position { line, column },
                end: Position { line: end_line, column: end_column },
            })
        };
        let mut entries = Vec::with_capacity(item.len());
        for (name, value) in item {
            let path = format!("{path}.{name}");
            if let (true, Value::Object(controls)) = (name == "controls", &value) {
                let mut group = Vec::with_capacity(controls.len());
                for (control, value) in controls {
                    let at = place(&format!("controls.{control}"));
                    let value = self.written(value.clone(), &format!("{path}.{control}"));
                    group.extend(value.map(|value| Entry { name: control.clone(), value, at }));
                }
                entries.push(Entry { name, value: Written::Group(group), at: None });
            } else if let ("expect" | "overrides" | "assumptions", Value::Array(decisions)) = (name.as_str(), &value) {
                for (index, decision) in decisions.iter().enumerate() {
                    let value = self.written(decision.clone(), &format!("{path}[{index}]"));
                    let at = place(&format!("{name}[{index}]"));
                    entries.extend(value.map(|value| Entry { name: name.clone(), value, at }));
                }
            } else if let Some(value) = self.written(value, &path) {
                let at = place(&name);
                entries.push(Entry { name, value, at });
            }
        }
        Declaration { class, key, name, doc: String::new(), package: String::new(), at, origin: None, entries }
    }

    fn written(&mut self, value: Value, path: &str) -> Option<Written> {
        Some(match value {
            Value::Bool(it) => Written::Bool(it),
            Value::String(it) => Written::Text(it),
            Value::Number(it) => match it.as_i64() {
                Some(it) => Written::Int(it),
                None => {
                    self.wrong(path, "a whole number");
                    return None;
                }
            },
            Value::Array(list) => {
                let items = list.into_iter().enumerate();
                Written::List(items.filter_map(|(index, it)| self.written(it, &format!("{path}[{index}]"))).collect())
            }
            Value::Object(group) => {
                let entries = group.into_iter().filter_map(|(name, value)| {
                    let value = self.written(value, &format!("{path}.{name}"))?;
                    Some(Entry { name, value, at: None })
                });
                Written::Group(entries.collect())
            }
            Value::Null => {
                self.wrong(path, "a value; leave out what is not stated");
                return None;
            }
        })
    }

    fn wrong(&mut self, path: &str, expected: &str) {
        let message = format!("{}: {path} is of the wrong type", self.file);
        self.diagnostics.push(Code::WrongValue.diagnostic(message).with_help(format!("expected {expected}")));
    }
}
