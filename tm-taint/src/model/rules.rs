//! Rules: which flows are reported, and what is said of them.
//!
//! ```toml
//! [sinks]
//! Sql = "the text of a query"
//!
//! [[rule]]
//! code = "T0002"
//! name = "SQL injection"
//! message = "{sources} becomes part of a query ({sinks})"
//! sources = ["UserInput"]
//! sinks = ["Sql"]
//! severity = "High"
//! cwe = [89]
//! threat = "INP05"
//! help = "write `?1` in the query and bind the value"
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use tm_diagnostic::Severity;

const FILE: &str = include_str!("../../rules.toml");

/// Which flows are reported, and what is said of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its code: `T0001`.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What is said of a flow; `{sources}` and `{sinks}` stand for the kinds.
    pub message: String,
    /// Kinds of sources.
    pub sources: Vec<String>,
    /// Kinds of sinks.
    pub sinks: Vec<String>,
    /// Features that make a flow harmless where all its ways have them.
    #[serde(default)]
    pub without: Vec<String>,
    /// How bad such a flow is.
    pub severity: Severity,
    /// Numbers of the Common Weakness Enumeration.
    #[serde(default)]
    pub cwe: Vec<u32>,
    /// The id of the threat that such a flow shows.
    pub threat: Option<String>,
    /// What to do; empty if nothing is said.
    #[serde(default)]
    pub help: String,
}

/// What is said of a flow by default.
pub const MESSAGE: &str = "{sources} reaches {sinks}";

impl Rule {
    /// A rule of which nothing else is said.
    ///
    /// ```
    /// let rule = tm_taint::model::Rule::new("T1", "leak", &["Secret"], &["Log"]);
    /// assert_eq!(rule.sentence("Secret", "Log"), "leak: Secret reaches Log");
    /// ```
    pub fn new(code: &str, name: &str, sources: &[&str], sinks: &[&str]) -> Rule {
        let owned = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
        Rule {
            code: code.to_owned(),
            name: name.to_owned(),
            message: MESSAGE.to_owned(),
            sources: owned(sources),
            sinks: owned(sinks),
            without: Vec::new(),
            severity: Severity::Medium,
            cwe: Vec::new(),
            threat: None,
            help: String::new(),
        }
    }

    /// What is said of a flow from one kind to another.
    pub fn sentence(&self, source: &str, sink: &str) -> String {
        format!("{}: {}", self.name, self.message.replace("{sources}", source).replace("{sinks}", sink))
    }

    /// The groups that levels know it by: `cwe::89`.
    pub fn groups(&self) -> Vec<String> {
        self.cwe.iter().map(|number| format!("cwe::{number}")).collect()
    }
}

/// The rules of a run, and the kinds that rules and marks may name, with what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Kinds of sources.
    pub sources: BTreeMap<String, String>,
    /// Kinds of sinks.
    pub sinks: BTreeMap<String, String>,
    /// The rules, by code.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

impl RuleSet {
    /// What comes with the engine.
    ///
    /// # Panics
    /// Where the file cannot be read, which a test would have shown.
    pub fn shipped() -> RuleSet {
        toml::from_str(FILE).unwrap_or_else(|error| panic!("the shipped rules: {error}"))
    }

    /// The rule of a code.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::FEATURES;
    use crate::model::{Models, Statement, shipped};

    #[test]
    fn rules_are_told_apart_and_name_declared_kinds() {
        let set = RuleSet::shipped();
        assert!(set.rules.is_sorted_by(|a, b| a.code < b.code));
        for rule in &set.rules {
            assert!(rule.sources.iter().all(|it| set.sources.contains_key(it)), "{}", rule.code);
            assert!(rule.sinks.iter().all(|it| set.sinks.contains_key(it)), "{}", rule.code);
            assert!(rule.without.iter().all(|it| FEATURES.contains(&it.as_str())), "{}", rule.code);
            assert!(rule.message.contains("{sources}") && rule.message.contains("{sinks}"), "{}", rule.code);
        }
    }

    #[test]
    fn shipped_models_name_declared_kinds() {
        let set = RuleSet::shipped();
        let mut models = Models::default();
        shipped(&mut models);
        for (path, model) in models.functions().chain(models.fields()) {
            for statement in &model.statements {
                match statement {
                    Statement::Source { kind, .. } | Statement::Handle { kind, .. } => {
                        assert!(set.sources.contains_key(kind), "{path}: {kind}");
                    }
                    Statement::Sink { kind, .. } => assert!(set.sinks.contains_key(kind), "{path}: {kind}"),
                    _ => {}
                }
            }
        }
    }
}
