//! Texts for the readers of model files, ours and pytm's, and what is done with what they read.

use serde_json::Value;
use tm_core::declared::{Declaration, file, merge, pytm};
use tm_core::evaluate::findings;
use tm_core::model::build;
use tm_core::render::{dfd, model_json, rust, sequence};
use tm_core::threat::Library;

use crate::Random;

/// Pieces of model files.
const WORDS: [&str; 60] = [
    "name",
    "description",
    "elements",
    "boundaries",
    "data",
    "flows",
    "actors",
    "assets",
    "findings",
    "excluded_findings",
    "assumptions",
    "overrides",
    "__class__",
    "class",
    "id",
    "inBoundary",
    "within",
    "source",
    "sink",
    "controls",
    "isEncrypted",
    "levels",
    "order",
    "responseTo",
    "response",
    "isResponse",
    "inScope",
    "maxClassification",
    "classification",
    "credentialsLife",
    "tlsVersion",
    "port",
    "sourceFiles",
    "threat_id",
    "severity",
    "cvss",
    "target",
    "Server",
    "Datastore",
    "Actor",
    "LLM",
    "Classification.SECRET",
    "SECRET",
    "TLSVersion.TLSv12",
    "onDuplicates",
    "isOrdered",
    "mergeResponses",
    "ignoreUnused",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "true",
    "null",
    "-1",
    "1e99",
    "\"",
    "\\u202e",
];

/// Sound files to start from.
const SEEDS: [&str; 4] = [
    r#"{"name":"m","description":"d","isOrdered":true,"boundaries":[{"name":"b"},{"name":"c","inBoundary":"b"}],
"data":[{"name":"card","classification":"SECRET","isPII":true}],"elements":[{"__class__":"Actor","name":"u"},
{"__class__":"Server","name":"w","inBoundary":"c","port":443,"controls":{"isEncrypted":true},"levels":[0,1],
"overrides":[{"threat_id":"INP02","cvss":"9.3"}],"assumptions":[{"name":"a","exclude":["AC01"]}]}],
"flows":[{"name":"f","source":"u","sink":"w","data":["card"],"order":2},
{"name":"r","source":"w","sink":"u","isResponse":true}]}"#,
    r#"{"name":"m","elements":[],"actors":[{"__class__":"Actor","name":"u","inScope":false,"controls":{"isHardened":true},
"findings":["1"],"inBoundary":"b","maxClassification":"Classification.PUBLIC"}],"assets":[{"__class__":"Datastore","name":"s",
"type":"DatastoreType.SQL"}],"boundaries":[{"name":"b"}],"data":[],"flows":[{"name":"f","source":"u","sink":"s","response":"r"},
{"name":"r","source":"s","sink":"u","isResponse":true,"responseTo":"f"}],"findings":[{"id":"1","threat_id":"DO01","target":"u",
"severity":"High","response":"accepted"}],"excluded_findings":[{"threat_id":"DE01","target":"f"}],"threatsExcluded":["AC01"],
"onDuplicates":"Action.IGNORE","assumptions":["a"],"threatsFile":"/x"}"#,
    r#"{"version":1,"name":"m","boundaries":[{"id":"b"},{"id":"c","within":"b"}],"data":[{"id":"d","is_pii":true}],
"elements":[{"id":"a","class":"Actor","boundary":"b"},{"id":"s","class":"Server","boundary":"c","controls":{"is_hardened":true},
"expect":[{"id":"X","reason":"r"}],"source_files":["x"],"levels":[1]}],
"flows":[{"source":"a","sink":"s","name":"f","data":["d","text"],"reply":{"name":"r"}}]}"#,
    r#"{"elements":[{"id":"a","class":"Server"},{"id":"a","class":"Server"}],"flows":[{"source":"a","sink":"a","name":""}]}"#,
];

/// Reads `text` as each kind of model file, and writes what it says in every language.
pub(crate) fn read(library: &Library, text: &str) {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return };
    let mut both: Vec<Vec<Declaration>> = Vec::new();
    for reader in [file::read, pytm::read] {
        let (declarations, _) = reader(value.clone(), "fuzz.json");
        use_model(library, declarations.clone());
        both.push(declarations);
    }
    let (merged, _) = merge(both);
    use_model(library, merged);
}

fn use_model(library: &Library, declarations: Vec<Declaration>) {
    let (model, _) = build(declarations);
    let _ = tm_core::check::check(&model);
    let _ = findings(&model, library);
    let options = dfd::DfdOptions::default();
    let _ = (dfd::dot(&model, &options), dfd::plantuml(&model, &options), dfd::mermaid(&model, &options));
    let _ = (sequence::plantuml(&model), sequence::mermaid(&model));
    let _ = rust(&model, "fuzz.json");
    // What we write ourselves we can read.
    let json: Value = serde_json::from_str(&model_json(&model)).expect("the model is written as JSON");
    let (again, faults) = file::read(json, "again.json");
    let unreadable = faults.iter().find(|it| it.level == tm_diagnostic::Level::Error);
    assert!(unreadable.is_none(), "{unreadable:?}");
    let _ = build(again);
}

/// A text that may be a model file.
pub(crate) fn text(random: &mut Random) -> String {
    let mut text = SEEDS[random.below(SEEDS.len())].to_owned();
    for _ in 0..random.below(8) {
        if random.below(3) == 0 {
            random.mutate(&mut text, &WORDS, &SEEDS);
        } else {
            // One word for another: the text stays JSON.
            let word = WORDS[random.below(48)];
            let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
            let at = random.below(quotes.len().max(2) / 2) * 2;
            if let (Some(start), Some(end)) = (quotes.get(at), quotes.get(at + 1)) {
                text.replace_range(start + 1..*end, word);
            }
        }
    }
    text
}
