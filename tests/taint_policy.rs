//! What a team says of the taint analysis: rules and kinds, levels, decisions, a baseline, filters, and the formats of the result.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;

use std::fs;

use cargo_tm::{Folder, Run, TODAY, golden, root};
use serde_json::Value;

const CODE: &str = r#"//! Each function does one thing that a rule is about.

#[tm::source(UserInput)]
pub fn body() -> String {
    String::new()
}

#[tm::source(UserInptu)]
pub fn misspelt() -> String {
    String::new()
}

#[tm::sink(Sql)]
pub fn query(text: &str) {
    let _ = text;
}

#[tm::sink(Template, via(engine))]
pub fn render(text: &str) {
    let _ = text;
}

pub fn twice() {
    query(&format!("SELECT {}", body()));
    let and_again = |text: String| query(&text);
    and_again(body());
}

pub fn template() {
    render(&body());
}

#[tm::expect(T0001, reason = "only administrators call it", owner = "platform", until = "2027-06-30")]
pub fn command() {
    let _ = std::process::Command::new(body()).status();
}

#[tm::expect(T0004, reason = "it asked for pages once")]
pub fn nothing() {}

#[tm::expect(T0002, reason = "until the library is replaced", as = mitigated, until = "2026-01-31")]
pub async fn too_late() {
    query(&async { body() }.await);
}

pub fn page() -> std::io::Result<String> {
    std::fs::read_to_string(body())
}

#[tm::sink(Log, via(journal))]
pub fn log(line: &str) {
    let _ = line;
}

pub fn logged() {
    log(&body());
}
"#;

const POLICY: &str = r#"[levels]
high = "deny"
T0007 = "allow"
DR01 = "allow"

[taint.sinks]
Template = "text that a template engine runs"

[[taint.rule]]
code = "ORG-T1"
name = "template injection"
message = "{sources} is run as a template ({sinks})"
sources = ["UserInput"]
sinks = ["Template"]
severity = "Medium"
cwe = [1336]
threat = "INP31"
help = "hand the value over as a variable"

[[accept]]
issue = "T0003@taint_policy::page"
reason = "pages are public"
as = "false_positive"

[[accept]]
issue = "T0003@taint_policy::pages"
reason = "so are all"
"#;

fn package(name: &str, policy: &str) -> Folder {
    let folder = Folder::new(name);
    folder.package(".", &name.replace('-', "_"), "");
    folder.write("src/lib.rs", CODE);
    folder.write("tm.toml", policy);
    folder
}

/// Runs `cargo tm taint`, which must end with `code`.
#[track_caller]
fn taint(folder: &Folder, code: i32, arguments: &[&str]) -> Run {
    let mut command = folder.command();
    command.arg("taint").args(arguments).args(["--quiet", "--today", TODAY]);
    let run = Run::of(&mut command);
    assert_eq!(run.code, Some(code), "taint {arguments:?}\n{}\n{}", run.stdout, run.stderr);
    run
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

/// Code, decision and level of each issue of a document.
fn decisions(document: &Value) -> Vec<String> {
    let issues = document["issues"].as_array().expect("a list");
    let text = |it: &Value, key: &str| it[key].as_str().expect("a text").to_owned();
    issues.iter().map(|it| format!("{} {} {}", text(it, "id"), text(it, "decision"), text(it, "level"))).collect()
}

#[test]
fn levels_and_decisions_count_as_for_threats() {
    let folder = package("taint-policy", POLICY);
    let run = taint(&folder, 1, &[]);
    golden("taint/policy.txt", &run.stdout);

    let document = json(&taint(&folder, 1, &["--format", "json", "--models"]).stdout);
    let schema = json(&fs::read_to_string(root().join("docs/schema/taint.json")).expect("it is published"));
    jsonschema::draft202012::new(&schema).expect("it is a schema").validate(&document).expect("it fits");
    assert_eq!(
        decisions(&document),
        [
            "T0002@taint_policy::twice#UserInput->Sql open deny",
            "ORG-T1@taint_policy::template#UserInput->Template open warn",
            "T0001@taint_policy::command#UserInput->Command accepted deny",
            "T0002@taint_policy::too_late#UserInput->Sql open deny",
            "T0003@taint_policy::page#UserInput->Path false_positive deny",
            "T0007@taint_policy::logged#UserInput->Log allowed allow",
        ]
    );
    assert_eq!(document["issues"][0]["flows"].as_array().map(Vec::len), Some(2), "the closure is in the function");
    let models = document["models"].as_array().expect("a list");
    let of = |function: &str| models.iter().find(|it| it["function"] == function).expect("it is there");
    assert_eq!(of("taint_policy::body")["sources"][0]["kind"], "UserInput");
    assert_eq!(of("taint_policy::query")["sinks"][0]["port"], "1");

    // Which of them fail is up to levels, on top of what the file says.
    taint(&folder, 0, &["-W", "info", "-A", "T0002"]);
    let acceptances = taint(&folder, 1, &["-W", "info", "-D", "acceptances"]).stdout;
    assert!(acceptances.contains("error[TM0015]") && acceptances.contains("error[TM0016]"), "{acceptances}");
    let wrong = taint(&folder, 2, &["-D", "T002"]).stderr;
    assert!(wrong.contains("is called `T002` (--deny)") && wrong.contains("did you mean `T0002`?"), "{wrong}");
    let threat = taint(&folder, 2, &["-D", "DR01"]).stderr;
    assert!(threat.contains("there are the rules T0001, "), "of no use to this command: {threat}");

    // What is there is known from now on; what comes is not.
    taint(&folder, 0, &["baseline", "-o", "known.json"]);
    assert!(folder.read("known.json").contains("\"T0002@taint_policy::twice#UserInput->Sql\""));
    let known = taint(&folder, 0, &["--baseline", "known.json"]).stdout;
    assert!(known.contains("no rule is broken, 2 decided, 1 allowed, 3 in the baseline\n"), "{known}");
    folder.write("src/lib.rs", CODE.replace("render(&body());", "query(&body());"));
    let new = taint(&folder, 1, &["--baseline", "known.json"]).stdout;
    assert!(new.contains("1 issue, 1 denied, 2 decided, 1 allowed, 2 in the baseline\n"), "{new}");
    assert!(
        new.contains("the baseline knows ORG-T1@taint_policy::template#UserInput->Template, which is gone"),
        "{new}"
    );
}

#[test]
fn filters_say_what_they_hide() {
    let folder = package("taint-filters", "taint.sinks.Template = 'x'\n");
    let quiet = |arguments: &[&str]| {
        let document = json(&taint(&folder, 0, &[arguments, &["--format", "json"]].concat()).stdout);
        let ids = decisions(&document).into_iter().map(|it| it.split(['@', '#']).take(2).collect::<Vec<_>>().join(" "));
        (ids.map(|it| it.replace("taint_filters::", "")).collect::<Vec<_>>(), document["hidden"].as_u64())
    };
    assert_eq!(quiet(&["--rule", "T0003,T0007"]), (vec!["T0003 page".to_owned(), "T0007 logged".to_owned()], Some(3)));
    assert_eq!(quiet(&["--sink", "Command", "--source", "UserInput"]), (vec!["T0001 command".to_owned()], Some(4)));
    assert_eq!(quiet(&["--source", "Secret"]), (vec![], Some(5)));
    assert_eq!(quiet(&["--feature", "always-await"]), (vec!["T0002 too_late".to_owned()], Some(4)));
    assert_eq!(quiet(&["--feature", "always-via:journal"]), (vec!["T0007 logged".to_owned()], Some(4)));
    assert_eq!(quiet(&["--without-feature", "await", "--rule", "T0002"]), (vec!["T0002 twice".to_owned()], Some(4)));
    assert_eq!(quiet(&["--path", "src/*.rs"]).1, Some(0));
    assert_eq!(quiet(&["--path", "tests/**"]).1, Some(5));
    assert_eq!(quiet(&["--path", "*.rs"]).1, Some(5), "a star stays in its folder");
    assert_eq!(quiet(&["--path", "**/lib.rs"]).1, Some(0));
    let text = taint(&folder, 0, &["--rule", "T0008"]).stdout;
    assert!(text.contains("\nno rule is broken, 5 hidden by filters\n"), "{text}");
    for (arguments, expected) in [
        (["--rule", "T003"], "did you mean `T0003`?"),
        (["--sink", "Htlm"], "did you mean `Html`?"),
        (["--feature", "always-type:scalr"], "did you mean `type:scalar`?"),
        (["--without-feature", "via:jornal"], "did you mean `via:journal`?"),
        (["--path", "["], "invalid range pattern"),
    ] {
        let error = taint(&folder, 2, &arguments).stderr;
        assert!(error.contains(expected), "{error}");
    }
    assert!(taint(&folder, 2, &["--models"]).stderr.contains("say `--format json` too"));
}

/// The workspace's tm.toml holds for all, a package's own for its functions on top of it.
#[test]
fn a_package_has_levels_of_its_own() {
    let folder = Folder::new("taint-packages");
    folder.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"*_app\"]\n");
    folder
        .write("tm.toml", "[levels]\nT0003 = 'deny'\n[[accept]]\nissue = 'T0003@taint_one_app::gone'\nreason = 'r'\n");
    let code = "pub fn read() -> std::io::Result<String> {\n    std::fs::read_to_string(body())\n}\n\n\
                #[tm::source(UserInput)]\nfn body() -> String {\n    String::new()\n}\n";
    for name in ["taint_one_app", "taint_two_app"] {
        folder.package(name, name, "");
        folder.write(&format!("{name}/src/lib.rs"), code);
    }
    folder.write("taint_two_app/tm.toml", "[levels]\nT0003 = 'allow'\n");
    let all = taint(&folder, 1, &["--format", "json"]);
    let expected = [
        "T0003@taint_one_app::read#UserInput->Path open deny",
        "T0003@taint_two_app::read#UserInput->Path allowed allow",
    ];
    assert_eq!(decisions(&json(&all.stdout)), expected);
    let two = taint(&folder, 0, &["-p", "taint_two_app", "--format", "json"]);
    assert_eq!(decisions(&json(&two.stdout)), expected[1..]);
    // What is accepted of a package that was not looked at may well be there.
    assert!(all.stdout.contains("T0003 is accepted on `taint_one_app::gone`"), "{}", all.stdout);
    assert!(!two.stdout.contains("taint_one_app::gone"), "{}", two.stdout);
}

#[test]
fn a_rule_is_explained() {
    let folder = Folder::new("taint-explain");
    folder.write("tm.toml", POLICY);
    let shown = |code: &str| Run::of(folder.command().args(["explain", code])).stdout;
    golden("taint/explain_rules.txt", &format!("{}---\n{}", shown("T0006"), shown("ORG-T1")));
}

/// A rule that is misspelt would pass for one that finds nothing.
#[test]
fn faults_of_rules_are_told_at_their_places() {
    let rule =
        "[[taint.rule]]\ncode = 'T0002'\nname = 'n'\nsources = ['UserInptu']\nsinks = ['Template']\nthreat = 'INP5'\n";
    let folder = package("taint-faults", rule);
    let error = taint(&folder, 2, &[]).stderr;
    golden("taint/faults.txt", &error);
    folder.write("tm.toml", "[taint]\nshiped = false\n");
    assert!(taint(&folder, 2, &[]).stderr.contains("did you mean `shipped`?"));
}

/// One tm.toml is for threats and rules: what is about the other is no mistake.
#[test]
fn commands_about_threats_leave_rules_alone() {
    let folder = Folder::new("taint-threats");
    let model = r#"{ "name": "m", "elements": [{ "id": "s", "name": "s", "class": "Server" }] }"#;
    folder.write("m.json", model);
    folder.write("tm.toml", POLICY);
    let check = |more: &[&str]| {
        Run::of(folder.command().args(["check", "--from", "tm", "m.json", "--today", TODAY]).args(more))
    };
    let run = check(&[]);
    assert!(run.code != Some(2) && !run.stdout.contains("T0003"), "{}{}", run.stdout, run.stderr);
    assert_eq!(check(&["-D", "T0002"]).code, Some(2), "a flag that does nothing would be a trap");
}
