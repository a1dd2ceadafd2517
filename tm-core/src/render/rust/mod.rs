//! A model as Rust code, to go on with by hand.
//!
//! ```text
//! model! { name = "Guestbook" }
//!
//! #[boundary]
//! pub struct Internet;
//!
//! /// Comments as the visitor typed them.
//! #[data(classification = Restricted, format = "JSON", is_pii)]
//! pub struct Comment;
//!
//! #[element(Server, name = "Web server", boundary = Internet)]
//! pub struct WebServer;
//!
//! dataflow! { Visitor -> WebServer: "Visitor enters comments", data = [Comment] }
//! ```
//!
//! What was written is written again; what follows from it follows again. The code compiles without a warning, rustfmt has
//! nothing to change in it, and its model has the findings of the model it was made from.

mod attributes;
mod dataflows;
mod layout;
mod names;
mod text;

use tm_diagnostic::Diagnostic;
use tm_schema::Class;

use self::attributes::{Writer, assumptions};
use self::layout::{Argument, attribute, invocation};
use self::names::Names;
use crate::code::Code;
use crate::model::{Boundary, Duplicates, Model, Target};

/// The model as a Rust module, with what of it Rust cannot say.
///
/// `origin` names the file that it comes from.
pub fn rust(model: &Model, origin: &str) -> (String, Vec<Diagnostic>) {
    let names = Names::of(model);
    let mut writer = Writer { model, names: &names, losses: Vec::new() };
    let mut items = vec![writer.options(origin)];
    let mut boundaries: Vec<_> = model.boundary_ids().collect();
    boundaries.sort_by_key(|id| depth(model, model.boundary(*id)));
    let declared = model.data_ids().filter(|id| model.datum(*id).is_declared);
    let targets = boundaries.into_iter().map(Target::Boundary).chain(declared.map(Target::Data));
    items.extend(targets.chain(model.element_ids().map(Target::Element)).map(|it| writer.item(it)));
    items.extend(dataflows::dataflows(&mut writer));
    let text = format!("{}\n{}\n{}\n", header(model, origin), used(model), items.join("\n\n"));
    (text, writer.losses)
}

fn header(model: &Model, origin: &str) -> String {
    let origin = origin.escape_debug();
    let start = format!("//! The threat model, imported from `{origin}`: from here on, this file is the model.\n");
    let named = "#![allow(\n    dead_code,\n    unreachable_pub,\n    reason = \"items of the model are there to be named\"\n)]\n";
    let has_items = !(model.elements.is_empty() && model.boundaries.is_empty() && model.data.is_empty());
    if has_items { start + named } else { start }
}

/// The import of the macros that the model needs.
fn used(model: &Model) -> String {
    let needed = [
        ("boundary", !model.boundaries.is_empty()),
        ("data", model.data.iter().any(|it| it.is_declared)),
        ("dataflow", !model.dataflows.is_empty()),
        ("element", !model.elements.is_empty()),
        ("model", true),
    ];
    let needed: Vec<_> = needed.into_iter().filter(|(_, is_needed)| *is_needed).map(|(name, _)| name).collect();
    match needed[..] {
        [only] => format!("use tm::{only};\n"),
        _ => format!("use tm::{{{}}};\n", needed.join(", ")),
    }
}

/// How many boundaries are around one.
fn depth(model: &Model, boundary: &Boundary) -> usize {
    std::iter::successors(boundary.within, |id| model.boundary(*id).within).count()
}

impl Writer<'_> {
    /// `model! { … }`
    fn options(&mut self, origin: &str) -> String {
        let model = self.model;
        let stem = origin.rsplit_once('.').map_or(origin, |(stem, _)| stem);
        let name = [model.name.as_str(), stem].into_iter().find(|it| !it.trim().is_empty()).unwrap_or("Model");
        let mut arguments = vec![Argument::text("name", name)];
        if !model.description.is_empty() {
            arguments.push(Argument::text("description", &model.description));
        }
        let options = &model.options;
        let flags = [
            ("is_ordered", options.is_ordered),
            ("merge_responses", options.merge_responses),
            ("ignore_unused", options.ignore_unused),
            ("on_duplicates = Deny", options.on_duplicates == Duplicates::Deny),
            ("on_duplicates = Hide", options.on_duplicates == Duplicates::Hide),
        ];
        let set = flags.into_iter().filter(|(_, is_set)| *is_set);
        arguments.extend(set.map(|(flag, _)| Argument::Word(flag.to_owned())));
        let assumed = assumptions(&options.assumptions);
        if assumed.len() < options.assumptions.len() {
            let loss = Code::ImportLoss.diagnostic("an assumption of the model is left out");
            self.losses.push(loss.with_help("it says nothing and rules out nothing"));
        }
        arguments.extend(assumed);
        invocation("model", &[arguments])
    }

    /// An annotated type.
    fn item(&mut self, target: Target) -> String {
        let model = self.model;
        let entity = model.entity(target);
        let identifier = self.names.get(target);
        let mut arguments = Vec::new();
        let annotation = match entity.class {
            Class::Boundary => "boundary",
            Class::Data => "data",
            class => {
                arguments.push(Argument::Word(class.name().to_owned()));
                "element"
            }
        };
        if entity.name.trim().is_empty() {
            self.lose(entity, "it has no name", "in Rust, it has that of its type");
        } else if entity.name != identifier {
            arguments.push(Argument::text("name", &entity.name));
        }
        const MARK: &str = "/// ";
        let doc = text::doc(&entity.description, layout::MAX_WIDTH - MARK.len());
        if doc.is_none() && !entity.description.is_empty() {
            arguments.push(Argument::text("description", &entity.description));
        }
        arguments.extend(self.values(target, &[]));
        let doc: String = doc.unwrap_or_default().iter().map(|line| format!("{MARK}{line}\n")).collect();
        let annotation = attribute(&format!("#[{annotation}"), &arguments, "]");
        format!("{doc}{annotation}\npub struct {identifier};")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::str::FromStr;

    use proc_macro2::{TokenStream, TokenTree};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::render::fixture;

    fn snapshot(name: &str, model: &Model, origin: &str) {
        let (text, losses) = rust(model, origin);
        let losses: Vec<_> = losses.iter().map(|it| format!("{}: {}\n", it.code, it.message)).collect();
        insta::assert_snapshot!(name, format!("{text}--- losses\n{}", losses.concat()));
    }

    #[test]
    fn the_guestbook() {
        snapshot("the_guestbook", &fixture::guestbook(), "guestbook.json");
    }

    #[test]
    fn hostile_texts() {
        snapshot("hostile_texts", &fixture::hostile(), "a\n`b`\u{202e}.json");
    }

    /// Replies in every position, names that repeat, flows that would have one id.
    #[test]
    fn replies() {
        let flow = |id: &str, source: &str, sink: &str, name: &str| json!({ "id": id, "source": source, "sink": sink, "name": name });
        let answer = |mut flow: serde_json::Value, to: &str| {
            flow["response_to"] = to.into();
            flow
        };
        let model = fixture::model(json!({
            "name": "Replies", "is_ordered": true,
            "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Server" }, { "id": "c", "class": "Datastore" }],
            "flows": [
                flow("1", "a", "b", "ask"),
                flow("2", "b", "c", "look up"),
                answer(flow("3", "c", "b", "rows"), "2"),
                answer(flow("4", "b", "c", "thanks"), "3"),
                answer(flow("5", "b", "a", "answer"), "1"),
                flow("6", "a", "b", "ask"),
                answer(flow("7", "b", "a", "more"), "6"),
                answer(flow("8", "b", "a", "and more"), "6"),
                flow("9", "c", "a", "mail"),
                flow("10", "a", "c", "mail"),
                answer(flow("11", "a", "c", "receipt"), "9"),
            ],
        }));
        snapshot("replies", &model, "replies.json");
    }

    #[test]
    fn what_rust_cannot_say_is_named() {
        let build = |file| crate::model::build(crate::declared::file::read(file, "m.json").0).0;
        let model = build(json!({
            "assumptions": ["", { "name": "", "exclude": ["A1"] }],
            "boundaries": [{ "id": "", "name": " " }],
            "elements": [{ "id": "a", "class": "Server", "because": "so", "levels": [0, 70000], "overrides": [{ "id": " " }],
                           "source_files": ["../x", "a.rs"] },
                         { "id": "b", "class": "Server", "in_scope": false, "because": " ",
                           "expect": [{ "id": "A1", "reason": "r" }, { "id": "A1", "reason": "s" }] }],
            "flows": [{ "id": "", "source": "a", "sink": "b", "name": "", "data": [" ", "text"] }],
        }));
        snapshot("losses", &model, "m.json");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_model_is_rust_with_a_type_for_each_thing(model in fixture::models()) {
            let (text, _) = rust(&model, "model.json");
            let tokens = TokenStream::from_str(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
            let tokens: Vec<_> = tokens.into_iter().collect();
            let follows_struct = |pair: &[TokenTree]| match pair {
                [TokenTree::Ident(word), TokenTree::Ident(name)] if word == "struct" => Some(name.to_string()),
                _ => None,
            };
            let names: Vec<_> = tokens.windows(2).filter_map(follows_struct).collect();
            let things = model.boundaries.len() + model.elements.len() + model.data.iter().filter(|it| it.is_declared).count();
            prop_assert_eq!(names.len(), things);
            prop_assert_eq!(names.iter().collect::<HashSet<_>>().len(), things, "{}", text);
        }

        #[test]
        fn any_name_is_a_new_identifier(names in prop::collection::vec(prop_oneof!["\\PC{0,20}", "[aA1 ]{0,3}"], 1..40)) {
            let elements: Vec<_> = names.iter().enumerate()
                .map(|(index, name)| json!({ "id": index.to_string(), "class": "Server", "name": name })).collect();
            let file = json!({ "elements": elements });
            let model = crate::model::build(crate::declared::file::read(file, "m.json").0).0;
            let names = Names::of(&model);
            let all: HashSet<_> = model.targets().map(|it| names.get(it)).collect();
            prop_assert_eq!(all.len(), model.elements.len());
            for name in all {
                prop_assert!(name.starts_with(|it: char| it.is_ascii_uppercase()), "{}", name);
                prop_assert!(name.chars().all(|it| it.is_ascii_alphanumeric()) && name.len() < 90 && name != "Self", "{}", name);
            }
        }
    }
}
