//! The schemas of findings, and of the result of a check.

use tm_diagnostic::LintLevel;
use tm_schema::{Class, RESPONSES};

use super::value::{
    Entries, any_value, described, document, entries, list, location, object, one_of, plain, reference,
};
use crate::render::json::Json;
use crate::threat::Severity;

/// Of `cargo tm findings --format json`.
pub(super) fn schema() -> Entries {
    let properties = entries([
        ("version", version()),
        ("findings", list(reference("finding"), "What applies, in the order of the model.")),
        ("excluded", list(reference("excluded"), "What would apply but for an assumption; left out if there is none.")),
    ]);
    let own = [("finding", finding()), ("excluded", excluded())];
    document("The findings of `cargo tm`", &["version", "findings"], properties, with_findings(own))
}

/// Of `cargo tm check --format json`.
pub(super) fn check_schema() -> Entries {
    let model = entries([
        ("name", plain("string", "The package, or the model file's name.")),
        ("diagnostics", list(reference("diagnostic"), "The faults of its text.")),
        ("findings", list(reference("finding"), "What applies, in the order of the model.")),
        ("excluded", list(reference("excluded"), "What would apply but for an assumption; left out if there is none.")),
    ]);
    let model = object("A model that was checked.", &["name", "diagnostics", "findings"], model);
    let properties = entries([("version", version()), ("models", list(reference("model"), "One for each model."))]);
    let own = [
        ("model", model),
        ("diagnostic", diagnostic()),
        ("label", label()),
        ("finding", finding()),
        ("excluded", excluded()),
    ];
    document("The result of `cargo tm check`", &["version", "models"], properties, with_findings(own))
}

/// The parts that findings are made of, after those of a document's own.
fn with_findings<const N: usize>(own: [(&str, Json); N]) -> Entries {
    let mut all = entries(own);
    all.extend(entries([("reading", reading()), ("element", element()), ("location", location())]));
    all
}

pub(super) fn version() -> Json {
    described(entries([("const", 1.into())]), "The version of the format.")
}

fn finding() -> Json {
    let decisions = ["open"].into_iter().chain(RESPONSES).chain(["allowed", "baseline"]);
    let properties = entries([
        ("id", plain("string", "Stable: THREAT@ELEMENT.")),
        ("threat", plain("string", "The threat's id.")),
        ("title", plain("string", "What goes wrong, in a few words.")),
        ("element", reference("element")),
        ("severity", severity()),
        ("certainty", certainty()),
        ("decision", one_of(decisions, "What was decided about it.")),
        ("level", one_of(LintLevel::ALL.map(LintLevel::name), "What the policy says of it.")),
        ("reason", plain("string", "Why it was decided so.")),
        ("owner", plain("string", "Who answers for the decision.")),
        ("until", plain("string", "The last day of the decision, YYYY-MM-DD.")),
        ("until_changed", plain("boolean", "True if it holds only for as long as the code is what was reviewed.")),
        ("cvss", plain("string", "As an override says.")),
        ("response", plain("string", "As an override says.")),
        ("basis", list(reference("reading"), "What it rests on; nothing if an override says that it applies.")),
        ("location", reference("location")),
    ]);
    let required = ["id", "threat", "title", "element", "severity", "certainty", "decision", "level", "basis"];
    object("A threat that applies to something.", &required, properties)
}

pub(super) fn certainty() -> Json {
    one_of(["confirmed", "potential"], "Whether it follows from what was stated alone.")
}

fn excluded() -> Json {
    let properties = entries([
        ("id", plain("string", "Stable: THREAT@ELEMENT.")),
        ("threat", plain("string", "The threat's id.")),
        ("title", plain("string", "What goes wrong, in a few words.")),
        ("element", reference("element")),
        ("severity", severity()),
        ("certainty", certainty()),
        ("assumption", plain("string", "The name of the assumption that rules it out.")),
    ]);
    let required = ["id", "threat", "title", "element", "severity", "certainty", "assumption"];
    object("A threat that an assumption rules out.", &required, properties)
}

pub(super) fn severity() -> Json {
    one_of(Severity::ALL.map(Severity::words), "How bad it is here.")
}

pub(super) fn element() -> Json {
    let classes = Class::all().filter(|class| *class != Class::Model).map(Class::name);
    let properties = entries([
        ("id", plain("string", "Stable.")),
        ("name", plain("string", "What people call it.")),
        ("class", one_of(classes, "What kind of thing it is.")),
    ]);
    object("What it is on, in short: an element, flow, boundary or datum.", &["id", "name", "class"], properties)
}

fn reading() -> Json {
    let properties = entries([
        ("element", plain("string", "The id of what was read.")),
        ("attribute", plain("string", "As conditions read it: `os`, `controls.is_encrypted`.")),
        ("value", any_value("What it says; an id, or a list of them, for references.")),
        ("stated", plain("boolean", "Whether somebody said so; it is assumed otherwise.")),
        ("location", reference("location")),
    ]);
    object(
        "An attribute's value, and whether somebody stated it.",
        &["element", "attribute", "value", "stated"],
        properties,
    )
}

fn diagnostic() -> Json {
    let place = Json::List(vec![reference("label"), plain("null", "")]);
    let properties = entries([
        ("code", plain("string", "Such as TM0004; empty where there is none.")),
        ("level", one_of(["note", "warning", "error"], "How serious it is.")),
        ("message", plain("string", "One sentence of fact.")),
        ("primary", described(entries([("oneOf", place)]), "The place it is about.")),
        ("secondary", list(reference("label"), "Other places that explain it.")),
        ("notes", list(plain("string", ""), "Facts that belong to it.")),
        ("helps", list(plain("string", ""), "What can be done.")),
    ]);
    let required = ["code", "level", "message", "primary", "secondary", "notes", "helps"];
    object("A fault of the model's text.", &required, properties)
}

fn label() -> Json {
    let properties =
        entries([("location", reference("location")), ("text", plain("string", "What is to be said of it."))]);
    object("A place, and a word about it.", &["location", "text"], properties)
}
