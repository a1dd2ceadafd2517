//! A comparison as JSON.
//!
//! ```json
//! { "version": 1, "before": "main (1a2b3c4)", "after": "the work tree", "denied": 1, "models": [{
//!     "name": "guestbook",
//!     "parts": [{ "change": "changed", "element": { "id": "web::post_comment", "name": "Comment form", "class": "Server" },
//!         "differences": [{ "of": "controls.validates_input", "before": true, "after": null }] }],
//!     "crossings": [{ "data": {…}, "classification": "Restricted", "boundary": {…}, "direction": "leaves", "first": true, … }],
//!     "findings": [{ "change": "new", "id": "INP05@web::post_comment", "before": null, "after": {…}, "denied": true, … }] }] }
//! ```

use std::io;

use super::words::{direction, label, said};
use super::{Compared, Sides};
use crate::compare::{Difference, FindingChange, Found, NewCrossing, PartChange, written};
use crate::decide::Decision;
use crate::model::{Model, Target};
use crate::render::json::{Json, Writer};
use crate::render::{Evaluated, model_json, words};

const NULL: Json = Json::Scalar(serde_json::Value::Null);

/// Writes the comparisons of several models.
///
/// # Errors
///
/// The first error of `out`.
pub fn diff_json(out: &mut dyn io::Write, sides: Sides<'_>, models: &[Compared<'_>]) -> io::Result<()> {
    let denied: usize = models.iter().map(|it| it.counts().denied).sum();
    let document = Json::object([
        ("version", 1.into()),
        ("before", sides.before.into()),
        ("after", sides.after.into()),
        ("denied", denied.into()),
        ("models", Json::List(models.iter().map(|it| model(*it)).collect())),
    ]);
    Writer::document(out, |writer| writer.value(&document))
}

fn model(compared: Compared<'_>) -> Json {
    let Compared { name, before, after, comparison, denied } = compared;
    let models = (before.model, after.model);
    let findings = comparison.findings.iter().zip(denied).map(|(it, denied)| finding(compared, it, *denied));
    Json::object([
        ("name", name.into()),
        ("differences", Json::List(comparison.model.iter().map(|it| difference(models, None, it)).collect())),
        ("parts", Json::List(comparison.parts.iter().map(|it| part(models, it)).collect())),
        ("crossings", Json::List(comparison.crossings.iter().map(|it| crossing(after.model, it)).collect())),
        ("findings", Json::List(findings.collect())),
    ])
}

fn part((before, after): (&Model, &Model), it: &PartChange) -> Json {
    let (change, model, target) = match (it.before, it.after) {
        (Some(was), None) => ("removed", before, was),
        (None, Some(is)) => ("added", after, is),
        (_, is) => ("changed", after, is.expect("a part is on one side at least")),
    };
    let mut entries = vec![("change".to_owned(), Json::from(change))];
    entries.push(("element".to_owned(), reference(model, target)));
    if let (Some(was), Some(is)) = (it.before, it.after) {
        let differences = it.differences.iter().map(|it| difference((before, after), Some((was, is)), it));
        entries.push(("differences".to_owned(), Json::List(differences.collect())));
    }
    entries.extend(model.entity(target).at.as_ref().map(|at| ("location".to_owned(), Json::location(at))));
    Json::Object(entries)
}

fn reference(model: &Model, target: Target) -> Json {
    let entity = model.entity(target);
    let entries = [
        ("id", entity.id.as_str().into()),
        ("name", entity.name.as_str().into()),
        ("class", entity.class.name().into()),
    ];
    Json::object(entries).on_one_line()
}

fn difference((before, after): (&Model, &Model), targets: Option<(Target, Target)>, it: &Difference) -> Json {
    let side = |model: &Model, target: Option<Target>| -> Json {
        if let (Difference::Attribute(attribute), Some(target)) = (it, target) {
            let value = written(model.entity(target), *attribute);
            return value.map_or(NULL, |it| model_json::value(model, *attribute, it));
        }
        said(model, target, it).map_or(NULL, Json::from)
    };
    Json::object([
        ("of", label(it).into()),
        ("before", side(before, targets.map(|it| it.0))),
        ("after", side(after, targets.map(|it| it.1))),
    ])
    .on_one_line()
}

fn crossing(model: &Model, it: &NewCrossing) -> Json {
    let entity = &model.datum(it.datum).entity;
    let classification = tm_schema::CLASSIFICATION.members[usize::from(model.classification(it.datum))].name;
    let flows = it.dataflows.iter().map(|flow| reference(model, Target::Dataflow(*flow)));
    Json::object([
        ("data", reference(model, Target::Data(it.datum))),
        ("classification", classification.into()),
        ("is_pii", entity.flag("is_pii").into()),
        ("is_credentials", entity.flag("is_credentials").into()),
        ("boundary", reference(model, Target::Boundary(it.boundary))),
        ("direction", direction(it).into()),
        ("first", it.is_first.into()),
        ("flows", Json::List(flows.collect())),
    ])
}

fn finding(compared: Compared<'_>, it: &FindingChange, denied: bool) -> Json {
    let (found, side) = compared.shown(it);
    let finding = found.finding(side.assessment);
    let threat = &side.library.threats[finding.threat];
    let state = |found: Option<Found>, side: Evaluated<'_>| found.map_or(NULL, |it| state(it, side));
    let entries = [
        ("change", it.change.name().into()),
        ("id", finding.id(side.model, side.library).into()),
        ("threat", threat.id.as_str().into()),
        ("title", threat.title.as_str().into()),
        ("element", reference(side.model, finding.target)),
        ("before", state(it.before, compared.before)),
        ("after", state(it.after, compared.after)),
        ("denied", denied.into()),
    ];
    let mut entries: Vec<(String, Json)> = entries.map(|(key, value)| (key.to_owned(), value)).into();
    let at = side.model.entity(finding.target).at.as_ref();
    entries.extend(at.map(|at| ("location".to_owned(), Json::location(at))));
    Json::Object(entries)
}

/// What a finding is on one side.
fn state(found: Found, side: Evaluated<'_>) -> Json {
    let finding = found.finding(side.assessment);
    let mut entries = vec![
        ("severity", Json::from(finding.severity.words())),
        ("certainty", words::certainty(finding.certainty).into()),
    ];
    match found {
        Found::Finding(index) => {
            let decision = &side.assessment.findings[index].decision;
            entries.push(("decision", decision.name().into()));
            if let Decision::Expected(it) = decision {
                entries.push(("reason", it.reason.as_str().into()));
            }
        }
        Found::Excluded(index) => {
            entries.push(("decision", "excluded".into()));
            entries.push(("assumption", side.assessment.excluded[index].assumption.as_str().into()));
        }
    }
    let entries = entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Json::Object(entries).on_one_line()
}
