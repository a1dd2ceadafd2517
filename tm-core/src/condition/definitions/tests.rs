//! What the definitions say of models, and that each says what it spells.

use proptest::prelude::*;
use serde_json::json;
use tm_schema::Class;

use super::{DEFINITIONS, Receiver};
use crate::condition::Change::{self, Dropped, Flipped};
use crate::condition::tests::{FLOW, SINK, SOURCE, boundary, datum, empty, entity, show, state, yes};
use crate::condition::{Condition, Dialect, compile};
use crate::model::{Dataflow, DataflowId, ElementId, Model, Target, Value};

fn of(text: &str, class: Class) -> Condition {
    let (condition, faults) = compile(text, &[class], Dialect::Native);
    assert!(faults.is_empty(), "{text}: {faults:?}");
    condition.expect("no fault, and so a condition")
}

/// A call of each, as asked of `target`.
fn calls() -> impl Iterator<Item = (&'static super::Definition, String)> {
    DEFINITIONS.iter().map(|it| {
        let level = if it.level.is_some() { "Classification.Secret" } else { "" };
        (it, format!("target.{}({level})", it.name))
    })
}

const REPLY: Target = Target::Dataflow(DataflowId(1));

/// The verdict of `server`, or of `flow` if the text says `flow.`, in a model of `actor ──flow──▶ server` and its reply.
fn check(stated: &[(Target, &str, Value)], text: &str, expected: &str) {
    check_from(Class::Actor, stated, text, expected);
}

fn check_from(source: Class, stated: &[(Target, &str, Value)], text: &str, expected: &str) {
    let mut model = empty();
    model.elements[0].entity.class = source;
    model.dataflows.push(Dataflow {
        entity: entity(Class::Dataflow, "reply"),
        source: ElementId(1),
        sink: ElementId(0),
        data: vec![],
        is_response: true,
        response_to: Some(DataflowId(0)),
        response: None,
        order: None,
    });
    state(&mut model, SINK, "inputs", Value::Many(vec![FLOW]));
    state(&mut model, SINK, "outputs", Value::Many(vec![]));
    state(&mut model, SOURCE, "inputs", Value::Many(vec![]));
    state(&mut model, SOURCE, "outputs", Value::Many(vec![FLOW]));
    state(&mut model, FLOW, "response", Value::One(Some(REPLY)));
    for (target, path, value) in stated {
        state(&mut model, *target, path, value.clone());
    }
    let (name, call) = text.split_once('.').expect("it is asked of something");
    let (class, target) = match name {
        "flow" => (Class::Dataflow, FLOW),
        "server" => (Class::Server, SINK),
        _ => (source, SOURCE),
    };
    let verdict = of(&format!("target.{call}"), class).evaluate(&model, target);
    assert_eq!(show(&model, &verdict), expected, "{text}");
}

fn protocol(it: &str) -> Value {
    Value::Text(it.to_owned())
}

/// A flow of one datum, which is classified so, and of which nothing else is known.
fn carrying(flow: Target, classification: u8) -> Vec<(Target, &'static str, Value)> {
    vec![(flow, "data", Value::Many(vec![datum(0)])), (datum(0), "classification", Value::Member(classification))]
}

/// That datum is neither personal nor credentials.
fn plain(mut stated: Vec<(Target, &'static str, Value)>) -> Vec<(Target, &'static str, Value)> {
    stated.extend([(datum(0), "is_pii", yes(false)), (datum(0), "is_credentials", yes(false))]);
    stated
}

#[test]
fn http_is_known_by_its_protocol() {
    for name in ["HTTP", "https", "HTTP/2", "WebSocket", "wss"] {
        check(&[(FLOW, "protocol", protocol(name))], "flow.is_http()", "confirmed flow.protocol");
    }
    check(&[(FLOW, "protocol", protocol("AMQP"))], "flow.is_http()", "silent");
    check(&[], "flow.is_http()", "open");
    check(&[(SINK, "protocol", protocol("HTTP"))], "server.is_http()", "confirmed server.protocol");
    check(&[(SINK, "protocol", protocol("HTTP"))], "flow.sink.is_http()", "confirmed server.protocol");
}

#[test]
fn protection_is_encryption_or_a_vpn() {
    check(&[(FLOW, "controls.is_encrypted", yes(true))], "flow.is_protected()", "confirmed flow.controls.is_encrypted");
    check(&[(FLOW, "uses_vpn", yes(true))], "flow.is_protected()", "confirmed flow.uses_vpn");
    check(&[(FLOW, "is_local", yes(true))], "flow.is_protected()", "confirmed flow.is_local");
    check(&[], "flow.is_protected()", "open");
    let clear =
        [(FLOW, "controls.is_encrypted", yes(false)), (FLOW, "uses_vpn", yes(false)), (FLOW, "is_local", yes(false))];
    check(&clear, "flow.is_protected()", "silent");
    check(&clear[1..], "flow.is_protected()", "open");
}

#[test]
fn a_flow_is_untrusted_for_where_it_comes_from() {
    let stands = |end, it| (end, "boundary", Value::One(Some(boundary(it))));
    check(&[], "flow.is_untrusted()", "confirmed");
    check_from(Class::Process, &[], "flow.is_untrusted()", "open");
    let (apart, together) = ([stands(SOURCE, 2), stands(SINK, 0)], [stands(SOURCE, 0), stands(SINK, 0)]);
    check_from(Class::Process, &apart, "flow.is_untrusted()", "confirmed actor.boundary server.boundary");
    check_from(Class::Process, &together, "flow.is_untrusted()", "silent");
}

#[test]
fn what_an_untrusted_flow_arrives_at_is_exposed() {
    let stands = |end, it| (end, "boundary", Value::One(Some(boundary(it))));
    check(&[], "server.is_exposed()", "confirmed");
    check(&[], "flow.sink.is_exposed()", "confirmed");
    check(&[], "flow.source.is_exposed()", "silent");
    check_from(Class::Process, &[], "server.is_exposed()", "open");
    check_from(Class::Process, &[stands(SOURCE, 0), stands(SINK, 0)], "server.is_exposed()", "silent");
    check(&[(SINK, "inputs", Value::Many(vec![]))], "server.is_exposed()", "silent");
}

#[test]
fn data_is_sensitive_by_level_or_by_kind() {
    let level = |name| tm_schema::CLASSIFICATION.member(name).expect("there is such a level");
    let (secret, public) = (level("Secret"), level("Public"));
    let carries = "flow.carries(Classification.Secret)";
    check(&carrying(FLOW, secret), carries, "confirmed a.classification");
    check(&carrying(FLOW, public), carries, "open");
    check(&plain(carrying(FLOW, public)), carries, "silent");
    let personal = [carrying(FLOW, public), vec![(datum(0), "is_pii", yes(true))]].concat();
    check(&personal, carries, "confirmed a.is_pii");
    let credentials = [carrying(FLOW, public), vec![(datum(0), "is_credentials", yes(true))]].concat();
    check(&credentials, carries, "confirmed a.is_credentials");
    check(&[], carries, "open");

    let (request, reply) = (carrying(FLOW, secret), carrying(REPLY, secret));
    let (request, reply) = (
        [request, vec![(REPLY, "data", Value::Many(vec![]))]].concat(),
        [reply, vec![(FLOW, "data", Value::Many(vec![]))]].concat(),
    );
    for (stated, text, expected) in [
        (&request, "server.receives(Classification.Secret)", "confirmed a.classification"),
        (&request, "server.sends(Classification.Secret)", "silent"),
        (&request, "actor.receives(Classification.Secret)", "silent"),
        (&request, "actor.sends(Classification.Secret)", "confirmed a.classification"),
        (&reply, "server.receives(Classification.Secret)", "silent"),
        (&reply, "server.sends(Classification.Secret)", "confirmed a.classification flow.response"),
        (&reply, "actor.receives(Classification.Secret)", "confirmed a.classification flow.response"),
        (&reply, "actor.sends(Classification.Secret)", "silent"),
        (&request, "server.handles(Classification.Secret)", "confirmed a.classification"),
        (&reply, "server.handles(Classification.Secret)", "confirmed a.classification flow.response"),
        (&reply, "flow.sink.handles(Classification.TopSecret)", "open"),
    ] {
        check(stated, text, expected);
    }
    check(&[], "server.receives(Classification.Secret)", "open");
    check(&[], "server.sends(Classification.Secret)", "open");
    check(&[], "server.handles(Classification.Secret)", "open");
    let none = [(FLOW, "data", Value::Many(vec![])), (REPLY, "data", Value::Many(vec![]))];
    check(&none, "server.handles(Classification.Secret)", "silent");
}

/// Every class that fits, alone and at the end of a path that leads to any element.
#[test]
fn every_body_makes_sense_for_all_it_is_asked_of() {
    for (definition, call) in calls() {
        let classes: Vec<_> = Class::all().filter(|class| definition.of.fits(*class)).collect();
        assert!(!classes.is_empty(), "{call}");
        for class in classes {
            of(&call, class);
        }
        if definition.of != Receiver::Flow {
            of(&call.replace("target.", "target.sink."), Class::Dataflow);
        }
    }
}

#[test]
fn a_body_uses_only_what_stands_before_it() {
    for (index, definition) in DEFINITIONS.iter().enumerate() {
        for later in &DEFINITIONS[index..] {
            assert!(!definition.body.contains(&format!(".{}(", later.name)), "{}", definition.name);
        }
    }
}

#[test]
fn a_predicate_is_changed_as_a_whole() {
    let changes = |text: &str, class| -> Vec<(Change, String)> {
        let condition = of(text, class);
        condition.mutants().into_iter().map(|it| (it.change, text[it.range].to_owned())).collect()
    };
    for (definition, call) in calls() {
        let class = Class::all().filter(|class| definition.of.fits(*class)).last().expect("it is asked of something");
        assert_eq!(changes(&call, class), [(Flipped, call.clone())]);
        assert_eq!(changes(&format!("{call} is True"), class), [(Flipped, call.clone())]);
    }
    let (untrusted, protected) = ("target.is_untrusted()".to_owned(), "target.is_protected()".to_owned());
    let reply = "target.is_response".to_owned();
    for joint in ["or", "and"] {
        assert_eq!(
            changes(&format!("{untrusted} {joint} not {protected} {joint} {reply}"), Class::Dataflow),
            [
                (Dropped, untrusted.clone()),
                (Flipped, untrusted.clone()),
                (Dropped, protected.clone()),
                (Flipped, protected.clone()),
                (Dropped, reply.clone()),
                (Flipped, reply.clone()),
            ]
        );
    }
    let filtered = "all(f.is_untrusted() for f in target.inputs if f.is_protected())";
    let parts = ["f.is_protected()", "f.is_untrusted()"].map(str::to_owned);
    let expected = parts.into_iter().flat_map(|part| [(Dropped, part.clone()), (Flipped, part)]);
    assert_eq!(changes(filtered, Class::Server)[1..], Vec::from_iter(expected));
}

/// Predicates, and the same in full.
const SPELLED_OUT: [(Class, &str, &str); 10] = [
    (
        Class::Dataflow,
        "target.carries(Classification.Restricted) and not target.is_untrusted()",
        "any(d.classification >= Classification.Restricted or d.is_pii or d.is_credentials for d in target.data) \
         and not (target.crosses(Boundary) or target.source.one_of(Actor, ExternalEntity))",
    ),
    (
        Class::Dataflow,
        "any(d.is_pii and target.response.carries(Classification.Secret) for d in target.data)",
        "any(d.is_pii and any(e.classification >= Classification.Secret or e.is_pii or e.is_credentials \
         for e in target.response.data) for d in target.data)",
    ),
    (
        Class::Dataflow,
        "target.source.is_exposed() and not target.sink.is_exposed()",
        "any(f.crosses(Boundary) or f.source.one_of(Actor, ExternalEntity) for f in target.source.inputs) and \
         not any(f.crosses(Boundary) or f.source.one_of(Actor, ExternalEntity) for f in target.sink.inputs)",
    ),
    (
        Class::Asset,
        "target.is_exposed() or target.controls.is_hardened",
        "any(f.crosses(Boundary) or f.source.one_of(Actor, ExternalEntity) for f in target.inputs) \
         or target.controls.is_hardened",
    ),
    (
        Class::Asset,
        "any(f.source.is_exposed() and f.is_untrusted() for f in target.inputs)",
        "any(any(g.crosses(Boundary) or g.source.one_of(Actor, ExternalEntity) for g in f.source.inputs) \
         and (f.crosses(Boundary) or f.source.one_of(Actor, ExternalEntity)) for f in target.inputs)",
    ),
    (
        Class::Asset,
        "any(it.is_untrusted() for it in target.inputs if it.carries(Classification.Secret))",
        "any((f.crosses(Boundary) or f.source.one_of(Actor, ExternalEntity)) \
         and any(d.classification >= Classification.Secret or d.is_pii or d.is_credentials for d in f.data) \
         for f in target.inputs)",
    ),
    (
        Class::Asset,
        "target.receives(Classification.Secret)",
        "any(any(d.classification >= Classification.Secret or d.is_pii or d.is_credentials for d in f.data) \
         for f in target.inputs) \
         or any(any(d.classification >= Classification.Secret or d.is_pii or d.is_credentials for d in f.response.data) \
         for f in target.outputs)",
    ),
    (
        Class::Asset,
        "target.sends(Classification.Secret)",
        "any(any(d.classification >= Classification.Secret or d.is_pii or d.is_credentials for d in f.data) \
         for f in target.outputs) \
         or any(any(d.classification >= Classification.Secret or d.is_pii or d.is_credentials for d in f.response.data) \
         for f in target.inputs)",
    ),
    (
        Class::Asset,
        "target.handles(Classification.Secret)",
        "target.receives(Classification.Secret) or target.sends(Classification.Secret)",
    ),
    (
        Class::Asset,
        "len(f for f in target.inputs if f.is_protected()) > 0",
        "len(f for f in target.inputs if f.is_local or f.uses_vpn or f.controls.is_encrypted) > 0",
    ),
];

/// A model of four elements and five flows with replies; where `choice` is even nothing is said.
fn model(choices: &[u8]) -> Model {
    let mut next = choices.iter().copied().cycle();
    let mut choose = |count: u8| next.next().map(|it| it % (2 * count)).filter(|it| it % 2 == 1).map(|it| it / 2);
    let mut elements = Vec::new();
    for (id, class) in [("a", "Actor"), ("b", "Server"), ("c", "Process"), ("d", "Element")] {
        let mut element = json!({ "id": id, "class": class });
        if let Some(place) = choose(3) {
            element["boundary"] = ["x", "y", "z"][usize::from(place)].into();
        }
        if let Some(is_hardened) = choose(2) {
            element["controls"] = json!({ "is_hardened": is_hardened == 1 });
        }
        elements.push(element);
    }
    let mut data = Vec::new();
    for id in ["d0", "d1"] {
        let mut datum = json!({ "id": id });
        if let Some(level) = choose(4) {
            datum["classification"] = ["Public", "Restricted", "Secret", "TopSecret"][usize::from(level)].into();
        }
        for flag in ["is_pii", "is_credentials"] {
            if let Some(is_so) = choose(2) {
                datum[flag] = json!(is_so == 1);
            }
        }
        data.push(datum);
    }
    let mut flows = Vec::new();
    for (index, (source, sink)) in [("a", "b"), ("b", "c"), ("c", "b"), ("d", "c"), ("c", "d")].into_iter().enumerate()
    {
        let mut flow =
            json!({ "id": format!("f{index}"), "name": format!("f{index}"), "source": source, "sink": sink });
        let mut reply = json!({ "id": format!("r{index}"), "name": format!("r{index}"), "source": sink, "sink": source,
            "response_to": format!("f{index}") });
        for flow in [&mut flow, &mut reply] {
            if let Some(list) = choose(4) {
                let members = (0..2).filter(|datum| list >> datum & 1 == 1).map(|datum| format!("d{datum}"));
                flow["data"] = members.collect::<Vec<_>>().into();
            }
        }
        if let Some(protocol) = choose(2) {
            flow["protocol"] = ["TLS", "UDP"][usize::from(protocol)].into();
        }
        flows.push(flow);
        if choose(2).is_none() {
            flows.push(reply);
        }
    }
    let boundaries = json!([{ "id": "x" }, { "id": "y", "within": "x" }, { "id": "z" }]);
    let json = json!({ "boundaries": boundaries, "elements": elements, "data": data, "flows": flows });
    crate::model::build(crate::declared::file::read(json, "test").0).0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_predicate_says_what_it_spells(choices in prop::collection::vec(any::<u8>(), 60)) {
        let model = model(&choices);
        for (class, short, long) in SPELLED_OUT {
            let (short, long) = (of(short, class), of(long, class));
            for target in model.targets().filter(|it| model.entity(*it).class.is_a(class)) {
                let (one, other) = (short.evaluate(&model, target), long.evaluate(&model, target));
                prop_assert_eq!(show(&model, &one), show(&model, &other), "{}", short.text());
                prop_assert_eq!(short.attributes(), long.attributes());
                prop_assert_eq!(short.consulted(&model, target), long.consulted(&model, target), "{}", short.text());
            }
        }
    }
}
