//! Pages that are made from the code, so that they cannot drift. `TM_BLESS=1` writes them anew.

use std::fmt::Write as _;
use std::path::Path;

use tm_core::render::schema::{self, Document};

/// The source of the context that templates see.
const CONTEXT: &str = include_str!("../tm-core/src/render/report/context.rs");
const TEMPLATE_LANGUAGE: &str = include_str!("../tm-core/src/render/report/mod.rs");

#[test]
fn the_page_on_templates_lists_every_variable() {
    compare("docs/templates.md", &templates_page());
}

#[test]
fn the_schemas_are_those_of_the_program() {
    for document in Document::ALL {
        compare(&format!("docs/schema/{}.json", document.name()), &schema::schema(document));
    }
}

fn compare(page: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
    if std::env::var_os("TM_BLESS").is_some_and(|it| it == "1") {
        std::fs::write(&path, made).expect("the page can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "{page} is out of date: run `TM_BLESS=1 cargo test -p tm-tests --test docs`");
}

fn templates_page() -> String {
    let mut page = String::from(
        "# Templates\n\n\
         `cargo tm report --template FILE` fills a template of yours instead of the shipped one.\n\n",
    );
    let language = TEMPLATE_LANGUAGE.lines().filter_map(|line| line.strip_prefix("//!"));
    let language = language.skip_while(|line| !line.contains("Templates are")).map(|line| line.trim_start());
    for line in language {
        let line = line.replace("[`ReportContext`]", "the report, listed below");
        let indent = if line.starts_with("- ") || line.is_empty() || line.starts_with("Templates") { "" } else { "  " };
        let _ = writeln!(page, "{}{line}", if line.starts_with("different") { "" } else { indent });
    }
    page.push_str("\nA template that lists what is confirmed:\n\n```jinja\n");
    page.push_str("{% for target in targets %}{% for finding in target.applies %}\n");
    page.push_str("{{ finding.severity }}  {{ finding.title }}: {{ target.this.name }}\n");
    page.push_str("{% endfor %}{% endfor %}\n```\n");
    for (name, doc, fields) in structs() {
        let _ = writeln!(page, "\n## {name}\n\n{doc}\n\n| field | type | is |\n|---|---|---|");
        for (field, type_, doc) in fields {
            let _ = writeln!(page, "| `{field}` | {type_} | {} |", doc.replace('|', "\\|"));
        }
    }
    page
}

type Field = (String, String, String);

/// The structs of the context: name, doc, fields.
fn structs() -> Vec<(String, String, Vec<Field>)> {
    let mut structs: Vec<(String, String, Vec<Field>)> = Vec::new();
    let mut doc = String::new();
    for line in CONTEXT.lines() {
        let line = line.trim();
        if let Some(text) = line.strip_prefix("///") {
            doc.push_str(text);
        } else if let Some(rest) = line.strip_prefix("pub struct ") {
            let name = rest.split([' ', '<']).next().unwrap_or_default();
            structs.push((shown(name), doc.trim().to_owned(), Vec::new()));
            doc.clear();
        } else if let Some((name, type_)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
            if let Some((_, _, fields)) = structs.last_mut() {
                fields.push((name.to_owned(), type_of(type_.trim_end_matches(',')), doc.trim().to_owned()));
            }
            doc.clear();
        } else if !line.starts_with("#[") {
            doc.clear();
        }
    }
    // The caller's side of the contract is no variable.
    structs.retain(|(name, ..)| name != "Meta");
    structs
}

fn shown(name: &str) -> String {
    name.strip_suffix("Context").unwrap_or(name).to_owned()
}

/// A type in the words of a template's author.
fn type_of(rust: &str) -> String {
    if let Some(inner) = rust.strip_prefix("Vec<").and_then(|it| it.strip_suffix('>')) {
        return format!("list of {}", type_of(inner));
    }
    if let Some(inner) = rust.strip_prefix("Option<").and_then(|it| it.strip_suffix('>')) {
        return format!("{} or none", type_of(inner));
    }
    if let Some(inner) = rust.strip_prefix("BTreeMap<String, ").and_then(|it| it.strip_suffix('>')) {
        return format!("map from text to {}", type_of(inner));
    }
    match rust {
        "String" => "text".to_owned(),
        "usize" | "u32" => "number".to_owned(),
        "bool" => "yes or no".to_owned(),
        other => format!("[{0}](#{1})", shown(other), shown(other).to_lowercase()),
    }
}
