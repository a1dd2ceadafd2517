//! Reads `tm.toml`: what a team says of its threats beside the code.
//!
//! ```toml
//! [levels]                    # allow, warn or deny; see `tm_diagnostic::Policy`
//! high = "deny"
//! "stride::spoofing" = "warn"
//! INP05 = "allow"
//! acceptances = "deny"        # decisions that match nothing or have expired
//!
//! [threats]
//! shipped = true              # use the library that cargo-tm comes with
//! files = ["threats"]         # further threat files, or folders of them, relative to this file
//! library = "0.1"             # the version of the shipped library: newer threats only warn
//!
//! [[accept]]                  # a decision on a finding that has no item to annotate
//! finding = "DR01@app::CommentsDb"
//! reason = "the volume is encrypted by the platform"
//! owner = "platform"
//! until = "2027-06-30"
//! as = "mitigated"
//!
//! [[accept]]                  # the same of an issue of the taint analysis: CODE, CODE@FUNCTION, or its whole id
//! issue = "T0003@web::download"
//! reason = "only administrators call it"
//!
//! [taint]                     # kinds, rules and model files; see `taint`
//! ```
//!
//! Every key is known or an error: a policy that is misspelt would pass for one that holds.

mod taint;

use std::ops::Range;

use tm_diagnostic::{Diagnostic, LintLevel, Location, Response, Setting, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::code::Code;
use crate::decide::Acceptance;
use crate::model::Expectation;
use crate::threat::{SourceFile, Version};

pub use taint::{DeclaredKind, DeclaredRule, Taint, Written};

/// The content of one tm.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The levels of threats, groups and severities.
    pub levels: Vec<Setting>,
    /// The decisions on findings.
    pub acceptances: Vec<Acceptance>,
    /// The decisions on issues of the taint analysis.
    pub accepted_issues: Vec<Acceptance>,
    /// The library.
    pub threats: ThreatFiles,
    /// The taint analysis.
    pub taint: Taint,
}

/// Which threats are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreatFiles {
    /// Whether those that `cargo tm` comes with are among them, if that is said.
    pub shipped: Option<bool>,
    /// Files and folders of further threats, relative to the file that names them.
    pub files: Vec<String>,
    /// The version of the shipped library that the team has seen, such as `0.1`, if one is pinned.
    pub library: Option<Version>,
}

/// Reads the text of a tm.toml; all faults are errors.
///
/// ```
/// let (config, faults) = tm_core::config::read("tm.toml", "[levels]\nhigh = \"deny\"\n");
/// assert!(faults.is_empty());
/// assert_eq!(config.levels[0].name, "high");
///
/// let (_, faults) = tm_core::config::read("tm.toml", "[levls]\n");
/// assert_eq!(faults[0].helps, ["did you mean `levels`?"]);
/// ```
pub fn read(file: &str, text: &str) -> (Config, Vec<Diagnostic>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = SourceFile::new(file, text);
    let mut reader = Reader { file: &file, faults: Vec::new() };
    let config = match DeTable::parse(text) {
        Ok(table) => reader.config(table.get_ref()),
        Err(error) => {
            reader.fault(error.span(), error.message().trim_end(), "");
            Config::default()
        }
    };
    (config, reader.faults)
}

struct Reader<'r, 't> {
    file: &'r SourceFile<'t>,
    faults: Vec<Diagnostic>,
}

/// What an acceptance is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Finding,
    Issue,
}

type Field<'v, 't> = &'v Spanned<DeValue<'t>>;

impl Reader<'_, '_> {
    fn config(&mut self, table: &DeTable<'_>) -> Config {
        self.check_keys(table, &["levels", "threats", "accept", "taint"]);
        let mut config = Config::default();
        if let Some(levels) = self.table(table, "levels") {
            config.levels = levels.iter().filter_map(|(key, value)| self.setting(key, value)).collect();
        }
        if let Some(threats) = self.table(table, "threats") {
            config.threats = self.threats(threats);
        }
        if let Some(taint) = self.table(table, "taint") {
            config.taint = self.taint(taint);
        }
        match table.get("accept").map(|value| (value, value.get_ref())) {
            None => {}
            Some((_, DeValue::Array(list))) => {
                for it in list {
                    match self.acceptance(it) {
                        Some((Subject::Finding, acceptance)) => config.acceptances.push(acceptance),
                        Some((Subject::Issue, acceptance)) => config.accepted_issues.push(acceptance),
                        None => {}
                    }
                }
            }
            Some((value, _)) => self.fault(Some(value.span()), "`accept` is no list", "write `[[accept]]`"),
        }
        config
    }

    fn setting(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: Field<'_, '_>) -> Option<Setting> {
        let level = value.get_ref().as_str().and_then(LintLevel::from_name);
        if level.is_none() {
            let message = format!("the level of `{}` is none", key.get_ref());
            let near =
                value.get_ref().as_str().and_then(|it| nearest(it, LintLevel::ALL.map(LintLevel::name).into_iter()));
            let help =
                near.map_or("it is \"allow\", \"warn\" or \"deny\"".to_owned(), |it| format!("did you mean \"{it}\"?"));
            self.fault(Some(value.span()), &message, &help);
        }
        let at = Some(self.file.location(key.span()));
        level.map(|level| Setting { name: key.get_ref().to_string(), level, at })
    }

    fn threats(&mut self, table: &DeTable<'_>) -> ThreatFiles {
        self.check_keys(table, &["shipped", "files", "library"]);
        let mut threats = ThreatFiles { shipped: self.flag(table, "shipped"), ..ThreatFiles::default() };
        threats.files = self.texts(table, "files", "write `files = [\"threats\"]`");
        if let Some(version) = self.text(table, "library") {
            threats.library = version.parse().ok();
            if threats.library.is_none() {
                let message = format!("`{version}` is no version of the library");
                self.fault(table.get("library").map(Spanned::span), &message, "write one such as \"0.1\"");
            }
        }
        threats
    }

    fn acceptance(&mut self, value: Field<'_, '_>) -> Option<(Subject, Acceptance)> {
        let DeValue::Table(table) = value.get_ref() else {
            self.fault(Some(value.span()), "this acceptance is no table", "write `[[accept]]`");
            return None;
        };
        self.check_keys(table, &["finding", "issue", "reason", "owner", "until", "until_changed", "as"]);
        let place = |key: &str| table.get(key).map_or(value.span(), Spanned::span);
        let (subject, key) = match table.contains_key("issue") {
            true => (Subject::Issue, "issue"),
            false => (Subject::Finding, "finding"),
        };
        if subject == Subject::Issue && table.contains_key("finding") {
            self.fault(Some(place("finding")), "an acceptance is about one thing", "write a second `[[accept]]`");
            return None;
        }
        let sample = "finding = \"DR01@app::CommentsDb\"";
        let about = self.said(table, value.span(), "an acceptance", key, sample);
        let reason = self.said(table, value.span(), "an acceptance", "reason", "reason = \"…\"");
        let until = self.text(table, "until");
        if let Some(day) = until.as_deref().filter(|it| !tm_schema::is_day(it)) {
            let message = format!("`{day}` is no day of the calendar");
            self.fault(Some(place("until")), &message, "write \"YYYY-MM-DD\"");
            return None;
        }
        let response = match self.text(table, "as") {
            None => Response::default(),
            Some(name) => {
                let Some(response) = Response::from_name(&name) else {
                    let names = Response::ALL.map(Response::name);
                    let help = match nearest(&name, names.into_iter()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("it is one of {}", names.join(", ")),
                    };
                    self.fault(Some(place("as")), &format!("`{name}` is no decision"), &help);
                    return None;
                };
                response
            }
        };
        let at = Some(self.file.location(place(key)));
        let (about, reason) = (about?, reason?);
        let parts = match subject {
            // All issues of a rule may be meant, but no finding is everywhere.
            Subject::Issue => Some(about.split_once('@').unwrap_or((&about, "*"))),
            Subject::Finding => about.split_once('@'),
        };
        let Some((id, element)) = parts.filter(|(id, on)| !id.is_empty() && !on.is_empty()) else {
            let (what, help) = match subject {
                Subject::Finding => {
                    ("finding", "it is a threat, `@` and what it is on, as `cargo tm findings --format json` shows")
                }
                Subject::Issue => {
                    ("issue", "it is a rule's code, `@` and a function, as `cargo tm taint --format json` shows")
                }
            };
            self.fault(Some(place(key)), &format!("`{about}` is no {what}'s id"), help);
            return None;
        };
        let owner = self.text(table, "owner").unwrap_or_default();
        let until_changed = match table.get("until_changed").map(|it| it.get_ref().as_bool()) {
            None => false,
            Some(Some(it)) => it,
            Some(None) => {
                self.fault(
                    Some(place("until_changed")),
                    "`until_changed` is no truth value",
                    "write `until_changed = true`",
                );
                return None;
            }
        };
        if until_changed && subject == Subject::Issue {
            self.fault(Some(place("until_changed")), "`until_changed` is for findings", "give a last day: `until`");
            return None;
        }
        let element = element.to_owned();
        let decision = Expectation { threat: id.to_owned(), reason, owner, until, until_changed, response, at };
        Some((subject, Acceptance { element, decision }))
    }

    /// A text that must be there and say something.
    fn said(
        &mut self,
        table: &DeTable<'_>,
        place: Range<usize>,
        what: &str,
        key: &str,
        sample: &str,
    ) -> Option<String> {
        let Some(value) = table.get(key) else {
            self.fault(Some(place), &format!("{what} needs a {key}"), &format!("add `{sample}`"));
            return None;
        };
        let text = self.text(table, key)?;
        if text.trim().is_empty() {
            self.fault(Some(value.span()), &format!("this {key} is empty"), "");
            return None;
        }
        Some(text)
    }

    /// A list of texts; empty where there is none.
    fn texts(&mut self, table: &DeTable<'_>, key: &str, help: &str) -> Vec<String> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let texts = value.get_ref().as_array().map(|list| list.iter().map(|it| it.get_ref().as_str()));
        match texts.and_then(Iterator::collect::<Option<Vec<_>>>) {
            Some(texts) => texts.into_iter().map(ToOwned::to_owned).collect(),
            None => {
                self.fault(Some(value.span()), &format!("`{key}` is no list of texts"), help);
                Vec::new()
            }
        }
    }

    fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let value = table.get(key)?;
        let text = value.get_ref().as_str().map(ToOwned::to_owned);
        if text.is_none() {
            self.fault(Some(value.span()), &format!("`{key}` is no text"), &format!("write `{key} = \"…\"`"));
        }
        text
    }

    fn table<'v, 't>(&mut self, table: &'v DeTable<'t>, key: &str) -> Option<&'v DeTable<'t>> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.fault(Some(value.span()), &format!("`{key}` is no table"), &format!("write `[{key}]`"));
                None
            }
        }
    }

    fn check_keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let help = match nearest(key.get_ref(), known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    format!("there are {}", known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
                }
            };
            self.fault(Some(key.span()), &format!("unknown key `{}`", key.get_ref()), &help);
        }
    }

    fn fault(&mut self, range: Option<Range<usize>>, message: &str, help: &str) {
        let place: Option<Location> = range.map(|range| self.file.location(range));
        let fault = Code::InvalidConfig.diagnostic(format!("{}: {message}", self.file.name)).at(place, "");
        self.faults.push(if help.is_empty() { fault } else { fault.with_help(help) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each fault as `line:column message (help)`.
    fn check(text: &str, expected: &[&str]) -> Config {
        let (config, faults) = read("tm.toml", text);
        let shown: Vec<_> = faults
            .iter()
            .map(|it| {
                let place = it.primary.as_ref().map(|at| format!("{}:{} ", at.at.start.line, at.at.start.column));
                let help = it.helps.first().map(|help| format!(" ({help})")).unwrap_or_default();
                format!("{}{}{help}", place.unwrap_or_default(), it.message.trim_start_matches("tm.toml: "))
            })
            .collect();
        assert_eq!(shown, expected);
        config
    }

    #[test]
    fn everything_that_can_be_said() {
        let config = check(
            "[levels]\nhigh = 'deny'\n'stride::spoofing' = 'warn'\n[threats]\nshipped = false\nfiles = ['a.toml']\nlibrary = '0.1'\n[taint]\nmodels = ['b.tm.rs']\n\
             [[accept]]\nfinding = 'T1@a::b@c'\nreason = 'r'\nowner = 'o'\nuntil = '2027-01-31'\nas = 'avoided'\n\
             [[accept]]\nfinding = 'T2@x'\nreason = 'r'\n",
            &[],
        );
        let levels: Vec<_> = config.levels.iter().map(|it| (it.name.as_str(), it.level)).collect();
        assert_eq!(levels, [("high", LintLevel::Deny), ("stride::spoofing", LintLevel::Warn)]);
        assert_eq!(config.threats.shipped, Some(false));
        assert_eq!(
            (config.threats.files, config.threats.library),
            (vec!["a.toml".to_owned()], Some(Version::default()))
        );
        assert_eq!(config.taint.models, ["b.tm.rs"]);
        let [full, short] = &config.acceptances[..] else { panic!("{:?}", config.acceptances) };
        assert_eq!((full.element.as_str(), full.decision.response), ("a::b@c", Response::Avoided));
        assert_eq!((full.finding().as_str(), full.decision.until.as_deref()), ("T1@a::b@c", Some("2027-01-31")));
        assert_eq!((short.decision.response, short.decision.owner.as_str()), (Response::Accepted, ""));
    }

    #[test]
    fn issues_are_accepted_by_code_function_or_id() {
        let config = check(
            "[[accept]]\nissue = 'T0002'\nreason = 'r'\n[[accept]]\nissue = 'T0003@web::<a>::b'\nreason = 'r'\nas = 'mitigated'\n",
            &[],
        );
        let issues: Vec<_> =
            config.accepted_issues.iter().map(|it| (it.decision.threat.as_str(), it.element.as_str())).collect();
        assert_eq!(issues, [("T0002", "*"), ("T0003", "web::<a>::b")]);
        assert_eq!(config.acceptances, []);
        let help = "it is a rule's code, `@` and a function, as `cargo tm taint --format json` shows";
        for (text, expected) in [
            ("issue = '@web'\nreason = 'r'", format!("2:9 `@web` is no issue's id ({help})")),
            (
                "issue = 'T1'\nfinding = 'T1@a'\nreason = 'r'",
                "3:11 an acceptance is about one thing (write a second `[[accept]]`)".to_owned(),
            ),
            (
                "issue = 'T1'\nreason = 'r'\nuntil_changed = true",
                "4:17 `until_changed` is for findings (give a last day: `until`)".to_owned(),
            ),
        ] {
            check(&format!("[[accept]]\n{text}\n"), &[&expected]);
        }
    }

    #[test]
    fn rules_and_kinds_of_the_taint_analysis() {
        let config = check(
            "[taint]\nshipped = false\n[taint.sources]\nTenant = 'what another tenant has stored'\n[[taint.rule]]\n\
             code = 'ORG-T1'\nname = 'n'\nmessage = '{sources} is run ({sinks})'\nsources = ['Tenant']\nsinks = ['Sql', 'Html']\n\
             severity = 'VeryHigh'\ncwe = [89]\nthreat = 'INP05'\nhelp = 'h'\nreplaces = true\n\
             [[taint.rule]]\ncode = 'ORG-T2'\nname = 'n'\nsources = ['A']\nsinks = ['B']\n",
            &[],
        );
        let Taint { shipped, models: _, sources, sinks, rules } = config.taint;
        assert_eq!((shipped, sources.len(), sinks.len()), (Some(false), 1, 0));
        assert_eq!((sources[0].name.text.as_str(), sources[0].name.at.start.line), ("Tenant", 4));
        let [full, short] = &rules[..] else { panic!("{rules:?}") };
        assert_eq!(
            (full.code.text.as_str(), full.severity, &full.cwe[..]),
            ("ORG-T1", tm_diagnostic::Severity::VeryHigh, &[89][..])
        );
        assert!(full.replaces && full.sinks.len() == 2 && full.threat.is_some() && full.help.is_some());
        assert_eq!((short.severity, short.replaces, &short.message), (tm_diagnostic::Severity::Medium, false, &None));
    }

    #[test]
    fn faults_of_rules_are_told_at_their_places() {
        let rule =
            |text: &str| format!("[[taint.rule]]\ncode = 'A'\nname = 'n'\nsources = ['B']\nsinks = ['C']\n{text}\n");
        for (text, expected) in [
            ("[taint]\nsource = 1\n".to_owned(), "2:1 unknown key `source` (did you mean `sources`?)"),
            ("[taint]\nrule = 1\n".to_owned(), "2:8 `rule` is no list (write `[[taint.rule]]`)"),
            (
                "[taint.sinks]\n'a b' = 'x'\n".to_owned(),
                "2:1 `a b` is no name of a kind (marks in the code name it: write one such as `Template`)",
            ),
            ("[taint.sinks]\nA = 1\n".to_owned(), "2:5 `A` is no text (write `A = \"…\"`)"),
            (rule("sink = 1"), "6:1 unknown key `sink` (did you mean `sinks`?)"),
            (rule("severity = 'high'"), "6:12 `high` is no severity (did you mean `High`?)"),
            (rule("message = '{source} x'"), "6:11 nothing is put in for `{source}` (did you mean `{sources}`?)"),
            (rule("message = '{x'"), "6:11 a `{` in this message is never closed (write `{sources}` or `{sinks}`)"),
            (rule("cwe = ['89']"), "6:7 `cwe` is no list of numbers (write `cwe = [89]`)"),
            (rule("replaces = 1"), "6:12 `replaces` is neither true nor false"),
            (
                rule("").replace("'A'", "'high'"),
                "2:8 `high` means something else in `[levels]` (write one such as \"ORG-T1\")",
            ),
            (
                rule("").replace("'A'", "'a@b'"),
                "2:8 `a@b` is no code: it has letters, digits, `-` and `_` (write one such as \"ORG-T1\")",
            ),
            (rule("").replace("['B']", "[]"), "4:11 `sources` is no list of kinds (write `sources = [\"UserInput\"]`)"),
            (rule("").replace("sinks = ['C']", ""), "1:1 a rule needs sinks (add `sinks = [\"Sql\"]`)"),
        ] {
            check(&text, &[expected]);
        }
    }

    #[test]
    fn an_empty_file_says_nothing() {
        assert_eq!(check("", &[]), Config::default());
    }

    #[test]
    fn faults_are_told_at_their_places_all_at_once() {
        check(
            "[level]\n[threats]\nshiped = true\nshipped = 'yes'\nfiles = 'a'\nlibrary = 'new'\n",
            &[
                "1:2 unknown key `level` (did you mean `levels`?)",
                "3:1 unknown key `shiped` (did you mean `shipped`?)",
                "4:11 `shipped` is neither true nor false",
                "5:9 `files` is no list of texts (write `files = [\"threats\"]`)",
                "6:11 `new` is no version of the library (write one such as \"0.1\")",
            ],
        );
        check(
            "[levels]\nhigh = 'dney'\nlow = 1\n",
            &[
                "2:8 the level of `high` is none (did you mean \"deny\"?)",
                "3:7 the level of `low` is none (it is \"allow\", \"warn\" or \"deny\")",
            ],
        );
        check(
            "levels = 1\naccept = 'x'\n",
            &["1:10 `levels` is no table (write `[levels]`)", "2:10 `accept` is no list (write `[[accept]]`)"],
        );
        check(
            "[taint]\nmodels = 'a'\nmodel = 1\n",
            &[
                "3:1 unknown key `model` (did you mean `models`?)",
                "2:10 `models` is no list of texts (write `models = [\"ourdb.tm.rs\"]`)",
            ],
        );
        check("a = [\n", &["1:6 unclosed array, expected `]`"]);
    }

    #[test]
    fn an_acceptance_needs_a_finding_and_a_reason() {
        let help = "it is a threat, `@` and what it is on, as `cargo tm findings --format json` shows";
        for (text, expected) in [
            ("finding = 'T1@a'", "1:1 an acceptance needs a reason (add `reason = \"…\"`)".to_owned()),
            ("reason = 'r'", "1:1 an acceptance needs a finding (add `finding = \"DR01@app::CommentsDb\"`)".to_owned()),
            ("finding = 'T1@a'\nreason = ' '", "3:10 this reason is empty".to_owned()),
            ("finding = 'T1'\nreason = 'r'", format!("2:11 `T1` is no finding's id ({help})")),
            ("finding = '@a'\nreason = 'r'", format!("2:11 `@a` is no finding's id ({help})")),
            ("finding = 1\nreason = 'r'", "2:11 `finding` is no text (write `finding = \"…\"`)".to_owned()),
            (
                "finding = 'T1@a'\nreason = 'r'\nuntil = '2027-02-30'",
                "4:9 `2027-02-30` is no day of the calendar (write \"YYYY-MM-DD\")".to_owned(),
            ),
            (
                "finding = 'T1@a'\nreason = 'r'\nas = 'mitigatd'",
                "4:6 `mitigatd` is no decision (did you mean `mitigated`?)".to_owned(),
            ),
        ] {
            let config = check(&format!("[[accept]]\n{text}\n"), &[&expected]);
            assert_eq!(config.acceptances, []);
        }
    }
}
