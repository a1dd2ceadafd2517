//! pytm's own library has the findings here that it has in pytm.
//!
//! The models and what pytm found in them are data that is not part of the repository. When a finding differs, the message
//! names the element, the threat, and each attribute that the condition reads and that is not what pytm ended with.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use tm_schema::{AttributeId, Class, ValueType};

use super::{Certainty, findings};
use crate::model::{Model, Target, Value};
use crate::threat::{Library, severity_of_pytm};
use crate::{declared, model};

/// pytm's data, if it is at hand; where `TM_PYTM_PARITY` names a folder, it must be there.
pub(crate) fn parity() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/pytm-parity");
    let folder = std::env::var_os("TM_PYTM_PARITY").map_or_else(beside, PathBuf::from);
    if folder.join("threats.json").exists() {
        return Some(folder);
    }
    assert!(std::env::var_os("TM_PYTM_PARITY").is_none(), "pytm-parity not found at {}", folder.display());
    skipped();
    None
}

#[expect(clippy::print_stderr, reason = "tests say what they skip")]
fn skipped() {
    eprintln!("skipped: pytm-parity not found");
}

pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn library(folder: &Path) -> Library {
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

/// What `cargo tm threats verify` says of pytm's library. A condition that means too much or too little is beyond it.
#[test]
fn pytms_threats_repeat_one_another() {
    let Some(folder) = parity() else { return };
    let verified = super::verify(&library(&folder));
    assert_eq!(verified.undecided, 0);
    assert_eq!(verified.unproven, [] as [&str; 0]);
    let said: Vec<_> = verified.diagnostics.iter().map(|it| it.message.as_str()).collect();
    insta::assert_snapshot!(format!("{} in pytm's own language\n{}", verified.opaque, said.join("\n")));
}

#[test]
fn a_bare_element_has_as_many_findings_as_in_pytm() {
    let Some(folder) = parity() else { return };
    let library = library(&folder);
    for class in Class::elements() {
        let model = model_of(json!({ "elements": [{ "id": "it", "class": class.name() }] }));
        let expected = match class {
            Class::Server => 44,
            Class::Process | Class::SetOfProcesses | Class::Device | Class::Pipeline => 34,
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

/// A finding as pytm's data lists it: element, threat, severity.
type Row = (String, String, String);

/// The model that the importer makes of a file.
pub(crate) fn imported(path: &Path) -> Model {
    let (declarations, mut diagnostics) = declared::pytm::read(document(path), "model");
    let (model, faults) = model::build(declarations);
    diagnostics.extend(faults);
    let errors: Vec<_> = diagnostics.iter().filter(|it| it.level >= tm_diagnostic::Level::Error).collect();
    assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    model
}

fn document(path: &Path) -> Json {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// How the findings of `model` differ from those pytm lists, with what pytm says of the attributes that matter.
///
/// Where pytm's severity is blank, an override blanked it: any will do.
fn differences(model: &Model, library: &Library, expected: &[Row], output: &Json) -> Vec<String> {
    let named = |target: Target| model.entity(target).name.clone();
    let found: Vec<_> = findings(model, library)
        .into_iter()
        .map(|it| (it.target, (named(it.target), library.threats[it.threat].id.clone(), it.severity)))
        .collect();
    let mut differences = Vec::new();
    let ours: BTreeSet<_> = found.iter().map(|(_, (element, threat, _))| (element, threat)).collect();
    for (element, threat, _) in expected.iter().filter(|(element, threat, _)| !ours.contains(&(element, threat))) {
        let target = model.targets().find(|target| named(*target) == *element && !matches!(target, Target::Data(_)));
        let why = target.map_or_else(|| vec!["no such element".into()], |it| unlike(model, it, output));
        differences.push(format!("{threat} on `{element}` is missing: {why:?}"));
    }
    for (target, (element, threat, severity)) in &found {
        match expected.iter().filter(|it| it.0 == *element && it.1 == *threat).map(|it| &it.2).collect::<Vec<_>>()[..] {
            [] => {
                differences.push(format!("{threat} on `{element}` is not pytm's: {:?}", unlike(model, *target, output)))
            }
            ref all if !all.iter().any(|it| it.is_empty() || severity_of_pytm(it) == Some(*severity)) => {
                differences.push(format!("{threat} on `{element}`: {severity} is {all:?} in pytm"));
            }
            _ => {}
        }
    }
    differences
}

/// The attributes of a thing, and of its ends and data if it is a flow, that are not as in pytm's output.
fn unlike(model: &Model, target: Target, output: &Json) -> Vec<String> {
    let mut targets = vec![target];
    if let Target::Dataflow(id) = target {
        let flow = model.dataflow(id);
        targets.extend([flow.source, flow.sink].map(Target::Element));
        targets.extend(flow.data.iter().map(|id| Target::Data(*id)));
    }
    targets.into_iter().flat_map(|target| differing(model, target, output)).collect()
}

fn differing(model: &Model, target: Target, output: &Json) -> Vec<String> {
    let entity = model.entity(target);
    let list = match target {
        Target::Element(_) => "elements",
        Target::Boundary(_) => "boundaries",
        Target::Data(_) => "data",
        Target::Dataflow(_) => "flows",
    };
    let items = || output[list].as_array().into_iter().flatten().filter(|it| it["name"] == *entity.name);
    let Some(item) = items().next().filter(|_| items().count() == 1) else { return Vec::new() };
    let mut differing = Vec::new();
    for id in tm_schema::attributes_of(entity.class) {
        let attribute = id.get();
        let theirs = if attribute.is_control { &item["controls"][attribute.pytm] } else { &item[attribute.pytm] };
        let reading = model.read(target, id);
        let is_other = pytms(id, theirs, model)
            .is_some_and(|theirs| theirs != *reading.value() && !is_level_0(reading.value(), &theirs));
        if is_other && !theirs.is_null() {
            differing.push(format!("{}.{} is {:?}, in pytm {theirs}", entity.name, attribute.path(), reading.value()));
        }
    }
    if let Target::Dataflow(id) = target {
        let data: BTreeSet<_> =
            model.dataflow(id).data.iter().map(|id| model.datum(*id).entity.name.as_str()).collect();
        let theirs: BTreeSet<_> = item["data"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        if data != theirs {
            differing.push(format!("{}.data is {data:?}, in pytm {theirs:?}", entity.name));
        }
    }
    differing
}

/// Whether both mean that a thing is drawn at level 0 alone: written here, and assumed in pytm, or the other way round.
fn is_level_0(ours: &Value, theirs: &Value) -> bool {
    let zero = |it: &Value| matches!(it, Value::Ints(levels) if levels.is_empty() || *levels == [0]);
    zero(ours) && zero(theirs)
}

/// A value of pytm's output; none for what refers to other things, and for what pytm cannot have.
fn pytms(id: AttributeId, json: &Json, model: &Model) -> Option<Value> {
    Some(match id.get().value {
        _ if id.get().pytm.is_empty() || ["description", "name"].contains(&id.get().name) => return None,
        // pytm numbers flows in place; the model keeps the numbers beside them.
        ValueType::Int { .. } if id.get().name == "order" && !model.options.is_ordered => return None,
        ValueType::Bool => Value::Bool(json.as_bool()?),
        ValueType::Int { .. } => Value::Int(json.as_i64()?),
        ValueType::Text => Value::Text(json.as_str()?.to_owned()),
        ValueType::Member(of) => {
            let name = json.as_str()?.rsplit('.').next()?;
            Value::Member(of.members.iter().position(|it| it.pytm.contains(&name))? as u8)
        }
        ValueType::Texts => {
            Value::Texts(json.as_array()?.iter().filter_map(|it| Some(it.as_str()?.to_owned())).collect())
        }
        ValueType::Ints => {
            let mut list: Vec<_> = json.as_array()?.iter().filter_map(Json::as_i64).collect();
            list.sort_unstable();
            Value::Ints(list)
        }
        ValueType::One(_) | ValueType::Many(_) | ValueType::Members(_) => return None,
    })
}

/// Holds the models of `inputs`, each with pytm's findings and its output, against what is found here.
fn check(inputs: &[(PathBuf, PathBuf, PathBuf)], library: &Library) {
    assert!(!inputs.is_empty());
    let mut report = String::new();
    for (input, expected, output) in inputs {
        let model = imported(input);
        let rows: Vec<Row> = serde_json::from_str(&read(expected)).unwrap();
        let output = document(output);
        let mut lines = differences(&model, library, &rows, &output);
        lines.extend(model.targets().flat_map(|target| differing(&model, target, &output)));
        for line in lines {
            report.push_str(&format!("{}: {line}\n", input.display()));
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn hand_written_models_have_the_findings_of_pytm() {
    let Some(folder) = parity() else { return };
    let models = folder.join("models");
    let mut inputs: Vec<_> = std::fs::read_dir(&models)
        .unwrap()
        .filter_map(|file| file.ok()?.file_name().into_string().ok()?.strip_suffix(".findings.json").map(str::to_owned))
        .map(|name| models.join(name))
        .map(|it| (it.with_extension("json"), it.with_extension("findings.json"), it.with_extension("json")))
        .collect();
    inputs.sort();
    let [json, findings] = ["m49_json_input.json", "m49_json_input.findings.json"].map(|it| models.join(it));
    inputs.push((models.join("m49_input.json"), findings, json));
    check(&inputs, &library(&folder));
}

fn random(folder: &Path, extension: &str) -> Vec<(PathBuf, PathBuf, PathBuf)> {
    (1..=999)
        .map(|number| folder.join(format!("random/r{number:03}.json")))
        .take_while(|output| output.exists())
        .map(|output| (output.with_extension(extension), output.with_extension("findings.json"), output))
        .collect()
}

#[test]
fn random_models_have_the_findings_of_pytm() {
    let Some(folder) = parity() else { return };
    check(&random(&folder, "in.json"), &library(&folder));
}

#[test]
fn what_pytm_made_of_random_models_has_the_findings_of_pytm() {
    let Some(folder) = parity() else { return };
    check(&random(&folder, "json"), &library(&folder));
}
