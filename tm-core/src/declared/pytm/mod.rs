//! Reads pytm's models: the JSON that `pytm.load` takes, and the JSON that pytm 1.3 and 1.4 write with `--json`.
//!
//! ```json
//! { "name": "Shop",
//!   "boundaries": [{ "name": "DMZ" }],
//!   "data":     [{ "name": "password", "classification": "SECRET", "isCredentials": true }],
//!   "elements": [{ "__class__": "Actor", "name": "User" },
//!                { "__class__": "Server", "name": "Web", "inBoundary": "DMZ", "protocol": "HTTPS", "port": 443,
//!                  "overrides": [{ "threat_id": "AC01", "response": "accepted" }] }],
//!   "flows":    [{ "source": "User", "sink": "Web", "name": "log in", "data": ["password"] }] }
//! ```
//!
//! `parse` reads either format, `propagate` does to the first what pytm 1.4 does before it looks for threats, `recover`
//! takes from the findings of the second what pytm wrote nowhere else, and `write` says the result as declarations.
//!
//! # What is written, and what is left out
//!
//! pytm does not know who said a value, so one that equals its default counts as unstated. A value that a flow or a datum
//! takes from elsewhere, there and here alike, is left out too. Where the model would derive another value than pytm, the
//! value that pytm ends with is written: evaluated with pytm's own library, the findings are pytm's.
//!
//! # What differs from pytm on purpose
//!
//! * An override keeps whatever it does not say as the threat has it; pytm blanks it.
//! * What is out of scope has no findings; pytm lists those of everything before it.
//! * The `data` of an element in the input format are data; pytm takes their names for data and its conditions fail.
//! * A reply answers the one *request* that goes the other way; pytm counts other replies among the candidates.
//! * Flows come in the order of their numbers; pytm puts those without one first, and numbers may repeat.
//! * A boundary in use is evaluated where unused things are ignored; pytm forgets it.
//! * Attributes that pytm does not know are reported; pytm takes them without a word, and they do nothing.

mod parse;
mod propagate;
mod recover;
#[cfg(test)]
mod tests;
mod write;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};
use tm_diagnostic::Diagnostic;
use tm_schema::{AttributeId, Class};

use super::{Declaration, Written};
use crate::code::Code;
use crate::threat::Severity;

/// Reads a model of either format; `file` is its name for messages.
///
/// A fault leaves out the smallest part that has it.
pub fn read(value: Value, file: &str) -> (Vec<Declaration>, Vec<Diagnostic>) {
    let mut faults = Faults { file, list: Vec::new(), told: HashSet::new() };
    let Value::Object(document) = value else {
        faults.error(Code::WrongValue, "the model is of the wrong type", "expected an object");
        return (Vec::new(), faults.list);
    };
    let format = Format::of(&document);
    let mut imported = parse::parse(&document, format, &mut faults);
    match format {
        Format::Input => propagate::propagate(&mut imported, &mut faults),
        Format::Output => recover::recover(&document, &mut imported, &mut faults),
    }
    imported.trace_data();
    imported.trace_requests();
    let declarations = write::declarations(&imported, &mut faults);
    (declarations, faults.list)
}

/// Which of pytm's formats a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// What `pytm.load` takes: what somebody wrote.
    Input,
    /// What `--json` prints: what pytm made of it.
    Output,
}

impl Format {
    /// Only pytm itself writes findings and the lists that go with them.
    fn of(document: &Map<String, Value>) -> Format {
        let marks = ["findings", "excluded_findings", "threatsExcluded", "actors", "assets"];
        let things = ["elements", "flows", "boundaries"].iter().filter_map(|list| document.get(*list)?.as_array());
        let is_output = marks.iter().any(|mark| document.contains_key(*mark))
            || things.flatten().any(|thing| thing.get("findings").is_some());
        if is_output { Format::Output } else { Format::Input }
    }
}

/// A pytm model: names resolved to places in the lists, values typed, defaults left out.
struct Imported {
    model: Thing,
    boundaries: Vec<Thing>,
    data: Vec<Thing>,
    elements: Vec<Thing>,
    flows: Vec<Flow>,
    /// The flows that carry each datum, once the flows are done.
    carriers: Vec<Vec<usize>>,
    /// The flow that each flow answers here: pytm leaves some replies without one.
    requests: Vec<Option<usize>>,
}

/// What boundaries, data, elements and flows have in common.
#[derive(Clone, Debug)]
struct Thing {
    class: Class,
    name: String,
    description: String,
    /// The values that differ from pytm's defaults, but for references.
    values: BTreeMap<AttributeId, Written>,
    /// The boundary it stands in, as an index.
    boundary: Option<usize>,
    /// The data it sends or carries, as indices, each once.
    data: Vec<usize>,
    overrides: Vec<Override>,
    /// How many overrides the output format counts.
    override_count: usize,
    /// For flows of the output format: whether overrides of its ends may be among those counted.
    is_overridden_by_ends: bool,
    assumptions: Vec<Assumption>,
    /// For data: whether pytm assumed that its life is unknown.
    is_life_guessed: bool,
}

/// A flow.
#[derive(Clone, Debug)]
struct Flow {
    thing: Thing,
    source: usize,
    sink: usize,
    /// Its number; -1 is none.
    order: i64,
    is_response: bool,
    response_to: Option<usize>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Override {
    threat: String,
    severity: Option<Severity>,
    cvss: String,
    response: String,
    always: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Assumption {
    name: String,
    description: String,
    exclude: Vec<String>,
}

impl Thing {
    fn new(class: Class, name: String) -> Thing {
        Thing {
            class,
            name,
            description: String::new(),
            values: BTreeMap::new(),
            boundary: None,
            data: Vec::new(),
            overrides: Vec::new(),
            override_count: 0,
            is_overridden_by_ends: false,
            assumptions: Vec::new(),
            is_life_guessed: false,
        }
    }

    /// Records a value; a default is nothing to record.
    fn set(&mut self, id: AttributeId, value: Option<Written>) {
        match value.filter(|value| *value != default(id, self.class)) {
            Some(value) => self.values.insert(id, value),
            None => self.values.remove(&id),
        };
    }

    /// Whether a boolean attribute is true.
    fn is(&self, id: AttributeId) -> bool {
        self.values.get(&id).cloned().unwrap_or_else(|| default(id, self.class)) == Written::Bool(true)
    }

    /// The levels it is drawn at, sorted.
    fn levels(&self) -> Vec<i64> {
        match self.values.get(&attribute(self.class, "levels")) {
            Some(Written::List(levels)) => {
                levels.iter().filter_map(|it| if let Written::Int(it) = it { Some(*it) } else { None }).collect()
            }
            _ => vec![0],
        }
    }
}

impl Imported {
    fn trace_data(&mut self) {
        self.carriers = vec![Vec::new(); self.data.len()];
        for (index, flow) in self.flows.iter().enumerate() {
            flow.thing.data.iter().for_each(|datum| self.carriers[*datum].push(index));
        }
    }

    /// As `model/derive.rs` will.
    fn trace_requests(&mut self) {
        let mut by_ends: HashMap<(usize, usize), Vec<usize>> = HashMap::new();
        for (index, flow) in self.flows.iter().enumerate().filter(|(_, flow)| !flow.is_response) {
            by_ends.entry((flow.source, flow.sink)).or_default().push(index);
        }
        let only = |flow: &Flow| match by_ends.get(&(flow.sink, flow.source)).map(Vec::as_slice) {
            Some([request]) => Some(*request),
            _ => None,
        };
        let request = |flow: &Flow| flow.response_to.or_else(|| only(flow)).filter(|it| !self.flows[*it].is_response);
        self.requests = self.flows.iter().map(|flow| if flow.is_response { request(flow) } else { None }).collect();
    }

    /// Which of a flow's attributes pytm takes from which of its ends, under which name there.
    fn inherited(&self, flow: &Flow) -> Vec<(AttributeId, AttributeId, usize)> {
        let own = |name: &str| attribute(Class::Dataflow, name);
        let same = |name: &str, end: usize| {
            let id = tm_schema::control(name).expect("the vocabulary has pytm's controls");
            (id, id, end)
        };
        let theirs = |name: &str, end: usize| attribute(self.elements[end].class, name);
        let (source, sink) = (flow.source, flow.sink);
        if flow.is_response {
            return vec![
                (own("protocol"), theirs("protocol", source), source),
                (own("src_port"), theirs("port", source), source),
                same("is_encrypted", source),
            ];
        }
        vec![
            (own("protocol"), theirs("protocol", sink), sink),
            (own("dst_port"), theirs("port", sink), sink),
            same("is_encrypted", sink),
            same("authenticates_destination", source),
            same("checks_destination_revocation", source),
        ]
    }
}

/// The attribute `name` of `class`, which the vocabulary must have.
fn attribute(class: Class, name: &str) -> AttributeId {
    tm_schema::lookup(class, name).unwrap_or_else(|| panic!("the vocabulary lost `{name}` of `{}`", class.name()))
}

/// What pytm assumes of an attribute.
fn default(id: AttributeId, class: Class) -> Written {
    use tm_schema::{Value, ValueType};
    match (id.get().default_for(class), id.get().value) {
        (Value::Bool(it), _) => Written::Bool(it),
        (Value::Int(it), _) => Written::Int(it),
        (Value::Text(it), _) => Written::Text(it.to_owned()),
        (Value::Member(it), ValueType::Member(of)) => Written::Member(of.members[usize::from(it)].name.to_owned()),
        (_, ValueType::Ints) => Written::List(vec![Written::Int(0)]),
        _ => Written::List(Vec::new()),
    }
}

/// The faults of one file.
struct Faults<'a> {
    file: &'a str,
    list: Vec<Diagnostic>,
    /// What is said once however often it occurs.
    told: HashSet<String>,
}

impl Faults<'_> {
    fn error(&mut self, code: Code, message: &str, help: &str) {
        self.list.push(code.diagnostic(format!("{}: {message}", self.file)).with_help(help));
    }

    /// Something in the file that the model will not have.
    fn lost(&mut self, message: &str, help: &str) {
        self.error(Code::ImportLoss, message, help);
    }

    /// The same, said once for each `what`.
    fn lost_once(&mut self, what: String, message: &str, help: &str) {
        if self.told.insert(what) {
            self.lost(message, help);
        }
    }

    /// Something that people may want to know and need not act on.
    fn note(&mut self, message: &str, help: &str) {
        let note = Diagnostic::note(Code::ImportLoss.to_string(), format!("{}: {message}", self.file));
        self.list.push(note.with_help(help));
    }
}
