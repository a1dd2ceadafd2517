//! The questions as JSON, the public format of `cargo tm questions --format json`.
//!
//! ```json
//! { "version": 1, "models": [{ "name": "guestbook", "potential": 29, "questions": [{
//!     "element": { "id": "guestbook::handlers::show_page", "name": "Comment page", "class": "Server" },
//!     "attribute": "controls.handles_resource_consumption", "assumed": false,
//!     "doc": "Limits the memory, time and disk one caller can use.",
//!     "decides_at_least": 1, "decides_at_most": 3,
//!     "answers": [{ "value": true, "write": "controls(handles_resource_consumption)",
//!                   "confirms": [], "clears": ["CR03@guestbook::handlers::show_page", …], "reveals": [] }],
//!     "location": { "file": "src/handlers.rs", "line": 40, … } }] }] }
//! ```
//!
//! `potential` counts the potential findings nobody has decided. Findings are told by their ids, as in
//! `cargo tm findings --format json`; `reveals` are findings that there are not yet. An answer with `"other": true` stands
//! for all values that make no difference, and its `value` is left out. A location is left out where none is known.

use std::io;

use super::json::{Json, Writer};
use super::questions::Asked;
use super::{Evaluated, model_json};
use crate::ask::{Answer, Question, by_attribute};
use crate::evaluate::Certainty;
use crate::model::Value;

/// Writes what is asked about the first `count` attributes of each model as one JSON document.
///
/// # Errors
///
/// The first error of `out`.
pub fn questions_json<'a>(
    out: &mut dyn io::Write,
    models: impl Iterator<Item = Asked<'a>>,
    count: usize,
) -> io::Result<()> {
    Writer::document(out, |out| {
        out.object(|out| {
            out.key("version");
            out.literal(1);
            out.key("models");
            out.list(|out| {
                for asked in models {
                    out.item();
                    out.object(|out| {
                        out.entry("name", asked.name);
                        out.key("potential");
                        out.literal(asked.evaluated.assessment.open(Certainty::Potential).count());
                        out.key("questions");
                        out.list(|out| {
                            for question in by_attribute(asked.questions).take(count).flatten() {
                                out.item();
                                out.value(&one(asked, question));
                            }
                        });
                    });
                }
            });
        });
    })
}

fn one(asked: Asked<'_>, question: &Question) -> Json {
    let entity = asked.evaluated.model.entity(question.target);
    let element = Json::object([
        ("id", entity.id.as_str().into()),
        ("name", entity.name.as_str().into()),
        ("class", entity.class.name().into()),
    ]);
    let assumed = match asked.evaluated.model.read(question.target, question.attribute).value() {
        Value::One(None) => Json::Scalar(serde_json::Value::Null),
        value => model_json::value(asked.evaluated.model, question.attribute, value),
    };
    let mut entries = vec![
        ("element".to_owned(), element.on_one_line()),
        ("attribute".to_owned(), question.attribute.get().path().into()),
        ("assumed".to_owned(), assumed),
        ("doc".to_owned(), question.attribute.get().doc.into()),
        ("decides_at_least".to_owned(), question.decides_at_least().into()),
        ("decides_at_most".to_owned(), question.decides_at_most().into()),
        ("answers".to_owned(), Json::List(question.answers.iter().map(|it| answer(asked, question, it)).collect())),
    ];
    entries.extend(entity.at.as_ref().map(|at| ("location".to_owned(), Json::location(at))));
    Json::Object(entries)
}

fn answer(asked: Asked<'_>, question: &Question, answer: &Answer) -> Json {
    let Asked { evaluated: Evaluated { model, library, assessment }, notation, .. } = asked;
    let ids = |findings: &[usize]| {
        let ids = findings.iter().map(|it| assessment.findings[*it].finding.id(model, library).into());
        Json::List(ids.collect()).on_one_line()
    };
    let revealed = answer
        .reveals
        .iter()
        .map(|(threat, target)| format!("{}@{}", library.threats[*threat].id, model.entity(*target).id).into());
    let mut entries: Vec<(String, Json)> = match answer.is_other {
        true => vec![("other".to_owned(), true.into())],
        false => vec![
            ("value".to_owned(), model_json::value(model, question.attribute, &answer.value).on_one_line()),
            ("write".to_owned(), notation.line(model, question.target, question.attribute, &answer.value).into()),
        ],
    };
    entries.push(("confirms".to_owned(), ids(&answer.confirms)));
    entries.push(("clears".to_owned(), ids(&answer.clears)));
    entries.push(("reveals".to_owned(), Json::List(revealed.collect()).on_one_line()));
    Json::Object(entries)
}
