//! The pages for users of pytm say what is true: what they name is there, and nothing of pytm is left out.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use cargo_tm::{Folder, golden, parity, root};
use serde_json::{Value as Json, json};
use tm_core::threat::{Threat, shipped};
use tm_schema::{Attribute, Class, ENUMERATIONS, Value, ValueType};

const PAGE: &str = "docs/from-pytm/README.md";
const TEMPLATES: &str = "docs/from-pytm/templates.md";

/// All that pytm 1.4.0 lets its users write: the fields of its classes and their methods, flags, functions and helpers.
const PYTM: &str = include_str!("from_pytm/names.txt");

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The code spans of a page; in tables a bar has a backslash.
fn spans(text: &str) -> Vec<String> {
    let mut spans = Vec::new();
    for line in text.lines() {
        spans.extend(line.split('`').skip(1).step_by(2).map(|it| it.replace("\\|", "|")));
    }
    spans
}

#[test]
fn nothing_of_pytm_is_left_out() {
    let text = page(PAGE) + &page(TEMPLATES);
    let spans = spans(&text);
    let words: Vec<_> =
        spans.iter().flat_map(|it| it.split(|it: char| !it.is_alphanumeric() && !"_-".contains(it))).collect();
    let mut missing = Vec::new();
    for name in PYTM.lines().flat_map(|line| line.split_once(':').expect("a group").1.split_whitespace()) {
        if !words.contains(&name) {
            missing.push(name);
        }
    }
    assert_eq!(missing, [] as [&str; 0]);
}

#[test]
fn the_commands_and_options_that_it_names_are_there() {
    let mut help: BTreeMap<String, String> = BTreeMap::new();
    let text = page(PAGE) + &page(TEMPLATES);
    let spans = spans(&text);
    let commands: Vec<_> = spans.iter().filter_map(|it| it.strip_prefix("cargo tm ")).collect();
    assert!(commands.len() > 20);
    for command in commands {
        let words: Vec<_> = command.split_whitespace().collect();
        let name: Vec<_> = words
            .iter()
            .take_while(|it| it.bytes().all(|it| it.is_ascii_lowercase()))
            .take(if words[0] == "threats" { 2 } else { 1 })
            .copied()
            .collect();
        let help = help.entry(name.join(" ")).or_insert_with(|| {
            let run = cargo_tm::in_checkout(&[&name[..], &["--help"]].concat());
            assert_eq!(run.code, Some(0), "`{command}`: {}", run.stderr);
            run.stdout
        });
        for option in words.iter().filter(|it| it.starts_with('-')) {
            assert!(
                help.split([' ', '\n', ',', '[', '=']).any(|it| it == *option),
                "`{command}`: no {option} in\n{help}"
            );
        }
    }
}

#[test]
fn the_tests_that_it_names_are_there() {
    let text = page(PAGE);
    let differences = text.split("## Where pytm is not followed").nth(1).expect("the list of differences");
    let mut named = 0;
    for line in differences.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| pytm")) {
        let test = line.rsplit('`').nth(1).unwrap_or_else(|| panic!("no test in {line}"));
        let (file, name) = test.rsplit_once("::").unwrap_or_else(|| panic!("{test} is no path"));
        let source = page(&format!(
            "{}.rs",
            file.replace("::", "/").replacen('/', "/src/", 1).replacen("tests/src/", "tests/", 1)
        ));
        assert!(source.contains(&format!("fn {name}()")), "{test} is gone");
        named += 1;
    }
    assert!(named > 10, "{named}");
}

/// As many words in a row as two people do not write by chance.
const WORDS: usize = 8;

/// pytm's own threats, if they are at hand.
fn threats_of_pytm() -> Option<Vec<Json>> {
    let text = std::fs::read_to_string(parity()?.join("threats.json")).expect("pytm's threats can be read");
    Some(serde_json::from_str(&text).expect("pytm's threats are a list"))
}

#[test]
fn every_threat_of_pytm_has_one_that_says_how_it_differs() {
    let Some(threats) = threats_of_pytm() else { return };
    let library = shipped();
    let all: BTreeSet<&str> = threats.iter().map(|it| it["SID"].as_str().expect("an id")).collect();
    assert!(all.len() > 100, "{}", all.len());
    let mut faults = Vec::new();
    for threat in threats.iter().filter(|it| it.get("DEPRECATED").is_none()) {
        let id = threat["SID"].as_str().expect("an id");
        match library.get(id) {
            None => faults.push(format!("no threat has the id or alias {id}: {}", threat["description"])),
            Some(ours) if ours.pytm.iter().all(|it| it.id != id) => {
                faults.push(format!("{}: `[pytm]` says nothing of {id}", ours.id));
            }
            Some(_) => {}
        }
    }
    let reasons = library.threats.iter().flat_map(|threat| threat.pytm.iter().map(move |it| (threat, &it.id)));
    let unknown = reasons.filter(|(_, id)| !all.contains(id.as_str()));
    faults.extend(unknown.map(|(threat, id)| format!("{}: `[pytm]` speaks of {id}, which pytm has not", threat.id)));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The runs of words in each sentence of a text, in lower case and without marks.
fn runs(text: &str) -> Vec<String> {
    let mut runs = Vec::new();
    for sentence in text.to_lowercase().split(['.', '!', '?', ';']) {
        let words: Vec<_> = sentence.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
        runs.extend(words.windows(WORDS).map(|words| words.join(" ")));
    }
    runs
}

#[test]
fn no_text_is_taken_from_pytm() {
    let Some(threats) = threats_of_pytm() else { return };
    let fields = ["description", "details", "prerequisites", "mitigations", "example"];
    let texts = threats.iter().flat_map(|it| fields.map(|field| it[field].as_str().unwrap_or_default()));
    let theirs: BTreeSet<String> = texts.flat_map(runs).collect();
    assert!(theirs.len() > 1000, "{}", theirs.len());
    let mut taken = Vec::new();
    for Threat { id, title, description, prerequisites, mitigations, example, pytm, .. } in shipped().threats {
        let reasons = pytm.into_iter().map(|it| it.reason);
        for text in [title, description, prerequisites, mitigations, example].into_iter().chain(reasons) {
            taken.extend(runs(&text).into_iter().filter(|run| theirs.contains(run)).map(|run| format!("{id}: {run}")));
        }
    }
    assert_eq!(taken, [] as [&str; 0]);
}

#[test]
fn the_tables_are_those_of_the_vocabulary() {
    let mut text = page(PAGE);
    for (name, table) in [
        ("classes", classes()),
        ("attributes", attributes()),
        ("controls", controls()),
        ("enumerations", enumerations()),
    ] {
        let marks = [format!("<!-- {name}, from tm-schema -->\n"), format!("<!-- end of {name} -->")];
        let start = text.find(&marks[0]).unwrap_or_else(|| panic!("no place for the {name}")) + marks[0].len();
        let end = text.find(&marks[1]).unwrap_or_else(|| panic!("no end of the {name}"));
        text.replace_range(start..end, &format!("\n{table}\n"));
    }
    if std::env::var_os("TM_BLESS").is_some_and(|it| it == "1") {
        std::fs::write(root().join(PAGE), &text).expect("the page can be written");
    }
    assert!(page(PAGE) == text, "{PAGE} is out of date: run `TM_BLESS=1 cargo test -p tm-tests --test from_pytm`");
}

fn classes() -> String {
    let mut table = "| pytm | here | is |\n|---|---|---|\n".to_owned();
    for class in Class::all().filter(|class| class.is_in_pytm()) {
        let name = class.name();
        let (theirs, ours) = match class {
            Class::Model => ("TM", "model! { … }".to_owned()),
            Class::Data => (name, "#[data(…)]".to_owned()),
            Class::Boundary => (name, "#[boundary(…)]".to_owned()),
            Class::Dataflow => (name, "dataflow! { … }".to_owned()),
            _ => (name, format!("#[element({name}, …)]")),
        };
        let _ = writeln!(table, "| `{theirs}` | `{ours}` | {} |", class.doc());
    }
    table
}

/// Every attribute that pytm has, once, in the order of the classes.
fn aliases() -> Vec<&'static Attribute> {
    let mut all: Vec<&Attribute> = Vec::new();
    for id in Class::all().flat_map(tm_schema::attributes_of) {
        if !id.get().pytm.is_empty() && !all.iter().any(|it| std::ptr::eq(*it, id.get())) {
            all.push(id.get());
        }
    }
    all
}

fn attributes() -> String {
    let mut table = "| pytm | here | of | default |\n|---|---|---|---|\n".to_owned();
    for it in aliases().into_iter().filter(|it| !it.is_control) {
        let of: Vec<_> =
            it.classes.iter().map(|class| if *class == Class::Model { "TM" } else { class.name() }).collect();
        let ours = if it.derived { format!("`{}`, derived", it.name) } else { format!("`{}`", it.name) };
        let mut default = shown(it, it.default);
        for (class, value) in it.exceptions {
            let _ = write!(default, "; {}: {}", class.name(), shown(it, *value));
        }
        let _ = writeln!(table, "| `{}` | {ours} | {} | {default} |", it.pytm, of.join(", "));
    }
    table
}

fn shown(attribute: &Attribute, value: Value) -> String {
    match (value, attribute.value) {
        (Value::Bool(it), _) => it.to_string(),
        (Value::Int(it), _) => it.to_string(),
        (Value::Text(it), _) => format!("`\"{it}\"`"),
        (Value::Member(it), ValueType::Member(of)) => format!("`{}`", of.members[usize::from(it)].name),
        _ => "none".to_owned(),
    }
}

fn controls() -> String {
    let mut table = "| pytm | here |\n|---|---|\n".to_owned();
    for it in aliases().into_iter().filter(|it| it.is_control) {
        let _ = writeln!(table, "| `controls.{}` | `controls({})` |", it.pytm, it.name);
    }
    table
}

fn enumerations() -> String {
    let mut table = "| pytm | here |\n|---|---|\n".to_owned();
    for it in ENUMERATIONS {
        for member in it.members.iter().filter(|member| !member.pytm.is_empty()) {
            let spellings: Vec<_> = member.pytm.iter().map(|name| format!("`{}.{name}`", it.pytm)).collect();
            let _ = writeln!(table, "| {} | `{}` of `{}` |", spellings.join(", "), member.name, it.name);
        }
    }
    table
}

#[test]
fn the_templates_can_be_filled() {
    let folder = Folder::new("from-pytm");
    let model = json!({
        "version": 1, "name": "Shop", "description": "Sells things.", "is_ordered": true,
        "assumptions": ["The hosts are patched."],
        "boundaries": [{ "id": "net", "name": "Network" }, { "id": "dmz", "name": "DMZ", "within": "net" }],
        "data": [{ "id": "card", "name": "Card number", "classification": "Secret" }],
        "elements": [
            { "id": "web", "class": "Server", "name": "Web", "boundary": "dmz", "os": "Linux",
              "description": "Takes orders.", "controls": { "validates_input": true, "has_access_control": false } },
            { "id": "customer", "class": "Actor", "name": "Customer" },
            { "id": "bank", "class": "ExternalEntity", "name": "Bank", "in_scope": false, "because": "not ours" },
        ],
        "flows": [{ "source": "customer", "sink": "web", "name": "Order", "protocol": "HTTP", "dst_port": 80,
                    "data": ["card"], "controls": { "is_encrypted": false } }],
    });
    folder.write("model.json", model.to_string());
    for threat in ["DO02", "DE01"] {
        folder.write(&format!("{threat}.toml"), page(&format!("threats/library/{threat}.toml")));
    }
    let text = page(TEMPLATES);
    let rest = text.split("## Constructs").nth(1).expect("the tables");
    let snippets: Vec<_> = rest
        .lines()
        .flat_map(|line| {
            if line.starts_with("| ") { spans(line.rsplit(" | ").next().unwrap_or_default()) } else { spans(line) }
        })
        .filter(|it| it.contains("{{") || it.contains("{%"))
        .collect();
    assert!(snippets.len() > 40, "{}", snippets.len());
    let mut template =
        String::from("{% set it = elements[0] %}{% set flow = flows[0] %}{% set finding = it|findings|first %}");
    for snippet in &snippets {
        let _ = write!(
            template,
            "\n=> {{% raw %}}{}{{% endraw %}}\n\n{snippet}\n",
            snippet.replace("{% raw %}", "").replace("{% endraw %}", "")
        );
    }
    folder.write("page.txt", template);
    let run = folder.tm(
        "report --from tm model.json --threats DO02.toml DE01.toml --template page.txt -o out.txt --today 2026-11-21",
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    golden("from_pytm_templates.txt", &folder.read("out.txt"));
}
