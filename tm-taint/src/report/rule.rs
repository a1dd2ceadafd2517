//! A rule as formats of other tools have it.

use tm_diagnostic::RuleDescription;

use crate::model::Rule;

/// What is known of a rule.
pub fn description(rule: &Rule) -> RuleDescription {
    let mut help = rule.help.clone();
    if let Some(threat) = &rule.threat {
        let gap = if help.is_empty() { "" } else { "\n" };
        help = format!("{help}{gap}`cargo tm explain {threat}` says more about it");
    }
    RuleDescription {
        id: rule.code.clone(),
        title: rule.name.clone(),
        description: rule.sentence(&rule.sources.join(" or "), &rule.sinks.join(" or ")),
        markdown: help.clone(),
        help,
        severity: Some(rule.severity),
        tags: rule.groups(),
        address: rule.cwe.first().map(|it| format!("https://cwe.mitre.org/data/definitions/{it}.html")),
    }
}
