//! How the model stands to its code as JSON, the public format of `cargo tm stale --format json`.
//!
//! ```json
//! { "version": 1, "today": "2026-11-22", "days": 30, "models": [{ "name": "shop", "things": [{
//!     "element": { "id": "shop::save", "name": "save", "class": "Server" },
//!     "verdict": "code_newer", "days": 41, "at_least": false, "is_over": true,
//!     "annotation": { "touched": "committed", "day": "2026-03-02", "commit": "1a2b…", "location": { … } },
//!     "code": { "touched": "committed", "day": "2026-04-12", "commit": "5d6e…", "location": { … } },
//!     "review": { "state": "never_reviewed" },
//!     "location": { "file": "src/orders.rs", "line": 40, … } }], "deleted": [] }] }
//! ```
//!
//! `days` and `at_least` are there where one side is newer, `reason` where nobody can tell, and a side is left out where
//! nothing is known of it. The first `days` is the limit, left out where none was given.

use std::io;

use super::json::{Json, Writer};
use super::stale::Judged;
use crate::freshness::review::{Part, Review, Reviewed};
use crate::freshness::{Change, Day, Freshness, Touched, Verdict};

/// Writes how each of several models stands to its code.
///
/// # Errors
///
/// The first error of `out`.
pub fn stale_json(out: &mut dyn io::Write, models: &[Judged<'_>], today: Day, limit: Option<i64>) -> io::Result<()> {
    Writer::document(out, |out| {
        out.object(|out| {
            out.key("version");
            out.literal(1);
            out.entry("today", &today.to_string());
            if let Some(limit) = limit {
                out.key("days");
                out.literal(limit);
            }
            out.key("models");
            out.list(|out| {
                for judged in models {
                    out.item();
                    out.value(&model(*judged, limit));
                }
            });
        });
    })
}

fn model(judged: Judged<'_>, limit: Option<i64>) -> Json {
    let things = judged.things.iter().map(|it| thing(judged, it, limit)).collect();
    let deleted = judged.deleted.iter().map(|it| reviewed(it, Vec::new()).on_one_line()).collect();
    Json::object([("name", judged.name.into()), ("things", Json::List(things)), ("deleted", Json::List(deleted))])
}

fn thing(judged: Judged<'_>, it: &Freshness<'_>, limit: Option<i64>) -> Json {
    let entity = judged.model.entity(it.observed.target);
    let element = Json::object([
        ("id", entity.id.as_str().into()),
        ("name", entity.name.as_str().into()),
        ("class", entity.class.name().into()),
    ]);
    let mut entries =
        vec![("element".to_owned(), element.on_one_line()), ("verdict".to_owned(), it.verdict.name().into())];
    let mut add = |name: &str, value: Json| entries.push((name.to_owned(), value));
    match &it.verdict {
        Verdict::CodeNewer { days, at_least } | Verdict::ModelNewer { days, at_least } => {
            add("days", (*days).into());
            add("at_least", (*at_least).into());
        }
        Verdict::Unknown(unknown) => add("reason", unknown.to_string().into()),
        Verdict::InStep | Verdict::NoCode => {}
    }
    if let Some(limit) = limit {
        add("is_over", it.verdict.is_over(limit).into());
    }
    if let Ok(annotation) = &it.observed.annotation {
        add("annotation", change(annotation));
    }
    if let Some(Ok(code)) = &it.observed.code {
        add("code", change(code));
    }
    if it.observed.only_format {
        add("only_format", true.into());
    }
    add("review", review(&it.review).on_one_line());
    if let Some(at) = &entity.at {
        add("location", Json::location(at));
    }
    Json::Object(entries)
}

fn change(it: &Change) -> Json {
    let name = match it.touched {
        Touched::Committed { .. } => "committed",
        Touched::Uncommitted { .. } => "uncommitted",
        Touched::Earlier { .. } => "earlier",
        Touched::FileTime { .. } => "file_time",
    };
    let mut entries =
        vec![("touched".to_owned(), name.into()), ("day".to_owned(), it.touched.day().to_string().into())];
    entries.extend(it.touched.commit().map(|commit| ("commit".to_owned(), commit.into())));
    entries.push(("location".to_owned(), Json::location(&it.at)));
    Json::Object(entries).on_one_line()
}

fn review(it: &Review<'_>) -> Json {
    let mut entries = vec![("state".to_owned(), it.name().into())];
    let Some(review) = it.reviewed() else { return Json::Object(entries) };
    if let Review::Changed(_, parts) = it {
        entries.push(("changed".to_owned(), Json::List(parts.iter().map(|it| it.name().into()).collect())));
        for part in parts {
            if let Part::Calls { added, removed } = part {
                let list = |names: &[String]| Json::List(names.iter().map(|it| it.as_str().into()).collect());
                entries.push(("calls_added".to_owned(), list(added)));
                entries.push(("calls_removed".to_owned(), list(removed)));
            }
        }
    }
    reviewed(review, entries)
}

fn reviewed(it: &Reviewed, mut entries: Vec<(String, Json)>) -> Json {
    let texts =
        [("element", &it.element), ("file", &it.file), ("reviewed", &it.day.to_string()), ("reviewer", &it.reviewer)]
            .map(|(name, text)| (name.to_owned(), text.as_str().into()));
    entries.extend(texts);
    entries.extend(it.commit.as_deref().map(|commit| ("commit".to_owned(), commit.into())));
    Json::Object(entries)
}
