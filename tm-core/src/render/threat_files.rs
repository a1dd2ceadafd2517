//! Threats as TOML files of ours, one a threat.
//!
//! ```toml
//! # Imported from `threats.json` by `cargo tm import`.
//! title         = "Data in the clear"
//! targets       = ["Dataflow"]
//! severity      = "High"
//! condition     = "not target.controls.is_encrypted"
//! ```
//!
//! A condition that only pytm's grammar can express stays in it, as `pytm_condition`. A threat whose id cannot be the name
//! of a file, on any system, gets another id and answers to its own as an alias.

use std::collections::HashSet;

use tm_diagnostic::Diagnostic;
use unicode_width::UnicodeWidthStr;

use super::words;
use crate::code::Code;
use crate::condition::from_pytm;
use crate::threat::Threat;

/// Longer lines are folded.
const MAX_WIDTH: usize = 110;

/// A longer name of a file may be too long for some file system, with its folders and its end.
const MAX_NAME: usize = 100;

/// Names that mean devices on Windows, whatever their end.
const DEVICES: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreatFile {
    /// Its name, without folders.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The files of threats that were read from pytm's file `origin`, with what is different in them.
pub fn threat_files(threats: &[Threat], origin: &str) -> (Vec<ThreatFile>, Vec<Diagnostic>) {
    let mut files = Vec::new();
    let mut notes = Vec::new();
    let mut note = |message: String, help: &str| notes.push(Code::ImportLoss.diagnostic(message).with_help(help));
    let mut ids = Ids::of(threats);
    for threat in threats {
        let shown = words::one_line(&threat.id);
        if threat.targets.is_empty() {
            note(format!("`{shown}` is left out: none of its classes is known"), "it would apply to nothing");
            continue;
        }
        let (id, alias) = ids.take(&threat.id);
        if id != threat.id {
            let help = match &alias {
                Some(_) => "decisions that name the old id still find it",
                None => "another threat has that id",
            };
            note(format!("`{shown}` is called `{id}`, because its own id is no name for a file"), help);
        }
        let written = threat.condition.text();
        let condition = from_pytm(written, &threat.targets);
        if condition.is_none() {
            let message = format!("the condition of `{shown}` stays in pytm's words, as `pytm_condition`");
            note(message, "it says what our own conditions cannot; findings from it name no smallest reason");
        }
        let condition = match &condition {
            Some(ours) => ("condition", ours.as_str()),
            None => ("pytm_condition", written),
        };
        let text = text(threat, origin, alias.as_deref(), condition);
        files.push(ThreatFile { name: format!("{id}.toml"), text });
    }
    (files, notes)
}

fn text(threat: &Threat, origin: &str, alias: Option<&str>, condition: (&str, &str)) -> String {
    let mut lines = vec![format!("# Imported from `{}` by `cargo tm import`.", origin.escape_debug())];
    let mut field = |name: &str, value: String| lines.push(format!("{name:13} = {value}"));
    let list = |items: &[String]| list(items.iter().map(|it| basic(it)).collect());
    let numbers = |items: &[u32]| self::list(items.iter().map(u32::to_string).collect());
    let names = |items: Vec<&str>| self::list(items.into_iter().map(basic).collect());
    field("title", string(&threat.title));
    let aliases: Vec<_> = alias.map(str::to_owned).into_iter().chain(threat.aliases.iter().cloned()).collect();
    if !aliases.is_empty() {
        field("aliases", list(&aliases));
    }
    field("targets", names(threat.targets.iter().map(|it| it.name()).collect()));
    field("severity", basic(threat.severity.name()));
    if let Some(likelihood) = threat.likelihood {
        field("likelihood", basic(likelihood.name()));
    }
    field(condition.0, string(condition.1));
    if !threat.stride.is_empty() {
        field("stride", names(threat.stride.iter().map(|it| it.name()).collect()));
    }
    for (name, items) in [("cwe", &threat.cwe), ("capec", &threat.capec)] {
        if !items.is_empty() {
            field(name, numbers(items));
        }
    }
    if !threat.owasp.is_empty() {
        field("owasp", list(&threat.owasp));
    }
    let texts = [
        ("description", &threat.description),
        ("prerequisites", &threat.prerequisites),
        ("mitigations", &threat.mitigations),
        ("example", &threat.example),
    ];
    for (name, text) in texts.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
        field(name, string(text.trim()));
    }
    if !threat.references.is_empty() {
        field("references", list(&threat.references));
    }
    lines.join("\n") + "\n"
}

/// `["a", "b"]`, or one item a line.
fn list(items: Vec<String>) -> String {
    let line = format!("[{}]", items.join(", "));
    if line.width() <= MAX_WIDTH { line } else { format!("[\n    {},\n]", items.join(",\n    ")) }
}

/// A string on one line.
fn basic(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A string: on one line if it is short, else with its line breaks, and folded at spaces where lines are long.
fn string(text: &str) -> String {
    let line = basic(text);
    if line.width() <= MAX_WIDTH && !text.contains('\n') {
        return line;
    }
    let lines: Vec<_> = text.split('\n').map(|line| folded(&escaped(line))).collect();
    format!("\"\"\"\n{}\"\"\"", lines.join("\n"))
}

/// A line with `\` and a line break behind some of its spaces. What follows such a break never starts with a space, because
/// TOML skips white space there.
fn folded(line: &str) -> String {
    let mut folded = String::new();
    let mut width = 0;
    for word in line.split_inclusive(' ') {
        if width + word.width() > MAX_WIDTH && folded.ends_with(' ') && word != " " {
            folded.push_str("\\\n");
            width = 0;
        }
        folded.push_str(word);
        width += word.width();
    }
    folded
}

/// The text of a basic string. Characters that nobody sees, or that turn the direction of writing, are escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
                escaped.push_str(&format!("\\u{:04X}", u32::from(character)));
            }
            _ if character.is_control() => escaped.push_str(&format!("\\u{:04X}", u32::from(character))),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The ids of the files: no two are the same on a file system that does not tell `a` from `A`.
struct Ids {
    /// The ids of all threats, in lower case.
    wanted: HashSet<String>,
    /// The ids that files have, in lower case.
    given: HashSet<String>,
    /// The ids that a threat answers to.
    known: HashSet<String>,
}

impl Ids {
    fn of(threats: &[Threat]) -> Ids {
        let wanted = threats.iter().map(|it| it.id.to_lowercase()).collect();
        Ids { wanted, given: HashSet::new(), known: HashSet::new() }
    }

    /// The id that a threat has as a file, and its own as an alias, where that is another one and still free.
    fn take(&mut self, id: &str) -> (String, Option<String>) {
        let is_new = self.known.insert(id.to_owned());
        let name = file_name(id);
        if name == id && self.given.insert(name.to_lowercase()) {
            return (name, None);
        }
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let is_free =
            |it: &String| !self.wanted.contains(&it.to_lowercase()) && !self.given.contains(&it.to_lowercase());
        let free = std::iter::once(name.clone()).chain(numbered).find(is_free);
        let free = free.expect("there are more numbers than threats");
        self.given.insert(free.to_lowercase());
        (free, is_new.then(|| id.to_owned()))
    }
}

/// The id itself if a file can have it as its name, else one like it.
fn file_name(id: &str) -> String {
    let allowed = |it: char| it.is_alphanumeric() || "-_.".contains(it);
    let name: String = id.chars().map(|it| if allowed(it) { it } else { '-' }).take(MAX_NAME).collect();
    let name = name.trim_matches(['-', '.']);
    let stem = name.split('.').next().unwrap_or_default();
    if name.is_empty() || DEVICES.contains(&stem.to_lowercase().as_str()) {
        return format!("threat-{name}").trim_end_matches('-').to_owned();
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::threat::{Library, read_pytm};

    fn imported(json: &serde_json::Value) -> (Vec<Threat>, Vec<ThreatFile>, Vec<String>) {
        let (threats, _, faults) = read_pytm("threats.json", &json.to_string());
        assert!(faults.iter().all(|it| it.level < tm_diagnostic::Level::Error), "{faults:?}");
        let (files, notes) = threat_files(&threats, "threats.json");
        (threats, files, notes.into_iter().map(|it| it.message).collect())
    }

    fn read_back(files: &[ThreatFile]) -> Library {
        let files: Vec<_> = files.iter().map(|it| (it.name.as_str(), it.text.as_str())).collect();
        let (library, faults) = Library::read(&files);
        assert!(faults.iter().all(|it| it.level < tm_diagnostic::Level::Error), "{faults:?}");
        library
    }

    #[test]
    fn a_threat_of_pytm_becomes_a_file() {
        let long = "A sentence that goes on. ".repeat(12);
        let (_, files, notes) = imported(&serde_json::json!([{
            "SID": "ORG-1", "target": ["Dataflow", "Server"], "severity": "Very High", "Likelihood Of Attack": "medium",
            "description": "It \"leaks\"", "details": format!("{long}\n\n  {long}"), "prerequisites": "",
            "condition": "target.controls.isEncrypted is False", "mitigations": "Use TLS.\u{202e}\u{7}",
            "references": "https://capec.mitre.org/data/definitions/117.html, CWE-319",
        }, {
            "SID": "ORG-2", "target": "Server", "condition": "len(target.inputs) + 1 > 3",
        }]));
        let shown: Vec<_> = files.iter().map(|it| format!("--- {}\n{}", it.name, it.text)).collect();
        insta::assert_snapshot!("threat_files", format!("{}--- notes\n{}\n", shown.concat(), notes.join("\n")));
    }

    #[test]
    fn an_id_that_no_file_can_have_becomes_an_alias() {
        let long = "x".repeat(300);
        let ids = [
            "../../x", "CON", "a/b", "a\\b", "A-B", "nul.txt", ".", "ok", "OK", "ok", &long, "ID\u{0}", "größe",
            "a.toml",
        ];
        let records: Vec<_> = ids.iter().map(|id| serde_json::json!({ "SID": id, "target": "Server" })).collect();
        let (_, files, notes) = imported(&records.into());
        let names: Vec<_> = files.iter().map(|it| it.name.as_str()).collect();
        let cut = format!("{}.toml", &long[..MAX_NAME]);
        assert_eq!(
            names,
            [
                "x.toml",
                "threat-CON.toml",
                "a-b-2.toml",
                "a-b-3.toml",
                "A-B.toml",
                "threat-nul.txt.toml",
                "threat.toml",
                "ok.toml",
                "OK-2.toml",
                "ok-3.toml",
                &cut,
                "ID.toml",
                "größe.toml",
                "a.toml.toml"
            ]
        );
        let library = read_back(&files);
        assert_eq!(library.threats.len(), ids.len());
        for id in ids {
            assert!(library.get(id).is_some(), "{id}");
        }
        assert_eq!(notes.len(), 10, "{notes:#?}");
    }

    #[test]
    fn what_applies_to_nothing_is_named() {
        let (_, files, notes) = imported(&serde_json::json!([{ "SID": "A", "target": ["Sever"] }]));
        assert_eq!(
            (files.len(), notes.as_slice()),
            (0, &["`A` is left out: none of its classes is known".to_owned()][..])
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_record_is_read_back(texts in prop::collection::vec(prop_oneof![
            "\\PC{0,60}", "[\"\\\\ \n\r\t\u{0}-\u{20}\u{7f}-\u{a0}ab]{0,300}", "( ?[a-z]{1,9} {0,3}){0,60}"
        ], 7), condition in prop::sample::select(vec![
            "True", "target.OS == 'a\\\\b\\'c\"'", "1 + 1 == 2", "(target.OS\n==\n'x')", "(len(target.inputs) +\n  1 > 3)",
        ])) {
            let (threats, files, _) = imported(&serde_json::json!([{
                "SID": "ORG-1", "target": "Server", "severity": "low", "condition": condition, "description": texts[0],
                "details": texts[1], "prerequisites": texts[2], "mitigations": texts[3], "example": texts[4],
                "references": format!("{},{}", texts[5], texts[6]),
            }]));
            let library = read_back(&files);
            let (there, here) = (&threats[0], &library.threats[0]);
            prop_assert_eq!(here.title.trim(), there.title.trim());
            prop_assert_eq!(here.description.trim(), there.description.trim());
            prop_assert_eq!(here.prerequisites.trim(), there.prerequisites.trim());
            prop_assert_eq!(here.mitigations.trim(), there.mitigations.trim());
            prop_assert_eq!(here.example.trim(), there.example.trim());
            prop_assert_eq!(&here.references, &there.references);
            prop_assert_eq!((here.severity, here.likelihood, &here.targets), (there.severity, there.likelihood, &there.targets));
            prop_assert_eq!((&here.cwe, &here.capec), (&there.cwe, &there.capec));
            let is_translated = from_pytm(condition, &there.targets).is_some();
            prop_assert!(is_translated || here.condition.text() == condition);
        }
    }
}
