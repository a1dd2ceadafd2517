//! pytm's own library has the findings here that it has in pytm.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use tm_schema::{AttributeId, Class, Kind, ValueType};

use super::{Certainty, findings};
use crate::model::{
    Boundary, BoundaryId, Data, DataId, Dataflow, DataflowId, Element, ElementId, Entity, Model, Source, Target, Value,
};
use crate::threat::Library;
use crate::{declared, model};

/// pytm's data, if it is at hand; CI sets `TM_REQUIRE_TOOLS` and has it.
fn parity() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/pytm-parity");
    let folder = std::env::var_os("TM_PYTM_PARITY").map_or_else(beside, PathBuf::from);
    if folder.join("threats.json").exists() {
        return Some(folder);
    }
    assert!(std::env::var_os("TM_REQUIRE_TOOLS").is_none_or(|it| it != "1"), "pytm-parity not found");
    skipped();
    None
}

#[expect(clippy::print_stderr, reason = "tests say what they skip")]
fn skipped() {
    eprintln!("skipped: pytm-parity not found");
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn library(folder: &Path) -> Library {
    let text = read(&folder.join("threats.json"));
    let (library, diagnostics) = Library::read(&[("threats.json", &text)]);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    library
}

fn model_of(json: Json) -> Model {
    let (declarations, mut diagnostics) = declared::file::read(json, "parity");
    let (model, faults) = model::build(declarations);
    diagnostics.extend(faults);
    assert!(diagnostics.iter().all(|it| it.level < tm_diagnostic::Level::Error), "{diagnostics:?}");
    model
}

#[test]
fn all_of_pytms_threats_load_unchanged() {
    let Some(folder) = parity() else { return };
    let library = library(&folder);
    assert_eq!(library.threats.len(), 113);
    let first = &library.threats[0];
    assert_eq!((first.id.as_str(), &first.cwe[..], &first.capec[..]), ("INP01", &[119, 120, 680][..], &[10][..]));
    assert!(library.get("AC22").is_none(), "deprecated");
}

#[test]
fn a_bare_element_has_as_many_findings_as_in_pytm() {
    let Some(folder) = parity() else { return };
    let library = library(&folder);
    for class in Class::elements() {
        let model = model_of(json!({ "elements": [{ "id": "it", "class": class.name() }] }));
        let expected = match class {
            Class::Server => 44,
            Class::Process | Class::SetOfProcesses => 34,
            Class::Lambda => 8,
            Class::Datastore => 4,
            Class::LLM => 2,
            _ => 0,
        };
        let findings = findings(&model, &library);
        assert_eq!(findings.len(), expected, "{}", class.name());
        assert!(findings.iter().all(|it| it.certainty == Certainty::Potential), "nobody stated anything");
    }
}

#[test]
fn a_bare_flow_has_the_findings_of_pytm() {
    let Some(folder) = parity() else { return };
    let library = library(&folder);
    let model = model_of(json!({
        "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Actor" }],
        "flows": [{ "source": "a", "sink": "b", "name": "f" }],
    }));
    let found: Vec<_> = findings(&model, &library).iter().map(|it| it.id(&model, &library)).collect();
    let expected = ["DE01", "AC05", "DE03", "CR06", "CR08"].map(|id| format!("{id}@a->b#f"));
    assert_eq!(found, expected);
}

#[test]
fn random_models_have_the_findings_of_pytm() {
    let Some(folder) = parity() else { return };
    let library = library(&folder);
    let mut models = 0;
    for number in 1..=999 {
        let path = folder.join(format!("random/r{number:03}.json"));
        if !path.exists() {
            break;
        }
        models += 1;
        let model = processed(&serde_json::from_str(&read(&path)).unwrap());
        let found = findings(&model, &library);
        // Every value is written in the file, so nothing depends on what is assumed.
        assert!(found.iter().all(|it| it.certainty == Certainty::Confirmed), "{}", path.display());
        let found: BTreeSet<(String, String)> = found
            .iter()
            .map(|it| (model.entity(it.target).name.clone(), library.threats[it.threat].id.clone()))
            .collect();
        let expected: Vec<(String, String, String)> =
            serde_json::from_str(&read(&path.with_extension("findings.json"))).unwrap();
        let expected: BTreeSet<_> = expected.into_iter().map(|(element, threat, _)| (element, threat)).collect();
        let input = serde_json::from_str(&read(&path.with_extension("in.json"))).unwrap();
        let decided = decided(&input);
        let differ = found.symmetric_difference(&expected).filter(|it| !decided.contains(*it)).collect::<Vec<_>>();
        assert!(differ.is_empty(), "{}: {differ:?}", path.display());
    }
    assert!(models > 0);
}

/// What pytm finds or leaves out by decree: overrides of an element, or of an end of a flow, and assumptions. Evaluation
/// knows of neither.
fn decided(input: &Json) -> BTreeSet<(String, String)> {
    let list = |json: &Json| json.as_array().cloned().unwrap_or_default();
    let decrees = |item: &Json| -> Vec<String> {
        let excluded = list(&item["assumptions"]).iter().flat_map(|it| list(&it["exclude"])).collect::<Vec<_>>();
        let overridden = list(&item["overrides"]).iter().map(|it| it["threat_id"].clone()).collect::<Vec<_>>();
        excluded.iter().chain(&overridden).map(text).collect()
    };
    let items: Vec<Json> = ["elements", "flows", "boundaries"].iter().flat_map(|key| list(&input[*key])).collect();
    let mut decided = BTreeSet::new();
    for item in &items {
        let ends = items.iter().filter(|it| it["name"] == item["source"] || it["name"] == item["sink"]);
        let overridden = ends.flat_map(|end| list(&end["overrides"])).map(|it| text(&it["threat_id"]));
        let all = decrees(item).into_iter().chain(decrees(input)).chain(overridden);
        decided.extend(all.map(|id| (text(&item["name"]), id)));
    }
    decided
}

/// The model that pytm printed after it had derived everything, taken as it is.
fn processed(json: &Json) -> Model {
    let mut model = Model::default();
    let list = |key: &str| json[key].as_array().cloned().unwrap_or_default();
    let mut targets: BTreeMap<String, Target> = BTreeMap::new();
    for item in list("boundaries") {
        targets.insert(text(&item["name"]), Target::Boundary(BoundaryId(model.boundaries.len() as u32)));
        model.boundaries.push(Boundary { entity: entity(&item, Class::Boundary), within: None });
    }
    for item in list("data") {
        targets.insert(text(&item["name"]), Target::Data(DataId(model.data.len() as u32)));
        let entity = entity(&item, Class::Data);
        model.data.push(Data { entity, is_declared: true, carried_by: Vec::new(), processed_by: Vec::new() });
    }
    for item in list("elements") {
        targets.insert(text(&item["name"]), Target::Element(ElementId(model.elements.len() as u32)));
        let class = Class::from_name(&text(&item["__class__"])).unwrap();
        model.elements.push(Element {
            entity: entity(&item, class),
            boundary: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
        });
    }
    for item in list("flows") {
        targets.insert(text(&item["name"]), Target::Dataflow(DataflowId(model.dataflows.len() as u32)));
        let end = |key: &str| match targets[&text(&item[key])] {
            Target::Element(id) => id,
            other => panic!("{other:?}"),
        };
        model.dataflows.push(Dataflow {
            entity: entity(&item, Class::Dataflow),
            source: end("source"),
            sink: end("sink"),
            data: Vec::new(),
            is_response: false,
            response_to: None,
            response: None,
            order: None,
        });
    }
    for (key, kind) in
        [("boundaries", Kind::Boundary), ("data", Kind::Data), ("elements", Kind::Element), ("flows", Kind::Dataflow)]
    {
        for item in list(key) {
            let target = targets[&text(&item["name"])];
            assert_eq!(target.noun(), kind.noun());
            let class = model.entity(target).class;
            for id in tm_schema::attributes_of(class) {
                let written = if id.get().is_control { &item["controls"][id.get().pytm] } else { &item[id.get().pytm] };
                if let Some(value) = value(id, written, &targets) {
                    model.entity_mut(target).learn(id, value, Source::Written(None));
                }
            }
        }
    }
    model
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

fn entity(item: &Json, class: Class) -> Entity {
    let (id, name) = (text(&item["name"]), text(&item["name"]));
    Entity {
        id,
        class,
        name,
        description: String::new(),
        at: None,
        values: Vec::new(),
        expectations: Vec::new(),
        overrides: Vec::new(),
        assumptions: Vec::new(),
    }
}

fn value(id: AttributeId, json: &Json, targets: &BTreeMap<String, Target>) -> Option<Value> {
    if id.get().pytm.is_empty() {
        return None;
    }
    let list = || json.as_array().into_iter().flatten();
    Some(match id.get().value {
        ValueType::Bool => Value::Bool(json.as_bool()?),
        ValueType::Int { .. } => Value::Int(json.as_i64()?),
        ValueType::Text => Value::Text(json.as_str()?.to_owned()),
        ValueType::Member(of) => {
            let name = json.as_str()?.rsplit('.').next()?;
            Value::Member(of.members.iter().position(|it| it.pytm.contains(&name))? as u8)
        }
        ValueType::One(_) => Value::One(json.as_str().map(|name| targets[name])),
        ValueType::Many(_) => Value::Many(list().map(|it| targets[&text(it)]).collect()),
        ValueType::Texts => Value::Texts(list().map(text).collect()),
        ValueType::Ints => Value::Ints(list().filter_map(Json::as_i64).collect()),
    })
}
