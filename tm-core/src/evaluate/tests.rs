//! Findings of small models, and the cases of the shipped library.

use serde_json::json;

use super::{Certainty, findings, run_case};
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
