//! Pages that are made from the code, so that they cannot drift. `TM_BLESS=1` writes them anew.

use std::fmt::Write as _;
use std::path::Path;

use tm_core::render::schema::{self, Document};
use tm_core::render::{self, sql};
use tm_core::threat::shipped;

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

#[test]
fn the_page_on_the_database_lists_every_table() {
    compare("docs/sql.md", &sql_page());
}

#[test]
fn the_pages_on_threats_are_those_of_the_library() {
    compare("docs/threats/catalogue.md", &render::catalogue(&shipped()));
    compare("docs/from-pytm/threats.md", &render::pytm_differences(&shipped()));
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
         `cargo tm report --template basic`, `advanced` or `slides` fills another of the shipped templates, `--template FILE` one of\n\
         yours.\n\n",
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
    page.push_str("{{ finding.severity }}  {{ finding.title }}: {{ target.name }}\n");
    page.push_str("{% endfor %}{% endfor %}\n```\n");
    for (name, doc, fields) in structs() {
        let _ = writeln!(page, "\n## {name}\n\n{doc}\n\n| field | type | is |\n|---|---|---|");
        for (field, type_, doc) in fields {
            let _ = writeln!(page, "| {field} | {type_} | {} |", doc.replace('|', "\\|"));
        }
    }
    page
}

/// Questions that people have, and the queries that answer them.
const QUESTIONS: [(&str, &str); 4] = [
    (
        "What is open, the worst first, and where is it written?",
        "SELECT severity, certainty, id, file, line FROM open_findings;",
    ),
    (
        "What has nobody said that most findings rest on?",
        "SELECT things.name, attribute, count(*) AS findings
FROM basis JOIN things ON things.key = basis.target
WHERE NOT is_stated
GROUP BY basis.target, attribute ORDER BY findings DESC, things.name, attribute LIMIT 5;",
    ),
    (
        "Which data crosses a boundary on a flow that is not said to be encrypted?",
        "SELECT DISTINCT data.name AS data, dataflows.name AS flow, readings.source AS encryption_is
FROM crossings
JOIN dataflows ON dataflows.key = crossings.dataflow
JOIN carried ON carried.dataflow = dataflows.key
JOIN data ON data.key = carried.data
JOIN readings ON readings.target = dataflows.key AND readings.attribute = 'controls.is_encrypted'
WHERE NOT readings.value
ORDER BY data.name, dataflows.key;",
    ),
    (
        "Which weaknesses of the CWE stand behind what is open?",
        "SELECT 'CWE-' || entry AS weakness, count(*) AS findings
FROM findings JOIN threat_references ON threat_references.threat = findings.threat
WHERE scheme = 'cwe' AND decision = 'open'
GROUP BY entry ORDER BY findings DESC, CAST(entry AS INTEGER) LIMIT 5;",
    ),
];

fn sql_page() -> String {
    let mut page = String::from(
        "# The database\n\n\
         `cargo tm sql -o model.sqlite` writes the model, the threats that were looked for, the findings and what they\n\
         rest on as one SQLite database. Tables are strict and joined by foreign keys; `.schema` in the `sqlite3` shell\n\
         shows them with the words of this page. Equal models give equal files.\n\n\
         A `key` numbers the rows of one file, and differs from file to file; an `id` is that of the model, and stays.\n\
         Truth values are 0 and 1. Silence is kept: `attributes` and `controls` hold what is known, and the view\n\
         `readings` adds what the vocabulary assumes, with `source` saying which is which.\n\n",
    );
    let _ = writeln!(
        page,
        "The file's `application_id` is {:#010x} and its `user_version`, the version of these tables, {}. A file\n\
         that exists is replaced only if it has that `application_id`, or is empty.\n\n## Questions",
        sql::APPLICATION_ID,
        sql::VERSION
    );
    for (question, query) in QUESTIONS {
        let _ = writeln!(page, "\n{question}\n\n```sql\n{query}\n```");
    }
    page.push_str("\n## Tables\n");
    for table in &sql::TABLES {
        let _ = writeln!(page, "\n### {}\n\n{}\n\n| column | type | |\n|---|---|---|", table.name, table.doc);
        for column in table.columns {
            let doc = column.doc.replace('|', "\\|");
            let _ = writeln!(page, "| `{}` | `{}` | {doc} |", column.name, column.definition);
        }
        if !table.key.is_empty() {
            let _ = writeln!(page, "\nKey: `{}`.", table.key.join(", "));
        }
    }
    page.push_str("\n## Views\n\n| view | columns | a row is |\n|---|---|---|\n");
    for view in &sql::VIEWS {
        let _ = writeln!(page, "| `{}` | `{}` | {} |", view.name, view.columns.join(", "), view.doc);
    }
    page
}

type Field = (String, String, String);

/// The structs of the context: name, doc, fields.
fn structs() -> Vec<(String, String, Vec<Field>)> {
    let mut structs: Vec<(String, String, Vec<Field>)> = Vec::new();
    let (mut doc, mut is_flat) = (String::new(), false);
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
                let name = if is_flat { "and".to_owned() } else { format!("`{name}`") };
                let type_ = type_of(type_.trim_end_matches(','));
                let type_ = if is_flat { format!("all fields of {type_}") } else { type_ };
                fields.push((name, type_, doc.trim().to_owned()));
            }
            doc.clear();
            is_flat = false;
        } else if line == "#[serde(flatten)]" {
            is_flat = true;
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
