//! The schema of `cargo tm stale --format json`.

use super::findings::{element, version};
use super::value::{Entries, described, document, entries, list, location, object, one_of, plain, reference};
use crate::render::json::Json;

pub(super) fn schema() -> Entries {
    let properties = entries([
        ("version", version()),
        ("today", plain("string", "The day of the run, on which what is not committed was changed.")),
        ("days", count("By how many days code may be newer; left out if no limit was given.")),
        ("models", list(reference("model"), "One for each model.")),
    ]);
    let definitions = [
        ("model", model()),
        ("thing", thing()),
        ("change", change()),
        ("review", review()),
        ("reviewed", reviewed()),
        ("element", element()),
        ("location", location()),
    ];
    document("How the model stands to its code", &["version", "today", "models"], properties, entries(definitions))
}

fn model() -> Json {
    let properties = entries([
        ("name", plain("string", "The package, or the model file's name.")),
        ("things", list(reference("thing"), "Everything that has code, in the order of the model.")),
        ("deleted", list(reference("reviewed"), "The reviews of what is no longer there.")),
    ]);
    object("A model.", &["name", "things", "deleted"], properties)
}

fn thing() -> Json {
    let verdicts = ["in_step", "code_newer", "model_newer", "unknown", "no_code"];
    let properties = entries([
        ("element", reference("element")),
        ("verdict", one_of(verdicts, "Which side is newer.")),
        ("days", count("By how many days.")),
        ("at_least", plain("boolean", "Whether it may be more: a shallow clone ends before the older side.")),
        ("is_over", plain("boolean", "Whether its code is newer by more than the limit.")),
        ("reason", plain("string", "Why nobody can tell.")),
        ("annotation", reference("change")),
        ("code", reference("change")),
        ("only_format", plain("boolean", "True if lines are newer and their tokens are what they were.")),
        ("review", reference("review")),
        ("location", reference("location")),
    ]);
    object("An annotation and its code.", &["element", "verdict", "review"], properties)
}

fn change() -> Json {
    let how = ["committed", "uncommitted", "earlier", "file_time"];
    let properties = entries([
        ("touched", one_of(how, "`earlier` is on that day or before, in a shallow clone.")),
        ("day", plain("string", "YYYY-MM-DD, in UTC.")),
        ("commit", plain("string", "The full id.")),
        ("location", reference("location")),
    ]);
    object("The last change of a side.", &["touched", "day", "location"], properties)
}

fn review() -> Json {
    let states = ["never_reviewed", "fresh", "moved", "changed"];
    let parts = ["signature", "body", "calls", "files"];
    let names = |description: &str| list(plain("string", ""), description);
    let mut properties = entries([
        ("state", one_of(states, "What has become of what was reviewed.")),
        ("changed", list(one_of(parts, ""), "The parts that are not what they were.")),
        ("calls_added", names("What is called now, and was not.")),
        ("calls_removed", names("What was called, and is not any more.")),
    ]);
    properties.extend(reviewed_properties());
    object("What the last review says.", &["state"], properties)
}

fn reviewed() -> Json {
    object("A review.", &["element", "file", "reviewed", "reviewer"], reviewed_properties())
}

fn reviewed_properties() -> Entries {
    entries([
        ("element", plain("string", "The id that was reviewed.")),
        ("file", plain("string", "The file that it was annotated in.")),
        ("reviewed", plain("string", "The day, YYYY-MM-DD.")),
        ("reviewer", plain("string", "Who did it.")),
        ("commit", plain("string", "The commit that was checked out.")),
    ])
}

fn count(description: &str) -> Json {
    described(entries([("type", "integer".into()), ("minimum", 0.into())]), description)
}
