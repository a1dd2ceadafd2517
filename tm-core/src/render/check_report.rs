//! The result of `cargo tm check` for formats of other tools: with what codes mean, and with what was decided.
//!
//! ```text
//! INP05@web::post_comment   a warning at `#[element(Server, …)]`, its rule INP05 of high severity
//! DO02@web::post_comment    the same, suppressed in the source: "accepted: the proxy limits body size"
//! TM0011@nobody uses `x`    a fault of the model's text
//! ```
//!
//! As for people, a finding is told once it is confirmed; a decision that somebody wrote is told in any case.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use tm_diagnostic::{
    Diagnostic, Location, Position, Report, Reported, Response, RuleDescription, Severity, Suppression,
};

use super::check::Checked;
use super::finding_diagnostic::{finding_diagnostic, label};
use super::report::markdown;
use super::{Evaluated, explain, words};
use crate::code::Code;
use crate::decide::{Assessed, Decision};
use crate::evaluate::Certainty;
use crate::threat::Threat;

/// All that was found in a model, the gravest first.
///
/// What is about no place in the code is shown at `model!`, or at the start of `file`: the package's Cargo.toml, or the
/// model file. Potential findings that are denied fail a check with `deny_potential`, and are told then.
pub fn check_report(checked: Checked<'_>, file: &str, deny_potential: bool) -> Report {
    let Checked { name, evaluated: Evaluated { model, library, assessment }, diagnostics } = checked;
    let start = Position { line: 1, column: 1 };
    let anchor = model.at.clone().unwrap_or_else(|| Location { file: file.to_owned(), start, end: start });

    let policy_rules = library.rules(None);
    let mut rules: BTreeMap<&str, RuleDescription> = BTreeMap::new();
    let mut results: Vec<(Option<Severity>, Reported)> = Vec::new();
    for fault in diagnostics {
        rules.entry(&fault.code).or_insert_with(|| fault_description(fault));
        let identity = format!("{}@{}", fault.code, fault.message);
        let diagnostic = placed(fault.clone(), &anchor, "");
        results.push((None, Reported { diagnostic, identity, suppression: None, flows: Vec::new() }));
    }
    for assessed in assessment.findings.iter().filter(|it| is_told(it, deny_potential)) {
        let finding = &assessed.finding;
        let threat = &library.threats[finding.threat];
        let rule = rules.entry(&threat.id).or_insert_with(|| threat_rule(threat, &policy_rules[finding.threat].groups));
        rule.severity = rule.severity.max(Some(finding.severity));
        let diagnostic = finding_diagnostic(model, library, assessed, assessed.is_denied(deny_potential));
        let diagnostic = placed(diagnostic, &anchor, &label(finding));
        let identity = finding.id(model, library);
        let reported =
            Reported { diagnostic, identity, suppression: suppression(&assessed.decision), flows: Vec::new() };
        results.push((Some(finding.severity), reported));
    }
    results.sort_by_key(|(severity, it)| (it.suppression.is_some(), Reverse((it.diagnostic.level, *severity))));
    Report {
        name: name.to_owned(),
        rules: rules.into_values().collect(),
        results: results.into_iter().map(|(_, it)| it).collect(),
    }
}

fn is_told(assessed: &Assessed, deny_potential: bool) -> bool {
    assessed.finding.certainty == Certainty::Confirmed
        || matches!(assessed.decision, Decision::Expected(_))
        || assessed.is_denied(deny_potential)
}

fn placed(diagnostic: Diagnostic, anchor: &Location, label: &str) -> Diagnostic {
    if diagnostic.primary.is_some() { diagnostic } else { diagnostic.at(Some(anchor.clone()), label) }
}

/// Why something that was decided does not count; nothing for what is open.
pub fn suppression(decision: &Decision) -> Option<Suppression> {
    if decision.is_open() {
        return None;
    }
    Some(match decision {
        Decision::Expected(it) => {
            let reason = words::one_line(&it.reason);
            // The response of an override begins with what was decided.
            let says_it = Response::leading(&reason).is_some();
            let justification = if says_it { reason } else { format!("{}: {reason}", decision.name()) };
            Suppression { is_in_source: it.at.as_ref().is_some_and(|at| at.file.ends_with(".rs")), justification }
        }
        other => Suppression { is_in_source: false, justification: other.name().to_owned() },
    })
}

/// What the code of a fault means.
pub fn fault_description(fault: &Diagnostic) -> RuleDescription {
    let code = Code::ALL.iter().find(|it| it.to_string() == fault.code);
    let summary = code.map_or_else(String::new, |it| it.summary().to_owned());
    RuleDescription {
        id: fault.code.clone(),
        title: summary.trim_end_matches('.').to_owned(),
        description: summary.clone(),
        help: summary.clone(),
        markdown: summary,
        severity: None,
        tags: vec!["model".to_owned()],
        address: None,
    }
}

/// What is known of a threat; how severe it is depends on the findings, of which overrides may say something else.
fn threat_rule(threat: &Threat, groups: &[String]) -> RuleDescription {
    let read_on = threat.references.iter().find(|it| it.starts_with("https://"));
    let weakness = threat.cwe.first().map(|it| format!("https://cwe.mitre.org/data/definitions/{it}.html"));
    RuleDescription {
        id: threat.id.clone(),
        title: words::one_line(&threat.title),
        description: words::one_line(&threat.description),
        help: explain(threat),
        markdown: page(threat),
        severity: None,
        tags: groups.to_vec(),
        address: read_on.filter(|it| !it.contains(char::is_whitespace)).cloned().or(weakness),
    }
}

/// The page of a threat as Markdown.
fn page(threat: &Threat) -> String {
    let mut page = String::new();
    let sections = [
        ("", &threat.description),
        ("What helps", &threat.mitigations),
        ("Prerequisites", &threat.prerequisites),
        ("Example", &threat.example),
    ];
    for (title, text) in sections.iter().filter(|(_, text)| !text.trim().is_empty()) {
        if !title.is_empty() {
            let _ = writeln!(page, "### {title}\n");
        }
        for paragraph in words::paragraphs(text) {
            let _ = writeln!(page, "{}\n", prose(paragraph));
        }
    }
    let _ = writeln!(page, "### Condition\n\n{}\n", markdown::code(threat.condition.text()));
    if !threat.references.is_empty() {
        page.push_str("### References\n\n");
        for reference in &threat.references {
            let _ = writeln!(page, "- {}", markdown::escaped(reference));
        }
    }
    page.truncate(page.trim_end().len());
    page
}

/// A paragraph in which what stands between backticks is code, and all else is no Markdown.
fn prose(paragraph: &str) -> String {
    let line = words::one_line(paragraph);
    let parts: Vec<&str> = line.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return markdown::escaped(&line);
    }
    let part =
        |(index, it): (usize, &&str)| if index.is_multiple_of(2) { markdown::escaped(it) } else { markdown::code(it) };
    parts.iter().enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use tm_diagnostic::{Layer, LintLevel, Policy, Setting};

    use super::*;
    use crate::decide::{Assessment, Terms, decide};
    use crate::model::Model;
    use crate::render::fixture;
    use crate::threat::Library;

    fn report(model: &Model, library: &Library, assessment: &Assessment, diagnostics: &[Diagnostic]) -> Report {
        let evaluated = Evaluated { model, library, assessment };
        check_report(Checked { name: "m", evaluated, diagnostics }, "Cargo.toml", false)
    }

    /// Identity, level and place of each result, and what suppresses it.
    fn lines(report: &Report) -> String {
        let mut text = String::new();
        for it in &report.results {
            let at = it.diagnostic.primary.as_ref().map_or_else(String::new, |it| words::place(&it.at));
            let _ = write!(text, "{} {} {at}", it.diagnostic.level, it.identity);
            let _ = match &it.suppression {
                Some(why) if why.is_in_source => writeln!(text, ", suppressed in the source: {}", why.justification),
                Some(why) => writeln!(text, ", suppressed: {}", why.justification),
                None => writeln!(text),
            };
        }
        text
    }

    #[test]
    fn what_is_confirmed_or_decided_is_told_the_gravest_first() {
        let (model, library) = (fixture::judged(), fixture::library());
        let assessment = fixture::assessment(&model, &library);
        let faults = [Code::UnusedData.diagnostic("unused"), Code::UnknownName.diagnostic("unknown")];
        let report = report(&model, &library, &assessment, &faults);
        insta::assert_snapshot!(lines(&report));
    }

    #[test]
    fn what_is_denied_is_an_error_and_what_is_known_is_suppressed() {
        let (model, library) = (fixture::guestbook(), fixture::library());
        let set = |name: &str, level| Setting { name: name.into(), level, at: None };
        let settings = vec![set("high", LintLevel::Deny), set("SP01", LintLevel::Allow)];
        let mut terms = Terms::on("2026-11-21");
        terms.policy = Policy::new([Layer::Flags(settings)], &library.rules(None)).unwrap();
        let findings = crate::evaluate::evaluate(&model, &library);
        let known = findings.findings.iter().find(|it| it.certainty == Certainty::Confirmed).unwrap();
        terms.baseline = [known.id(&model, &library)].into_iter().collect();
        let (assessment, _) = decide(&model, &library, findings, &terms);
        let evaluated = Evaluated { model: &model, library: &library, assessment: &assessment };
        let checked = Checked { name: "m", evaluated, diagnostics: &[] };
        let [sure, all] = [false, true].map(|it| lines(&check_report(checked, "Cargo.toml", it)));
        insta::assert_snapshot!(format!("{sure}---\n{all}"));
    }

    #[test]
    fn what_only_may_be_is_left_to_the_questions() {
        let (model, library) = (fixture::guestbook(), fixture::library());
        let assessment = fixture::assessment(&model, &library);
        let potential = assessment.open(Certainty::Potential).count();
        let report = report(&model, &library, &assessment, &[]);
        assert!(potential > 0);
        assert_eq!(report.results.len(), assessment.findings.len() - potential);
    }

    #[test]
    fn a_rule_describes_its_threat() {
        let (model, library) = (fixture::guestbook(), fixture::library());
        let assessment = fixture::assessment(&model, &library);
        let report = report(&model, &library, &assessment, &[Code::UnusedData.diagnostic("unused")]);
        insta::assert_debug_snapshot!(report.rules);
    }

    #[test]
    fn code_is_code_and_nothing_else_is_markdown() {
        assert_eq!(prose("Use `a`\nand\n`b_c`."), "Use `a` and `b_c`.");
        assert_eq!(prose("A field with `' OR 1=1 --` in *it*."), "A field with `' OR 1=1 --` in \\*it\\*.");
        assert_eq!(prose("one ` and <b>"), "one \\` and \\<b\\>");
    }

    #[test]
    fn an_override_sets_the_severity_of_the_rule() {
        let (model, library) = (fixture::judged(), fixture::library());
        let assessment = fixture::assessment(&model, &library);
        let report = report(&model, &library, &assessment, &[]);
        for rule in &report.rules {
            let findings = assessment.findings.iter().filter(|it| is_told(it, false));
            let of_rule = findings.filter(|it| library.threats[it.finding.threat].id == rule.id);
            assert_eq!(rule.severity, of_rule.map(|it| it.finding.severity).max(), "{}", rule.id);
        }
        assert!(report.rules.iter().any(|it| it.severity != library.get(&it.id).map(|it| it.severity)));
    }
}
