//! Imported models: what becomes of pytm's own propagation, what the output tells, and where pytm is not followed.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use tm_diagnostic::Level;

use super::read;
use crate::evaluate::{self, Evaluation};
use crate::model::{self, Model};
use crate::threat::Library;

/// A few threats in pytm's own format.
fn library() -> Library {
    let threats = json!([
        { "SID": "T1", "target": "Server", "severity": "High", "condition": "target.controls.isHardened is False" },
        { "SID": "T2", "target": "Dataflow", "severity": "Medium", "condition": "target.protocol == 'HTTP'" },
        { "SID": "T3", "target": "Element", "severity": "Low", "condition": "target.inScope is True" },
        { "SID": "T4", "target": "Dataflow", "severity": "Low", "condition": "any(d.isPII for d in target.data)" },
    ]);
    let (library, faults) = Library::read(&[("threats.json", &threats.to_string())]);
    assert_eq!(faults.iter().filter(|it| it.level == Level::Error).collect::<Vec<_>>(), [] as [&_; 0]);
    library
}

/// The model of a document, and every message about it.
fn import(document: Json) -> (Model, Vec<String>) {
    let (declarations, mut faults) = read(document, "m.json");
    let (model, more) = model::build(declarations);
    faults.extend(more);
    (model, faults.into_iter().map(|it| format!("{}: {}", it.code, it.message)).collect())
}

fn model(document: Json) -> Model {
    let (model, faults) = import(document);
    assert_eq!(faults, [] as [&str; 0]);
    model
}

fn evaluate(model: &Model) -> Evaluation {
    evaluate::evaluate(model, &library())
}

/// The ids and severities of the findings.
fn found(model: &Model) -> Vec<String> {
    let library = library();
    evaluate(model).findings.iter().map(|it| format!("{} {}", it.id(model, &library), it.severity)).collect()
}

/// What the model file of the model says of its only flow, or of its first datum.
fn written(model: &Model, list: &str) -> Json {
    let text = crate::render::model_json(model);
    let json: Json = serde_json::from_str(&text).expect("the writer writes JSON");
    json[list][0].clone()
}

fn two(flow: Json) -> Json {
    let mut flow = flow;
    flow["name"] = json!("call");
    flow["source"] = json!("a");
    flow["sink"] = json!("b");
    json!({ "name": "m", "flows": [flow], "elements": [
        { "__class__": "Actor", "name": "a" },
        { "__class__": "Server", "name": "b", "protocol": "HTTPS", "port": 443, "controls": { "isEncrypted": true } },
    ] })
}

#[test]
fn a_flow_ends_with_what_its_ends_say_and_the_import_says_so() {
    let (model, faults) = import(two(json!({ "protocol": "HTTP", "dstPort": 80, "usesVPN": true, "srcPort": 9 })));
    let message = "TM0030: m.json: dataflow `call`: pytm replaces its `protocol`, `dstPort` by what its ends say";
    assert_eq!(faults, [message]);
    let expected =
        json!({ "id": "a->b#call", "name": "call", "source": "a", "sink": "b", "src_port": 9, "uses_vpn": true });
    assert_eq!(written(&model, "flows"), expected, "the rest is inherited");
    assert_eq!(found(&model).iter().filter(|it| it.starts_with("T2")).count(), 0);
}

#[test]
fn a_default_is_unstated_and_so_is_what_follows() {
    let controls = json!({ "isEncrypted": false, "authenticatesDestination": false });
    let flow = two(json!({ "protocol": "", "order": -1, "isResponse": false, "controls": controls, "data": [] }));
    let expected = json!({ "id": "a->b#call", "name": "call", "source": "a", "sink": "b" });
    assert_eq!(written(&model(flow), "flows"), expected);
}

#[test]
fn the_last_flow_says_whether_a_stored_datum_is_encrypted_at_rest() {
    let store = |name: &str, at_rest: bool| json!({ "__class__": "Datastore", "name": name, "controls": { "isEncryptedAtRest": at_rest } });
    let flow = |name: &str, sink: &str| json!({ "name": name, "source": "s", "sink": sink, "data": ["d"] });
    let of = |first: &str, last: &str| {
        let document = json!({ "name": "m", "data": [{ "name": "d", "isStored": true }],
            "elements": [{ "__class__": "Server", "name": "s" }, store("open", false), store("closed", true)],
            "flows": [flow("x", first), flow("y", last)] });
        written(&model(document), "data")["is_dest_encrypted_at_rest"].clone()
    };
    assert_eq!(of("open", "closed"), json!(true), "one open store would make it false here");
    assert_eq!(of("closed", "open"), Json::Null, "false follows here as well");
    assert_eq!(of("closed", "closed"), Json::Null, "and so does true");
}

#[test]
fn credentials_that_only_replies_carry_are_as_written() {
    let document = |is_response: bool| {
        json!({ "name": "m",
            "data": [{ "name": "key", "credentialsLife": "LONG_LIVED" }],
            "elements": [{ "name": "a" }, { "name": "b" }],
            "flows": [{ "name": "x", "source": "b", "sink": "a" },
                      { "name": "y", "source": "a", "sink": "b", "data": ["key"], "isResponse": is_response }] })
    };
    assert_eq!(written(&model(document(true)), "data")["is_credentials"], json!(false));
    assert_eq!(written(&model(document(false)), "data")["is_credentials"], Json::Null, "derived here as there");
}

#[test]
fn pytms_spellings_are_read_as_pytm_reads_them() {
    let document = json!({ "name": "m",
        "data": [{ "name": "d", "classification": "Classification.SECRET", "isPII": "yes" },
                 { "name": "e", "classification": 2, "credentialsLife": "Lifetime.LONG" }],
        "elements": [
            { "__class__": "Server", "name": "s", "port": "80", "usesVPN": 1, "minTLSVersion": 6, "levels": 2 },
            { "__class__": "Datastore", "name": "db", "type": "AWS_S3", "isSQL": "off", "port": 70000 }],
        "flows": [{ "name": "f", "source": "s", "sink": "db", "data": ["d", "e"], "tlsVersion": "TLSv13" }] });
    let (model, faults) = import(document);
    assert_eq!(faults, ["TM0030: m.json: elements[1].port is 70000, which is none"]);
    let server = written(&model, "elements");
    let expected = json!([80, true, "Tls12", [2]]);
    assert_eq!(json!([server["port"], server["uses_vpn"], server["min_tls_version"], server["levels"]]), expected);
    assert_eq!(written(&model, "data")["classification"], "Secret");
    assert_eq!(written(&model, "flows")["tls_version"], "Tls13");
}

#[test]
fn what_is_out_of_scope_says_where_that_comes_from() {
    let model = model(json!({ "name": "m", "elements": [{ "name": "s", "inScope": false, "__class__": "Server" }] }));
    assert_eq!(written(&model, "elements")["because"], "imported: out of scope in pytm");
    assert_eq!(found(&model), [] as [&str; 0]);
}

#[test]
fn what_is_wrong_is_named_by_its_place() {
    let document = json!({ "name": "m", "boundaries": [{ "inScope": true }, { "name": "web" }],
        "elements": [{ "__class__": "Sever", "name": "x" }, { "name": "a", "inBoundary": "wbe" }, 7,
                     { "name": "b", "port": [], "onAWS": "perhaps" }],
        "flows": [{ "name": "f", "source": "a", "sink": "c" }, { "name": "g", "source": "a" }] });
    let (model, faults) = import(document);
    assert_eq!(
        faults,
        [
            "TM0007: m.json: elements[2] is of the wrong type",
            "TM0007: m.json: boundaries[0] has no `name`",
            "TM0008: m.json: elements[0] is of class `Sever`, which is unknown",
            "TM0007: m.json: elements[3].onAWS is of the wrong type",
            "TM0007: m.json: elements[3].port is of the wrong type",
            "TM0001: m.json: elements[1]: no boundary is called `wbe`",
            "TM0001: m.json: flows[0]: no element is called `c`",
            "TM0001: m.json: flows[1] has no sink",
        ]
    );
    assert_eq!((model.elements.len(), model.boundaries.len(), model.dataflows.len()), (2, 1, 0));
}

#[test]
fn a_library_of_ones_own_is_named() {
    let lost = |path: &str| import(json!({ "name": "m", "threatsFile": path })).1;
    assert_eq!(lost("/x/pytm/threatlib/threats.json"), [] as [&str; 0]);
    assert_eq!(lost("my.json"), ["TM0030: m.json: the threat library `my.json` is not part of the model"]);
}

#[test]
fn one_of_several_with_the_same_id_is_told_by_what_it_says() {
    let ids = |elements: Json| -> Vec<String> {
        let (model, _) = import(json!({ "name": "m", "elements": elements }));
        model.elements.iter().map(|it| it.entity.id.clone()).collect()
    };
    let (db, cache) = (json!({ "name": "web/db" }), json!({ "name": "Web DB", "port": 6379 }));
    let both = ids(json!([db, cache]));
    assert!(both.iter().all(|id| id.starts_with("web-db-")) && both[0] != both[1], "{both:?}");
    assert_eq!(ids(json!([cache, { "name": "new" }, db])), [&both[1], "new", &both[0]], "no running number");
    assert_eq!(ids(json!([db])), ["web-db"]);
    let equal = ids(json!([db, db, cache]));
    assert!(equal[0] != equal[1] && equal[0] == both[0] && equal[2] == both[1], "{equal:?}");
}

#[test]
fn flows_of_one_name_keep_their_ids_when_their_ends_change() {
    let ids = |port: u32, number: bool| -> Vec<String> {
        let flow = |note: &str| json!({ "name": "ask", "source": "a", "sink": "b", "note": note });
        let document = json!({ "name": "m", "isOrdered": number, "flows": [flow("first"), flow("second")],
            "elements": [{ "name": "a" }, { "name": "b", "port": port }] });
        model(document).dataflows.iter().map(|it| it.entity.id.clone()).collect()
    };
    assert!(ids(80, true).iter().all(|id| id.starts_with("a->b#ask-")));
    assert_eq!(ids(80, true), ids(443, false));
}

// What the output format tells.

/// A document as pytm 1.4 writes it: one server with two overrides and an assumption, and what it found.
fn output() -> Json {
    let finding = |id: &str, threat: &str, severity: &str, response: &str| {
        json!({ "id": id, "threat_id": threat, "target": "s", "severity": severity, "response": response, "cvss": "",
                "assumption": null })
    };
    let mut excluded = finding("1", "T3", "Low", "");
    excluded["assumption"] = json!({ "name": "known", "exclude": "{'T3', 'T9'}", "description": "" });
    json!({ "name": "m", "onDuplicates": "Action.NO_ACTION", "threatsExcluded": [], "colormap": false,
        "elements": [{ "__class__": "Server", "name": "s", "overrides": ["", ""], "assumptions": ["known"],
                       "findings": ["", ""], "maxClassification": "Classification.UNKNOWN", "levels": [0],
                       "controls": { "isHardened": true, "authenticationScheme": "" } }],
        "findings": [finding("", "T1", "", "accepted"), finding("", "T2", "Very High", "")],
        "excluded_findings": [excluded] })
}

#[test]
fn overrides_and_assumptions_are_recovered_from_findings() {
    let model = model(output());
    assert_eq!(found(&model), ["T1@s High", "T2@s Very High"]);
    let excluded = evaluate(&model).excluded;
    assert_eq!(excluded.len(), 1);
    assert_eq!(excluded[0].assumption, "known");
    assert_eq!(model.elements[0].entity.assumptions[0].exclude, ["T3", "T9"]);
}

#[test]
fn what_cannot_be_recovered_is_named() {
    let mut document = output();
    document["findings"] = json!([]);
    document["excluded_findings"] = json!([]);
    document["threatsExcluded"] = json!(["T3"]);
    let (model, faults) = import(document);
    assert_eq!(
        faults,
        [
            "TM0030: m.json: `s` has 2 overrides, and the file tells 0 of them",
            "TM0030: m.json: what these assumptions exclude is not in the file: `known`",
        ]
    );
    assert_eq!(found(&model), [] as [&str; 0], "T3 was excluded when pytm ran");
}

#[test]
fn findings_in_the_file_are_never_copied() {
    let mut document = output();
    document["elements"][0]["overrides"] = json!([]);
    document["elements"][0]["assumptions"] = json!([]);
    document["findings"] = json!([{ "id": "1", "threat_id": "T4", "target": "s", "severity": "High" }]);
    document["excluded_findings"] = json!([]);
    let (before, _) = import(document.clone());
    document["findings"] = json!([]);
    document["elements"][0]["findings"] = json!([]);
    let (after, _) = import(document);
    assert_eq!(found(&before), ["T3@s Low"]);
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
}

#[test]
fn pytm_1_3_leaves_the_ids_of_overridden_findings() {
    let mut document = output();
    document["findings"] = json!([
        { "id": "1", "threat_id": "T1", "target": "s", "severity": "High", "response": "mitigated: x", "cvss": "" },
        { "id": "2", "threat_id": "T3", "target": "s", "severity": "Low", "response": "", "cvss": "4.2" }]);
    document["excluded_findings"] = json!([]);
    let model = import(document).0;
    assert_eq!(found(&model), ["T1@s High", "T3@s Low"]);
    let overrides: Vec<_> =
        model.elements[0].entity.overrides.iter().map(|it| (it.response.as_str(), it.cvss.as_str())).collect();
    assert_eq!(overrides, [("mitigated: x", ""), ("", "4.2")]);
}

#[test]
fn a_flow_that_kept_its_own_value_before_1_4_keeps_it() {
    let mut document = two(json!({ "protocol": "HTTP", "dstPort": 443, "controls": { "isEncrypted": false } }));
    document["findings"] = json!([]);
    let flow = written(&model(document), "flows");
    let expected = json!(["HTTP", null, { "is_encrypted": false }]);
    assert_eq!(json!([flow["protocol"], flow["dst_port"], flow["controls"]]), expected);
}

#[test]
fn names_that_several_things_share_are_told_apart_by_what_pytm_lists() {
    let document = json!({ "name": "m", "findings": [],
        "elements": [
            { "__class__": "Actor", "name": "x", "outputs": ["f"], "inputs": [] },
            { "__class__": "Server", "name": "x", "outputs": [], "inputs": ["f"] }],
        "data": [{ "name": "undefined", "description": "one", "carriedBy": ["g"] },
                 { "name": "undefined", "description": "two", "carriedBy": ["f"] }],
        "flows": [{ "name": "f", "source": "x", "sink": "x", "data": ["undefined"] }] });
    let (model, _) = import(document);
    let flow = &model.dataflows[0];
    assert_eq!((flow.source.0, flow.sink.0, flow.data[0].0), (0, 1, 1));
}

// Where pytm is not followed.

#[test]
fn differs_an_override_keeps_what_it_does_not_say() {
    let document = |override_of: Json| json!({ "name": "m", "elements": [{ "__class__": "Server", "name": "s", "overrides": [override_of] }] });
    let one = model(document(json!({ "threat_id": "T1", "response": "accepted" })));
    assert_eq!(found(&one), ["T1@s High", "T3@s Low"], "pytm says no severity");
    let one = model(document(json!({ "threat_id": "T4", "severity": "Critical" })));
    assert_eq!(found(&one), ["T1@s High", "T3@s Low", "T4@s Very High"], "it applies, whatever its target");
    let (one, faults) = import(document(json!({ "threat_id": "T1", "severity": "dire" })));
    assert_eq!(found(&one), ["T1@s High", "T3@s Low"]);
    assert_eq!(faults, ["TM0030: m.json: elements[0].overrides[0]: unknown severity `dire`"]);
}

#[test]
fn differs_what_is_out_of_scope_has_no_findings_of_others() {
    let document = json!({ "name": "m", "elements": [{ "__class__": "Server", "name": "s" },
        { "__class__": "Server", "name": "t", "inScope": false, "overrides": [{ "threat_id": "T1" }] }] });
    assert_eq!(found(&model(document)), ["T1@s High", "T3@s Low"]);
}

#[test]
fn differs_data_of_elements_are_data() {
    let document = json!({ "name": "m", "data": [{ "name": "address", "isPII": true }],
        "elements": [{ "name": "a", "data": ["address"] }, { "name": "b" }],
        "flows": [{ "name": "f", "source": "a", "sink": "b" }] });
    assert!(found(&model(document)).contains(&"T4@a->b#f Low".to_owned()), "in pytm the condition fails on a text");
}

#[test]
fn differs_a_reply_answers_the_only_request() {
    let flow = |name: &str, source: &str, sink: &str, is_response: bool| json!({ "name": name, "source": source, "sink": sink, "isResponse": is_response });
    let (model, _) = import(json!({ "name": "m", "elements": [{ "name": "a" }, { "name": "b" }],
        "flows": [flow("ask", "a", "b", false), flow("odd", "a", "b", true), flow("answer", "b", "a", true)] }));
    let answer = model.dataflows.iter().find(|flow| flow.entity.name == "answer").unwrap();
    assert_eq!(answer.response_to.map(|it| it.0), Some(0), "pytm sees two candidates and takes none");
}

#[test]
fn differs_flows_come_in_the_order_of_their_numbers() {
    let flow = |name: &str, order: i64| json!({ "name": name, "source": "a", "sink": "b", "order": order });
    let model = model(json!({ "name": "m", "isOrdered": true, "elements": [{ "name": "a" }, { "name": "b" }],
        "flows": [flow("set to 1", 1), flow("first", -1), flow("second", -1)] }));
    let flows: Vec<_> = model.dataflows.iter().map(|it| (it.entity.name.as_str(), it.order)).collect();
    // The numbers are pytm's; pytm would draw "set to 1" last.
    assert_eq!(flows, [("first", Some(1)), ("set to 1", Some(1)), ("second", Some(2))]);
}

#[test]
fn differs_a_boundary_in_use_is_not_ignored() {
    let document = json!({ "name": "m", "ignoreUnused": true,
        "boundaries": [{ "name": "used" }, { "name": "empty" }],
        "elements": [{ "name": "a", "inBoundary": "used" }, { "name": "b" }, { "name": "idle" }],
        "flows": [{ "name": "f", "source": "a", "sink": "b" }] });
    assert_eq!(found(&model(document)), ["T3@a Low", "T3@b Low", "T3@a->b#f Low", "T3@used Low"]);
}

#[test]
fn differs_attributes_that_do_nothing_are_reported() {
    let document = json!({ "name": "m", "colour": "red", "elements": [
        { "__class__": "Server", "name": "s", "isHardened": true, "usesVPn": true, "controls": { "validateInput": true } },
        { "__class__": "Server", "name": "t", "isHardened": true }] });
    let (_, faults) = import(document);
    assert_eq!(
        faults,
        [
            "TM0030: m.json: the model: `Model` has no attribute `colour`",
            "TM0030: m.json: elements[0]: `Server` has no control `validateInput`",
            "TM0030: m.json: elements[0]: `Server` has no attribute `isHardened`",
            "TM0030: m.json: elements[0]: `Server` has no attribute `usesVPn`",
        ],
        "each once"
    );
}

#[test]
fn differs_overrides_of_a_flow_give_way_to_those_of_its_ends() {
    let mut document = two(json!({ "protocol": "HTTPS", "overrides": [{ "threat_id": "T2" }] }));
    document["elements"][1]["protocol"] = json!("HTTP");
    document["elements"][1]["overrides"] = json!([{ "threat_id": "T2", "severity": "Low" }, { "threat_id": "T4" }]);
    let (model, faults) = import(document);
    let message = "TM0030: m.json: dataflow `call`: pytm replaces its `protocol`, `overrides` by what its ends say";
    assert_eq!(faults, [message], "pytm replaces them without a word");
    let of_flow: Vec<_> = found(&model).into_iter().filter(|it| it.contains("->")).collect();
    assert_eq!(of_flow, ["T2@a->b#call Low", "T3@a->b#call Low"], "T4 applies to the end alone");
}

// Whatever the file holds.

const KEYS: [&str; 40] = [
    "name",
    "description",
    "elements",
    "flows",
    "boundaries",
    "data",
    "__class__",
    "controls",
    "overrides",
    "assumptions",
    "exclude",
    "threat_id",
    "severity",
    "source",
    "sink",
    "order",
    "isResponse",
    "responseTo",
    "response",
    "inBoundary",
    "levels",
    "port",
    "protocol",
    "findings",
    "excluded_findings",
    "assumption",
    "target",
    "isOrdered",
    "onDuplicates",
    "carriedBy",
    "outputs",
    "inputs",
    "isStored",
    "isCredentials",
    "credentialsLife",
    "classification",
    "sourceFiles",
    "threatsExcluded",
    "inScope",
    "ignoreUnused",
];

const TEXTS: [&str; 12] = [
    "a",
    "b",
    "",
    "Server",
    "Datastore",
    "SECRET",
    "Lifetime.LONG",
    "{'T1'",
    "T1",
    "HTTP",
    "\u{0}\u{202e}é",
    "Action.IGNORE",
];

fn values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        prop_oneof![any::<i64>(), -2..9_i64].prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        prop::sample::select(&TEXTS[..]).prop_map(Json::from),
        ".{0,6}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 60, 6, |inner| {
        let key = prop_oneof![prop::sample::select(&KEYS[..]).prop_map(str::to_owned), ".{0,4}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::vec((key, inner), 0..8).prop_map(|it| Json::Object(it.into_iter().collect())),
        ]
    })
}

/// Documents that have the lists a model has, with anything in them.
fn documents() -> impl Strategy<Value = Json> {
    let name = || prop::sample::select(&TEXTS[..3]);
    let anything = |more: usize| prop::collection::vec((prop::sample::select(&KEYS[..]), values()), 0..more);
    let thing = (name(), prop::sample::select(&["Server", "Datastore", "Actor"][..]), anything(4)).prop_map(|it| {
        let mut thing = json!({ "name": it.0, "__class__": it.1 });
        it.2.into_iter().for_each(|(key, value)| thing[key] = value);
        thing
    });
    let thing = thing.boxed();
    let flow = (name(), name(), name(), anything(4)).prop_map(|it| {
        let mut flow = json!({ "name": it.0, "source": it.1, "sink": it.2, "data": [it.0] });
        it.3.into_iter().for_each(|(key, value)| flow[key] = value);
        flow
    });
    let things = || prop::collection::vec(thing.clone(), 0..4);
    let flows = prop::collection::vec(flow, 0..5);
    (things(), things(), things(), flows, anything(4)).prop_map(|(boundaries, data, elements, flows, more)| {
        let mut document = json!({ "boundaries": boundaries, "data": data, "elements": elements, "flows": flows });
        more.into_iter().for_each(|(key, value)| document[key] = value);
        document
    })
}

/// Imports, evaluates, decides, writes and reads back.
fn survive(document: Json) -> Result<(), TestCaseError> {
    let (declarations, _) = read(document, "m.json");
    let (model, _) = model::build(declarations);
    let library = library();
    crate::decide::decide(&model, &library, evaluate(&model), &crate::decide::Terms::on("2026-11-21"));
    let text = crate::render::model_json(&model);
    let (declarations, faults) = crate::declared::file::read(serde_json::from_str(&text).unwrap(), "again.json");
    prop_assert_eq!(faults, vec![]);
    let again = model::build(declarations).0;
    prop_assert_eq!(found(&again), found(&model));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_json_is_read_or_refused(document in values()) {
        survive(document)?;
    }

    #[test]
    fn any_content_of_the_lists_is_read_or_refused(document in documents()) {
        survive(document)?;
    }
}
