//! The findings as JSON, the public format of `cargo tm findings --format json`.
//!
//! ```json
//! { "version": 1, "findings": [{
//!     "id": "INP05@web::post_comment", "threat": "INP05", "title": "…",
//!     "element": { "id": "web::post_comment", "name": "Web server", "class": "Server" },
//!     "severity": "High", "certainty": "confirmed", "decision": "accepted", "level": "warn", "reason": "…",
//!     "basis": [{ "element": "web::post_comment", "attribute": "controls.validates_input", "value": false,
//!                 "stated": true, "location": { "file": "src/main.rs", "line": 18, … } }],
//!     "location": { "file": "src/main.rs", "line": 17, … } }] }
//! ```
//!
//! `decision` is `open`, `allowed` by the policy, in the `baseline`, or what was decided, and then `reason`, `owner` and
//! `until` follow, as far as written. `level` is what the policy says of it: `allow`, `warn` or `deny`. `cvss` and
//! `response` follow where an override on the element says them. A location is left out where none is known. Where
//! assumptions rule findings out, they stand behind, in a list `excluded`: `id`, `threat`, `title`, `element`, `severity`
//! and `certainty` are as in `findings`, `assumption` is the text of the one that rules it out. A value that is a reference
//! or a list of them gives ids.

use std::io;

use tm_diagnostic::Location;

use super::{Evaluated, json::Writer, words};
use crate::condition::BasisReading;
use crate::decide::{Assessed, Decision};
use crate::evaluate::Finding;
use crate::model::{Entity, Model, Reading, Target, Value};
use crate::threat::Library;

/// Writes the findings of several models as one JSON document, in the order of evaluation.
///
/// A model of 20,000 elements has some 300 MB of findings, so they are written as they are met.
///
/// # Errors
///
/// The first error of `out`.
pub fn findings_json(out: &mut dyn io::Write, models: &[Evaluated<'_>]) -> io::Result<()> {
    Writer::document(out, |out| {
        out.object(|out| {
            out.key("version");
            out.literal(1);
            out.key("findings");
            out.list(|out| models.iter().for_each(|it| findings(out, *it)));
            excluded(out, models);
        });
    })
}

/// The findings of one model, as items of a list.
pub(super) fn findings(out: &mut Writer<'_>, evaluated: Evaluated<'_>) {
    let Evaluated { model, library, assessment } = evaluated;
    for it in &assessment.findings {
        out.item();
        out.object(|out| finding(out, model, library, it));
    }
}

/// A list of the findings that assumptions rule out, if there are any.
pub(super) fn excluded(out: &mut Writer<'_>, models: &[Evaluated<'_>]) {
    if models.iter().all(|it| it.assessment.excluded.is_empty()) {
        return;
    }
    out.key("excluded");
    out.list(|out| {
        for Evaluated { model, library, assessment } in models {
            for it in &assessment.excluded {
                let threat = &library.threats[it.finding.threat];
                out.item();
                out.object(|out| {
                    id(out, model, library, &it.finding);
                    out.entry("threat", &threat.id);
                    out.entry("title", &threat.title);
                    element(out, model.entity(it.finding.target));
                    out.entry("severity", it.finding.severity.words());
                    out.entry("certainty", words::certainty(it.finding.certainty));
                    out.entry("assumption", &it.assumption);
                });
            }
        }
    });
}

/// The id, as [`Finding::id`] puts it together.
fn id(out: &mut Writer<'_>, model: &Model, library: &Library, finding: &Finding) {
    out.key("id");
    out.text_of([&library.threats[finding.threat].id, "@", &model.entity(finding.target).id]);
}

/// What a finding is on, in short.
fn element(out: &mut Writer<'_>, entity: &Entity) {
    out.key("element");
    out.line_object(|out| {
        out.entry("id", &entity.id);
        out.entry("name", &entity.name);
        out.entry("class", entity.class.name());
    });
}

fn finding(out: &mut Writer<'_>, model: &Model, library: &Library, assessed: &Assessed) {
    let finding = &assessed.finding;
    let threat = &library.threats[finding.threat];
    let entity = model.entity(finding.target);
    id(out, model, library, finding);
    out.entry("threat", &threat.id);
    out.entry("title", &threat.title);
    element(out, entity);
    out.entry("severity", finding.severity.words());
    out.entry("certainty", words::certainty(finding.certainty));
    out.entry("decision", assessed.decision.name());
    out.entry("level", assessed.level.name());
    if let Decision::Expected(decision) = &assessed.decision {
        out.entry("reason", &decision.reason);
        if !decision.owner.is_empty() {
            out.entry("owner", &decision.owner);
        }
        if let Some(until) = &decision.until {
            out.entry("until", until);
        }
        if decision.until_changed {
            out.key("until_changed");
            out.literal(true);
        }
    }
    if let Some(said) = finding.override_in(model) {
        for (key, text) in [("cvss", &said.cvss), ("response", &said.response)] {
            if !text.is_empty() {
                out.entry(key, text);
            }
        }
    }
    out.key("basis");
    out.list(|out| {
        for it in finding.basis.readings() {
            out.item();
            out.line_object(|out| reading(out, model, it));
        }
    });
    if let Some(at) = &entity.at {
        location(out, at);
    }
}

fn reading(out: &mut Writer<'_>, model: &Model, basis: &BasisReading) {
    let reading = model.read(basis.target, basis.attribute);
    out.entry("element", &model.entity(basis.target).id);
    let attribute = basis.attribute.get();
    out.key("attribute");
    out.text_of([if attribute.is_control { "controls." } else { "" }, attribute.name]);
    out.key("value");
    value(out, model, basis, &reading);
    out.key("stated");
    out.boolean(basis.is_stated);
    if let Some(at) = reading.at() {
        location(out, at);
    }
}

fn value(out: &mut Writer<'_>, model: &Model, basis: &BasisReading, reading: &Reading<'_>) {
    let id = |target: &Target| model.entity(*target).id.as_str();
    match reading.value() {
        Value::Bool(it) => out.boolean(*it),
        Value::Int(it) => out.literal(it),
        Value::Text(it) => out.text(it),
        Value::Member(it) => out.text(words::member(basis.attribute, *it)),
        Value::One(None) => out.literal("null"),
        Value::One(Some(it)) => out.text(id(it)),
        Value::Many(list) => out.list(|out| {
            for it in list {
                out.item();
                out.text(id(it));
            }
        }),
        Value::Texts(list) => out.list(|out| {
            for it in list {
                out.item();
                out.text(it);
            }
        }),
        Value::Members(list) => out.list(|out| {
            for it in list {
                out.item();
                out.text(words::member(basis.attribute, *it));
            }
        }),
        Value::Ints(list) => out.list(|out| {
            for it in list {
                out.item();
                out.literal(it);
            }
        }),
    }
}

fn location(out: &mut Writer<'_>, at: &Location) {
    out.key("location");
    out.line_object(|out| {
        out.entry("file", &at.file);
        for (key, number) in [
            ("line", at.start.line),
            ("column", at.start.column),
            ("end_line", at.end.line),
            ("end_column", at.end.column),
        ] {
            out.key(key);
            out.literal(number);
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::decide::Assessment;
    use crate::model::Model;
    use crate::render::{Evaluated, fixture};
    use crate::threat::Library;

    fn text(library: &Library, model: &Model, assessment: &Assessment) -> String {
        let mut text = Vec::new();
        super::findings_json(&mut text, &[Evaluated { model, library, assessment }]).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn the_guestbook() {
        let model = fixture::guestbook();
        let library = fixture::library();
        insta::assert_snapshot!(text(&library, &model, &fixture::assessment(&model, &library)));
    }

    #[test]
    fn what_is_said_of_findings() {
        let (model, library) = (fixture::judged(), fixture::library());
        insta::assert_snapshot!(text(&library, &model, &fixture::assessment(&model, &library)));
    }

    #[test]
    fn no_findings_are_an_empty_list() {
        let nothing = Assessment::default();
        let text = text(&fixture::library(), &Model::default(), &nothing);
        assert_eq!(text, "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
    }
}
