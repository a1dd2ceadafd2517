//! The schema of `cargo tm diff --format json`.

use tm_schema::{CLASSIFICATION, RESPONSES};

use super::findings::{certainty, element, severity, version};
use super::value::{
    Entries, any_value, described, document, entries, list, location, object, one_of, plain, reference,
};
use crate::compare::Change;
use crate::render::json::Json;

pub(super) fn schema() -> Entries {
    let denied = entries([("type", "integer".into()), ("minimum", 0.into())]);
    let properties = entries([
        ("version", version()),
        ("before", plain("string", "What it was compared with, in words.")),
        ("after", plain("string", "What was compared, in words.")),
        ("denied", described(denied, "How many findings are denied.")),
        ("models", list(reference("model"), "One for each model.")),
    ]);
    let required = ["version", "before", "after", "denied", "models"];
    let definitions = [
        ("model", model()),
        ("part", part()),
        ("difference", difference()),
        ("crossing", crossing()),
        ("finding", finding()),
        ("state", state()),
        ("element", element()),
        ("location", location()),
    ];
    document("The result of `cargo tm diff`", &required, properties, entries(definitions))
}

fn model() -> Json {
    let properties = entries([
        ("name", plain("string", "The package, or the model file's name.")),
        ("differences", list(reference("difference"), "What is said of the model as a whole.")),
        ("parts", list(reference("part"), "The elements, flows, boundaries and data that came, went or changed.")),
        ("crossings", list(reference("crossing"), "Sensitive data that crosses boundaries where it did not.")),
        ("findings", list(reference("finding"), "What became of findings.")),
    ]);
    let required = ["name", "differences", "parts", "crossings", "findings"];
    object("A model on both sides.", &required, properties)
}

fn part() -> Json {
    let properties = entries([
        ("change", one_of(["added", "removed", "changed"], "What became of it.")),
        ("element", reference("element")),
        ("differences", list(reference("difference"), "What is said of it that differs, if it is on both sides.")),
        ("location", reference("location")),
    ]);
    object("Something that is not the same before and after.", &["change", "element"], properties)
}

fn difference() -> Json {
    let properties = entries([
        ("of", plain("string", "An attribute or control, `name`, `id`, `expect(ID)`, `override(ID)`, `assume(…)`.")),
        ("before", any_value("What was written; null for nothing.")),
        ("after", any_value("What is written; null for nothing.")),
    ]);
    object("Something that is not said as before.", &["of", "before", "after"], properties)
}

fn crossing() -> Json {
    let properties = entries([
        ("data", reference("element")),
        ("classification", one_of(CLASSIFICATION.members.iter().map(|it| it.name), "How secret it is.")),
        ("is_pii", plain("boolean", "Whether it tells of a person.")),
        ("is_credentials", plain("boolean", "Whether it lets its holder in.")),
        ("boundary", reference("element")),
        ("direction", one_of(["enters", "leaves"], "Which way it crosses the boundary.")),
        ("first", plain("boolean", "Whether it crossed the boundary that way on no flow before.")),
        ("flows", list(reference("element"), "The flows on which it is new.")),
    ]);
    let required = ["data", "classification", "is_pii", "is_credentials", "boundary", "direction", "first", "flows"];
    object("Sensitive data that crosses a boundary on flows on which it did not.", &required, properties)
}

fn finding() -> Json {
    let side = |description: &str| {
        described(entries([("oneOf", Json::List(vec![reference("state"), plain("null", "")]))]), description)
    };
    let properties = entries([
        ("change", one_of(Change::ALL.map(Change::name), "What became of it.")),
        ("id", plain("string", "Stable: THREAT@ELEMENT; as it was if it is gone.")),
        ("threat", plain("string", "The threat's id.")),
        ("title", plain("string", "What goes wrong, in a few words.")),
        ("element", reference("element")),
        ("before", side("What it was; null if there was none.")),
        ("after", side("What it is; null if there is none.")),
        ("denied", plain("boolean", "Whether a `--deny` is about it.")),
        ("location", reference("location")),
    ]);
    let required = ["change", "id", "threat", "title", "element", "before", "after", "denied"];
    object("A finding that is not the same before and after.", &required, properties)
}

fn state() -> Json {
    let decisions = ["open"].into_iter().chain(RESPONSES).chain(["allowed", "baseline", "excluded"]);
    let properties = entries([
        ("severity", severity()),
        ("certainty", certainty()),
        ("decision", one_of(decisions, "What was decided about it.")),
        ("reason", plain("string", "Why it was decided so.")),
        ("assumption", plain("string", "The name of the assumption that rules it out.")),
    ]);
    object("A finding on one side.", &["severity", "certainty", "decision"], properties)
}
