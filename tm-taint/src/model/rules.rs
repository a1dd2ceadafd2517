//! The rules that come with the engine.
//!
//! ```toml
//! [[rule]]
//! code = "T0002"
//! name = "SQL injection"
//! sources = ["UserInput"]
//! sinks = ["Sql"]
//! cwe = [89]
//! help = "write `?1` in the query and bind the value"
//! ```

use serde::Deserialize;

use super::Rule;

const FILE: &str = include_str!("../../rules.toml");

/// A rule with what is said where it is broken.
#[derive(Clone, Debug, Deserialize)]
pub struct ShippedRule {
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
    /// Numbers of the Common Weakness Enumeration.
    pub cwe: Vec<u32>,
    /// What to do.
    pub help: String,
}

/// The rules that come with the engine, by code.
///
/// # Panics
/// Where the file cannot be read, which a test would have shown.
pub fn shipped_rules() -> Vec<ShippedRule> {
    #[derive(Deserialize)]
    struct File {
        rule: Vec<ShippedRule>,
    }
    let file: File = toml::from_str(FILE).unwrap_or_else(|error| panic!("the shipped rules: {error}"));
    file.rule
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Models, shipped};

    #[test]
    fn rules_are_told_apart_and_can_be_met() {
        let mut models = Models::default();
        shipped(&mut models);
        let rules = shipped_rules();
        assert!(rules.is_sorted_by(|a, b| a.rule.code < b.rule.code));
        // Nothing is a secret before the user says so.
        let of_users = ["Secret"];
        for kind in rules.iter().flat_map(|it| it.rule.sources.iter().chain(&it.rule.sinks)) {
            assert!(models.kinds.get(kind).is_some() != of_users.contains(&kind.as_str()), "{kind}");
        }
    }
}
