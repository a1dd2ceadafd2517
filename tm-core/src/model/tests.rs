//! The model stage, through model files: what was written in, what it means out.

use serde_json::{Value as Json, json};
use tm_schema::Class;

use super::{Model, Reading, Target, Value, build};

/// The model of a file without faults, and the messages of those it has.
fn model(json: Json) -> (Model, Vec<String>) {
    let (declarations, mut faults) = crate::declared::file::read(json, "test.json");
    let (model, more) = build(declarations);
    faults.extend(more);
    (model, faults.into_iter().map(|it| format!("{}: {}", it.code, it.message)).collect())
}

fn sound(json: Json) -> Model {
    let (model, faults) = model(json);
    assert_eq!(faults, [] as [&str; 0]);
    model
}

fn faults(json: Json) -> Vec<String> {
    model(json).1
}

/// How `path` of the thing with id `id` reads: `stated X` or `assumed X`.
fn read(model: &Model, id: &str, path: &str) -> String {
    let target = model.targets().find(|it| model.entity(*it).id == id).unwrap();
    let attribute = match path.strip_prefix("controls.") {
        Some(control) => tm_schema::control(control),
        None => tm_schema::lookup(model.entity(target).class, path),
    };
    let reading = model.read(target, attribute.unwrap());
    let certainty = if reading.is_stated() { "stated" } else { "assumed" };
    let value = match reading.value() {
        Value::Bool(it) => it.to_string(),
        Value::Int(it) => it.to_string(),
        Value::Text(it) => format!("{it:?}"),
        Value::Member(it) => format!("#{it}"),
        Value::One(it) => it.map_or("nothing".into(), |it| model.entity(it).id.clone()),
        Value::Many(it) => format!("{:?}", it.iter().map(|it| model.entity(*it).id.as_str()).collect::<Vec<_>>()),
        Value::Texts(it) => format!("{it:?}"),
        Value::Ints(it) => format!("{it:?}"),
        Value::Members(it) => format!("#{it:?}"),
    };
    format!("{certainty} {value}")
}

fn ends(flow: Json) -> Json {
    json!({ "name": "m", "data": [{ "id": "d" }],
        "elements": [
            { "id": "u", "class": "Actor", "data": ["d"], "controls": { "authenticates_destination": true } },
            { "id": "w", "class": "Server", "protocol": "HTTPS", "port": 443, "controls": { "is_encrypted": true } }],
        "flows": [flow] })
}

#[test]
fn a_flow_inherits_from_its_ends_what_it_does_not_say() {
    let model = sound(ends(json!({ "id": "f", "source": "u", "sink": "w", "name": "x" })));
    for (path, expected) in [
        ("protocol", "stated \"HTTPS\""),
        ("dst_port", "stated 443"),
        ("controls.is_encrypted", "stated true"),
        ("controls.authenticates_destination", "stated true"),
        ("controls.checks_destination_revocation", "assumed false"),
        ("data", "stated [\"d\"]"),
        ("tls_version", "assumed #0"),
        ("source", "stated u"),
    ] {
        assert_eq!(read(&model, "f", path), expected, "{path}");
    }
    assert_eq!(read(&model, "u", "outputs"), "stated [\"f\"]");
    assert_eq!(read(&model, "u", "inputs"), "stated []");
    assert_eq!(read(&model, "d", "carried_by"), "stated [\"f\"]");
    assert_eq!(read(&model, "d", "processed_by"), "stated [\"u\", \"w\"]");
}

#[test]
fn what_a_flow_says_wins() {
    let flow = json!({ "id": "f", "source": "u", "sink": "w", "name": "x", "protocol": "HTTP", "data": [],
                       "controls": { "is_encrypted": false } });
    let model = sound(ends(flow));
    assert_eq!(read(&model, "f", "protocol"), "stated \"HTTP\"");
    assert_eq!(read(&model, "f", "controls.is_encrypted"), "stated false");
    assert_eq!(read(&model, "f", "data"), "stated []");
}

#[test]
fn a_reply_inherits_from_its_source() {
    let reply = json!({ "id": "f", "source": "w", "sink": "u", "name": "x", "is_response": true });
    let request = json!({ "id": "r", "source": "u", "sink": "w", "name": "y" });
    let mut json = ends(reply);
    json["flows"].as_array_mut().unwrap().push(request);
    let model = sound(json);
    assert_eq!(read(&model, "f", "protocol"), "stated \"HTTPS\"");
    assert_eq!(read(&model, "f", "src_port"), "stated 443");
    assert_eq!(read(&model, "f", "dst_port"), "assumed -1");
    assert_eq!(read(&model, "f", "response_to"), "stated r");
    assert_eq!(read(&model, "r", "response"), "stated f");
    assert_eq!(read(&model, "w", "outputs"), "stated []", "replies are no outputs");
}

#[test]
fn a_reply_goes_the_way_of_its_request() {
    let request = json!({ "id": "r", "source": "u", "sink": "w", "name": "y", "protocol": "HTTP", "uses_vpn": true,
                          "tls_version": "Tls13", "controls": { "is_encrypted": false } });
    let mut json = ends(json!({ "id": "f", "source": "w", "sink": "u", "name": "x", "is_response": true }));
    json["flows"].as_array_mut().unwrap().push(request);
    let model = sound(json);
    for (path, expected) in [
        ("protocol", "stated \"HTTP\""),
        ("uses_vpn", "stated true"),
        ("tls_version", "stated #7"),
        ("controls.is_encrypted", "stated false"),
        ("src_port", "stated 443"),
        ("is_wireless", "assumed false"),
    ] {
        assert_eq!(read(&model, "f", path), expected, "{path}");
    }
}

#[test]
fn tls_and_protocols_that_encrypt_need_no_second_word() {
    let encrypted = |flow: Json, server: Json| {
        let mut flow = flow;
        for (key, value) in [("id", "f"), ("source", "u"), ("sink", "w"), ("name", "x")] {
            flow[key] = json!(value);
        }
        let mut model = ends(flow);
        model["elements"][1] = server;
        read(&sound(model), "f", "controls.is_encrypted")
    };
    let plain = json!({ "id": "w", "class": "Server" });
    assert_eq!(encrypted(json!({ "tls_version": "Tls12" }), plain.clone()), "stated true");
    assert_eq!(encrypted(json!({ "protocol": "https" }), plain.clone()), "stated true");
    assert_eq!(encrypted(json!({ "protocol": "HTTP" }), plain.clone()), "assumed false");
    assert_eq!(encrypted(json!({ "tls_version": "None" }), plain.clone()), "assumed false");
    let said = json!({ "protocol": "HTTPS", "controls": { "is_encrypted": false } });
    assert_eq!(encrypted(said, plain), "stated false", "what is written wins");
    let https = json!({ "id": "w", "class": "Server", "protocol": "HTTPS" });
    assert_eq!(encrypted(json!({}), https), "stated true");
    let lax = json!({ "id": "w", "class": "Server", "controls": { "is_encrypted": false } });
    assert_eq!(
        encrypted(json!({ "protocol": "HTTPS" }), lax.clone()),
        "stated true",
        "nearer than what its end accepts"
    );
    assert_eq!(encrypted(json!({}), lax), "stated false");
}

#[test]
fn what_is_said_of_its_way_over_a_network_says_that_a_flow_takes_it() {
    let local = |flow: Json| {
        let mut flow = flow;
        for (key, value) in [("id", "f"), ("source", "a"), ("sink", "b"), ("name", "x")] {
            flow[key] = json!(value);
        }
        let model = json!({ "name": "m", "flows": [flow],
            "elements": [{ "id": "a", "class": "Process" }, { "id": "b", "class": "Process" }] });
        read(&sound(model), "f", "is_local")
    };
    assert_eq!(local(json!({})), "assumed false");
    assert_eq!(local(json!({ "protocol": "HTTP" })), "stated false");
    assert_eq!(local(json!({ "uses_vpn": false })), "stated false");
    assert_eq!(local(json!({ "controls": { "is_encrypted": false } })), "stated false");
    assert_eq!(local(json!({ "protocol": "SQLite", "is_local": true })), "stated true");
}

#[test]
fn a_reply_to_several_requests_must_say_which() {
    let flows = |reply: Json| {
        json!({ "name": "m", "elements": [{ "id": "u", "class": "Actor" }, { "id": "w", "class": "Server" }],
            "flows": [reply, { "id": "a", "source": "u", "sink": "w", "name": "a" },
                      { "id": "b", "source": "u", "sink": "w", "name": "b" }] })
    };
    let silent = json!({ "source": "w", "sink": "u", "name": "x", "is_response": true });
    assert_eq!(faults(flows(silent)), ["TM0021: reply `x` may answer any of 2 dataflows"]);
    let written = json!({ "id": "x", "source": "w", "sink": "u", "name": "x", "response_to": "b" });
    assert_eq!(read(&sound(flows(written)), "x", "response_to"), "stated b");
}

#[test]
fn references_by_name_are_exact_and_helpful() {
    let with = |boundary: &str| {
        faults(json!({ "name": "m", "boundaries": [{ "id": "b1", "name": "Web" }, { "id": "b2", "name": "Cloud" },
                                                   { "id": "b3", "name": "Cloud" }],
            "elements": [{ "id": "w", "class": "Server", "boundary": boundary }] }))
    };
    let duplicate = "TM0003: 2 boundaries are called `Cloud`";
    assert_eq!(with("Web"), [duplicate]);
    assert_eq!(with("b3"), [duplicate]);
    assert_eq!(with("Wbe"), [duplicate, "TM0001: no boundary is called `Wbe`"]);
    assert_eq!(with("Cloud"), [duplicate, "TM0002: `Cloud` names 2 boundaries"]);
}

#[test]
fn every_fault_is_reported() {
    let faults = faults(json!({ "name": "m",
        "elements": [
            { "id": "w", "class": "Sever" },
            { "id": "a", "class": "Actor", "uses_cache": true, "controls": { "validate_input": true }, "port": "x" },
            { "id": "a", "class": "Actor", "in_scope": false, "max_classification": "Secrt" }],
        "flows": [{ "source": "a", "name": "x" }, { "source": "q", "sink": "a", "name": "y" }] }));
    assert_eq!(
        faults,
        [
            "TM0008: test.json: elements[0] is of class `Sever`, which is unknown",
            "TM0004: two elements have the id `a`",
            "TM0003: 2 elements are called `a`",
            "TM0006: `Actor` has no control `validate_input`",
            "TM0007: `port` has a value of the wrong type",
            "TM0006: `Actor` has no attribute `uses_cache`",
            "TM0007: `max_classification` has a value of the wrong type",
            "TM0009: `a` is out of scope without a reason",
            "TM0001: dataflow `x` has no sink",
            "TM0001: no element is called `q`",
        ]
    );
}

#[test]
fn boundaries_nest_and_cycles_are_cut() {
    let model = sound(json!({ "name": "m",
        "boundaries": [{ "id": "in", "within": "out" }, { "id": "out" }],
        "elements": [{ "id": "a", "class": "Actor" }, { "id": "w", "class": "Server", "boundary": "out" },
                     { "id": "d", "class": "Datastore", "boundary": "in" }],
        "flows": [{ "source": "a", "sink": "d", "name": "x" }, { "source": "d", "sink": "w", "name": "y" }] }));
    let ids = |list: Vec<super::BoundaryId>| -> Vec<&str> {
        list.into_iter().map(|id| model.boundary(id).entity.id.as_str()).collect()
    };
    assert_eq!(ids(model.entered(&model.dataflows[0])), ["in", "out"]);
    assert_eq!(ids(model.left(&model.dataflows[1])), ["in"]);
    assert_eq!(ids(model.entered(&model.dataflows[1])), [] as [&str; 0]);

    let (model, faults) = self::model(json!({ "name": "m",
        "boundaries": [{ "id": "a", "within": "b" }, { "id": "b", "within": "c" }, { "id": "c", "within": "b" },
                       { "id": "d", "within": "d" }] }));
    assert_eq!(
        faults,
        ["TM0005: boundaries contain one another: `b` within `c` within `b`", "TM0005: boundary `d` is within itself"]
    );
    for id in model.boundary_ids() {
        assert!(model.enclosing(Some(id)).count() <= 4);
    }
}

#[test]
fn numbers_follow_declaration_and_respect_those_written() {
    let flow = |name: &str| json!({ "source": "a", "sink": "b", "name": name });
    let mut flows = vec![flow("one"), flow("three"), flow("two"), flow("four")];
    flows[2]["order"] = json!(2);
    let model = sound(json!({ "name": "m", "is_ordered": true, "flows": flows,
        "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Server" }] }));
    let drawn: Vec<_> = model.dataflows.iter().map(|it| (it.order.unwrap(), it.entity.name.as_str())).collect();
    assert_eq!(drawn, [(1, "one"), (2, "two"), (3, "three"), (4, "four")]);
}

#[test]
fn inserting_an_element_changes_no_other_id() {
    let ids = |extra: bool| {
        let mut elements =
            vec![json!({ "name": "Web server", "class": "Server" }), json!({ "id": "u", "class": "Actor" })];
        if extra {
            elements.insert(0, json!({ "name": "Proxy", "class": "Server" }));
        }
        let model = sound(json!({ "name": "m", "elements": elements,
            "flows": [{ "source": "u", "sink": "Web server", "name": "Log in!" }] }));
        model.targets().map(|it| model.entity(it).id.clone()).filter(|id| id != "proxy").collect::<Vec<_>>()
    };
    assert_eq!(ids(false), ["web-server", "u", "u->web-server#log-in"]);
    assert_eq!(ids(false), ids(true));
}

#[test]
fn free_text_is_undeclared_data() {
    let (model, faults) = model(json!({ "name": "m", "data": [{ "id": "card", "name": "Card number" }],
        "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Server" }],
        "flows": [{ "source": "a", "sink": "b", "name": "x", "data": ["Card numbr", "ack", "Card number"] },
                  { "source": "a", "sink": "b", "name": "y", "data": ["ack"] }] }));
    assert_eq!(faults, ["TM0020: `Card numbr` is not declared data"]);
    let known: Vec<_> =
        model.data.iter().map(|it| (it.entity.name.as_str(), it.is_declared, it.carried_by.len())).collect();
    assert_eq!(known, [("Card number", true, 1), ("Card numbr", false, 1), ("ack", false, 2)]);
    let order = json!({ "name": "m", "data": [{ "id": "o", "name": "Order" }],
        "elements": [{ "id": "a", "class": "Actor", "data": ["order number"] }] });
    assert_eq!(self::model(order).1, [] as [&str; 0], "more words are another thing");
}

#[test]
fn a_datum_learns_from_its_flows() {
    let model = sound(json!({ "name": "m",
        "data": [{ "id": "key", "credentials_life": "Long", "is_stored": true }, { "id": "pw", "is_credentials": true }],
        "elements": [{ "id": "a", "class": "Actor" },
                     { "id": "db", "class": "Datastore", "controls": { "is_encrypted_at_rest": true } }],
        "flows": [{ "source": "a", "sink": "db", "name": "x", "data": ["key", "pw"] }] }));
    assert_eq!(read(&model, "key", "is_credentials"), "stated true");
    assert_eq!(read(&model, "key", "is_dest_encrypted_at_rest"), "stated true");
    assert_eq!(read(&model, "key", "is_source_encrypted_at_rest"), "assumed false");
    assert_eq!(read(&model, "pw", "credentials_life"), "assumed #1");
}

#[test]
fn duplicates_are_errors_only_where_denied() {
    let with = |policy: &str, second: &str| {
        faults(json!({ "name": "m", "on_duplicates": policy,
            "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Server" }],
            "flows": [{ "source": "a", "sink": "b", "name": "x", "protocol": "HTTP" },
                      { "source": "a", "sink": "b", "name": "y", "protocol": second }] }))
    };
    assert_eq!(with("Deny", "HTTP"), ["TM0022: dataflow `y` repeats `x`"]);
    assert_eq!(with("Deny", "SSH"), [] as [&str; 0]);
    assert_eq!(with("Keep", "HTTP"), [] as [&str; 0]);
}

#[test]
fn a_stated_default_is_still_stated() {
    let model = sound(json!({ "name": "m", "elements": [{ "id": "w", "class": "Server", "uses_cache": false }] }));
    assert_eq!(read(&model, "w", "uses_cache"), "stated false");
    assert_eq!(read(&model, "w", "uses_vpn"), "assumed false");
    let attribute = tm_schema::lookup(Class::Server, "uses_cache").unwrap();
    assert!(matches!(model.read(Target::Element(super::ElementId(0)), attribute), Reading::Stated(..)));
}

#[test]
fn macros_and_model_know_the_same_responses() {
    assert_eq!(super::Response::ALL.map(super::Response::name), tm_schema::RESPONSES);
}
