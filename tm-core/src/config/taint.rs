//! Reads `[taint]` of a tm.toml: kinds and rules of a team's own for the taint analysis.
//!
//! ```toml
//! [taint]
//! shipped = true                    # use the rules that cargo-tm comes with
//! models = ["security/ourdb.tm.rs"] # model files beside those in `models/`, relative to this file
//!
//! [taint.sources]                   # kinds that marks and rules may name, and what they are
//! Tenant = "what another tenant has stored"
//!
//! [taint.sinks]
//! Template = "text that a template engine runs"
//!
//! [[taint.rule]]
//! code = "ORG-T1"
//! name = "template injection"
//! message = "{sources} is run as a template ({sinks})"
//! sources = ["UserInput", "Tenant"]
//! sinks = ["Template"]
//! severity = "High"
//! cwe = [1336]
//! threat = "INP31"                  # what of the threat library such a flow shows
//! help = "hand the value over as a variable"
//! ```
//!
//! This is what was written. Which kinds and threats there are, the reader of a file does not know: whoever puts the rules of
//! several files together does.

use std::ops::Range;

use tm_diagnostic::{Location, Severity, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Field, Reader};

/// What a tm.toml says of the taint analysis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taint {
    /// Whether the rules that `cargo tm` comes with are used, if that is said.
    pub shipped: Option<bool>,
    /// Model files, relative to the file that names them.
    pub models: Vec<String>,
    /// Kinds of sources.
    pub sources: Vec<DeclaredKind>,
    /// Kinds of sinks.
    pub sinks: Vec<DeclaredKind>,
    /// Rules.
    pub rules: Vec<DeclaredRule>,
}

/// A kind of source or sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredKind {
    /// Its name.
    pub name: Written,
    /// What it is.
    pub about: String,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredRule {
    /// Its code.
    pub code: Written,
    /// What it is called, in a few words.
    pub name: String,
    /// What is said of a flow, with `{sources}` and `{sinks}`.
    pub message: Option<String>,
    /// The kinds of sources.
    pub sources: Vec<Written>,
    /// The kinds of sinks.
    pub sinks: Vec<Written>,
    /// How bad such a flow is.
    pub severity: Severity,
    /// Numbers of the Common Weakness Enumeration.
    pub cwe: Vec<u32>,
    /// The id of a threat.
    pub threat: Option<Written>,
    /// What to do.
    pub help: Option<String>,
    /// Whether it takes the place of an earlier rule of its code.
    pub replaces: bool,
}

/// A name and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The name.
    pub text: String,
    /// Where.
    pub at: Location,
}

const RULE_KEYS: [&str; 10] =
    ["code", "name", "message", "sources", "sinks", "severity", "cwe", "threat", "help", "replaces"];

/// The words that a message may have in braces.
const PLACEHOLDERS: [&str; 2] = ["sources", "sinks"];

impl Reader<'_, '_> {
    pub(super) fn taint(&mut self, table: &DeTable<'_>) -> Taint {
        self.check_keys(table, &["shipped", "models", "sources", "sinks", "rule"]);
        let rules = match table.get("rule").map(|value| (value, value.get_ref())) {
            None => Vec::new(),
            Some((_, DeValue::Array(list))) => list.iter().filter_map(|it| self.rule(it)).collect(),
            Some((value, _)) => {
                self.fault(Some(value.span()), "`rule` is no list", "write `[[taint.rule]]`");
                Vec::new()
            }
        };
        Taint {
            shipped: self.flag(table, "shipped"),
            models: self.texts(table, "models", "write `models = [\"ourdb.tm.rs\"]`"),
            sources: self.kinds(table, "sources"),
            sinks: self.kinds(table, "sinks"),
            rules,
        }
    }

    fn kinds(&mut self, table: &DeTable<'_>, key: &str) -> Vec<DeclaredKind> {
        let Some(kinds) = self.table(table, key) else { return Vec::new() };
        let mut declared = Vec::new();
        for name in kinds.keys() {
            let about = self.text(kinds, name.get_ref());
            if !is_kind(name.get_ref()) {
                let message = format!("`{}` is no name of a kind", name.get_ref());
                self.fault(Some(name.span()), &message, "marks in the code name it: write one such as `Template`");
                continue;
            }
            let name = self.written(name.get_ref(), name.span());
            declared.extend(about.map(|about| DeclaredKind { name, about }));
        }
        declared
    }

    fn rule(&mut self, value: Field<'_, '_>) -> Option<DeclaredRule> {
        let DeValue::Table(table) = value.get_ref() else {
            self.fault(Some(value.span()), "this rule is no table", "write `[[taint.rule]]`");
            return None;
        };
        self.check_keys(table, &RULE_KEYS);
        let whole = value.span();
        let code = self.said(table, whole.clone(), "a rule", "code", "code = \"ORG-T1\"").and_then(|code| {
            let span = table.get("code").map_or(whole.clone(), Spanned::span);
            self.check_code(&code, span.clone()).then(|| self.written(&code, span))
        });
        let name = self.said(table, whole.clone(), "a rule", "name", "name = \"template injection\"");
        let sources = self.names(table, whole.clone(), "sources", "sources = [\"UserInput\"]");
        let sinks = self.names(table, whole, "sinks", "sinks = [\"Sql\"]");
        let message = self.message(table);
        let severity = self.severity(table)?;
        let cwe = self.numbers(table, "cwe");
        let threat = self.text(table, "threat").zip(table.get("threat")).map(|(id, at)| self.written(&id, at.span()));
        let help = self.text(table, "help");
        let replaces = self.flag(table, "replaces").unwrap_or_default();
        let (code, name, sources, sinks) = (code?, name?, sources?, sinks?);
        Some(DeclaredRule { code, name, message, sources, sinks, severity, cwe, threat, help, replaces })
    }

    /// Whether the code of a rule can be a name beside those that levels have for other things.
    fn check_code(&mut self, code: &str, place: Range<usize>) -> bool {
        let is_word = code.chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it));
        let is_taken = Severity::ALL.iter().any(|it| it.policy_name() == code)
            || [tm_diagnostic::ACCEPTANCES, tm_diagnostic::STALE].contains(&code);
        if is_word && !is_taken {
            return true;
        }
        let message = match is_taken {
            true => format!("`{code}` means something else in `[levels]`"),
            false => format!("`{code}` is no code: it has letters, digits, `-` and `_`"),
        };
        self.fault(Some(place), &message, "write one such as \"ORG-T1\"");
        false
    }

    fn message(&mut self, table: &DeTable<'_>) -> Option<String> {
        let message = self.text(table, "message")?;
        let place = || table.get("message").map(Spanned::span);
        for part in message.split('{').skip(1) {
            let Some((word, _)) = part.split_once('}') else {
                self.fault(place(), "a `{` in this message is never closed", "write `{sources}` or `{sinks}`");
                return None;
            };
            if !PLACEHOLDERS.contains(&word) {
                let help = match nearest(word, PLACEHOLDERS.into_iter()) {
                    Some(near) => format!("did you mean `{{{near}}}`?"),
                    None => "there are `{sources}` and `{sinks}`".to_owned(),
                };
                self.fault(place(), &format!("nothing is put in for `{{{word}}}`"), &help);
                return None;
            }
        }
        Some(message)
    }

    /// As in threat files; medium where nothing is said.
    fn severity(&mut self, table: &DeTable<'_>) -> Option<Severity> {
        let Some(value) = table.get("severity") else { return Some(Severity::Medium) };
        let text = self.text(table, "severity")?;
        let severity = Severity::ALL.into_iter().find(|it| it.name() == text);
        if severity.is_none() {
            let names = Severity::ALL.map(Severity::name);
            let help = match nearest(&text, names.into_iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of {}", names.join(", ")),
            };
            self.fault(Some(value.span()), &format!("`{text}` is no severity"), &help);
        }
        severity
    }

    /// A list of kinds, with at least one.
    fn names(&mut self, table: &DeTable<'_>, whole: Range<usize>, key: &str, sample: &str) -> Option<Vec<Written>> {
        let Some(value) = table.get(key) else {
            self.fault(Some(whole), &format!("a rule needs {key}"), &format!("add `{sample}`"));
            return None;
        };
        let names: Option<Vec<Written>> = value
            .get_ref()
            .as_array()
            .filter(|list| !list.is_empty())
            .and_then(|list| list.iter().map(|it| Some(self.written(it.get_ref().as_str()?, it.span()))).collect());
        if names.is_none() {
            let message = format!("`{key}` is no list of kinds");
            self.fault(Some(value.span()), &message, &format!("write `{sample}`"));
        }
        names
    }

    fn numbers(&mut self, table: &DeTable<'_>, key: &str) -> Vec<u32> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let number = |it: Field<'_, '_>| it.get_ref().as_integer()?.as_str().parse::<u32>().ok();
        let numbers = value.get_ref().as_array().and_then(|list| list.iter().map(number).collect());
        if numbers.is_none() {
            self.fault(Some(value.span()), &format!("`{key}` is no list of numbers"), &format!("write `{key} = [89]`"));
        }
        numbers.unwrap_or_default()
    }

    pub(super) fn flag(&mut self, table: &DeTable<'_>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.fault(Some(value.span()), &format!("`{key}` is neither true nor false"), "");
        }
        flag
    }

    fn written(&self, text: &str, place: Range<usize>) -> Written {
        Written { text: text.to_owned(), at: self.file.location(place) }
    }
}

/// Whether marks in Rust code can name it.
fn is_kind(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|it| it.is_alphabetic()) && letters.all(|it| it.is_alphanumeric() || it == '_')
}
