//! All threats of a run, found by id.

use std::collections::{BTreeMap, BTreeSet};

use tm_diagnostic::{Diagnostic, Rule};

use super::source::SourceFile;
use super::{Threat, Version, pytm_file, toml_file};
use crate::code::Code;
use crate::model::nearest;

/// The longest threat file that is read, in bytes.
const MAX_LENGTH: usize = 64 * 1024 * 1024;

/// Threats, found by id or alias.
///
/// ```
/// use tm_core::threat::Library;
///
/// let text = r#"
///     title = "Readable in transit"
///     targets = ["Dataflow"]
///     severity = "High"
///     condition = "not target.controls.is_encrypted"
///     aliases = ["DE03"]
/// "#;
/// let (library, diagnostics) = Library::read(&[("ORG-001.toml", text)]);
/// assert!(diagnostics.is_empty());
/// assert_eq!(library.get("DE03").unwrap().id, "ORG-001");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The threats: those of TOML files by id, then those of JSON files in their order.
    pub threats: Vec<Threat>,
    /// The index of each threat by id and by alias.
    index: BTreeMap<String, usize>,
    /// Ids and aliases of threats that are not looked for in this run; decisions on them are neither right nor wrong.
    left_out: BTreeSet<String>,
}

/// The library that `cargo tm` comes with.
///
/// # Panics
///
/// If one of its own files is wrong, which its tests rule out.
pub fn shipped() -> Library {
    let files: Vec<_> = tm_threats::LIBRARY.iter().map(|(id, text)| (format!("{id}.toml"), *text)).collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let (library, diagnostics) = Library::read(&files);
    assert!(diagnostics.is_empty(), "the shipped threat library is wrong: {diagnostics:?}");
    library
}

impl Library {
    /// Reads threat files, each a name and a text: TOML files of one threat, named for its id, and JSON files of pytm.
    ///
    /// A faulty threat is reported and left out; the others are read. One that says `replaces = true` takes the place of the
    /// threat of its id in an earlier file.
    pub fn read(files: &[(&str, &str)]) -> (Library, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut read: Vec<(&str, bool, Threat)> = Vec::new();
        for (name, text) in files {
            if text.len() > MAX_LENGTH {
                let message = format!("{name}: the file is {} bytes long; the limit is {MAX_LENGTH}", text.len());
                diagnostics.push(Code::InvalidThreat.diagnostic(message));
                continue;
            }
            // A byte order mark is no part of the text, and positions do not count it.
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            let file = SourceFile::new(name, text);
            let is_json = is_json(name, text);
            let threats: Vec<_> = match is_json {
                true => pytm_file::read(&file, &mut diagnostics),
                false => toml_file::read(&file, &mut diagnostics).into_iter().collect(),
            };
            for threat in threats {
                if threat.replaces {
                    replace(&mut read, name, &threat, &mut diagnostics);
                }
                read.push((name, is_json, threat));
            }
        }
        // Sorting is stable: of two with one id the earlier stays ahead.
        read.sort_by(|(_, a_json, a), (_, b_json, b)| match (a_json, b_json) {
            (false, false) => a.id.cmp(&b.id),
            _ => a_json.cmp(b_json),
        });
        let mut library = Library::default();
        let mut origins: BTreeMap<String, &str> = BTreeMap::new();
        for (file, _, threat) in read {
            let names: Vec<_> = std::iter::once(&threat.id).chain(&threat.aliases).cloned().collect();
            if let Some((name, other)) = names.iter().find_map(|name| Some((name, origins.get(name)?))) {
                let what = if *name == threat.id { "id" } else { "alias" };
                let message = format!("{file}: the {what} `{name}` is taken by a threat in {other}");
                diagnostics.push(
                    Code::DuplicateThreat
                        .diagnostic(message)
                        .with_help("give one of them another id, or say `replaces = true` in the later file"),
                );
                continue;
            }
            for name in names {
                library.index.insert(name.clone(), library.threats.len());
                origins.insert(name, file);
            }
            library.threats.push(threat);
        }
        (library, diagnostics)
    }

    /// The threat with that id or alias, spelt exactly.
    pub fn get(&self, id_or_alias: &str) -> Option<&Threat> {
        self.position(id_or_alias).map(|index| &self.threats[index])
    }

    /// The index in [`Self::threats`] of the threat with that id or alias.
    pub fn position(&self, id_or_alias: &str) -> Option<usize> {
        self.index.get(id_or_alias).copied()
    }

    /// Leaves out the threat with that id or alias; false if there is none.
    pub fn remove(&mut self, id_or_alias: &str) -> bool {
        let Some(removed) = self.position(id_or_alias) else { return self.leaves_out(id_or_alias) };
        self.left_out.extend(self.index.iter().filter(|(_, index)| **index == removed).map(|(name, _)| name.clone()));
        self.threats.remove(removed);
        self.index.retain(|_, index| *index != removed);
        self.index.values_mut().filter(|index| **index > removed).for_each(|index| *index -= 1);
        true
    }

    /// Remembers the threats of `other` that are missing here: they exist, and are not looked for.
    pub fn leave_out(&mut self, other: &Library) {
        self.left_out.extend(other.index.keys().filter(|name| !self.index.contains_key(*name)).cloned());
    }

    /// Whether a threat of that id or alias exists that is not looked for.
    pub fn leaves_out(&self, id_or_alias: &str) -> bool {
        self.left_out.contains(id_or_alias)
    }

    /// What a policy knows of each threat, in the order of [`Self::threats`].
    ///
    /// The groups are `stride::spoofing`, `linddun::linking`, `cwe::79`, `capec::66`, `owasp::a03` and `asvs::v6.2.1`.
    /// News is what came after the version that is `pinned`.
    pub fn rules(&self, pinned: Option<Version>) -> Vec<Rule> {
        self.threats.iter().map(|it| rule(it, pinned)).collect()
    }

    /// The id or alias that `name` is most probably a misspelling of.
    pub fn suggest(&self, name: &str) -> Option<&str> {
        nearest(name, self.index.keys().map(String::as_str))
    }
}

fn rule(threat: &Threat, pinned: Option<Version>) -> Rule {
    let stride = threat.stride.iter().map(|it| format!("stride::{}", snake_case(it.name())));
    let linddun = threat.linddun.iter().map(|it| format!("linddun::{}", snake_case(it.name())));
    let cwe = threat.cwe.iter().map(|it| format!("cwe::{it}"));
    let capec = threat.capec.iter().map(|it| format!("capec::{it}"));
    // `A03:2021`: the year says which edition of the list, and teams mean the entry.
    let owasp = threat.owasp.iter().filter_map(|it| Some(format!("owasp::{}", it.split(':').next()?.to_lowercase())));
    let asvs = threat.asvs.iter().map(|it| format!("asvs::{}", it.to_lowercase()));
    let groups = stride.chain(linddun).chain(cwe).chain(capec).chain(owasp).chain(asvs).collect();
    Rule {
        id: threat.id.clone(),
        aliases: threat.aliases.clone(),
        groups,
        is_news: pinned.is_some_and(|it| threat.since > it),
    }
}

/// `DenialOfService` as `denial_of_service`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

/// Takes out what `by`, a threat of `file`, replaces.
fn replace(read: &mut Vec<(&str, bool, Threat)>, file: &str, by: &Threat, diagnostics: &mut Vec<Diagnostic>) {
    let before = read.len();
    read.retain(|(_, _, threat)| threat.id != by.id);
    if read.len() == before {
        let message = format!("{file}: it replaces nothing: no earlier file has a threat `{}`", by.id);
        let fault =
            Code::ReplacesNothing.diagnostic(message).at(Some(by.origin.whole()), "this is a threat of its own");
        diagnostics.push(fault.with_help("leave out `replaces`, or name the file after what it replaces"));
    }
}

/// Whether a library file is JSON. A TOML file may start with `[` too, but never with a value in it: `[{`, `["` and `[]`
/// are no headers a threat has.
/// By the file's name; where that does not say, by its start.
fn is_json(name: &str, text: &str) -> bool {
    match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("json") => return true,
        Some("toml") => return false,
        _ => {}
    }
    let text = text.trim_start();
    match text.strip_prefix('[') {
        Some(rest) => {
            !rest.starts_with('[') && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-')
        }
        None => text.starts_with('{'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "title = 'T'\ntargets = ['Server']\nseverity = 'High'\ncondition = 'target.uses_vpn'\n";

    /// The ids read, and each diagnostic as `line:column message`.
    fn check(files: &[(&str, &str)], ids: &[&str], expected: &[&str]) {
        let (library, diagnostics) = Library::read(files);
        let shown: Vec<_> = diagnostics
            .iter()
            .map(|it| {
                let place = it.primary.as_ref().map(|at| format!("{}:{} ", at.at.start.line, at.at.start.column));
                let help = it.helps.first().map(|help| format!(" ({help})")).unwrap_or_default();
                format!("{}{}{help}", place.unwrap_or_default(), it.message)
            })
            .collect();
        assert_eq!(shown, expected);
        let found: Vec<_> = library.threats.iter().map(|threat| threat.id.as_str()).collect();
        assert_eq!(found, ids);
    }

    #[test]
    fn one_bad_threat_does_not_hide_the_others() {
        let bad = format!("{}colour = 1\n", SOUND.replace("uses_vpn", "uses_vnp").replace("High", "Hihg"));
        check(
            &[("lib/B1.toml", SOUND), ("lib/A1.toml", SOUND), ("lib/C1.toml", &bad), ("D1.toml", "title = ")],
            &["A1", "B1"],
            &[
                "5:1 lib/C1.toml: unknown field `colour` (known fields are title, aliases, targets, severity, likelihood, condition, pytm_condition, stride, linddun, cwe, capec, owasp, asvs, description, prerequisites, mitigations, example, references, pytm, overlaps, replaces, since, case)",
                "4:21 condition of `C1`: `Server` has no attribute `uses_vnp` (did you mean `uses_vpn`?)",
                "3:12 lib/C1.toml: unknown severity `Hihg` (did you mean `High`?)",
                "1:9 D1.toml: string values must be quoted, expected literal string",
            ],
        );
    }

    #[test]
    fn missing_and_mistyped_fields_are_named() {
        check(
            &[("A.toml", "aliases = 1\ncwe = ['x']\ntarget = []\n[[case]]\nfires = 'yes'\n")],
            &[],
            &[
                "3:1 A.toml: unknown field `target` (did you mean `targets`?)",
                "1:1 A.toml: there is no `condition` (add `condition = …`)",
                "1:1 A.toml: there is no `targets` (name the classes it is about: `targets = [\"Server\"]`)",
                "1:1 A.toml: there is no `title` (add `title = …`)",
                "1:1 A.toml: there is no `severity` (add `severity = …`)",
                "1:11 A.toml: `aliases` is of type integer (expected a list)",
                "2:8 A.toml: `cwe` is of type string (expected a list of numbers)",
                "4:1 A.toml: there is no `name` (add `name = …`)",
                "5:9 A.toml: `fires` is of type string (expected true or false)",
            ],
        );
    }

    #[test]
    fn an_id_has_one_threat() {
        let alias = format!("aliases = ['A', 'X']\n{SOUND}");
        let json = r#"[{"SID": "X", "target": "Server", "severity": "Low", "condition": "target.usesVPN"},
                       {"SID": "A", "target": ["Server"], "severity": "Low"}]"#;
        check(
            &[("B.toml", &alias), ("A.toml", SOUND), ("p.json", json)],
            &["A", "X"],
            &[
                "B.toml: the alias `A` is taken by a threat in A.toml (give one of them another id, or say `replaces = true` in the later file)",
                "p.json: the id `A` is taken by a threat in A.toml (give one of them another id, or say `replaces = true` in the later file)",
            ],
        );
    }

    #[test]
    fn a_later_file_replaces_an_earlier_one() {
        let later = format!("replaces = true\nsince = '0.2'\n{}", SOUND.replace("'T'", "'Later'"));
        check(&[("lib/A.toml", SOUND), ("own/A.toml", &later)], &["A"], &[]);
        let (library, _) = Library::read(&[("lib/A.toml", SOUND), ("own/A.toml", &later)]);
        assert_eq!((library.threats[0].title.as_str(), library.threats[0].since.to_string()), ("Later", "0.2".into()));
        let json = r#"[{"SID": "A", "target": "Server", "severity": "Low", "condition": "target.usesVPN"}]"#;
        check(&[("p.json", json), ("A.toml", &later)], &["A"], &[]);
        let nothing = "6:14 own/A.toml: it replaces nothing: no earlier file has a threat `A` (leave out `replaces`, or name the file after what it replaces)";
        let taken = "lib/A.toml: the id `A` is taken by a threat in own/A.toml (give one of them another id, or say `replaces = true` in the later file)";
        check(&[("own/A.toml", &later)], &["A"], &[nothing]);
        check(&[("own/A.toml", &later), ("lib/A.toml", SOUND)], &["A"], &[nothing, taken]);
    }

    #[test]
    fn what_is_said_beside_the_condition_is_checked() {
        let with = |line: &str| format!("{line}\n{SOUND}");
        check(
            &[
                ("A.toml", &with("overlaps = { B = '  ', A = 'itself', C = 1 }")),
                ("B.toml", &with("overlaps = ['A']")),
                ("C.toml", &with("since = 'v2'")),
                ("D.toml", &with("replaces = 'yes'\nsince = 0.2")),
                ("E.toml", &with("overlaps = { A = 'both are needed', X-1 = 'so is this' }\nsince = '1.20'")),
            ],
            &["E"],
            &[
                "1:24 A.toml: `A` overlaps with itself (name another threat)",
                "1:18 A.toml: the overlap with `B` has no reason (say why both threats are needed)",
                "1:42 A.toml: `overlaps` is of type integer (expected a reason in quotes)",
                "1:12 B.toml: `overlaps` is of type array (expected a table: `{ INP05 = \"why both are needed\" }`)",
                "1:9 C.toml: `v2` is no version (write two numbers: `\"0.2\"`)",
                "2:9 D.toml: `since` is of type float (expected a version in quotes: `\"0.2\"`)",
                "1:12 D.toml: `replaces` is of type string (expected true or false)",
            ],
        );
    }

    #[test]
    fn categories_and_requirements_are_those_there_are() {
        let lists = "linddun = ['Linkin', 'Non-Repudiation', 7]\nasvs = ['V6.2.1', '6.2.1', 'V6.2', 'V6.02.1', 3]\n";
        check(
            &[("A.toml", &format!("{lists}{SOUND}"))],
            &[],
            &[
                "1:12 A.toml: unknown linddun `Linkin` (did you mean `Linking`?)",
                "1:22 A.toml: unknown linddun `Non-Repudiation` (did you mean `NonRepudiation`?)",
                "1:41 A.toml: `linddun` is of type integer (expected a string)",
                "2:19 A.toml: `6.2.1` is no requirement of the ASVS (write chapter, section and number as ASVS 5.0 does: `V6.2.1`)",
                "2:28 A.toml: `V6.2` is no requirement of the ASVS (write chapter, section and number as ASVS 5.0 does: `V6.2.1`)",
                "2:36 A.toml: `V6.02.1` is no requirement of the ASVS (write chapter, section and number as ASVS 5.0 does: `V6.2.1`)",
                "2:47 A.toml: `asvs` is of type integer (expected a list of strings)",
            ],
        );
        let sound = format!("stride = ['DenialOfService']\nlinddun = ['NonCompliance']\nasvs = ['V14.2.10']\n{SOUND}");
        let (library, diagnostics) = Library::read(&[("A.toml", &sound)]);
        assert_eq!(diagnostics, []);
        let groups = ["stride::denial_of_service", "linddun::non_compliance", "asvs::v14.2.10"];
        assert_eq!(library.rules(None)[0].groups, groups);
    }

    #[test]
    fn differences_from_pytm_are_about_ids_of_the_threat() {
        let with = |table: &str| format!("aliases = ['INP21']\n{SOUND}{table}\n");
        check(
            &[
                ("INP19.toml", &with("[pytm]\nINP20 = 'x'\nABCD = 'x'\nINP21 = 1\nINP19 = ' '")),
                ("B.toml", &with("pytm = 'the same'").replace("INP21", "B2")),
                ("C.toml", &with("[pytm]\nC = 'Same condition.'\nINP22 = '  Wider. '").replace("INP21", "INP22")),
            ],
            &["C"],
            &[
                "8:1 INP19.toml: `ABCD` is neither the id nor an alias of `INP19` (add it to `aliases`, or name one of INP19, INP21)",
                "10:9 INP19.toml: nothing is said of pytm's `INP19` (say how the condition differs, or `Same condition.`)",
                "7:1 INP19.toml: `INP20` is neither the id nor an alias of `INP19` (did you mean `INP21`?)",
                "9:9 INP19.toml: `pytm` is of type integer (expected a sentence in quotes)",
                "6:8 B.toml: `pytm` is of type string (expected a table: `[pytm]`, and in it `INP19 = \"how this differs\"`)",
            ],
        );
        let text = with("[pytm]\nINP21 = ' Wider. '\nINP19 = 'Same condition.'");
        let (library, _) = Library::read(&[("INP19.toml", &text)]);
        let read: Vec<_> = library.threats[0].pytm.iter().map(|it| (it.id.as_str(), it.reason.as_str())).collect();
        assert_eq!(read, [("INP19", "Same condition."), ("INP21", "Wider.")]);
    }

    #[test]
    fn a_condition_may_stay_in_pytms_words() {
        let wide =
            SOUND.replace("condition = 'target.uses_vpn'", "pytm_condition = 'len(target.inputs) + 1 > target.port'");
        check(&[("A.toml", &wide)], &["A"], &[]);
        let raising = SOUND.replace("condition = 'target.uses_vpn'", "pytm_condition = 'target.usesVNP'");
        check(
            &[("A.toml", &raising), ("B.toml", &format!("{SOUND}pytm_condition = 'True'\n"))],
            &["A"],
            &[
                "4:26 condition of `A`: `Server` has no attribute `usesVNP` (did you mean `usesVPN`? pytm takes a condition that raises an exception for false)",
                "5:18 B.toml: there are `condition` and `pytm_condition` (a threat has one: leave `condition`, or what pytm alone can say)",
            ],
        );
    }

    #[test]
    fn faults_in_json_have_their_place() {
        let json = "[{\"SID\": \"X\", \"target\": [\"Sever\"]},\n {\"SID\": \"Y\", \"target\": \"Server\",\n  \"condition\": \"target.controls.validateInput is \\\"x\\\"\", \"severty\": 1},\n 7]";
        check(
            &[("p.json", json)],
            &["X", "Y"],
            &[
                "1:25 p.json: unknown class `Sever` (did you mean `Server`?)",
                "3:58 p.json: unknown field `severty` (did you mean `severity`?)",
                "3:33 condition of `Y`: `Server` has no control `validateInput` (did you mean `validatesInput`? pytm takes a condition that raises an exception for false)",
                "4:2 p.json: a threat is left out: it is not an object",
            ],
        );
    }

    #[test]
    fn unusable_records_of_pytm_are_left_out_with_one_warning_each() {
        let json = r#"[{"SID": "A", "condition": "target.f(1)", "severity": "Hihg", "colour": 1},
 {"SID": "B", "condition": 7}, {"SID": "C D"}, "x",
 {"SID": "E", "condition": "9**9**9 > 1", "severity": "nope", "target": []}]"#;
        let (library, diagnostics) = Library::read(&[("p.json", json)]);
        assert!(diagnostics.iter().all(|it| it.level == tm_diagnostic::Level::Warning));
        assert_eq!(library.threats[0].severity, crate::threat::Severity::Info);
        check(
            &[("p.json", json)],
            &["E"],
            &[
                "1:36 `A` is left out: condition of `A`: unknown predicate `f` (there are `oneOf`, `crosses`, `enters`, `exits`, `inside`, `checkTLSVersion` and `hasDataLeaks`)",
                "2:28 p.json: `B` is left out: its condition is not a string",
                "2:32 p.json: a threat is left out: it has no usable `SID` (give it an id without spaces or `@`)",
                "2:48 p.json: a threat is left out: it is not an object",
                "3:55 p.json: unknown severity `nope` (one of Info, Very Low, Low, Medium, High, Very High)",
            ],
        );
    }

    #[test]
    fn hostile_files_are_errors() {
        for text in [
            "[".repeat(1_000_000),
            format!("a = {}", "[".repeat(1_000_000)),
            format!("a{}=1", ".a".repeat(200_000)),
            format!("[{}]", "{\"a\":".repeat(500_000)),
            "[1,".into(),
            "{}".into(),
            "\u{feff}".into(),
        ] {
            let (library, diagnostics) = Library::read(&[("x", &text)]);
            assert!(library.threats.is_empty() && !diagnostics.is_empty());
        }
    }

    #[test]
    fn names_are_suggested() {
        let (library, _) = Library::read(&[("INP05.toml", SOUND), ("DR01.toml", SOUND)]);
        assert_eq!(library.suggest("INP5"), Some("INP05"));
        assert_eq!(library.suggest("zzz"), None);
    }

    #[test]
    fn the_shipped_library_is_sound() {
        assert!(!shipped().threats.is_empty());
    }

    #[test]
    fn the_shipped_library_reads_what_is_documented() {
        for threat in shipped().threats {
            let attributes = threat.condition.attributes();
            assert!(!attributes.is_empty(), "{} reads nothing", threat.id);
            for it in attributes {
                assert!(it.get().doc.ends_with('.'), "{}: `{}` has no sentence of its own", threat.id, it.get().path());
            }
        }
    }
}
