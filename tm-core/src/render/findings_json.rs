//! The findings as JSON, the public format of `cargo tm findings --format json`.
//!
//! ```json
//! { "version": 1, "findings": [{
//!     "id": "INP05@web::post_comment", "threat": "INP05", "title": "…",
//!     "element": { "id": "web::post_comment", "name": "Web server", "class": "Server" },
//!     "severity": "High", "certainty": "confirmed", "decision": "accepted", "reason": "…",
//!     "basis": [{ "element": "web::post_comment", "attribute": "controls.validates_input", "value": false,
//!                 "stated": true, "location": { "file": "src/main.rs", "line": 18, … } }],
//!     "location": { "file": "src/main.rs", "line": 17, … } }] }
//! ```
//!
//! `cvss` and `response` follow where an override on the element says them. `decision` is `open`, or what was decided, and then `reason`, `owner` and `until` follow, as far as written. A location
//! is left out where none is known. Where assumptions rule findings out, they stand behind, in `excluded`, each with the
//! name of its `assumption`. A value that is a reference or a list of them gives ids.

use super::{json::Json, words};
use crate::condition::BasisReading;
use crate::decide::{Assessed, Assessment, Decision};
use crate::evaluate::Certainty;
use crate::model::{Entity, Model, Target, Value};
use crate::threat::Library;

/// The findings of several models as one JSON document, in the order of evaluation.
pub fn findings_json(library: &Library, models: &[(&Model, &Assessment)]) -> String {
    let all = models.iter().flat_map(|(model, assessment)| findings(model, library, assessment));
    let mut entries = vec![("version".to_owned(), 1.into()), ("findings".to_owned(), Json::List(all.collect()))];
    let excluded = models.iter().flat_map(|(model, assessment)| {
        assessment.excluded.iter().map(|it| {
            let entity = model.entity(it.finding.target);
            Json::object([
                ("id", it.finding.id(model, library).into()),
                ("threat", library.threats[it.finding.threat].id.as_str().into()),
                ("element", element(entity)),
                ("severity", it.finding.severity.to_string().into()),
                ("assumption", it.assumption.as_str().into()),
            ])
        })
    });
    let excluded: Vec<_> = excluded.collect();
    if !excluded.is_empty() {
        entries.push(("excluded".to_owned(), Json::List(excluded)));
    }
    Json::Object(entries).document()
}

/// The findings of one model.
pub(super) fn findings<'a>(
    model: &'a Model,
    library: &'a Library,
    assessment: &'a Assessment,
) -> impl Iterator<Item = Json> + 'a {
    assessment.findings.iter().map(|it| finding(model, library, it))
}

fn finding(model: &Model, library: &Library, assessed: &Assessed) -> Json {
    let finding = &assessed.finding;
    let threat = &library.threats[finding.threat];
    let entity = model.entity(finding.target);
    let certainty = match finding.certainty {
        Certainty::Confirmed => "confirmed",
        Certainty::Potential => "potential",
    };
    let mut entries = vec![
        ("id", finding.id(model, library).into()),
        ("threat", threat.id.as_str().into()),
        ("title", threat.title.as_str().into()),
        ("element", element(entity)),
        ("severity", finding.severity.to_string().into()),
        ("certainty", certainty.into()),
        ("decision", assessed.decision.name().into()),
    ];
    if let Decision::Expected(decision) = &assessed.decision {
        entries.push(("reason", decision.reason.as_str().into()));
        if !decision.owner.is_empty() {
            entries.push(("owner", decision.owner.as_str().into()));
        }
        entries.extend(decision.until.as_deref().map(|until| ("until", until.into())));
    }
    if let Some(said) = finding.override_in(model) {
        let texts = [("cvss", &said.cvss), ("response", &said.response)].into_iter();
        entries.extend(texts.filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key, text.as_str().into())));
    }
    entries.push(("basis", Json::List(finding.basis.readings().iter().map(|it| reading(model, it)).collect())));
    entries.extend(entity.at.as_ref().map(|at| ("location", Json::location(at))));
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// What a finding is on, in short.
fn element(entity: &Entity) -> Json {
    let (id, name, class) = (entity.id.as_str(), entity.name.as_str(), entity.class.name());
    Json::object([("id", id.into()), ("name", name.into()), ("class", class.into())]).on_one_line()
}

fn reading(model: &Model, basis: &BasisReading) -> Json {
    let reading = model.read(basis.target, basis.attribute);
    let mut entries = vec![
        ("element", model.entity(basis.target).id.as_str().into()),
        ("attribute", basis.attribute.get().path().into()),
        ("value", value(model, basis, reading.value())),
        ("stated", basis.is_stated.into()),
    ];
    entries.extend(reading.at().map(|at| ("location", Json::location(at))));
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()).on_one_line()
}

fn value(model: &Model, basis: &BasisReading, value: &Value) -> Json {
    let id = |target: &Target| Json::from(model.entity(*target).id.as_str());
    match value {
        Value::Bool(it) => (*it).into(),
        Value::Int(it) => (*it).into(),
        Value::Text(it) => it.as_str().into(),
        Value::Member(it) => words::member(basis.attribute, *it).into(),
        Value::One(it) => it.as_ref().map_or(serde_json::Value::Null.into(), id),
        Value::Many(list) => Json::List(list.iter().map(id).collect()),
        Value::Texts(list) => Json::List(list.iter().map(|it| it.as_str().into()).collect()),
        Value::Ints(list) => Json::List(list.iter().map(|it| (*it).into()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use crate::render::fixture;

    #[test]
    fn the_guestbook() {
        let model = fixture::guestbook();
        let library = fixture::library();
        insta::assert_snapshot!(super::findings_json(&library, &[(&model, &fixture::assessment(&model, &library))]));
    }

    #[test]
    fn no_findings_are_an_empty_list() {
        let nothing = crate::decide::Assessment::default();
        let text = super::findings_json(&fixture::library(), &[(&crate::model::Model::default(), &nothing)]);
        assert_eq!(text, "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
    }
}
