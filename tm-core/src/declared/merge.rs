//! One model from several files: how several repositories describe one system.
//!
//! ```text
//! shop.json     web: Server, os = "Linux"             ┐
//! payment.json  web: Server, controls(is_encrypted)   ┘─▶  web: Server, os = "Linux", controls(is_encrypted)
//! ```
//!
//! What has one id is one thing, and everything said of it holds. Where two files say different things of it, the first
//! one is believed and the other reported. The model's own name and description are the first file's.

use std::collections::HashMap;

use tm_diagnostic::Diagnostic;
use tm_schema::Class;

use super::{Declaration, Entry, Written};
use crate::code::Code;

/// Merges the declarations of several files, in the order of the files.
pub fn merge(files: Vec<Vec<Declaration>>) -> (Vec<Declaration>, Vec<Diagnostic>) {
    let mut merged: Vec<Declaration> = Vec::new();
    let mut places: HashMap<(Class, String), usize> = HashMap::new();
    let mut diagnostics = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        // Within one file two things of one id are a mistake, which the model reports.
        let before: HashMap<_, _> = if index == 0 { HashMap::new() } else { places.clone() };
        for declaration in file {
            match before.get(&identity(&declaration)) {
                Some(place) => unite(&mut merged[*place], declaration, &mut diagnostics),
                None => {
                    places.insert(identity(&declaration), merged.len());
                    merged.push(declaration);
                }
            }
        }
    }
    (merged, diagnostics)
}

/// What makes declarations of two files the same one: their kind and id. A flow without an id is known by its ends and text.
fn identity(declaration: &Declaration) -> (Class, String) {
    let kind = match declaration.class {
        class @ (Class::Dataflow | Class::Boundary | Class::Data | Class::Model) => class,
        _ => Class::Element,
    };
    if !declaration.key.is_empty() || declaration.class != Class::Dataflow {
        return (kind, declaration.key.clone());
    }
    let end = |name: &str| match declaration.entry(name).map(|entry| &entry.value) {
        Some(Written::Text(text) | Written::Reference(text)) => text.clone(),
        _ => String::new(),
    };
    (kind, format!("{}->{}#{}", end("source"), end("sink"), declaration.name))
}

fn unite(first: &mut Declaration, second: Declaration, diagnostics: &mut Vec<Diagnostic>) {
    let is_model = first.class == Class::Model;
    if first.class != second.class {
        let message =
            format!("`{}` is a {} in one file and a {} in another", first.key, first.class.name(), second.class.name());
        diagnostics.push(conflict(message, first, &second));
    }
    let mut conflicts = Vec::new();
    for entry in second.entries.clone() {
        if first.entries.contains(&entry) {
            continue;
        }
        // What is said of findings adds up; of anything else there is one.
        let adds_up = ["expect", "overrides", "assumptions"].contains(&entry.name.as_str());
        match first.entries.iter_mut().find(|it| it.name == entry.name && !adds_up) {
            None => first.entries.push(entry),
            Some(Entry { value: Written::Group(known), .. }) if entry.name == "controls" => {
                let Written::Group(more) = entry.value else { continue };
                for control in more {
                    match known.iter().find(|it| it.name == control.name) {
                        None => known.push(control),
                        Some(it) if it.value == control.value => {}
                        Some(_) => {
                            let message = format!("two files differ on `controls.{}` of `{}`", control.name, first.key);
                            conflicts.push(message);
                        }
                    }
                }
            }
            Some(known) if known.value == entry.value || is_model => {}
            Some(_) => {
                conflicts.push(format!("two files differ on `{}` of `{}`", entry.name, first.key));
            }
        }
    }
    diagnostics.extend(conflicts.into_iter().map(|message| conflict(message, first, &second)));
}

fn conflict(message: String, first: &Declaration, second: &Declaration) -> Diagnostic {
    let fault = Code::MergeConflict.diagnostic(message).at(second.at.clone(), "the second file");
    let fault = fault.with_secondary(first.at.clone(), "the first file");
    fault.with_help("the first file is believed; let them agree, or say it in one of them")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The ids and classes of the merged model, and the faults.
    fn check(files: &[serde_json::Value]) -> (Vec<String>, Vec<String>) {
        let read = |it: &serde_json::Value| crate::declared::file::read(it.clone(), "m.json").0;
        let (declarations, mut faults) = merge(files.iter().map(read).collect());
        let (model, more) = crate::model::build(declarations);
        faults.extend(more);
        let described = model.targets().map(|it| {
            let entity = model.entity(it);
            format!("{} {} {}", entity.class.name(), entity.id, entity.values.len())
        });
        (described.collect(), faults.into_iter().map(|it| format!("{}: {}", it.code, it.message)).collect())
    }

    #[test]
    fn what_has_one_id_is_one_thing() {
        let shop = json!({ "name": "shop", "elements": [{ "id": "web", "class": "Server", "os": "Linux" },
                                                        { "id": "a", "class": "Actor" }],
                           "flows": [{ "id": "f", "source": "a", "sink": "web", "name": "buy" }] });
        let payment = json!({ "name": "payment", "elements": [
            { "id": "web", "class": "Server", "controls": { "is_encrypted": true }, "expect": [{ "id": "X", "reason": "r" }] },
            { "id": "bank", "class": "ExternalEntity" }],
            "flows": [{ "id": "g", "source": "web", "sink": "bank", "name": "pay" }] });
        let (described, faults) = check(&[shop.clone(), payment]);
        assert_eq!(faults, [] as [&str; 0]);
        assert!(described.iter().any(|it| it == "Server web 4"), "os, control, inputs, outputs: {described:?}");
        assert_eq!(described.len(), 5);
        assert_eq!(check(&[shop.clone(), shop.clone()]), check(&[shop]));
    }

    #[test]
    fn what_is_said_of_findings_adds_up() {
        let file = |id: &str| {
            let assumptions = json!([format!("assumed {id}")]);
            json!({ "name": "shop", "assumptions": assumptions, "elements": [
                { "id": "web", "class": "Server", "assumptions": assumptions, "overrides": [{ "id": id, "cvss": "1.0" }] }] })
        };
        let read = |it: serde_json::Value| crate::declared::file::read(it, "m.json").0;
        let (declarations, faults) = merge(vec![read(file("A1")), read(file("B1")), read(file("A1"))]);
        assert_eq!(faults, []);
        let (model, faults) = crate::model::build(declarations);
        assert_eq!(faults, []);
        let web = &model.elements[0].entity;
        for assumptions in [&web.assumptions, &model.options.assumptions] {
            let names: Vec<_> = assumptions.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(names, ["assumed A1", "assumed B1"]);
        }
        assert_eq!(web.overrides.iter().map(|it| it.threat.as_str()).collect::<Vec<_>>(), ["A1", "B1"]);
    }

    #[test]
    fn the_first_file_is_believed() {
        let file =
            |os: &str, class: &str| json!({ "name": os, "elements": [{ "id": "web", "class": class, "os": os }] });
        let (described, faults) = check(&[file("Linux", "Server"), file("BSD", "Process")]);
        assert_eq!(described, ["Server web 1"]);
        assert_eq!(
            faults,
            [
                "TM0032: `web` is a Server in one file and a Process in another",
                "TM0032: two files differ on `os` of `web`"
            ]
        );
    }
}
