//! What answers decide and reveal, and what would clear a finding: tables over small libraries, and answers of random
//! models that are really written.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Goal, Question, Search, Sought, deciding_questions, questions, smallest_change};
use crate::decide::{Assessment, Terms, decide};
use crate::evaluate::{Certainty, evaluate};
use crate::model::{Model, Reading, Source, Target, Value};
use crate::render::{Notation, fixture};
use crate::threat::Library;

/// A library of one threat for each class and condition: `T0`, of low severity, then `T1`, ….
fn library(conditions: &[(&str, &str)]) -> Library {
    let files: Vec<_> = conditions
        .iter()
        .enumerate()
        .map(|(index, (of, condition))| {
            let severity = if index == 0 { "Low" } else { "High" };
            let text =
                format!("title = 't'\ntargets = ['{of}']\nseverity = '{severity}'\ncondition = \"{condition}\"\n");
            (format!("T{index}.toml"), text)
        })
        .collect();
    let (library, faults) = Library::read(&files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect::<Vec<_>>());
    // Some of them are silly on purpose.
    assert!(faults.iter().all(|it| it.level < tm_diagnostic::Level::Error), "{faults:?}");
    library
}

fn model(json: Json) -> Model {
    let (model, faults) = crate::model::build(crate::declared::file::read(json, "test.json").0);
    assert_eq!(faults, []);
    model
}

fn assessed(model: &Model, library: &Library) -> Assessment {
    decide(model, library, evaluate(model, library), &Terms::on("2026-11-21")).0
}

/// Each question on a line: `web controls.is_hardened: true -T0 +T1 *T2@web | false …`, with `-` for gone, `+` for
/// confirmed and `*` for revealed.
fn asked(model: &Model, library: &Library) -> Vec<String> {
    let assessment = assessed(model, library);
    let line = |question: &Question| {
        let answers = question.answers.iter().map(|answer| {
            let value = match answer.is_other {
                true => "other".to_owned(),
                false => Notation::Model.line(model, question.target, question.attribute, &answer.value),
            };
            let id = |index: &usize| assessment.findings[*index].finding.id(model, library);
            let mut words = vec![value];
            words.extend(answer.clears.iter().map(|it| format!("-{}", id(it))));
            words.extend(answer.confirms.iter().map(|it| format!("+{}", id(it))));
            let revealed = |(threat, target): &(usize, Target)| {
                format!("*{}@{}", library.threats[*threat].id, model.entity(*target).id)
            };
            words.extend(answer.reveals.iter().map(revealed));
            words.join(" ")
        });
        answers.collect::<Vec<_>>().join(" | ")
    };
    questions(model, library, &assessment).iter().map(line).collect()
}

#[track_caller]
fn check(conditions: &[(&str, &str)], json: Json, expected: &[&str]) {
    assert_eq!(asked(&model(json), &library(conditions)), expected);
}

fn server(more: Json) -> Json {
    let mut server = json!({ "id": "s", "class": "Server" });
    more.as_object().into_iter().flatten().for_each(|(key, value)| server[key] = value.clone());
    json!({ "elements": [server] })
}

const HARD: &str = r#""controls": { "is_hardened": true }"#;
const SOFT: &str = r#""controls": { "is_hardened": false }"#;

#[test]
fn an_answer_confirms_or_clears() {
    let all = &[("Server", "not target.controls.is_hardened")];
    check(all, server(json!({})), &[&format!("{HARD} -T0@s | {SOFT} +T0@s")]);
    check(all, server(json!({ "controls": { "is_hardened": true } })), &[]);
    check(all, server(json!({ "controls": { "is_hardened": false } })), &[]);
    check(all, server(json!({ "in_scope": false, "because": "no" })), &[]);
    check(all, server(json!({ "expect": [{ "id": "T0", "reason": "r" }] })), &[]);
}

#[test]
fn an_answer_may_leave_it_open() {
    check(
        &[("Server", "not target.controls.is_hardened and not target.uses_vpn")],
        server(json!({})),
        &["\"uses_vpn\": true -T0@s | \"uses_vpn\": false", &format!("{HARD} -T0@s | {SOFT}")],
    );
}

#[test]
fn a_reading_beside_the_basis_is_asked_for_too() {
    // Each of the two alone is a basis; only both answers together clear it, either alone confirms it.
    check(
        &[("Server", "not target.controls.is_hardened or not target.uses_vpn")],
        server(json!({})),
        &["\"uses_vpn\": true | \"uses_vpn\": false +T0@s", &format!("{HARD} | {SOFT} +T0@s")],
    );
}

#[test]
fn what_is_revealed_counts_apart() {
    check(
        &[("Server", "target.uses_vpn"), ("Server", "not target.controls.is_hardened")],
        server(json!({})),
        &[&format!("{HARD} -T1@s | {SOFT} +T1@s"), "\"uses_vpn\": true *T0@s | \"uses_vpn\": false"],
    );
    let library = library(&[("Server", "target.uses_vpn")]);
    let model = model(server(json!({})));
    assert_eq!(deciding_questions(&model, &library, &assessed(&model, &library)), []);
}

#[test]
fn members_texts_and_numbers_have_the_answers_that_make_a_difference() {
    check(
        &[("Server", "target.min_tls_version < TlsVersion.Ssl2")],
        server(json!({})),
        &[
            "\"min_tls_version\": \"None\" +T0@s | \"min_tls_version\": \"Ssl1\" +T0@s | \"min_tls_version\": \"Ssl2\" -T0@s \
           | \"min_tls_version\": \"Ssl3\" -T0@s | \"min_tls_version\": \"Tls10\" -T0@s \
           | \"min_tls_version\": \"Tls11\" -T0@s | \"min_tls_version\": \"Tls12\" -T0@s \
           | \"min_tls_version\": \"Tls13\" -T0@s",
        ],
    );
    check(&[("Server", "target.os != 'Linux'")], server(json!({})), &["\"os\": \"Linux\" -T0@s | other +T0@s"]);
    check(
        &[("Server", "target.port < 1024")],
        server(json!({})),
        &["\"port\": 1023 +T0@s | \"port\": 1024 -T0@s | \"port\": 1025 -T0@s"],
    );
}

fn flow(server: Json, flow: Json) -> Json {
    let mut web = json!({ "id": "web", "class": "Server" });
    server.as_object().into_iter().flatten().for_each(|(key, value)| web[key] = value.clone());
    let mut first = json!({ "id": "f", "source": "user", "sink": "web", "name": "ask" });
    flow.as_object().into_iter().flatten().for_each(|(key, value)| first[key] = value.clone());
    json!({
        "data": [{ "id": "card", "is_pii": true, "classification": "Public", "is_credentials": false }],
        "elements": [{ "id": "user", "class": "Actor" }, web],
        "flows": [first, { "id": "g", "source": "user", "sink": "web", "name": "ask again" }],
    })
}

#[test]
fn what_flows_inherit_is_asked_of_whichever_decides_more() {
    let plain = &[("Dataflow", "not target.controls.is_encrypted")];
    let encrypted = r#""controls": { "is_encrypted": true }"#;
    let open = r#""controls": { "is_encrypted": false }"#;
    let both = format!("{encrypted} -T0@f -T0@g | {open} +T0@f +T0@g");
    check(plain, flow(json!({}), json!({})), &[&both]);
    // One flow says so itself: the server would decide no more than the other flow.
    let one = format!("{encrypted} -T0@g | {open} +T0@g");
    let model = model(flow(json!({}), json!({ "controls": { "is_encrypted": true } })));
    assert_eq!(asked(&model, &library(plain)), [one]);
    let question = &questions(&model, &library(plain), &assessed(&model, &library(plain)))[0];
    assert_eq!(model.entity(question.target).id, "g");
}

#[test]
fn lists_and_boundaries_are_asked_for() {
    check(
        &[("Dataflow", "any(d.is_pii for d in target.data)")],
        flow(json!({}), json!({ "data": [] })),
        &["\"data\": [] | \"data\": [\"card\"] *T0@g"],
    );
    let crossing = &[("Dataflow", "not target.crosses(Boundary)")];
    let mut json = flow(json!({ "boundary": "b" }), json!({}));
    json["boundaries"] = json!([{ "id": "b" }, { "id": "c" }]);
    check(crossing, json, &["\"boundary\": \"b\" *T0@f *T0@g | \"boundary\": \"c\""]);
}

#[test]
fn more_decided_then_graver_then_declared_first() {
    let conditions = &[
        ("Server", "not target.controls.is_hardened"),
        ("Server", "not target.uses_vpn"),
        ("Server", "not target.controls.is_resilient"),
        ("Server", "not target.controls.is_resilient or False"),
    ];
    let lines = asked(&model(server(json!({}))), &library(&conditions[..3]));
    let order: Vec<_> = lines.iter().map(|line| line.split('"').nth(3).unwrap_or(line)).collect();
    // `T0` is of low severity; of the other two the attribute comes before the control.
    assert_eq!(order.len(), 3);
    assert!(lines[0].contains("uses_vpn") && lines[1].contains("is_resilient") && lines[2].contains("is_hardened"));
}

/// The smallest change, as lines, of the first threat on the thing with that id.
fn change(condition: (&str, &str), json: Json, id: &str, goal: Goal) -> String {
    let (model, library) = (model(json), library(&[condition]));
    let target = model.targets().find(|it| model.entity(*it).id == id).unwrap();
    match smallest_change(&model, &library, 0, target, goal) {
        Sought::None => "none".to_owned(),
        Sought::GaveUp => "gave up".to_owned(),
        Sought::Found(changes) => {
            let line = |it: &super::Change| {
                let line = Notation::Model.line(&model, it.target, it.attribute, &it.value);
                let stated = if it.is_stated { " (stated)" } else { "" };
                format!("{} {line}{stated}", model.entity(it.target).id)
            };
            changes.iter().map(line).collect::<Vec<_>>().join(" + ")
        }
    }
}

#[test]
fn searches_do_not_disturb_one_another() {
    let conditions = ["not target.uses_vpn or not target.controls.is_hardened", "not target.controls.is_hardened"];
    let (model, library) = (model(server(json!({}))), library(&conditions.map(|it| ("Server", it))));
    let target = model.targets().find(|it| model.entity(*it).id == "s").unwrap();
    let mut search = Search::new(&model, &library);
    for threat in [0, 1, 0] {
        let alone = smallest_change(&model, &library, threat, target, Goal::Clear);
        assert_eq!(search.smallest_change(threat, target, Goal::Clear, 20_000), alone);
    }
    let tried = search.tried();
    assert_eq!(search.smallest_change(0, target, Goal::Clear, 2), Sought::GaveUp);
    assert_eq!(search.tried(), tried + 1);
}

#[test]
fn the_smallest_change() {
    let clear = |condition, more: Json| change(("Server", condition), server(more), "s", Goal::Clear);
    let hardened = format!("s {HARD}");
    assert_eq!(clear("not target.controls.is_hardened", json!({})), hardened);
    assert_eq!(
        clear("not target.controls.is_hardened", json!({ "controls": { "is_hardened": false } })),
        format!("{hardened} (stated)")
    );
    // A control before what describes the thing, what is assumed before what is stated.
    assert_eq!(clear("not target.uses_vpn and not target.controls.is_hardened", json!({})), hardened);
    assert_eq!(
        clear(
            "not target.uses_vpn and not target.controls.is_hardened",
            json!({ "controls": { "is_hardened": false } })
        ),
        "s \"uses_vpn\": true"
    );
    // Both have to change.
    assert_eq!(
        clear("not target.uses_vpn or not target.controls.is_hardened", json!({})),
        format!("{hardened} + s \"uses_vpn\": true")
    );
    // The nearest value, not the first.
    assert_eq!(
        clear(
            "target.min_tls_version >= TlsVersion.Ssl1 and target.min_tls_version < TlsVersion.Tls12",
            json!({ "min_tls_version": "Tls11" })
        ),
        "s \"min_tls_version\": \"Tls12\" (stated)"
    );
    assert_eq!(clear("target.one_of(Server)", json!({})), "none");
    let reveal = |condition, more: Json| change(("Server", condition), server(more), "s", Goal::Reveal);
    assert_eq!(reveal("target.uses_vpn and target.uses_cache", json!({ "uses_cache": true })), "s \"uses_vpn\": true");
    assert_eq!(
        reveal("target.uses_vpn and target.uses_cache", json!({})),
        "s \"uses_cache\": true + s \"uses_vpn\": true"
    );
    assert_eq!(reveal("target.name == 'other'", json!({})), "none", "a name is no answer");
}

#[test]
fn the_search_for_a_change_ends() {
    let controls = ["is_hardened", "is_resilient", "uses_mfa", "validates_input", "sanitizes_input", "encodes_output"];
    let all: Vec<_> = controls.iter().map(|it| format!("not target.controls.{it}")).collect();
    assert_eq!(change(("Server", &all.join(" or ")), server(json!({})), "s", Goal::Clear), "gave up");
}

/// Conditions that read every way of getting at a value: own, inherited, of members, of lists, of places.
const CONDITIONS: [(&str, &str); 16] = [
    ("Element", "not target.controls.is_hardened and not target.controls.validates_input"),
    ("Dataflow", "not target.controls.is_encrypted or target.uses_vpn"),
    ("Dataflow", "target.crosses(Boundary) and target.protocol == 'a'"),
    ("Dataflow", "target.protocol != 'b' and target.dst_port < 4"),
    ("Dataflow", "any(d.is_pii or d.classification >= Classification.Sensitive for d in target.data)"),
    (
        "Dataflow",
        "all(d.is_dest_encrypted_at_rest for d in target.data) and not target.controls.authenticates_destination",
    ),
    ("Server", "any(f.controls.is_encrypted for f in target.inputs) and target.uses_cache"),
    ("Datastore", "target.type == DatastoreType.Sql or target.is_sql and not target.controls.is_encrypted_at_rest"),
    ("Data", "any(f.crosses(Boundary) for f in target.carried_by) and not target.is_credentials"),
    ("Data", "target.credentials_life == Lifetime.Long or target.is_stored and not target.is_dest_encrypted_at_rest"),
    ("Dataflow", "target.tls_version < target.sink.min_tls_version and target.source.controls.uses_mfa"),
    ("Server", "Surface.Html in target.surface and Surface.Async not in target.surface"),
    ("Server", "Surface.Urls not in target.surface and not target.controls.is_hardened"),
    ("Asset", "len(target.hosting) > 0 or Hosting.Container in target.hosting and not target.controls.uses_mfa"),
    ("Dataflow", "target.is_local or target.is_wireless and not target.is_protected()"),
    (
        "Asset",
        "len(d for d in target.data if d.is_credentials) > 0 and target.max_classification < Classification.Secret",
    ),
];

/// The findings by id, with whether they are confirmed.
fn found(model: &Model, library: &Library) -> Vec<(String, bool)> {
    let findings = evaluate(model, library).findings;
    let mut found: Vec<_> =
        findings.iter().map(|it| (it.id(model, library), it.certainty == Certainty::Confirmed)).collect();
    found.sort();
    found.dedup();
    found
}

/// The file of a model in which `value` is written, read again.
fn written(model: &Model, question: &Question, value: &Value) -> Option<Model> {
    let mut json: Json = serde_json::from_str(&crate::render::model_json(model)).ok()?;
    let (list, index) = match question.target {
        Target::Element(id) => ("elements", id.index()),
        Target::Dataflow(id) => ("flows", id.index()),
        Target::Boundary(id) => ("boundaries", id.index()),
        Target::Data(id) if model.datum(id).is_declared => ("data", id.index()),
        Target::Data(_) => return None,
    };
    let line = Notation::Model.line(model, question.target, question.attribute, value);
    let said: Json = serde_json::from_str(&format!("{{{line}}}")).unwrap_or_else(|_| panic!("{line}"));
    let thing = json.get_mut(list)?.get_mut(index)?;
    for (key, value) in said.as_object().into_iter().flatten() {
        match (thing.get_mut(key), value) {
            (Some(Json::Object(known)), Json::Object(more)) => known.extend(more.clone()),
            _ => thing[key] = value.clone(),
        }
    }
    Some(crate::model::build(crate::declared::file::read(json, "written.json").0).0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// What each answer to the first questions is said to do it does once it is in the file.
    #[test]
    fn answers_do_what_was_foretold(model in fixture::models()) {
        let library = library(&CONDITIONS);
        // Without decisions and overrides, with a place in no Rust file, and as it is read from its own file. A boundary
        // that comes into use only by an answer is not foretold.
        let mut json: Json = serde_json::from_str(&crate::render::model_json(&model)).unwrap();
        json.as_object_mut().unwrap().remove("ignore_unused");
        for list in ["elements", "flows", "boundaries", "data"] {
            for thing in json.get_mut(list).and_then(Json::as_array_mut).into_iter().flatten() {
                for key in ["expect", "overrides", "assumptions", "location", "stated_at"] {
                    thing.as_object_mut().unwrap().remove(key);
                }
            }
        }
        let model = crate::model::build(crate::declared::file::read(json, "first.json").0).0;
        let mut ids: Vec<_> = model.targets().map(|it| model.entity(it).id.clone()).collect();
        ids.sort();
        prop_assume!(ids.windows(2).all(|two| two[0] != two[1]));
        let assessment = assessed(&model, &library);
        let before = found(&model, &library);
        for question in questions(&model, &library, &assessment).iter().take(6) {
            for answer in &question.answers {
                let Some(after) = written(&model, question, &answer.value) else { continue };
                let reading = after.read(question.target, question.attribute);
                let is_written = matches!(reading, Reading::Stated(_, Source::Written(_)));
                prop_assert!(is_written, "{}", question.attribute.get().name);
                let id = |index: &usize| assessment.findings[*index].finding.id(&model, &library);
                let cleared: Vec<_> = answer.clears.iter().map(id).collect();
                let confirmed: Vec<_> = answer.confirms.iter().map(id).collect();
                let mut foretold: Vec<(String, bool)> = before
                    .iter()
                    .filter(|(id, _)| !cleared.contains(id))
                    .map(|(id, certain)| (id.clone(), *certain || confirmed.contains(id)))
                    .collect();
                let revealed: Vec<String> = answer
                    .reveals
                    .iter()
                    .map(|(threat, target)| format!("{}@{}", library.threats[*threat].id, model.entity(*target).id))
                    .collect();
                let mut now = found(&after, &library);
                // How surely a new finding applies is not foretold.
                foretold.extend(revealed.iter().map(|id| (id.clone(), false)));
                now.iter_mut().filter(|(id, _)| revealed.contains(id)).for_each(|it| it.1 = false);
                foretold.sort();
                now.sort();
                let line = Notation::Model.line(&model, question.target, question.attribute, &answer.value);
                prop_assert_eq!(now, foretold, "{} of {}", line, model.entity(question.target).id);
            }
        }
    }
}
