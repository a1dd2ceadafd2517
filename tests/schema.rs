//! The published schemas fit what is published: examples, and the models of pytm.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use std::fs;

use cargo_tm::{Folder, TODAY, of_example, parity, root};
use jsonschema::Validator;
use serde_json::Value;

const DOCUMENTS: [(&str, &str); 3] =
    [("model", "model"), ("findings", "findings --format json"), ("check", "check --format json")];

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// The published schema of a document.
fn validator(name: &str) -> Validator {
    let file = root().join("docs/schema").join(format!("{name}.json"));
    let schema = json(&fs::read_to_string(file).expect("the schema is published"));
    jsonschema::draft202012::meta::validate(&schema).expect("it is a schema");
    jsonschema::draft202012::new(&schema).expect("it can be used")
}

#[track_caller]
fn validate(validator: &Validator, what: &str, document: &Value) {
    let faults: Vec<_> =
        validator.iter_errors(document).take(5).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert_eq!(faults, [] as [&str; 0], "{what}");
}

fn day(line: &str) -> Vec<&str> {
    let words = line.split(' ');
    words.chain(if line == "model" { vec![] } else { vec!["--today", TODAY] }).collect()
}

#[test]
fn what_the_program_prints_is_what_is_published() {
    let folder = Folder::new("schemas");
    for (name, _) in DOCUMENTS {
        let published = fs::read_to_string(root().join("docs/schema").join(format!("{name}.json")));
        let run = folder.tm(&format!("describe --schema {name}"));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        assert!(run.stdout == published.expect("the schema is published"), "{name}");
    }
}

#[test]
fn the_documents_of_the_examples_are_valid() {
    for (name, line) in DOCUMENTS {
        let validator = validator(name);
        for example in ["guestbook", "model-only"] {
            validate(&validator, example, &json(&of_example(example, &day(line))));
        }
    }
}

#[test]
fn the_documents_of_pytms_models_are_valid() {
    let Some(parity) = parity() else { return };
    let mut files = Vec::new();
    for folder in ["models", "random"] {
        let entries = fs::read_dir(parity.join(folder)).expect("the data has models");
        files.extend(entries.map(|it| it.expect("an entry").path()));
    }
    files.retain(|it| it.extension().is_some_and(|it| it == "json") && !it.to_string_lossy().contains(".findings"));
    files.sort();
    assert!(files.len() >= 50, "{}", files.len());
    let library = parity.join("threats.json");
    let validators = DOCUMENTS.map(|(name, _)| validator(name));
    let folder = Folder::new("schema-parity");
    for file in files {
        for ((name, line), validator) in DOCUMENTS.iter().zip(&validators) {
            let mut command = folder.command();
            command.args(day(line)).args(["--from", "pytm"]).arg(&file);
            if *name != "model" {
                command.arg("--threats").arg(&library);
            }
            let run = cargo_tm::Run::of(&mut command);
            assert!(run.code == Some(0) || (*name == "check" && run.code == Some(1)), "{}", run.stderr);
            validate(validator, &format!("{name} of {}", file.display()), &json(&run.stdout));
        }
    }
}
