//! Reports of made-up models.

use serde_json::{Value, json};
use tm_cli::layout::Elk;
use tm_core::decide::{self, Terms};
use tm_core::declared::file;
use tm_core::evaluate::evaluate;
use tm_core::render::Notation;
use tm_core::render::picture::Frame;
use tm_core::render::report::{Format, Meta, Pictures, ReportContext, report};
use tm_core::threat::shipped;

/// A report and how many findings it has.
pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) findings: usize,
}

/// The report of the model that a file describes.
pub(crate) fn page(model: Value) -> Page {
    let (declarations, _) = file::read(model, "model.json");
    let (model, mut diagnostics) = tm_core::model::build(declarations);
    let library = shipped();
    let evaluation = evaluate(&model, &library);
    let (assessment, decisions) = decide::decide(&model, &library, evaluation, &Terms::on("2026-11-21"));
    diagnostics.extend(tm_core::check::check(&model));
    diagnostics.extend(decisions);
    let meta = Meta {
        title: "model",
        today: "2026-11-21",
        tool_version: "0.1.0",
        source_base: "",
        web: None,
        notation: Notation::Model,
    };
    let pictures = Pictures::draw(&model, &assessment, &Elk, Frame::Page).pictures;
    let context = ReportContext::new(&model, &library, &assessment, &diagnostics, &meta, &pictures);
    let text = report(Format::Html, None, &context).expect("the shipped template is right");
    Page { text, findings: context.findings.len() }
}

/// A shop of which much is said, and much is not.
pub(crate) fn shop() -> Value {
    let at = |line: u32| json!({ "file": "src/main.rs", "line": line, "column": 1, "end_line": line, "end_column": 9 });
    json!({
        "version": 1, "name": "Shop", "description": "People buy things.\n\nOthers send them.", "is_ordered": true,
        "assumptions": ["The hosts are patched.", { "name": "Nobody listens", "exclude": ["DR01"] }],
        "location": at(1),
        "boundaries": [{ "id": "internet", "name": "Internet" }, { "id": "cloud", "name": "Cloud" },
                       { "id": "core", "name": "Core", "within": "cloud", "description": "Nobody else gets in." }],
        "data": [{ "id": "order", "name": "Order", "classification": "Sensitive", "is_pii": true }],
        "elements": [
            { "id": "customer", "name": "Customer", "class": "Actor", "boundary": "internet", "location": at(4) },
            { "id": "web", "name": "Web server", "class": "Server", "boundary": "cloud", "location": at(7),
              "controls": { "validates_input": false, "has_access_control": false, "encodes_output": true },
              "expect": [{ "id": "AC01", "reason": "everybody may buy", "owner": "sales", "until": "2027-06-30" }],
              "overrides": [{ "id": "INP05", "severity": "VeryHigh", "cvss": "9.8", "response": "see ticket 7" }] },
            { "id": "agent", "name": "Helper", "class": "Agent", "boundary": "core", "location": at(9) },
            { "id": "db", "name": "Orders", "class": "Datastore", "boundary": "core", "is_sql": true,
              "stores_pii": true, "in_scope": true, "location": at(12) },
            { "id": "mail", "name": "Mail", "class": "ExternalEntity", "in_scope": false, "because": "a company of its own" }],
        "flows": [
            { "source": "customer", "sink": "web", "name": "order", "protocol": "HTTP", "dst_port": 80, "data": ["order"],
              "reply": { "name": "thanks", "data": ["a page"] } },
            { "source": "web", "sink": "db", "name": "store", "protocol": "PostgreSQL", "data": ["order"] },
            { "source": "web", "sink": "agent", "name": "ask" },
            { "source": "web", "sink": "mail", "name": "invoice", "data": ["order"], "controls": { "is_encrypted": true } }]
    })
}

/// So many servers in ten boundaries, each with a store: about fifteen findings a pair.
pub(crate) fn large(servers: usize) -> Value {
    let boundaries: Vec<_> =
        (0..10).map(|it| json!({ "id": format!("b{it}"), "name": format!("Zone {it}") })).collect();
    let pair = |it: usize| {
        let boundary = format!("b{}", it % 10);
        [
            json!({ "id": format!("s{it}"), "name": format!("Server {it}"), "class": "Server", "boundary": boundary,
                    "controls": { "validates_input": it.is_multiple_of(2), "has_access_control": false, "is_hardened": false,
                                  "sanitizes_input": false, "is_resilient": false, "logs_security_events": false } }),
            json!({ "id": format!("d{it}"), "name": format!("Store {it}"), "class": "Datastore", "boundary": boundary,
                    "is_sql": it.is_multiple_of(3) }),
        ]
    };
    let flow = |it: usize| {
        [
            json!({ "source": "user", "sink": format!("s{it}"), "name": format!("ask {it}"), "protocol": "HTTP", "data": ["order"] }),
            json!({ "source": format!("s{it}"), "sink": format!("d{it}"), "name": format!("write {it}"), "data": ["order"] }),
            json!({ "source": format!("s{it}"), "sink": format!("s{}", (it + 1) % servers), "name": format!("call {it}") }),
        ]
    };
    let mut elements = vec![json!({ "id": "user", "name": "User", "class": "Actor" })];
    elements.extend((0..servers).flat_map(pair));
    json!({ "version": 1, "name": "Large", "boundaries": boundaries,
            "data": [{ "id": "order", "name": "Order", "classification": "Sensitive", "is_pii": true }],
            "elements": elements,
            "flows": (0..servers).flat_map(flow).collect::<Vec<_>>() })
}
