//! SARIF 2.1.0, the format of static analysis results, as GitHub's code scanning reads it.
//!
//! ```json
//! { "version": "2.1.0", "runs": [{
//!     "tool": { "driver": { "name": "cargo-tm", "rules": [{ "id": "INP05", "properties": { "security-severity": "8.0" } }] } },
//!     "results": [{ "ruleId": "INP05", "partialFingerprints": { "primaryLocationLineHash": "…:1" }, … }] }] }
//! ```
//!
//! GitHub has one severity a rule, so it is that of the rule's worst result; it reads only the first location of a
//! result; and it knows a result again by one fingerprint, which it would take from the source line: an edited line would
//! open the alert anew, so ours is taken from what the result is about. Its limits are kept (github/docs, "SARIF support
//! for code scanning"): what is beyond them is left out, and a notification says so.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use serde::Serialize;

use super::json::harmless;
use super::region::{is_absolute, path, region};
use super::visible;
use crate::{Label, Level, Location, Report, Reported, RuleDescription, Severity, Suppression};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of the folder that paths are relative to: the root of the repository.
const ROOT: &str = "SRCROOT";

/// Runs of a file.
const MOST_RUNS: usize = 20;
/// Results of a run; rules are never more, as each has a result.
const MOST_RESULTS: usize = 25_000;
/// Locations of a result, the first one included.
const MOST_LOCATIONS: usize = 1_000;
/// Ways that lead to a result.
const MOST_FLOWS: usize = 10;
/// Tags of a rule.
const MOST_TAGS: usize = 20;
/// Characters of a title and of a description.
const MOST_CHARACTERS: usize = 1_024;
/// Characters of a name.
const MOST_OF_A_NAME: usize = 255;

/// Writes `reports` as one document, a run each; with more than GitHub takes, they make one run together.
///
/// Places of the reports are relative to `folder` of the repository. `exit_code` is that of the program.
///
/// # Errors
///
/// The first error of `out`.
pub fn sarif(out: &mut dyn io::Write, reports: &[Report], folder: &str, exit_code: u8) -> io::Result<()> {
    let one_each: Vec<Vec<&Report>> = reports.iter().map(|it| vec![it]).collect();
    let all_in_one = || vec![reports.iter().collect()];
    let groups = if reports.len() <= MOST_RUNS { one_each } else { all_in_one() };
    let runs = groups.iter().map(|it| run(it, folder, exit_code)).collect();
    let document = Document { schema: SCHEMA, version: "2.1.0", runs };
    let text = serde_json::to_string_pretty(&document).expect("strings, numbers and lists are always valid JSON");
    out.write_all(harmless(&text).as_bytes())?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: Vec<Run<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    automation_details: Id,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, Described>,
    invocations: [Invocation; 1],
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    name: String,
    short_description: Text,
    full_description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'a str>,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<&'static str>,
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    security_severity: Option<&'static str>,
}

#[derive(Serialize)]
struct Id {
    id: String,
}

#[derive(Serialize)]
struct Described {
    description: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    exit_code: u8,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: Vec<SarifLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<SarifLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    code_flows: Vec<CodeFlow>,
    fingerprints: BTreeMap<&'static str, &'a str>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    // Where it is given at all, a list without entries says that there is none.
    suppressions: Vec<SarifSuppression>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeFlow {
    thread_flows: [ThreadFlow; 1],
}

#[derive(Serialize)]
struct ThreadFlow {
    locations: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    location: SarifLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLocation {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct SarifSuppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

fn run<'a>(reports: &[&'a Report], folder: &str, exit_code: u8) -> Run<'a> {
    let mut rules: Vec<&RuleDescription> = Vec::new();
    let mut indexes: HashMap<&str, usize> = HashMap::new();
    for rule in reports.iter().flat_map(|it| &it.rules) {
        match indexes.get(rule.id.as_str()) {
            Some(&known) if rules[known].severity < rule.severity => rules[known] = rule,
            Some(_) => {}
            None => {
                indexes.insert(&rule.id, rules.len());
                rules.push(rule);
            }
        }
    }
    let all = || reports.iter().flat_map(|it| &it.results);
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let results = all().take(MOST_RESULTS).filter_map(|it| {
        let index = *indexes.get(it.diagnostic.code.as_str())?;
        let times = seen.entry(&it.identity).or_default();
        *times += 1;
        Some(result(it, index, *times, folder))
    });
    let results: Vec<_> = results.collect();
    let left_out = all().count() - results.len();
    let levels = level_of_rules(all());
    let name = if let [one] = reports { &one.name } else { "" };
    let slash = if name.is_empty() { "" } else { "/" };
    Run {
        tool: Tool {
            driver: Driver {
                name: "cargo-tm",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: rules.iter().map(|it| rule(it, &levels)).collect(),
            },
        },
        // What stands behind the last slash tells runs of one category apart; ours have no such name.
        automation_details: Id { id: format!("cargo-tm/{name}{slash}") },
        column_kind: "unicodeCodePoints",
        // Without an address, which would be another one on every machine.
        original_uri_base_ids: BTreeMap::from([(ROOT, Described { description: text("the root of the repository") })]),
        invocations: [Invocation {
            execution_successful: true,
            exit_code,
            tool_execution_notifications: notifications(left_out),
        }],
        results,
    }
}

fn notifications(left_out: usize) -> Vec<Notification> {
    let message =
        format!("{left_out} results are left out, the least grave ones: a run has {MOST_RESULTS} at the most");
    (left_out > 0).then(|| Notification { level: "warning", message: text(&message) }).into_iter().collect()
}

/// The gravest level of each code.
fn level_of_rules<'a>(results: impl Iterator<Item = &'a Reported>) -> HashMap<&'a str, Level> {
    let mut levels: HashMap<&str, Level> = HashMap::new();
    for it in results {
        let level = levels.entry(&it.diagnostic.code).or_insert(it.diagnostic.level);
        *level = (*level).max(it.diagnostic.level);
    }
    levels
}

fn rule<'a>(rule: &'a RuleDescription, levels: &HashMap<&str, Level>) -> Rule<'a> {
    let level = levels.get(rule.id.as_str()).copied().unwrap_or(Level::Warning);
    let is_security = rule.severity.is_some().then(|| "security".to_owned());
    let mut seen = HashSet::new();
    let tags = is_security.into_iter().chain(rule.tags.iter().map(|it| tag(it)));
    let title = visible::line(&rule.title);
    let description = if rule.description.is_empty() { title.clone() } else { visible::paragraph(&rule.description) };
    Rule {
        id: &rule.id,
        name: cut(&title, MOST_OF_A_NAME).into_owned(),
        short_description: Text { text: cut(&title, MOST_CHARACTERS).into_owned() },
        full_description: Text { text: cut(&description, MOST_CHARACTERS).into_owned() },
        help_uri: rule.address.as_deref(),
        help: Help { text: visible::paragraph(&rule.help), markdown: visible::paragraph(&rule.markdown) },
        default_configuration: Configuration { level: name_of(level) },
        properties: Properties {
            tags: tags.filter(|it| seen.insert(it.clone())).take(MOST_TAGS).collect(),
            precision: rule.severity.map(|_| "high"),
            security_severity: rule.severity.map(score),
        },
    }
}

/// A group as a tag; GitHub knows weaknesses by the names that CodeQL gives them.
fn tag(group: &str) -> String {
    let number = group.strip_prefix("cwe::").and_then(|it| it.parse::<u32>().ok());
    number.map_or_else(|| group.to_owned(), |it| format!("external/cwe/cwe-{it:03}"))
}

/// A number inside the range that GitHub calls critical (over 9), high (from 7), medium (from 4) or low (over 0).
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::VeryHigh => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::VeryLow => "1.5",
        Severity::Info => "0.5",
    }
}

fn name_of(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn result<'a>(reported: &'a Reported, rule_index: usize, times: usize, folder: &str) -> SarifResult<'a> {
    let diagnostic = &reported.diagnostic;
    let related = diagnostic.secondary.iter().take(MOST_LOCATIONS - 1).enumerate();
    // A place that was decided about is no more than a note.
    let level = if reported.suppression.is_some() { Level::Note } else { diagnostic.level };
    SarifResult {
        rule_id: &diagnostic.code,
        rule_index,
        level: name_of(level),
        message: Text { text: message(reported) },
        locations: diagnostic.primary.iter().map(|it| location(&it.at, folder)).collect(),
        related_locations: related
            .map(|(index, it)| SarifLocation {
                id: Some(index + 1),
                message: Some(text(&it.text)),
                ..location(&it.at, folder)
            })
            .collect(),
        code_flows: reported.flows.iter().take(MOST_FLOWS).map(|it| code_flow(it, folder)).collect(),
        fingerprints: BTreeMap::from([("cargo-tm/v1", reported.identity.as_str())]),
        partial_fingerprints: BTreeMap::from([(
            "primaryLocationLineHash",
            format!("{:016x}:{times}", hash(&reported.identity)),
        )]),
        suppressions: reported.suppression.iter().map(suppression).collect(),
    }
}

/// The last steps, where there are more than a place can have: they are where the data does harm.
fn code_flow(steps: &[Label], folder: &str) -> CodeFlow {
    let left_out = steps.len().saturating_sub(MOST_LOCATIONS);
    let step =
        |it: &Label| Step { location: SarifLocation { message: Some(text(&it.text)), ..location(&it.at, folder) } };
    CodeFlow { thread_flows: [ThreadFlow { locations: steps[left_out..].iter().map(step).collect() }] }
}

/// All that is said: the message, then each label, note and help; what is said of another place links to it.
fn message(reported: &Reported) -> String {
    let diagnostic = &reported.diagnostic;
    let plain = |text: &str| visible::paragraph(text).replace("](", "] (");
    let mut lines = vec![plain(&diagnostic.message)];
    let label = diagnostic.primary.iter().map(|it| plain(&it.text));
    lines.extend(label.filter(|it| !it.is_empty()));
    let linked = |(index, label): (usize, &Label)| {
        let text = visible::line(&label.text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
        (!text.is_empty()).then(|| format!("[{text}]({})", index + 1))
    };
    lines.extend(diagnostic.secondary.iter().take(MOST_LOCATIONS - 1).enumerate().filter_map(linked));
    lines.extend(diagnostic.notes.iter().map(|it| format!("note: {}", plain(it))));
    lines.extend(diagnostic.helps.iter().map(|it| format!("help: {}", plain(it))));
    lines.join("\n")
}

fn location(at: &Location, folder: &str) -> SarifLocation {
    let (start, end) = region(at);
    SarifLocation {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: artifact(&at.file, folder),
            region: Region {
                start_line: start.line,
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
            },
        },
        message: None,
    }
}

fn artifact(file: &str, folder: &str) -> Artifact {
    match is_absolute(file) {
        true => Artifact { uri: format!("file:///{}", encoded(file.trim_start_matches('/'))), uri_base_id: None },
        false => Artifact { uri: encoded(&path(folder, file)), uri_base_id: Some(ROOT) },
    }
}

/// A path as part of an address (RFC 3986).
fn encoded(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => address.push(byte.into()),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

fn suppression(it: &Suppression) -> SarifSuppression {
    let kind = if it.is_in_source { "inSource" } else { "external" };
    SarifSuppression { kind, status: "accepted", justification: visible::paragraph(&it.justification) }
}

fn text(text: &str) -> Text {
    Text { text: visible::paragraph(text) }
}

/// The text, or its beginning with dots where the rest was.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().count() <= most {
        return text.into();
    }
    Cow::Owned(text.chars().take(most - 1).chain(['…']).collect())
}

/// 64-bit FNV-1a: the same on every machine and in every version, as alerts live longer than programs.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Diagnostic, Position};

    fn place(file: &str) -> Option<Location> {
        let start = Position { line: 18, column: 11 };
        Some(Location { file: file.into(), start, end: Position { column: 17, ..start } })
    }

    fn rule_of(id: &str, severity: Option<Severity>) -> RuleDescription {
        RuleDescription {
            id: id.into(),
            title: "Injection".into(),
            description: "What is typed becomes a command.".into(),
            help: "INP05: Injection".into(),
            markdown: "What is typed becomes a command.".into(),
            severity,
            tags: vec!["stride::tampering".into(), "cwe::89".into(), "cwe::89".into()],
            address: Some("https://cwe.mitre.org/data/definitions/89.html".into()),
        }
    }

    fn reported(code: &str, identity: &str) -> Reported {
        let diagnostic = Diagnostic::warning(code, "injection: `web`").at(place("src/web.rs"), "severity high");
        Reported { diagnostic, identity: identity.into(), suppression: None, flows: Vec::new() }
    }

    fn report(results: Vec<Reported>) -> Report {
        Report { name: "web".into(), rules: vec![rule_of("INP05", Some(Severity::High))], results }
    }

    fn document(reports: &[Report]) -> Value {
        let mut text = Vec::new();
        sarif(&mut text, reports, "shop", 0).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    #[test]
    fn a_document_in_full() {
        let mut first = reported("INP05", "INP05@web");
        first.diagnostic =
            first.diagnostic.with_secondary(place("/opt/a b.rs"), "`a[0]` is false").with_help("read on");
        let suppression = Suppression { is_in_source: true, justification: "accepted: a proxy".into() };
        let second = Reported { suppression: Some(suppression), ..reported("INP05", "INP05@api") };
        let mut text = Vec::new();
        sarif(&mut text, &[report(vec![first, second])], "shop", 1).unwrap();
        insta::assert_snapshot!(String::from_utf8(text).unwrap());
    }

    #[test]
    fn a_way_is_told_step_by_step() {
        let step = |number: usize| Label { at: place("src/web.rs").unwrap(), text: format!("step {number}") };
        let flows = vec![vec![step(1), step(2)], (0..MOST_LOCATIONS + 3).map(step).collect()];
        let results = vec![Reported { flows, ..reported("INP05", "INP05@web") }];
        let document = document(&[report(results)]);
        let flows = document["runs"][0]["results"][0]["codeFlows"].as_array().unwrap();
        let steps = |it: &Value| it["threadFlows"][0]["locations"].as_array().unwrap().clone();
        let first = json!({
            "physicalLocation": {
                "artifactLocation": { "uri": "shop/src/web.rs", "uriBaseId": ROOT },
                "region": { "startLine": 18, "startColumn": 11, "endLine": 18, "endColumn": 17 },
            },
            "message": { "text": "step 1" },
        });
        assert_eq!(steps(&flows[0])[0]["location"], first);
        assert_eq!((steps(&flows[0]).len(), steps(&flows[1]).len()), (2, MOST_LOCATIONS));
        assert_eq!(steps(&flows[1])[0]["location"]["message"]["text"], "step 3", "the end matters most");
    }

    #[test]
    fn fingerprints_stay_and_differ() {
        let results =
            vec![reported("INP05", "INP05@web"), reported("INP05", "INP05@api"), reported("INP05", "INP05@web")];
        let hashes = |document: &Value| -> Vec<String> {
            let results = document["runs"][0]["results"].as_array().unwrap();
            let hash = |it: &Value| it["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned();
            results.iter().map(hash).collect()
        };
        let before = hashes(&document(&[report(results.clone())]));
        assert_eq!(before, ["ee1aff552bdaac6b:1", "658056556ef32221:1", "ee1aff552bdaac6b:2"]);
        let mut moved = results;
        moved.iter_mut().for_each(|it| it.diagnostic.primary = None);
        assert_eq!(hashes(&document(&[report(moved)])), before, "lines move and change");
    }

    #[test]
    fn a_rule_is_as_severe_as_its_worst_result() {
        let mild = Report { rules: vec![rule_of("INP05", Some(Severity::Low))], ..report(Vec::new()) };
        let many: Vec<_> = std::iter::repeat_n(mild, MOST_RUNS).chain([report(Vec::new())]).collect();
        let runs = document(&many)["runs"].take();
        assert_eq!(runs.as_array().unwrap().len(), 1, "more reports than runs of a file");
        assert_eq!(runs[0]["tool"]["driver"]["rules"][0]["properties"]["security-severity"], "8.0");
        assert_eq!(runs[0]["automationDetails"]["id"], "cargo-tm/");
        assert_eq!(document(&many[1..])["runs"].as_array().unwrap().len(), MOST_RUNS);
    }

    #[test]
    fn scores_fall_where_github_draws_its_lines() {
        let score = |it| score(it).parse::<f32>().unwrap();
        assert!(score(Severity::VeryHigh) > 9.0 && score(Severity::VeryHigh) <= 10.0);
        assert!((7.0..9.0).contains(&score(Severity::High)) && (4.0..7.0).contains(&score(Severity::Medium)));
        assert!(score(Severity::Low) < 4.0 && score(Severity::Low) > score(Severity::VeryLow));
        assert!(score(Severity::VeryLow) > score(Severity::Info) && score(Severity::Info) > 0.0);
    }

    #[test]
    fn faults_of_the_model_are_no_matter_of_security() {
        let rules = vec![rule_of("TM0011", None)];
        let rule = document(&[Report { rules, ..Report::default() }])["runs"][0]["tool"]["driver"]["rules"][0].take();
        assert_eq!(rule["properties"], json!({ "tags": ["stride::tampering", "external/cwe/cwe-089"] }));
    }

    #[test]
    fn limits_are_kept_and_said() {
        let mut rule = rule_of("INP05", Some(Severity::High));
        rule.title = "é".repeat(2_000);
        rule.tags = (0..50).map(|it| format!("cwe::{it}")).collect();
        let mut first = reported("INP05", "first");
        for _ in 0..1_500 {
            first.diagnostic = first.diagnostic.with_secondary(place("src/lib.rs"), "");
        }
        let mut results = vec![first];
        results.resize(MOST_RESULTS + 3, reported("INP05", "INP05@web"));
        let document = document(&[Report { rules: vec![rule], results, ..Report::default() }]);
        let run = &document["runs"][0];
        let rule = &run["tool"]["driver"]["rules"][0];
        let length = |it: &Value| it.as_str().unwrap().chars().count();
        assert_eq!(length(&rule["name"]), MOST_OF_A_NAME);
        assert_eq!(length(&rule["shortDescription"]["text"]), MOST_CHARACTERS);
        assert_eq!(rule["properties"]["tags"].as_array().unwrap().len(), MOST_TAGS);
        assert_eq!(run["results"].as_array().unwrap().len(), MOST_RESULTS);
        assert_eq!(run["results"][0]["relatedLocations"].as_array().unwrap().len(), MOST_LOCATIONS - 1);
        let said = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert!(said.as_str().unwrap().starts_with("3 results are left out"), "{said}");
    }

    #[test]
    fn paths_are_addresses() {
        let check = |file: &str, uri: &str, base: Option<&str>| {
            let artifact = artifact(file, "my shop");
            assert_eq!((artifact.uri.as_str(), artifact.uri_base_id), (uri, base));
        };
        check("src/lib.rs", "my%20shop/src/lib.rs", Some(ROOT));
        check("src/é#1?.rs", "my%20shop/src/%C3%A9%231%3F.rs", Some(ROOT));
        check("/opt/lib.rs", "file:///opt/lib.rs", None);
        check("C:/opt/lib.rs", "file:///C%3A/opt/lib.rs", None);
    }

    #[test]
    fn no_text_makes_a_link_but_ours() {
        let mut it = reported("INP05", "a");
        it.diagnostic = it.diagnostic.with_note("[a](javascript:b)").with_secondary(place("a.rs"), "x[0](y)");
        assert_eq!(message(&it), "injection: `web`\nseverity high\n[x\\[0\\](y)](1)\nnote: [a] (javascript:b)");
    }
}
