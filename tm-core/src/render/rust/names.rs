//! Names of any kind as Rust identifiers.
//!
//! ```text
//! Web server    WebServer        3rd party (an Actor)       Actor3rdParty
//! SQL database  SqlDatabase      Web (a Boundary, where a Server is called so)    WebBoundary
//! 服务器         FuWuQi           String (a Datum)           StringData
//! ```
//!
//! Rust allows letters of any script in identifiers and warns of many: of those that look like others, that few keyboards
//! have, that mix scripts. Which ones differs between versions, so identifiers are ASCII; the name itself is kept beside.

use std::collections::HashMap;

use deunicode::deunicode_with_tofu;

use crate::model::{Entity, Model, Target};

/// Longer names are cut: what makes them longer is still in `name = "…"`.
const MAX_LENGTH: usize = 60;

/// What every Rust program names without importing it, and the one keyword that starts like a type.
const RESERVED: [&str; 45] = [
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
];

/// The identifiers of a model's things; flows have none.
pub(super) struct Names(HashMap<Target, String>);

impl Names {
    /// An identifier for each element, declared datum and boundary. Where several want the same, elements come first.
    pub(super) fn of(model: &Model) -> Names {
        let elements = model.element_ids().map(Target::Element);
        let data = model.data_ids().filter(|id| model.datum(*id).is_declared).map(Target::Data);
        let boundaries = model.boundary_ids().map(Target::Boundary);
        let mut taken: HashMap<String, u32> = HashMap::new();
        let mut names = HashMap::new();
        for target in elements.chain(data).chain(boundaries) {
            let name = free(model.entity(target), &mut taken);
            taken.insert(name.clone(), 1);
            names.insert(target, name);
        }
        Names(names)
    }

    /// The identifier of a thing that is declared.
    pub(super) fn get(&self, target: Target) -> &str {
        &self.0[&target]
    }
}

/// The first of `Web`, `WebServer`, `WebServer2`, … that is not `taken`.
fn free(entity: &Entity, taken: &mut HashMap<String, u32>) -> String {
    let noun = capitalized(entity.class.name());
    let mut name = identifier(&entity.name, &noun);
    if taken.contains_key(&name) && !name.ends_with(&noun) {
        name.push_str(&noun);
    }
    if !taken.contains_key(&name) {
        return name;
    }
    loop {
        let number = taken.entry(name.clone()).or_insert(1);
        *number += 1;
        let numbered = format!("{name}{number}");
        if !taken.contains_key(&numbered) {
            return numbered;
        }
    }
}

/// `name` in `UpperCamelCase`; `noun` stands in where that alone would be no good identifier.
fn identifier(name: &str, noun: &str) -> String {
    let ascii = deunicode_with_tofu(name, " ");
    let mut identifier = String::new();
    for word in ascii.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty()) {
        let word = capitalized(word);
        let room = MAX_LENGTH - identifier.len();
        if word.len() > room && !identifier.is_empty() {
            break;
        }
        identifier.push_str(&word[..word.len().min(room)]);
    }
    if identifier.is_empty() || identifier.starts_with(|it: char| it.is_ascii_digit()) {
        return format!("{noun}{identifier}");
    }
    if RESERVED.contains(&identifier.as_str()) {
        identifier.push_str(noun);
    }
    identifier
}

/// `web` and `WEB` as `Web`, `iOS` as `IOS`.
fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    let is_shouted =
        rest.contains(|it: char| it.is_ascii_uppercase()) && !word.contains(|it: char| it.is_ascii_lowercase());
    first.to_ascii_uppercase() + &if is_shouted { rest.to_ascii_lowercase() } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::fixture;

    #[test]
    fn names_become_identifiers() {
        let long = "a rather long name ".repeat(20);
        let cases = [
            ("Web server", "WebServer"),
            ("web_server", "WebServer"),
            ("(λ) Cleans DB — daily!", "LCleansDbDaily"),
            ("PostgreSQL", "PostgreSQL"),
            ("Büro für Łódź", "BuroFurLodz"),
            ("服务器", "FuWuQi"),
            ("Сервер", "Server"),
            ("🚀", "Rocket"),
            ("\u{202e}gnp.exe", "GnpExe"),
            ("\"; drop", "DropLambda"),
            ("3rd party", "Lambda3rdParty"),
            ("", "Lambda"),
            ("\n", "Lambda"),
            ("self", "SelfLambda"),
            ("type", "Type"),
            ("STRING", "StringLambda"),
            (&long, "ARatherLongNameARatherLongNameARatherLongNameARatherLongName"),
            (&"x".repeat(300), &format!("X{}", "x".repeat(59))),
        ];
        for (name, expected) in cases {
            assert_eq!(identifier(name, "Lambda"), expected, "{name}");
        }
    }

    #[test]
    fn things_of_one_name_are_told_apart() {
        let element = |id: &str, name: &str, class: &str| json!({ "id": id, "name": name, "class": class });
        let model = fixture::model(json!({
            "boundaries": [{ "id": "b", "name": "Web" }],
            "data": [{ "id": "d", "name": "web" }],
            "elements": [element("1", "Web", "Server"), element("2", "WEB", "Server"), element("3", "web!", "Server"),
                         element("4", "Web", "Actor"), element("5", "Web server", "Server"), element("6", "Web Server 2", "LLM")],
        }));
        let names = Names::of(&model);
        let names: Vec<_> = model.targets().map(|it| names.get(it)).collect();
        assert_eq!(
            names,
            ["Web", "WebServer", "WebServer2", "WebActor", "WebServer3", "WebServer2Llm", "WebBoundary", "WebData"]
        );
    }
}
