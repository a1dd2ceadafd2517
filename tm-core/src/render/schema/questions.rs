//! The schema of `cargo tm questions --format json`.

use super::findings::{element, version};
use super::value::{Entries, any_value, described, document, entries, list, location, object, plain, reference};
use crate::render::json::Json;

pub(super) fn schema() -> Entries {
    let properties = entries([("version", version()), ("models", list(reference("model"), "One for each model."))]);
    let definitions = [
        ("model", model()),
        ("question", question()),
        ("answer", answer()),
        ("element", element()),
        ("location", location()),
    ];
    document("The questions of `cargo tm`", &["version", "models"], properties, entries(definitions))
}

fn model() -> Json {
    let properties = entries([
        ("name", plain("string", "The package, or the model file's name.")),
        ("potential", count("Its potential findings that nobody has decided.")),
        ("questions", list(reference("question"), "What to state next, the most useful first.")),
    ]);
    object("A model, and what is asked of it.", &["name", "potential", "questions"], properties)
}

fn question() -> Json {
    let properties = entries([
        ("element", reference("element")),
        ("attribute", plain("string", "As conditions read it: `os`, `controls.is_encrypted`.")),
        ("assumed", any_value("What is taken for it as long as nobody says.")),
        ("doc", plain("string", "What the attribute means.")),
        ("decides_at_least", count("How many findings every answer decides.")),
        ("decides_at_most", count("How many findings the best answer decides.")),
        ("answers", list(reference("answer"), "What may be said.")),
        ("location", reference("location")),
    ]);
    let required = ["element", "attribute", "assumed", "doc", "decides_at_least", "decides_at_most", "answers"];
    object("Something nobody has said.", &required, properties)
}

fn answer() -> Json {
    let ids = |description: &str| list(plain("string", ""), description);
    let properties = entries([
        ("value", any_value("What is said; an id, or a list of them, for references.")),
        ("write", plain("string", "How it is written.")),
        ("other", plain("boolean", "True if it stands for every value that no condition mentions.")),
        ("confirms", ids("The findings that are confirmed then.")),
        ("clears", ids("The findings that are gone then.")),
        ("reveals", ids("The findings that there are then, and were not.")),
    ]);
    object("A value that may be stated, and what it does.", &["confirms", "clears", "reveals"], properties)
}

fn count(description: &str) -> Json {
    described(entries([("type", "integer".into()), ("minimum", 0.into())]), description)
}
