use serde_json::{Value as Json, json};

use super::*;
use crate::decide::{Terms, decide};
use crate::model::Direction;
use crate::threat::Library;

/// T1: a server that caches; T2: a server of which nobody says that it is hardened, or somebody that it is not.
const THREATS: [(&str, &str); 2] = [
    (
        "T1.toml",
        "title = \"Stale\"\ntargets = [\"Server\"]\nseverity = \"High\"\ncwe = [524]\ncondition = \"target.uses_cache\"",
    ),
    (
        "T2.toml",
        "title = \"Soft\"\ntargets = [\"Server\"]\nseverity = \"Low\"\ncondition = \"not target.controls.is_hardened\"",
    ),
];

struct Side {
    model: Model,
    assessment: Assessment,
}

fn library() -> Library {
    Library::read(&THREATS).0
}

fn side(json: Json) -> Side {
    let (declarations, faults) = crate::declared::file::read(json, "m.json");
    assert_eq!(faults, []);
    let model = crate::model::build(declarations).0;
    let library = library();
    let evaluation = crate::evaluate::evaluate(&model, &library);
    let assessment = decide(&model, &library, evaluation, &Terms::on("2026-11-21")).0;
    Side { model, assessment }
}

impl Side {
    fn judged(&self) -> Judged<'_> {
        Judged { model: &self.model, assessment: &self.assessment }
    }
}

/// What differs, a line each: `+ web`, `- web`, `~ web: name, controls.is_hardened`, `new T1@web`, `Email leaves dmz, first`.
fn check(before: Json, after: Json, expected: &[&str]) {
    let (before, after) = (side(before), side(after));
    let comparison = compare(before.judged(), after.judged());
    let mut lines: Vec<String> = comparison.model.iter().map(|it| format!("model: {}", name(it))).collect();
    for it in &comparison.parts {
        lines.push(match (it.before, it.after) {
            (Some(_), Some(is)) => {
                let names: Vec<_> = it.differences.iter().map(name).collect();
                format!("~ {}: {}", after.model.entity(is).id, names.join(", "))
            }
            (None, Some(is)) => format!("+ {}", after.model.entity(is).id),
            (Some(was), None) => format!("- {}", before.model.entity(was).id),
            (None, None) => unreachable!("a part is on one side at least"),
        });
    }
    let library = library();
    for it in &comparison.findings {
        let (found, of) = it.after.map_or_else(|| (it.before.unwrap(), &before), |found| (found, &after));
        let id = found.finding(&of.assessment).id(&of.model, &library);
        lines.push(format!("{} {id}", it.change.name()));
    }
    for it in &comparison.crossings {
        let direction = if it.direction == Direction::Enters { "enters" } else { "leaves" };
        let flows: Vec<_> = it.dataflows.iter().map(|flow| &*after.model.dataflow(*flow).entity.name).collect();
        let (datum, boundary) =
            (&after.model.datum(it.datum).entity.name, &after.model.boundary(it.boundary).entity.id);
        let first = if it.is_first { ", first" } else { "" };
        lines.push(format!("{datum} {direction} {boundary} on {}{first}", flows.join(" and ")));
    }
    assert_eq!(lines, expected);
    assert_eq!(comparison.is_empty(), expected.is_empty());
}

fn name(difference: &Difference) -> String {
    match difference {
        Difference::Id => "id".to_owned(),
        Difference::Class => "class".to_owned(),
        Difference::Name => "name".to_owned(),
        Difference::Description => "description".to_owned(),
        Difference::Attribute(id) => id.get().path(),
        Difference::Option(name) => (*name).to_owned(),
        Difference::Decision(threat) => format!("expect({threat})"),
        Difference::Override(threat) => format!("override({threat})"),
        Difference::Assumption(name) => format!("assume({name:?})"),
    }
}

/// A server that says `more`.
fn server(more: Json) -> Json {
    let mut server = json!({ "id": "web", "class": "Server" });
    more.as_object().unwrap().iter().for_each(|(key, value)| server[key] = value.clone());
    json!({ "name": "m", "elements": [server] })
}

#[test]
fn nothing_differs_from_itself_wherever_it_stands() {
    let at = |line: u32| json!({ "file": "a.rs", "line": line, "column": 1, "end_line": line, "end_column": 2 });
    let model = |line, lists: [&str; 2]| {
        json!({ "name": "m", "location": at(line),
            "boundaries": [{ "id": "dmz", "location": at(line) }],
            "data": [{ "id": "a" }, { "id": "b" }],
            "elements": [{ "id": "web", "class": "Server", "boundary": "dmz", "location": at(line), "data": lists,
                           "expect": [{ "id": "T1", "reason": "r" }] }] })
    };
    check(model(1, ["a", "b"]), model(99, ["b", "a"]), &[]);
}

#[test]
fn what_comes_goes_and_changes() {
    let model = |elements: Json| json!({ "name": "m", "elements": elements });
    check(
        model(json!([{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Actor", "is_admin": true }])),
        model(json!([{ "id": "c", "class": "Actor" }, { "id": "b", "class": "Process", "name": "B" }])),
        &["+ c", "~ b: class, name, is_admin", "- a"],
    );
    check(
        json!({ "name": "m" }),
        json!({ "name": "n", "is_ordered": true, "assumptions": ["x"] }),
        &["model: name", "model: is_ordered", "model: assume(\"x\")"],
    );
}

#[test]
fn a_moved_thing_is_the_same_thing() {
    let model = |path: &str| {
        json!({ "name": "m", "elements": [
            { "id": format!("{path}::User"), "class": "Actor", "name": "User" },
            { "id": format!("{path}::Web"), "class": "Server", "name": "Web", "uses_cache": true } ],
          "flows": [{ "source": format!("{path}::User"), "sink": format!("{path}::Web"), "name": "ask" }] })
    };
    check(model("old"), model("new"), &["~ new::User: id", "~ new::Web: id", "~ new::User->new::Web#ask: id"]);
    let two = json!({ "name": "m", "elements": [
        { "id": "x", "class": "Actor", "name": "User" }, { "id": "y", "class": "Actor", "name": "User" } ] });
    let one = json!({ "name": "m", "elements": [{ "id": "z", "class": "Actor", "name": "User" }] });
    // Either could be it.
    check(two, one, &["+ z", "- x", "- y"]);
}

#[test]
fn what_becomes_of_findings() {
    let said = |hardened: bool| json!({ "uses_cache": true, "controls": { "is_hardened": hardened } });
    let unsaid = || json!({ "uses_cache": true });
    let decided = |reason: &str| json!({ "uses_cache": true, "controls": { "is_hardened": true }, "expect": [{ "id": "T1", "reason": reason }] });
    let severe = json!({ "uses_cache": true, "controls": { "is_hardened": true },
                         "overrides": [{ "id": "T1", "severity": "VeryHigh" }] });
    let excluded = json!({ "uses_cache": true, "controls": { "is_hardened": true },
                           "assumptions": [{ "name": "a", "exclude": ["T1"] }] });
    let cases = [
        (json!({}), said(true), vec!["~ web: uses_cache, controls.is_hardened", "new T1@web", "gone T2@web"]),
        (unsaid(), said(false), vec!["~ web: controls.is_hardened", "worse T2@web"]),
        (said(false), unsaid(), vec!["~ web: controls.is_hardened", "changed T2@web"]),
        (said(true), severe, vec!["~ web: override(T1)", "worse T1@web"]),
        (said(true), decided("r"), vec!["~ web: expect(T1)", "decided T1@web"]),
        (decided("r"), said(true), vec!["~ web: expect(T1)", "reopened T1@web"]),
        (decided("r"), decided("s"), vec!["~ web: expect(T1)", "changed T1@web"]),
        (said(true), excluded.clone(), vec!["~ web: assume(\"a\")", "decided T1@web"]),
        (excluded.clone(), said(true), vec!["~ web: assume(\"a\")", "reopened T1@web"]),
        (excluded.clone(), decided("r"), vec!["~ web: expect(T1), assume(\"a\")", "changed T1@web"]),
        (json!({ "controls": { "is_hardened": true } }), excluded, vec!["~ web: uses_cache, assume(\"a\")"]),
    ];
    for (before, after, expected) in cases {
        check(server(before), server(after), &expected);
    }
    check(json!({ "name": "m" }), server(unsaid()), &["+ web", "new T1@web", "new T2@web"]);
    check(server(decided("r")), json!({ "name": "m" }), &["- web", "gone T1@web"]);
}

#[test]
fn sensitive_data_that_goes_new_ways() {
    let model = |email: Json, flows: Json| {
        let mut datum = json!({ "id": "email", "name": "Email" });
        email.as_object().unwrap().iter().for_each(|(key, value)| datum[key] = value.clone());
        json!({ "name": "m", "boundaries": [{ "id": "dmz" }, { "id": "vpc", "within": "dmz" }], "data": [datum],
            "elements": [
                { "id": "web", "class": "Process", "boundary": "dmz" }, { "id": "db", "class": "Process", "boundary": "vpc" },
                { "id": "mail", "class": "Process" }, { "id": "fax", "class": "Process" } ],
            "flows": flows })
    };
    let flow =
        |source: &str, sink: &str, data: Json| json!({ "source": source, "sink": sink, "name": "f", "data": data });
    let restricted = || json!({ "classification": "Restricted" });
    let send = || flow("web", "mail", json!(["email"]));
    let sent = model(restricted(), json!([send()]));
    check(model(restricted(), json!([])), sent.clone(), &["+ web->mail#f", "Email leaves dmz on f, first"]);
    check(
        sent.clone(),
        model(restricted(), json!([send(), flow("web", "fax", json!(["email"]))])),
        &["+ web->fax#f", "Email leaves dmz on f"],
    );
    check(
        model(restricted(), json!([flow("web", "mail", json!([]))])),
        sent.clone(),
        &["~ web->mail#f: data", "Email leaves dmz on f, first"],
    );
    check(
        model(json!({ "classification": "Public" }), json!([send()])),
        sent,
        &["~ email: classification", "Email leaves dmz on f, first"],
    );
    check(model(json!({}), json!([])), model(json!({}), json!([send()])), &["+ web->mail#f"]);
    check(
        model(json!({ "is_pii": true }), json!([])),
        model(json!({ "is_pii": true }), json!([flow("db", "web", json!(["email"]))])),
        &["+ db->web#f", "Email leaves vpc on f, first"],
    );
}

#[test]
fn gates_deny_what_the_change_brings() {
    let before = side(server(json!({})));
    let check = |after: Json, gates: &[&str], deny_potential: bool, expected: &[&str]| {
        let after = side(after);
        let comparison = compare(before.judged(), after.judged());
        let gates: Vec<Gate> = gates.iter().map(|it| it.parse().unwrap()).collect();
        let denied =
            Gate::denied(&gates, &library(), &comparison.findings, &after.assessment, deny_potential, None).unwrap();
        let of = |it: &FindingChange| it.after.unwrap().finding(&after.assessment).id(&after.model, &library());
        let denied: Vec<_> =
            comparison.findings.iter().zip(denied).filter(|(_, is)| *is).map(|(it, _)| of(it)).collect();
        assert_eq!(denied, expected, "{gates:?}");
    };
    let caches = || server(json!({ "uses_cache": true }));
    check(caches(), &["new=high"], false, &["T1@web"]);
    check(caches(), &["new=cwe::524"], false, &["T1@web"]);
    check(caches(), &["new=very_high", "reopened=info"], false, &[]);
    check(caches(), &["worse=info"], false, &[]);
    check(server(json!({ "uses_cache": true, "expect": [{ "id": "T1", "reason": "r" }] })), &["new=info"], false, &[]);
    let soft = || json!({ "id": "api", "class": "Server" });
    let two = json!({ "name": "m", "elements": [{ "id": "web", "class": "Server" }, soft()] });
    check(two.clone(), &["new=info"], false, &[]);
    check(two, &["new=info"], true, &["T2@api"]);
    check(server(json!({ "controls": { "is_hardened": false } })), &["worse=low"], false, &["T2@web"]);

    let unknown = Gate::denied(&["new=hihg".parse().unwrap()], &library(), &[], &Assessment::default(), false, None);
    assert_eq!(unknown.unwrap_err()[0].suggestion.as_deref(), Some("high"));
    for (text, error) in [
        ("new", "`new` says nothing of which threats: write `new=high`, or `new=info` for all"),
        ("new=acceptances", "`new` says nothing of which threats: write `new=high`, or `new=info` for all"),
        ("high", "`high` cannot be denied; `new`, `reopened` and `worse` can"),
        ("gone=high", "`gone` cannot be denied; `new`, `reopened` and `worse` can"),
    ] {
        assert_eq!(text.parse::<Gate>().unwrap_err().to_string(), error);
    }
}
