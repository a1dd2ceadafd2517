//! Texts for the readers of conditions and of threat files.

use tm_core::condition::{Dialect, compile};
use tm_core::declared::file;
use tm_core::evaluate::findings;
use tm_core::model::{Model, build};
use tm_core::threat::Library;
use tm_schema::Class;

use crate::Random;

/// Pieces of conditions.
const WORDS: [&str; 88] = [
    "target",
    ".",
    "controls",
    "isEncrypted",
    "inputs",
    "outputs",
    "data",
    "source",
    "sink",
    "inBoundary",
    "protocol",
    "name",
    "port",
    "levels",
    "tlsVersion",
    "minTLSVersion",
    "classification",
    "value",
    "d",
    "x",
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "else",
    "for",
    "lambda",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "%",
    "&",
    "|",
    "^",
    "0",
    "1",
    "9",
    "99999999999",
    "1.5",
    "1e308",
    "0x1f",
    "'a'",
    "'HTTP'",
    "\"",
    "'",
    "\\",
    "#",
    "\n",
    " ",
    "None",
    "True",
    "False",
    "any(",
    "all(",
    "len(",
    "min(",
    "max(",
    "sum(",
    "oneOf(",
    "crosses(",
    "inside(",
    "hasDataLeaks()",
    "checkTLSVersion(",
    "Server",
    "Boundary",
    "Lifetime",
    "Classification",
    "é",
    "😀",
];

/// Sound conditions to start from.
const SEEDS: [&str; 10] = [
    "target.controls.validatesInput is False or target.usesVPN",
    "any(d.isPII and d.classification > Classification.PUBLIC for d in target.data)",
    "len(target.inputs) * 2 - 1 >= 3 if target.inputs else target.port in (80, 443)",
    "target.inputs[0].protocol[::-1] == 'PTTH' and {'a': [1, 2]}['a'][-1] ** 2 == 4",
    "sum([x * y for x in [1, 2, 3] for y in [4, 5] if x < y]) % 7 == max(1, 2, 3)",
    "target.crosses(Boundary) and target.sink.inside(target.sink.inBoundary)",
    "target.hasDataLeaks() or target.sink.checkTLSVersion(target.source.outputs)",
    "TLSVersion.SSLv2 < target.tlsVersion <= TLSVersion['TLSv12'] and 'Card' in target.data",
    "all([0] * 9999 == [0] * 9999 for x in [0] * 9999) or 'a' * 9999 in 'b' * 9999",
    "not any(any(f.protocol == d.format for d in f.data) for f in target.inputs)",
];

/// Reads and evaluates `text` in every role.
pub(crate) fn read(model: &Model, text: &str) {
    for dialect in [Dialect::Pytm, Dialect::Native] {
        for class in [Class::Server, Class::Dataflow] {
            let (condition, _) = compile(text, &[class], dialect);
            let Some(condition) = condition else { continue };
            for target in model.targets().filter(|it| model.entity(*it).class == class) {
                let _ = condition.evaluate(model, target);
            }
        }
    }
    let record = serde_json::json!([{ "SID": "A", "condition": text, "severity": text }]).to_string();
    // The text as a file, inside a record, and instead of part of one.
    let at = record.char_indices().map(|(at, _)| at).nth(text.len() % 40).unwrap_or(0);
    let spliced = format!("{}{text}{}", &record[..at], &record[at..]);
    for (name, text) in [("a.json", text), ("a.json", &record), ("a.json", &spliced), ("A.toml", text)] {
        let (library, _) = Library::read(&[(name, text)]);
        let _ = findings(model, &library);
    }
}

/// A model with one of everything.
pub(crate) fn model() -> Model {
    let json = serde_json::json!({
        "boundaries": [{ "id": "outer" }, { "id": "inner", "within": "outer" }],
        "data": [{ "id": "card", "classification": "Secret", "is_pii": true }, { "id": "page", "format": "HTML" }],
        "elements": [
            { "id": "user", "class": "Actor" },
            { "id": "web", "class": "Server", "boundary": "inner", "port": 443, "protocol": "HTTPS" },
            { "id": "api", "class": "Server", "boundary": "outer", "levels": [0, 1] },
        ],
        "flows": [
            { "source": "user", "sink": "web", "name": "login", "data": ["card", "page"], "tls_version": "Tls12" },
            { "source": "web", "sink": "api", "name": "ask", "data": ["card"], "protocol": "HTTP" },
            { "source": "api", "sink": "web", "name": "answer", "is_response": true },
        ],
    });
    build(file::read(json, "fuzz").0).0
}

/// A text that may be a condition.
pub(crate) fn text(random: &mut Random) -> String {
    let mut text = String::new();
    match random.below(3) {
        0 => (0..random.below(30)).for_each(|_| text.push_str(WORDS[random.below(WORDS.len())])),
        1 => (0..random.below(40)).for_each(|_| {
            text.push_str(WORDS[random.below(WORDS.len())]);
            text.push(' ');
        }),
        _ => text = SEEDS[random.below(SEEDS.len())].to_owned(),
    }
    for _ in 0..random.below(6) {
        random.mutate(&mut text, &WORDS, &SEEDS);
    }
    text
}
