//! What `cargo tm check` writes for other tools: SARIF, annotations of GitHub, messages of cargo.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::{CompilerMessage, Message};
use cargo_tm::{Folder, TODAY, golden, of_example, root};
use jsonschema::Validator;
use serde_json::Value;
use tm_diagnostic::render::{Origin, cargo_message};
use tm_diagnostic::{Location, Position};

fn schema() -> Validator {
    let text = fs::read_to_string(root().join("tests/sarif/sarif-schema-2.1.0.json")).expect("the schema is there");
    // One pattern of it ends in a bracket that nothing opens, which the validator refuses.
    let schema: Value = serde_json::from_str(&text.replace("{2}]?$\"", "{2}$\"")).expect("it is JSON");
    jsonschema::options().should_validate_formats(true).build(&schema).expect("it is a schema")
}

/// A document that the schema and GitHub take; its runs.
#[track_caller]
fn sarif(schema: &Validator, what: &str, text: &str) -> Vec<Value> {
    let mut document: Value = serde_json::from_str(text).expect("it is JSON");
    let faults: Vec<_> = schema.iter_errors(&document).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert_eq!(faults, [] as [&str; 0], "{what}");
    let Value::Array(runs) = document["runs"].take() else { panic!("{what}: no runs") };
    for run in &runs {
        let list = |it: &Value| it.as_array().cloned().unwrap_or_default();
        let rules = list(&run["tool"]["driver"]["rules"]);
        for rule in &rules {
            for text in ["/shortDescription/text", "/fullDescription/text", "/help/text"] {
                assert!(rule.pointer(text).is_some_and(|it| it != ""), "{what}: {} has no {text}", rule["id"]);
            }
        }
        let mut fingerprints = BTreeSet::new();
        for result in list(&run["results"]) {
            let index = result["ruleIndex"].as_u64().expect("a result has a rule");
            assert_eq!(rules[usize::try_from(index).expect("small")]["id"], result["ruleId"], "{what}");
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("a result has a place");
            assert!(!uri.starts_with(['/', '.']) && !uri.contains('\\'), "{what}: {uri}");
            let hash = result["partialFingerprints"]["primaryLocationLineHash"].as_str().expect("ours");
            assert!(fingerprints.insert(hash.to_owned()), "{what}: two results are one to GitHub");
        }
    }
    runs
}

/// What the taint analysis finds, with the way that data takes.
#[test]
fn sarif_of_flows() {
    let folder = Folder::new("formats-taint");
    folder.package(".", "formats_taint", "");
    let code = "#[tm::source(UserInput)]\npub fn body() -> String {\n    String::new()\n}\n\n\
                #[tm::expect(T0003, reason = \"pages are public\")]\npub fn page() -> std::io::Result<String> {\n    \
                std::fs::read_to_string(body())\n}\n\npub fn run(name: &str) {\n    \
                let _ = std::process::Command::new(name).status();\n}\n\npub fn command() {\n    run(&body());\n}\n";
    folder.write("src/lib.rs", code);
    let format = |name: &str| {
        let run = cargo_tm::Run::of(folder.command().args(["taint", "--quiet", "-D", "T0001", "--format", name]));
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        run.stdout
    };
    let runs = sarif(&schema(), "taint", &format("sarif"));
    let results = runs[0]["results"].as_array().expect("a list");
    let said = |it: &Value| {
        let steps = it["codeFlows"][0]["threadFlows"][0]["locations"].as_array().map_or(0, Vec::len);
        let suppressed = it["suppressions"][0]["kind"].as_str().unwrap_or("open").to_owned();
        (it["ruleId"].as_str().expect("a rule").to_owned(), steps, suppressed)
    };
    let results: Vec<_> = results.iter().map(said).collect();
    assert_eq!(results, [("T0001".to_owned(), 3, "open".to_owned()), ("T0003".to_owned(), 2, "inSource".to_owned())]);
    let github = format("github");
    assert!(github.starts_with("::error file=") && github.contains("title=T0001::command injection"), "{github}");
    assert!(github.ends_with("1 issue, 1 denied, 1 decided\n"), "{github}");
    let messages = format("cargo-json");
    let messages: Vec<Message> = Message::parse_stream(messages.as_bytes()).map(|it| it.expect("a message")).collect();
    let ours = messages.iter().filter_map(|it| match it {
        Message::CompilerMessage(it) => it.message.code.as_ref().map(|code| code.code.clone()),
        _ => None,
    });
    assert_eq!(ours.collect::<Vec<_>>(), ["T0001"], "what is decided is no squiggle");
}

#[test]
fn sarif_of_the_examples() {
    let schema = schema();
    for example in ["guestbook", "model-only"] {
        let text = of_example(example, &["check", "--format", "sarif", "--today", TODAY]);
        let runs = sarif(&schema, example, &text);
        assert_eq!(runs.len(), 1, "{example}");
        assert_eq!(runs[0]["automationDetails"]["id"], format!("cargo-tm/{example}/"));
        golden(&format!("{example}/check.sarif"), &text);
    }
}

const WRONG: &str = r#"{ "version": 1, "name": "Shop",
    "elements": [
        { "id": "user", "class": "Actor" },
        { "id": "web", "class": "Server", "handles_resources": true, "controls": { "validates_input": false, "sanitizes_input": false },
          "expect": [{ "id": "INP14", "reason": "it is \u202e a toy\u001b[2J" }],
          "location": { "file": "src/a b#%.rs", "line": 0, "column": 0, "end_line": 0, "end_column": 0 } },
        { "id": "web 2", "name": "](javascript:x) \u001b[2J\n::error::x", "class": "Server", "handles_resources": true, "boundary": "nobody",
          "controls": { "validates_input": false, "sanitizes_input": false } }],
    "flows": [{ "source": "user", "sink": "web", "name": "ask" }, { "source": "user", "sink": "web 2", "name": "a%0Ab" }] }"#;

/// A folder in a repository of that name, which is where paths begin.
fn service(repository: &str) -> Folder {
    Folder::new(&format!("formats/{repository}")).write(".git/HEAD", "");
    Folder::new(&format!("formats/{repository}/services/shop"))
}

#[test]
fn a_model_file_that_wants_to_be_more() {
    let mut folder = service("more");
    folder.write("shop.json", WRONG);
    let run = folder.tm(&format!("check --format sarif --today {TODAY} --from tm shop.json"));
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let runs = sarif(&schema(), "shop.json", &run.stdout);
    assert_eq!(runs[0]["invocations"][0]["exitCode"], 1);
    let results = runs[0]["results"].as_array().expect("a list");
    let uris: BTreeSet<_> = results
        .iter()
        .filter_map(|it| it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str())
        .collect();
    let expected = ["services/shop/shop.json", "services/shop/src/a%20b%23%25.rs"];
    assert_eq!(uris, expected.into(), "without a place of its own, a result is at the file");
    let of_both = |it: &&Value| it["ruleId"] == "INP14";
    let decided: Vec<_> = results.iter().filter(of_both).collect();
    assert_eq!(decided.len(), 2);
    assert_eq!(decided[0]["suppressions"], Value::Array(Vec::new()));
    assert_eq!(decided[1]["suppressions"][0]["status"], "accepted");
    assert_eq!(decided[1]["level"], "note");

    for format in ["sarif", "github"] {
        folder.session(1, &format!("check --format {format} --today {TODAY} --from tm shop.json"));
    }
    folder.session(2, "check --format cargo-json --from tm shop.json");
    folder.session(1, &format!("check --format github --today {TODAY} --from tm shop.json -o out.txt"));
    assert!(folder.read("out.txt").lines().all(|it| it.starts_with("::") || it.starts_with("shop: ")));
    folder.expect("formats.txt");
}

/// A package without errors; of the lints, one complains.
const WARNS: &str = r#"//! A shop. 漢字 before the code.
use tm::{dataflow, element, model};

model! { name = "Shop" }

#[element(Actor)]
pub struct Customer;

#[element(
    Server,
    handles_resources,
    controls(validates_input = false, sanitizes_input = false, has_access_control = false),
)]
pub struct Web;

dataflow! { Customer -> Web: "order", protocol = "HTTP" }

fn nobody_calls_this() {}
"#;

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

fn messages(text: &str) -> Vec<CompilerMessage> {
    let mut messages = Vec::new();
    for line in text.lines() {
        match serde_json::from_str(line).expect("a message of cargo") {
            Message::CompilerMessage(it) => messages.push(it),
            Message::TextLine(line) => panic!("no message: {line}"),
            _ => {}
        }
    }
    messages
}

/// cargo reports what it has already built in no fixed order.
fn sorted(lines: &[impl AsRef<str>]) -> Vec<&str> {
    let mut lines: Vec<_> = lines.iter().map(AsRef::as_ref).collect();
    lines.sort_unstable();
    lines
}

/// What `cargo build` writes, less its last line, and that line.
fn of_cargo(folder: &Folder) -> (Vec<String>, String) {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.current_dir(&folder.path).env("CARGO_TARGET_DIR", cargo_tm::target()).env("CARGO_NET_OFFLINE", "true");
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    let output = cargo.args(["build", "--quiet", "--message-format=json"]).output().expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let last = lines.pop().expect("cargo says that it is done");
    (lines, last)
}

#[test]
fn the_compilers_messages_come_first_and_unchanged() {
    let folder = Folder::new("formats/warns");
    folder.package(".", "formats-warns", "\n[workspace]\n");
    folder.write("src/lib.rs", WARNS);
    of_cargo(&folder); // what is built anew is called so
    let (expected, last) = of_cargo(&folder);
    let run = folder.tm(&format!("check --quiet --format cargo-json --today {TODAY}"));
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let actual = lines(&run.stdout);
    assert_eq!(sorted(&actual[..expected.len()]), sorted(&expected));
    assert_eq!(actual.last(), Some(&last.as_str()), "the end is said once, at the end");
    assert_eq!(actual.iter().filter(|it| it.contains("build-finished")).count(), 1);

    let messages = messages(&run.stdout);
    let code = |it: &CompilerMessage| it.message.code.as_ref().map(|it| it.code.clone()).unwrap_or_default();
    let codes: Vec<_> = messages.iter().map(code).collect();
    assert_eq!(codes[0], "dead_code");
    assert!(codes.contains(&"INP14".to_owned()), "{codes:?}");
    let human = folder.tm(&format!("check --quiet --today {TODAY}")).stdout;
    for it in &messages[1..] {
        assert_eq!((&it.package_id, &it.target.src_path), (&messages[0].package_id, &messages[0].target.src_path));
        assert_eq!(it.message.level, DiagnosticLevel::Warning);
        let rendered = it.message.rendered.as_deref().expect("it is rendered");
        assert!(rendered.ends_with("\n\n") && human.contains(rendered.trim_end()), "{rendered}");
        assert_eq!(it.message.spans.iter().filter(|it| it.is_primary).count(), 1);
        for span in &it.message.spans {
            let marked = &WARNS[span.byte_start as usize..span.byte_end as usize];
            let quoted: String = span.text.iter().map(|it| it.text.as_str()).collect();
            assert!(!marked.is_empty() && quoted.contains(marked), "{marked} in {quoted}");
        }
    }

    let run = folder.tm(&format!("check --quiet --format cargo-json --today {TODAY} -o messages.jsonl"));
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));
    assert_eq!(sorted(&lines(&folder.read("messages.jsonl"))), sorted(&actual));
}

#[test]
fn a_denied_finding_is_an_error_everywhere() {
    let folder = service("denied");
    folder.write("shop.json", WRONG.replace(", \"boundary\": \"nobody\"", ""));
    let check = |format: &str, code: i32| {
        let run = folder.tm(&format!("check -D INP14 --format {format} --today {TODAY} --from tm shop.json"));
        assert_eq!((run.code, run.stderr.as_str()), (Some(code), ""));
        run.stdout
    };
    let results = sarif(&schema(), "denied", &check("sarif", 1))[0]["results"].take();
    assert_eq!((&results[0]["ruleId"], &results[0]["level"]), (&"INP14".into(), &"error".into()));
    assert!(check("github", 1).starts_with("::error file=services/shop/shop.json,"));

    let baseline = r#"{ "version": 1, "findings": ["INP14@web 2"] }"#;
    folder.write("baseline.json", baseline);
    let run = folder
        .tm(&format!("check -D INP14 --baseline baseline.json --format sarif --today {TODAY} --from tm shop.json"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let results = sarif(&schema(), "known", &run.stdout)[0]["results"].take();
    let known =
        results.as_array().expect("a list").iter().find(|it| it["fingerprints"]["cargo-tm/v1"] == "INP14@web 2");
    let expected = serde_json::json!([{ "kind": "external", "status": "accepted", "justification": "baseline" }]);
    assert_eq!(known.expect("it is told, as known")["suppressions"], expected);
}

#[test]
fn a_fault_of_the_model_ends_the_stream_without_success() {
    let folder = Folder::new("formats/fault");
    folder.package(".", "formats-fault", "\n[workspace]\n");
    folder.write("src/lib.rs", WARNS.replace("#[element(Actor)]", "#[element(Actor, boundary = \"Nowhere\")]"));
    let run = folder.tm(&format!("check --quiet --format cargo-json --today {TODAY}"));
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(run.stdout.lines().last(), Some(r#"{"reason":"build-finished","success":false}"#));
    let errors = |text: &str| {
        let errors = messages(text).into_iter().filter(|it| it.message.level == DiagnosticLevel::Error);
        errors.map(|it| it.message.code.expect("ours have one").code).collect::<Vec<_>>()
    };
    assert_eq!(errors(&run.stdout), ["TM0001"]);
    let run = folder.tm(&format!("check --quiet -D INP14 --format cargo-json --today {TODAY}"));
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(errors(&run.stdout), ["INP14", "TM0001"], "what threatens somebody comes first");
}

#[test]
fn code_that_does_not_compile_has_the_compilers_messages_alone() {
    let folder = Folder::new("formats/broken");
    folder.package(".", "formats-broken", "\n[workspace]\n");
    folder.write("src/lib.rs", WARNS.replace("fn nobody_calls_this() {}", "pub fn port() -> u16 {\n    \"80\"\n}"));
    of_cargo(&folder);
    let (mut expected, last) = of_cargo(&folder);
    expected.push(last);
    let run = folder.tm("check --quiet --format cargo-json");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.ends_with("error: cargo could not build the code, so there is no model\n"), "{}", run.stderr);
    assert_eq!(sorted(&lines(&run.stdout)), sorted(&expected));
    assert_eq!(run.stdout.lines().last(), Some(r#"{"reason":"build-finished","success":false}"#));

    // Given what the compiler says, we write what the compiler writes.
    let messages = messages(&run.stdout);
    let error = messages.iter().find(|it| it.message.code.as_ref().is_some_and(|it| it.code == "E0308"));
    let error = error.expect("the types differ");
    let sources = BTreeMap::from([("src/lib.rs".to_owned(), folder.read("src/lib.rs"))]);
    let origin = Origin {
        package_id: error.package_id.repr.clone(),
        manifest_path: folder.path.join("Cargo.toml").display().to_string(),
        target: serde_json::to_value(&error.target).expect("plain data"),
    };
    let ours = cargo_message(&ours(&error.message), &sources, &origin);
    let Ok(Message::CompilerMessage(mut ours)) = serde_json::from_str(&ours) else { panic!("{ours}") };
    ours.message.code.clone_from(&error.message.code); // the compiler explains its own
    assert_eq!(&ours, error);
}

/// A diagnostic of the compiler as one of ours.
fn ours(message: &Diagnostic) -> tm_diagnostic::Diagnostic {
    let code = message.code.as_ref().map(|it| it.code.clone()).unwrap_or_default();
    let mut diagnostic = tm_diagnostic::Diagnostic::error(code, message.message.as_str());
    for span in &message.spans {
        let label = span.label.clone().unwrap_or_default();
        diagnostic = match span.is_primary {
            true => diagnostic.at(Some(location(span)), label),
            false => diagnostic.with_secondary(Some(location(span)), label),
        };
    }
    diagnostic
}

fn location(span: &DiagnosticSpan) -> Location {
    let position = |line: usize, column: usize| Position {
        line: u32::try_from(line).expect("small"),
        column: u32::try_from(column).expect("small"),
    };
    Location {
        file: span.file_name.clone(),
        start: position(span.line_start, span.column_start),
        end: position(span.line_end, span.column_end),
    }
}

#[test]
fn each_message_is_of_the_package_and_target_of_its_file() {
    let folder = Folder::new("formats/members");
    folder.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"web\", \"stock\"]\ndefault-members = [\"web\"]\n",
    );
    folder.package("web", "formats-web", "formats-stock = { path = \"../stock\" }\n");
    folder.package("stock", "formats-stock", "");
    let server = "#[element(Server, handles_resources, controls(validates_input = false, sanitizes_input = false))]";
    folder.write("stock/src/lib.rs", format!("pub mod shelf;\nuse tm::element;\n{server} pub struct Stock;\n"));
    folder.write("stock/src/shelf.rs", format!("use tm::element;\n{server} pub struct Shelf;\n"));
    folder.write(
        "web/src/main.rs",
        format!(
            "use formats_stock::{{Stock, shelf::Shelf}};\nuse tm::{{dataflow, element, model}};\nmodel! {{ name = \"Shop\" }}\n\
             #[element(Actor)] pub struct User;\n{server} pub struct Web;\n\
             dataflow! {{ User -> Web: \"a\" }}\ndataflow! {{ User -> Stock: \"b\" }}\n\
             dataflow! {{ User -> Shelf: \"c\" }}\nfn main() {{}}\n"
        ),
    );
    let run = folder.tm(&format!("check --quiet --format cargo-json --today {TODAY}"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let origins: BTreeSet<_> = messages(&run.stdout)
        .into_iter()
        .filter(|it| it.message.code.as_ref().is_some_and(|it| it.code == "INP14"))
        .map(|it| {
            let file = it.message.spans[0].file_name.clone();
            let root = it.target.src_path.strip_prefix(folder.path.to_str().expect("UTF-8")).expect("ours").to_string();
            (file, it.package_id.repr.rsplit('/').next().unwrap_or_default().to_owned(), root)
        })
        .collect();
    let origin = |file: &str, package: &str, root: &str| (file.to_owned(), package.to_owned(), root.to_owned());
    let expected = [
        origin("stock/src/lib.rs", "stock#formats-stock@0.1.0", "stock/src/lib.rs"),
        origin("stock/src/shelf.rs", "stock#formats-stock@0.1.0", "stock/src/lib.rs"),
        origin("web/src/main.rs", "web#formats-web@0.1.0", "web/src/main.rs"),
    ];
    assert_eq!(origins, expected.into());
}
