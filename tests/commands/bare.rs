//! What the library says of things of which nothing is known, and of which everything is wrong, as `docs/noise.md` has it.

use serde_json::{Map, Value, json};
use tm_schema::{Class, ValueType, attributes_of};

use crate::support::{Folder, TODAY, parity};

const PAGE: &str = include_str!("../../docs/noise.md");

/// The classes of the page's table, and the id of each in the model in which everything is wrong.
const CLASSES: [(Class, &str); 6] = [
    (Class::Server, "server"),
    (Class::Process, "process"),
    (Class::Lambda, "lambda"),
    (Class::Datastore, "datastore"),
    (Class::Actor, "actor"),
    (Class::Dataflow, "actor->server#log-in"),
];

/// What would be right if it were true.
const GOOD: [&str; 6] = [
    "tracks_execution_flow",
    "validates_tool_launch_config",
    "uses_vpn",
    "is_local",
    "is_dest_encrypted_at_rest",
    "is_source_encrypted_at_rest",
];

/// A thing of `class` of which every yes or no is the worse one, and every list is full.
fn wrong(class: Class, id: &str, more: Value) -> Value {
    let mut thing = json!({ "id": id });
    let mut controls = Map::new();
    for it in attributes_of(class).map(|id| id.get()).filter(|it| !it.derived) {
        let value = match it.value {
            ValueType::Bool if it.is_control || GOOD.contains(&it.name) => json!(false),
            ValueType::Bool if !["in_scope", "is_response"].contains(&it.name) => json!(true),
            ValueType::Members(of) => of.members.iter().map(|member| member.name).collect(),
            ValueType::Text if it.name == "uses_encryption_algorithm" => json!("DES"),
            _ => continue,
        };
        if it.is_control {
            controls.insert(it.name.to_owned(), value);
        } else {
            thing[it.name] = value;
        }
    }
    if class != Class::Data {
        thing["controls"] = controls.into();
    }
    for (key, value) in more.as_object().into_iter().flatten() {
        thing[key] = value.clone();
    }
    thing
}

/// A small system in which everything is wrong.
fn everything_wrong() -> Value {
    let element = |class: Class, zone: &str| {
        let mut more = json!({ "class": class.name(), "boundary": zone, "min_tls_version": "Tls10" });
        if class == Class::Datastore {
            more["type"] = json!("Sql");
        }
        wrong(class, &class.name().to_lowercase(), more)
    };
    let flow = |source: &str, sink: &str, name: &str, data: Value| {
        let more = json!({ "source": source, "sink": sink, "name": name, "protocol": "HTTP", "data": data });
        let mut flow = wrong(Class::Dataflow, &format!("{source}->{sink}#{}", name.replace(' ', "-")), more);
        flow["tls_version"] = json!("None");
        flow
    };
    json!({
        "name": "Everything wrong",
        "boundaries": [
            wrong(Class::Boundary, "internet", json!({})),
            wrong(Class::Boundary, "inside", json!({ "max_classification": "Sensitive" })),
            wrong(Class::Boundary, "behind", json!({ "within": "inside", "max_classification": "Secret" })),
        ],
        "data": [
            wrong(Class::Data, "password", json!({ "classification": "Secret", "credentials_life": "Long" })),
            wrong(Class::Data, "letter", json!({ "classification": "Sensitive", "format": "XML", "is_credentials": false })),
        ],
        "elements": [
            element(Class::Actor, "internet"),
            element(Class::ExternalEntity, "internet"),
            element(Class::Server, "inside"),
            element(Class::Process, "inside"),
            element(Class::Lambda, "inside"),
            element(Class::Datastore, "behind"),
        ],
        "flows": [
            flow("actor", "server", "log in", json!(["password", "letter"])),
            flow("actor", "process", "send", json!(["letter"])),
            flow("actor", "lambda", "call", json!(["letter"])),
            flow("server", "datastore", "keep", json!(["password", "letter"])),
            flow("process", "datastore", "keep", json!(["letter"])),
            flow("lambda", "datastore", "keep", json!(["letter"])),
            flow("server", "externalentity", "hand on", json!(["letter"])),
        ],
    })
}

/// A model with one thing of `class` and nothing said of it, and its id.
fn bare(class: Class) -> (Value, &'static str) {
    match class {
        Class::Dataflow => {
            let ends = ["a", "b"].map(|id| json!({ "id": id, "class": "Process" }));
            let flow = json!({ "id": "x", "source": "a", "sink": "b", "name": "flow" });
            (json!({ "name": "Bare", "elements": ends, "flows": [flow] }), "x")
        }
        class => (json!({ "name": "Bare", "elements": [{ "id": "x", "class": class.name() }] }), "x"),
    }
}

struct Library(String);

impl Library {
    /// The threats of the findings on `id`, with how sure each is.
    fn findings(&self, folder: &Folder, id: &str) -> Vec<(String, String)> {
        let line = format!("findings --format json --today {TODAY} --from tm model.json {}", self.0);
        let findings: Value = serde_json::from_str(&folder.tm(&line).stdout).expect("it is JSON");
        let all = findings["findings"].as_array().expect("a list").iter();
        let text = |it: &Value| it.as_str().expect("a text").to_owned();
        all.filter(|it| it["element"]["id"] == id).map(|it| (text(&it["threat"]), text(&it["certainty"]))).collect()
    }

    /// How many attributes of `id` are asked for.
    fn questions(&self, folder: &Folder, id: &str) -> usize {
        let line = format!("questions --format json --today {TODAY} --from tm model.json --on {id} {}", self.0);
        let asked: Value = serde_json::from_str(&folder.tm(&line).stdout).expect("it is JSON");
        let questions = asked["models"][0]["questions"].as_array().expect("a list").iter();
        questions.map(|it| it["attribute"].to_string()).collect::<std::collections::BTreeSet<_>>().len()
    }
}

#[test]
fn little_is_said_of_what_is_not_known_and_much_of_what_is_wrong() {
    let ours = Library(String::new());
    let pytms = parity().map(|folder| Library(format!("--threats '{}'", folder.join("threats.json").display())));
    let folder = Folder::new("bare");
    let mut outdated = Vec::new();
    for (class, id) in CLASSES {
        let (model, x) = bare(class);
        folder.write("model.json", model.to_string());
        let found = ours.findings(&folder, x);
        assert!(found.is_empty(), "{}: {found:?}", class.name());
        let questions = ours.questions(&folder, x);
        let theirs = pytms.as_ref().map(|it| it.findings(&folder, x).len());

        folder.write("model.json", everything_wrong().to_string());
        let found = ours.findings(&folder, id);
        let potential: Vec<_> = found.iter().filter(|(_, certainty)| certainty == "potential").collect();
        assert!(potential.is_empty(), "{}: {potential:?}", class.name());
        let all_wrong = pytms.as_ref().map(|it| it.findings(&folder, id).len());

        let cells = [Some(0), theirs, Some(questions), Some(found.len()), all_wrong];
        let row: Vec<_> = cells.iter().map(|cell| cell.map(|it| it.to_string())).collect();
        let line = PAGE.lines().find(|line| line.starts_with(&format!("| {} | ", class.name())));
        let line: Vec<_> = line.unwrap_or_default().trim_matches('|').split('|').map(str::trim).skip(1).collect();
        let is_same = |(said, is): (&&str, &Option<String>)| is.as_deref().is_none_or(|it| it == *said);
        if line.len() != row.len() || !line.iter().zip(&row).all(is_same) {
            outdated.push(format!("{}: the page says {line:?}, it is {row:?}", class.name()));
        }
        let ids: Vec<_> = found.iter().map(|(threat, _)| threat.as_str()).collect();
        let ids = format!("- {}: {}", class.name(), ids.join(" "));
        if !PAGE.lines().any(|line| line == ids) {
            outdated.push(ids);
        }
    }
    assert!(outdated.is_empty(), "docs/noise.md is out of date:\n{}", outdated.join("\n"));
}
