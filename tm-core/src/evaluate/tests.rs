//! Findings of small models, and the cases of the shipped library.

use serde_json::json;

use super::{Certainty, Evaluation, evaluate, findings, run_case};
use crate::threat::{Library, shipped};
use crate::{declared, model};

const THREATS: [(&str, &str); 3] = [
    ("A1.toml", "title = 'A'\ntargets = ['Element']\nseverity = 'Low'\ncondition = 'not target.controls.is_hardened'"),
    ("B1.toml", "title = 'B'\ntargets = ['Server']\nseverity = 'Low'\ncondition = 'target.uses_vpn'"),
    ("C1.toml", "title = 'C'\ntargets = ['Data']\nseverity = 'Low'\ncondition = 'target.is_pii'"),
];

#[test]
fn findings_come_in_the_order_of_the_model_and_then_of_the_library() {
    let (library, diagnostics) = Library::read(&THREATS);
    assert_eq!(diagnostics, []);
    let (declarations, _) = declared::file::read(
        json!({
            "boundaries": [{ "id": "dmz", "controls": { "is_hardened": true } }],
            "data": [{ "id": "card", "is_pii": true }],
            "elements": [
                { "id": "web", "class": "Server", "uses_vpn": true, "controls": { "is_hardened": false } },
                { "id": "api", "class": "Server" },
                { "id": "out", "class": "Server", "in_scope": false, "because": "not ours", "uses_vpn": true },
            ],
            "flows": [{ "source": "web", "sink": "api", "name": "call" }],
        }),
        "model.json",
    );
    let (model, _) = model::build(declarations);
    let found: Vec<_> = findings(&model, &library).iter().map(|it| (it.id(&model, &library), it.certainty)).collect();
    let expected = [
        ("A1@web", Certainty::Confirmed),
        ("B1@web", Certainty::Confirmed),
        ("A1@api", Certainty::Potential),
        ("A1@web->api#call", Certainty::Potential),
        ("C1@card", Certainty::Confirmed),
    ];
    assert_eq!(found, expected.map(|(id, certainty)| (id.to_owned(), certainty)));
}

/// The findings of one server, and those that an assumption excludes.
fn server(more: serde_json::Value, assumptions: serde_json::Value) -> (Vec<String>, Vec<String>) {
    let (library, _) = Library::read(&THREATS);
    let mut server = json!({ "id": "s", "class": "Server" });
    more.as_object().into_iter().flatten().for_each(|(key, value)| server[key] = value.clone());
    let file = json!({ "assumptions": assumptions, "elements": [server] });
    let (model, faults) = model::build(declared::file::read(file, "model.json").0);
    assert_eq!(faults, []);
    let Evaluation { findings, excluded } = evaluate(&model, &library);
    let findings = findings.iter().map(|it| format!("{} {}", it.id(&model, &library), it.severity));
    let excluded = excluded.iter().map(|it| format!("{} by {}", it.finding.id(&model, &library), it.assumption));
    (findings.collect(), excluded.collect())
}

#[test]
fn assumptions_rule_out_what_they_exclude() {
    let hosts = json!({ "name": "hosts are patched", "exclude": ["A1"] });
    let local = json!({ "assumptions": [{ "name": "in the cellar", "exclude": ["A1", "B1"] }], "uses_vpn": true });
    let excluded = |list: [&str; 2]| list.map(str::to_owned).to_vec();
    assert_eq!(server(json!({ "uses_vpn": true }), json!(["x", hosts])).0, ["B1@s Low"]);
    assert_eq!(server(local, json!([hosts])).1, excluded(["A1@s by in the cellar", "B1@s by in the cellar"]));
}

#[test]
fn overrides_change_what_they_say_and_no_more() {
    let (found, _) =
        server(json!({ "overrides": [{ "id": "A1", "severity": "VeryHigh" }, { "id": "B1" }] }), json!([]));
    assert_eq!(found, ["A1@s Very High"]);
    let (found, _) = server(json!({ "overrides": [{ "id": "C1", "always": true, "cvss": "9.1" }] }), json!([]));
    assert_eq!(found, ["A1@s Low", "C1@s Low"], "the threat is about data, and yet");
}

#[test]
fn what_no_flow_touches_has_no_findings_where_it_is_ignored() {
    let (library, _) = Library::read(&THREATS);
    let (declarations, _) = declared::file::read(
        json!({ "ignore_unused": true,
            "boundaries": [{ "id": "outer" }, { "id": "inner", "within": "outer" }, { "id": "empty" }],
            "elements": [{ "id": "a", "class": "Actor", "boundary": "inner" }, { "id": "b", "class": "Actor" },
                         { "id": "idle", "class": "Server", "boundary": "empty" }],
            "flows": [{ "source": "a", "sink": "b", "name": "x" }] }),
        "model.json",
    );
    let (model, _) = model::build(declarations);
    let found: Vec<_> = findings(&model, &library).iter().map(|it| it.id(&model, &library)).collect();
    assert_eq!(found, ["A1@a", "A1@b", "A1@a->b#x", "A1@outer", "A1@inner"]);
}

#[test]
fn each_shipped_threat_does_what_its_cases_say() {
    for threat in &shipped().threats {
        for case in &threat.cases {
            assert_eq!(run_case(threat, case), Ok(case.fires), "{}: {}", threat.id, case.name);
        }
    }
}

#[test]
fn a_case_with_a_faulty_model_proves_nothing() {
    let text = format!(
        "{}\n[[case]]\nname = 'x'\nfires = true\nmodel.elements = [{{ id = 'a', class = 'Sever' }}]",
        THREATS[1].1
    );
    let (library, _) = Library::read(&[("B1.toml", &text)]);
    let threat = &library.threats[0];
    assert!(run_case(threat, &threat.cases[0]).is_err());
}
