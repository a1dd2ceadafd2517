//! What we write is as the schemas say, and what the schema of the model accepts is what its reader accepts.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};
use tm_diagnostic::{Level, Location, Position};
use tm_schema::{Class, ValueType};

use super::*;
use crate::freshness::review::{Part, Print, Review, Reviewed};
use crate::freshness::{Change, Day, Freshness, Observed, Touched, Unknown, Verdict};
use crate::model::Model;
use crate::render::{
    Asked, Checked, Evaluated, Judged, Notation, check_json, findings_json, fixture, model_json, questions_json,
    stale_json,
};

fn validator(document: Document) -> &'static Validator {
    static VALIDATORS: LazyLock<[Validator; 6]> = LazyLock::new(|| {
        Document::ALL.map(|document| {
            let schema = serde_json::from_str(&schema(document)).expect("a schema is JSON");
            assert!(jsonschema::meta::is_valid(&schema), "{}", document.name());
            jsonschema::validator_for(&schema).expect("the schema can be used")
        })
    });
    &VALIDATORS[document as usize]
}

/// What is wrong with a document.
fn faults(validator: &Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|it| format!("{}: {it}", it.instance_path())).collect()
}

#[test]
fn every_reference_leads_somewhere() {
    for document in Document::ALL {
        let schema: Value = serde_json::from_str(&schema(document)).expect("a schema is JSON");
        let mut used = 0;
        let mut open = vec![&schema];
        while let Some(value) = open.pop() {
            if let Some(reference) = value.get("$ref").and_then(|it| it.as_str()) {
                let path = reference.strip_prefix('#').expect("references stay in the document");
                assert!(schema.pointer(path).is_some(), "{}: {reference}", document.name());
                used += 1;
            }
            open.extend(value.as_array().into_iter().flatten());
            open.extend(value.as_object().into_iter().flat_map(|it| it.values()));
        }
        assert!(used > 0, "{}", document.name());
    }
}

/// The documents of a model, each with what its schema finds wrong with it.
fn all_faults(model: &Model) -> Vec<String> {
    let library = fixture::library();
    let assessment = fixture::assessment(model, &library);
    let diagnostics = crate::check::check(model);
    let (mut findings, mut check, mut questions) = (Vec::new(), Vec::new(), Vec::new());
    let evaluated = Evaluated { model, library: &library, assessment: &assessment };
    findings_json(&mut findings, &[evaluated]).expect("memory takes all");
    let checked = Checked { name: "it", evaluated, diagnostics: &diagnostics };
    check_json(&mut check, [checked].into_iter()).expect("memory takes all");
    let asked = &crate::ask::questions(model, evaluated.library, evaluated.assessment);
    let asked = Asked { name: "it", evaluated, questions: asked, notation: Notation::Model };
    questions_json(&mut questions, [asked].into_iter(), usize::MAX).expect("memory takes all");
    let mut stale = Vec::new();
    with_every_verdict(model, |judged| stale_json(&mut stale, &[judged], today(), Some(30)).expect("memory takes all"));
    let texts = [
        (Document::Model, model_json(model).into_bytes()),
        (Document::Findings, findings),
        (Document::Check, check),
        (Document::Questions, questions),
        (Document::Stale, stale),
    ];
    let fault = |(document, text): (_, Vec<u8>)| {
        let text: Value = serde_json::from_slice(&text).expect("documents are JSON");
        faults(validator(document), &text)
    };
    texts.into_iter().flat_map(fault).collect()
}

fn today() -> Day {
    Day::parse("2026-11-22").expect("it is a day")
}

/// Hands on the things of a model with verdicts, sides and reviews of every kind, in turn.
fn with_every_verdict(model: &Model, mut use_it: impl FnMut(Judged<'_>)) {
    let start = Position { line: 1, column: 1 };
    let at = Location { file: "src/lib.rs".into(), start, end: start };
    let (day, commit) = (today(), "1a".repeat(20));
    let reviewed = Reviewed {
        element: "a".into(),
        file: "src/lib.rs".into(),
        day,
        reviewer: "Ada".into(),
        commit: Some(commit.clone()),
        print: Print::default(),
    };
    let calls = Part::Calls { added: vec!["f".into()], removed: vec![".g".into()] };
    let reviews = [
        Review::Never,
        Review::Fresh(&reviewed),
        Review::Moved(&reviewed),
        Review::Changed(&reviewed, vec![Part::Signature, Part::Body, calls, Part::Files]),
    ];
    let touched = [
        Touched::Committed { day, commit: commit.clone() },
        Touched::Uncommitted { day },
        Touched::Earlier { day, commit },
        Touched::FileTime { day },
    ];
    let verdicts = [
        Verdict::InStep,
        Verdict::CodeNewer { days: 31, at_least: true },
        Verdict::ModelNewer { days: 1, at_least: false },
        Verdict::Unknown(Unknown::NoGit),
        Verdict::NoCode,
    ];
    let change = |index: usize| Change { touched: touched[index % 4].clone(), at: at.clone() };
    let targets: Vec<_> = model.targets().collect();
    let things = targets.into_iter().cycle().take(20).enumerate().map(|(index, target)| Freshness {
        observed: Observed {
            target,
            annotation: Ok(change(index)),
            code: Some(if index % 3 == 0 { Err(Unknown::Shallow) } else { Ok(change(index + 1)) }),
            only_format: index % 7 == 0,
        },
        review: reviews[index % 4].clone(),
        verdict: verdicts[index % 5].clone(),
    });
    let things: Vec<_> = things.collect();
    use_it(Judged { name: "it", model, things: &things, deleted: &[&reviewed] });
}

#[test]
fn how_a_model_stands_to_its_code_is_written_for_people_and_programs() {
    let model = fixture::guestbook();
    let (mut text, mut json) = (String::new(), Vec::new());
    with_every_verdict(&model, |judged| {
        text = crate::render::stale(judged);
        stale_json(&mut json, &[judged], today(), None).expect("memory takes all");
    });
    insta::assert_snapshot!("stale_text", text);
    insta::assert_snapshot!("stale_json", String::from_utf8(json).expect("JSON is text"));
}

/// A model in which everything is said that can be said, of things of every class.
fn everything() -> Value {
    let place = json!({ "file": "src/lib.rs", "line": 1, "column": 2, "end_line": 3, "end_column": 4 });
    let thing = |class: Class, id: &str| {
        let mut thing = json!({
            "id": id, "name": format!("the {id}"), "description": "what it is for",
            "expect": [{ "id": "AC01", "reason": "r", "owner": "o", "until": "2027-06-30", "as": "mitigated" }],
            "overrides": [{ "id": "SP01", "severity": "VeryLow", "cvss": "3.1", "response": "seen", "always": true }],
            "assumptions": ["alone", { "name": "n", "description": "d", "exclude": ["LOG01", "none"] }],
            "location": place,
            "stated_at": { "in_scope": [1, 2, 3, 4], "controls.is_hardened": [1, 2, 3, 4], "expect[0]": [5, 6, 7, 8],
                           "overrides[0]": [6, 7, 8, 9] },
        });
        let mut controls = json!({});
        for id in tm_schema::attributes_of(class) {
            let attribute = id.get();
            let special = ["id", "name", "description", "source", "sink", "response_to"];
            if attribute.derived || special.contains(&attribute.name) {
                continue;
            }
            let value = match attribute.value {
                ValueType::Bool => json!(true),
                ValueType::Int { max, .. } => json!(max),
                ValueType::Text => json!("a text"),
                ValueType::Member(of) => json!(of.members[1].name),
                ValueType::One(_) => json!("outer"),
                ValueType::Many(_) => json!(["datum", "a free text"]),
                ValueType::Texts => json!(["src/a.rs", "src/b.rs"]),
                ValueType::Ints => json!([0, 2]),
                ValueType::Members(of) => json!([of.members[0].name, of.members[1].name]),
            };
            let place = if attribute.is_control { &mut controls } else { &mut thing };
            place[attribute.name] = value;
        }
        if class.is_a(Class::Element) {
            thing["controls"] = controls;
        }
        thing
    };
    let elements = Class::elements().map(|class| {
        let mut element = thing(class, class.name());
        element["class"] = json!(class.name());
        element
    });
    let mut outer = thing(Class::Boundary, "outer");
    outer.as_object_mut().expect("a thing is an object").remove("within");
    let mut request = thing(Class::Dataflow, "request");
    request["is_response"] = json!(false);
    let mut response = thing(Class::Dataflow, "response");
    response["response_to"] = json!("request");
    for (flow, ends) in [(&mut request, ["Actor", "Server"]), (&mut response, ["Server", "Actor"])] {
        flow["source"] = json!(ends[0]);
        flow["sink"] = json!(ends[1]);
    }
    json!({
        "$schema": "model.schema.json",
        "version": 1, "name": "Everything", "description": "All there is.",
        "is_ordered": true, "merge_responses": true, "ignore_unused": true, "on_duplicates": "Hide",
        "assumptions": ["alone", { "name": "n", "description": "d", "exclude": ["AC01"] }],
        "location": place,
        "boundaries": [outer, thing(Class::Boundary, "inner")],
        "data": [thing(Class::Data, "datum")],
        "elements": elements.collect::<Vec<_>>(),
        "flows": [request, response],
    })
}

#[test]
fn all_that_can_be_said_is_accepted_and_comes_back() {
    let file = everything();
    assert_eq!(faults(validator(Document::Model), &file), [] as [&str; 0]);
    let model = fixture::model(file);
    assert_eq!(all_faults(&model), [] as [&str; 0]);
    let again = fixture::model(serde_json::from_str(&model_json(&model)).expect("the writer writes JSON"));
    assert_eq!(format!("{again:#?}"), format!("{model:#?}"));
    // Nothing was lost on the way in: every attribute that the file states is stated in the model.
    let server = model.elements.iter().find(|it| it.entity.id == "Server").expect("a server");
    let unsaid = tm_schema::attributes_of(Class::Server)
        .filter(|id| !id.get().derived && !["name", "description"].contains(&id.get().name))
        .filter(|id| server.entity.known(*id).is_none());
    assert_eq!(unsaid.map(|id| id.get().path()).collect::<Vec<_>>(), [] as [&str; 0]);
    assert_eq!(model.options.assumptions[1].exclude, ["AC01"]);
    assert_eq!((server.entity.expectations.len(), server.entity.overrides.len()), (1, 1));
    assert!(server.entity.overrides[0].always && server.entity.overrides[0].at.is_some());
}

#[test]
fn hand_made_models_are_as_the_schemas_say() {
    for model in [fixture::guestbook(), fixture::hostile(), Model::default()] {
        assert_eq!(all_faults(&model), [] as [&str; 0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_model_is_as_the_schemas_say(model in fixture::models()) {
        prop_assert_eq!(all_faults(&model), [] as [&str; 0]);
    }
}

/// Whether the reader of model files takes it without an error.
fn is_read(file: &Value) -> bool {
    let (declarations, mut faults) = crate::declared::file::read(file.clone(), "model.json");
    faults.extend(crate::model::build(declarations).1);
    faults.iter().all(|it| it.level < Level::Error)
}

/// Changes at one place of [`everything`]: its path, the new value (or nothing), and whether the result is a model.
fn changes() -> Vec<(&'static str, Option<Value>, bool)> {
    let server = Class::elements().position(|it| it == Class::Server).expect("there are servers");
    assert_eq!(server, 3, "the paths below name it");
    vec![
        ("/version", None, true),
        ("/version", Some(json!(0)), false),
        ("/version", Some(json!(2)), false),
        ("/version", Some(json!("1")), false),
        ("/name", None, true),
        ("/name", Some(json!(1)), false),
        ("/nmae", Some(json!("x")), false),
        ("/is_ordered", Some(json!("yes")), false),
        ("/on_duplicates", Some(json!("Drop")), false),
        ("/assumptions", Some(json!([1])), false),
        ("/assumptions/1/excludes", Some(json!([])), false),
        ("/assumptions/1/exclude", Some(json!("AC01")), false),
        ("/elements", Some(json!({})), false),
        ("/elements", Some(json!([1])), false),
        ("/flows", None, true),
        ("/flows/0/source", None, false),
        ("/flows/0/sink", Some(json!(1)), false),
        ("/flows/0/order", Some(json!(0)), true),
        ("/flows/0/order", Some(json!(-1)), false),
        ("/flows/0/dst_port", Some(json!(65_536)), false),
        ("/flows/0/dst_port", Some(json!(80.5)), false),
        ("/flows/0/boundary", Some(json!("outer")), false),
        ("/flows/0/inputs", Some(json!([])), false),
        ("/flows/0/response", Some(json!("response")), false),
        ("/flows/0/reply", Some(json!({ "name": "back", "data": ["x"], "controls": { "is_encrypted": true } })), true),
        ("/flows/0/reply", Some(json!({ "reply": { "name": "again" } })), false),
        ("/flows/0/reply", Some(json!({ "nmae": "back" })), false),
        ("/flows/0/reply", Some(json!("back")), false),
        ("/elements/3/class", None, false),
        ("/elements/3/class", Some(json!("server")), false),
        ("/elements/3/class", Some(json!("Dataflow")), false),
        ("/elements/3/class", Some(json!("Actor")), false),
        ("/elements/4/id", None, true),
        ("/elements/3/id", Some(json!(3)), false),
        ("/elements/3/os", Some(Value::Null), false),
        ("/elements/3/os", Some(json!(["Linux"])), false),
        ("/elements/3/is_sql", Some(json!(true)), false),
        ("/elements/3/in_scope", Some(json!(false)), true),
        ("/elements/3/because", None, true),
        ("/elements/3/min_tls_version", Some(json!("TLSv12")), false),
        ("/elements/3/levels", Some(json!([])), true),
        ("/elements/3/levels", Some(json!([-1])), false),
        ("/elements/3/levels", Some(json!(["1"])), false),
        ("/elements/3/source_files", Some(json!("src/lib.rs")), false),
        ("/elements/3/data", Some(json!([1])), false),
        ("/elements/3/controls", Some(json!(["is_hardened"])), false),
        ("/elements/3/controls/is_hardened", Some(json!(1)), false),
        ("/elements/3/controls/is_hard", Some(json!(true)), false),
        ("/elements/3/controls/authentication_scheme", Some(json!(true)), false),
        ("/elements/3/expect", Some(json!(["AC01"])), false),
        ("/elements/3/expect/0/id", None, false),
        ("/elements/3/expect/0/reason", None, false),
        ("/elements/3/expect/0/reason", Some(json!(" ")), false),
        ("/elements/3/expect/0/until", Some(json!("tomorrow")), false),
        ("/elements/3/expect/0/as", Some(json!("ignored")), false),
        ("/elements/3/expect/0/by", Some(json!("me")), false),
        ("/elements/3/overrides/0/id", None, false),
        ("/elements/3/overrides/0/severity", Some(json!("Very Low")), false),
        ("/elements/3/overrides/0/always", Some(json!("yes")), false),
        ("/elements/3/overrides/0/cwss", Some(json!("3.1")), false),
        ("/elements/3/location", Some(json!({ "file": "src/lib.rs" })), false),
        ("/boundaries/1/within", Some(json!(["outer"])), false),
        ("/boundaries/1/boundary", Some(json!("outer")), false),
        ("/data/0/classification", Some(json!("secret")), false),
        ("/data/0/controls", Some(json!({ "is_encrypted": true })), false),
        ("/data/0/carried_by", Some(json!([])), false),
    ]
}

/// `everything` with `value` at `path`, or without what is there.
fn changed(path: &str, value: Option<Value>) -> Value {
    let mut file = everything();
    let (parent, key) = path.rsplit_once('/').expect("paths begin with a slash");
    let parent = file.pointer_mut(parent).and_then(|it| it.as_object_mut()).unwrap_or_else(|| panic!("{path}"));
    match value {
        Some(value) => drop(parent.insert(key.to_owned(), value)),
        None => drop(parent.remove(key).unwrap_or_else(|| panic!("nothing is at {path}"))),
    }
    file
}

#[test]
fn the_reader_and_the_schema_agree() {
    let validator = validator(Document::Model);
    for (path, value, is_valid) in changes() {
        let file = changed(path, value.clone());
        assert_eq!((validator.is_valid(&file), is_read(&file)), (is_valid, is_valid), "{path} = {value:?}");
    }
    for document in [json!([]), json!("model"), json!(null)] {
        assert!(!validator.is_valid(&document) && !is_read(&document), "{document}");
    }
}

/// Of each attribute of each class, and each kind of value that JSON has: whether both take it.
#[test]
fn the_reader_and_the_schema_agree_on_every_attribute() {
    let validator = validator(Document::Model);
    let members = tm_schema::ENUMERATIONS.iter().flat_map(|it| it.members).map(|it| json!(it.name));
    let numbers = [json!(-1), json!(0), json!(1), json!(65_535), json!(65_536), json!(1_000_001), json!(u64::MAX)];
    let values =
        [json!(true), json!(null), json!(0.5), json!("outer"), json!([]), json!(["a"]), json!([1]), json!([-1])];
    let more = [json!([true]), json!({}), json!({ "a": true })];
    let values: Vec<_> = values.into_iter().chain(more).chain(numbers).chain(members).collect();
    let all: BTreeSet<_> = Class::all().flat_map(tm_schema::attributes_of).collect();
    let (mut accepted, mut rejected) = (0, 0);
    for class in Class::all().filter(|it| *it != Class::Model) {
        // `name` beside `id` is taken for the id of another thing; ends have to be there.
        let fixed = ["name", "source", "sink", "response_to"];
        for id in &all {
            let attribute = id.get();
            let known = tm_schema::attributes_of(class).any(|it| it == *id);
            // Controls are the same for all that have any.
            let is_repeated = attribute.is_control && ![Class::Server, Class::Data].contains(&class);
            if fixed.contains(&attribute.name) || attribute.name == "assumptions" || is_repeated {
                continue;
            }
            // Whether a name is known is for the model to say.
            let names_nothing =
                |it: &Value| matches!(attribute.value, ValueType::One(_)) && it.is_string() && it != "outer";
            let values = values.iter().take(if known { values.len() } else { 1 });
            for value in values.filter(|it| !names_nothing(it)) {
                let mut thing = json!({ "id": "it" });
                if class.is_a(Class::Element) {
                    thing["because"] = json!("of something");
                }
                let place = if attribute.is_control { &mut thing["controls"] } else { &mut thing };
                place[attribute.name] = value.clone();
                let mut file =
                    json!({ "boundaries": [{ "id": "outer" }], "elements": [{ "id": "a", "class": "Actor" }] });
                match class {
                    Class::Boundary => file["boundaries"].as_array_mut().expect("a list").push(thing),
                    Class::Data => file["data"] = json!([thing]),
                    Class::Dataflow => {
                        (thing["source"], thing["sink"]) = (json!("a"), json!("a"));
                        file["flows"] = json!([thing]);
                    }
                    _ => {
                        thing["class"] = json!(class.name());
                        file["elements"].as_array_mut().expect("a list").push(thing);
                    }
                }
                let is_valid = validator.is_valid(&file);
                let path = format!("{} {} = {value}", class.name(), attribute.path());
                assert_eq!(is_valid, is_read(&file), "{path}: {:?}", faults(validator, &file));
                *if is_valid { &mut accepted } else { &mut rejected } += 1;
            }
        }
    }
    assert!(accepted > 1000 && rejected > 5000, "{accepted} {rejected}");
}

/// The results are closed too: a document with a key too many, too few or of another type is none of ours.
#[test]
fn other_results_are_rejected() {
    let model = fixture::guestbook();
    let library = fixture::library();
    let mut text = Vec::new();
    let assessment = fixture::assessment(&model, &library);
    let evaluated = Evaluated { model: &model, library: &library, assessment: &assessment };
    findings_json(&mut text, &[evaluated]).expect("memory takes all");
    let findings: Value = serde_json::from_slice(&text).expect("findings are JSON");
    let validator = validator(Document::Findings);
    assert!(validator.is_valid(&findings));
    let with = |path: &str, value: Value| {
        let mut findings = findings.clone();
        let (parent, key) = path.rsplit_once('/').expect("paths begin with a slash");
        findings.pointer_mut(parent).and_then(|it| it.as_object_mut()).expect(path).insert(key.to_owned(), value);
        findings
    };
    for (path, value) in [
        ("/version", json!(2)),
        ("/more", json!(1)),
        ("/findings/0/severity", json!("VeryHigh")),
        ("/findings/0/certainty", json!("open")),
        ("/findings/0/decision", json!("excluded")),
        ("/findings/0/basis", json!("none")),
        ("/findings/0/basis/0/value", json!({})),
        ("/findings/0/element/class", json!("Model")),
        ("/findings/0/location", json!("src/main.rs:1")),
    ] {
        assert!(!validator.is_valid(&with(path, value)), "{path}");
    }
    for key in ["id", "threat", "element", "severity", "certainty", "decision", "basis"] {
        let mut findings = findings.clone();
        findings["findings"][0].as_object_mut().expect("an object").remove(key).expect(key);
        assert!(!validator.is_valid(&findings), "{key}");
    }
}
