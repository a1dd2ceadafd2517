//! A rule as people read it, and as formats of other tools have it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tm_diagnostic::RuleDescription;

use crate::model::{Rule, RuleSet};

/// All there is to say of a rule, in the look of a threat's page.
///
/// ```
/// use tm_taint::{model::RuleSet, report};
///
/// let rules = RuleSet::shipped();
/// let text = report::explain(&rules, &rules.rules[1]);
/// assert!(text.starts_with("T0002: SQL injection\n\n  sources     UserInput, what somebody outside has sent or typed\n"));
/// ```
pub fn explain(rules: &RuleSet, rule: &Rule) -> String {
    let mut text = format!("{}: {}\n\n", rule.code, rule.name);
    kinds(&mut text, "sources", &rule.sources, &rules.sources);
    kinds(&mut text, "sinks", &rule.sinks, &rules.sinks);
    let _ = writeln!(text, "  severity    {}", rule.severity);
    let weaknesses: Vec<String> = rule.cwe.iter().map(|it| format!("CWE-{it}")).collect();
    if !weaknesses.is_empty() {
        let _ = writeln!(text, "  CWE         {}", weaknesses.join(", "));
    }
    if let Some(threat) = &rule.threat {
        let _ = writeln!(text, "  threat      {threat}, of which `cargo tm explain {threat}` says more");
    }
    let (sources, sinks) = (rule.sources.join(" or "), rule.sinks.join(" or "));
    let _ = writeln!(text, "\n  {}", rule.message.replace("{sources}", &sources).replace("{sinks}", &sinks));
    if !rule.help.is_empty() {
        let _ = writeln!(text, "\nWhat helps:\n  {}", rule.help);
    }
    if !rule.cwe.is_empty() {
        let addresses: Vec<String> = rule.cwe.iter().map(|it| address(*it)).collect();
        let _ = writeln!(text, "\nReferences:\n  {}", addresses.join("\n  "));
    }
    text
}

/// Each kind with what it is.
fn kinds(text: &mut String, label: &str, names: &[String], declared: &BTreeMap<String, String>) {
    for (number, name) in names.iter().enumerate() {
        let about = declared.get(name).map(|it| format!(", {it}")).unwrap_or_default();
        let _ = writeln!(text, "  {:<11} {name}{about}", if number == 0 { label } else { "" });
    }
}

fn address(weakness: u32) -> String {
    format!("https://cwe.mitre.org/data/definitions/{weakness}.html")
}

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
        address: rule.cwe.first().map(|it| address(*it)),
    }
}
