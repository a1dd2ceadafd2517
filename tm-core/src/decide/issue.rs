//! What was decided about issues of the taint analysis, of which this stage knows names alone.
//!
//! ```text
//! T0002@web::search#UserInput->Sql  +  #[tm::expect(T0002, reason = "…")] on `search`   =  decided: accepted
//! T0003@web::page#UserInput->Path   +  [[accept]] issue = "T0003@web::page"             =  decided: accepted
//! T0001@web::run#UserInput->Command +  high = "deny"                                    =  open, and denied
//! ```
//!
//! The order is that of findings: the code, tm.toml, levels, the baseline. One function may have several issues of a rule, and
//! one decision is about all of them unless it names the whole id.

use tm_diagnostic::{Baseline, Diagnostic, LintLevel, Policy, Rule, Severity, nearest};

use super::expectation::{expired, second_decision};
use super::{Acceptance, Decision, at_level_of_policy};
use crate::code::Code;
use crate::model::Expectation;

/// An issue.
#[derive(Clone, Debug)]
pub struct Issue {
    /// `CODE@FUNCTION#SOURCE->SINK`.
    pub id: String,
    /// The function.
    pub function: String,
    /// Its rule, among those that are given.
    pub rule: usize,
    /// The policy that governs it, among those that are given.
    pub policy: usize,
}

/// What a team says of its issues.
#[derive(Clone, Debug)]
pub struct IssueTerms<'a> {
    /// The rules, and how bad it is to break them.
    pub rules: &'a [(Rule, Severity)],
    /// Codes of rules that are left out: decisions on them are neither right nor wrong.
    pub left_out: &'a [String],
    /// The level of each rule, in each part of the program that has a policy of its own; at least one.
    pub policies: &'a [Policy],
    /// The decisions that stand in the code, each with its function.
    pub expected: &'a [Acceptance],
    /// The decisions of tm.toml: on a function, on what stands behind the `@` of a whole id, or on `*`.
    pub accepted: &'a [Acceptance],
    /// The issues that are known.
    pub baseline: &'a Baseline,
    /// The day of the run, `YYYY-MM-DD`.
    pub today: &'a str,
    /// Whether all that tm.toml speaks of was looked at, so that what matches nothing there decides nothing.
    pub is_whole: bool,
}

/// What was decided about an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The decision.
    pub decision: Decision,
    /// What the policy says of it.
    pub level: LintLevel,
}

impl Judged {
    /// Whether it fails a check.
    pub fn is_denied(&self) -> bool {
        self.level == LintLevel::Deny && self.decision.is_open()
    }
}

/// Applies what was decided: a judgement for each issue, in order, and complaints about decisions.
pub fn decide_issues(issues: &[Issue], terms: &IssueTerms<'_>) -> (Vec<Judged>, Vec<Diagnostic>) {
    let mut complaints = Vec::new();
    let standing = standing(terms, &mut complaints);
    let mut is_needed = vec![false; standing.len()];
    let judged = issues.iter().map(|issue| {
        let (rule, severity) = &terms.rules[issue.rule];
        let level = terms.policies[issue.policy].level(rule, *severity);
        let mut decision = None;
        for (standing, is_needed) in standing.iter().zip(&mut is_needed) {
            if standing.is_about(rule, issue) {
                *is_needed = true;
                decision = decision.or(Some(&standing.acceptance.decision));
            }
        }
        let decision = match decision {
            Some(expectation) => Decision::Expected(Box::new(expectation.clone())),
            None if level == LintLevel::Allow => Decision::Allowed,
            None if terms.baseline.contains(&issue.id) => Decision::Known,
            None => Decision::Open,
        };
        Judged { decision, level }
    });
    let judged = judged.collect();
    for (standing, is_needed) in standing.iter().zip(is_needed) {
        if !is_needed && (standing.is_in_code || terms.is_whole) {
            complaints.push(standing.unfulfilled(issues));
        }
    }
    let policy = &terms.policies[0];
    (judged, complaints.into_iter().filter_map(|it| at_level_of_policy(it, policy)).collect())
}

/// A decision that holds.
struct Standing<'a> {
    acceptance: &'a Acceptance,
    is_in_code: bool,
}

impl Standing<'_> {
    fn is_about(&self, rule: &Rule, issue: &Issue) -> bool {
        let Acceptance { element, decision } = self.acceptance;
        let behind = issue.id.split_once('@').map_or("", |(_, behind)| behind);
        rule.id == decision.threat && (*element == issue.function || element == "*" || element == behind)
    }

    /// The complaint that no issue needs it.
    fn unfulfilled(&self, issues: &[Issue]) -> Diagnostic {
        let Acceptance { element, decision } = self.acceptance;
        let code = &decision.threat;
        let message = match (self.is_in_code, element.as_str()) {
            (true, function) => format!("`{function}` expects {code}, of which it has no issue"),
            (false, "*") => format!("{code} is accepted, of which there is no issue"),
            (false, on) => format!("{code} is accepted on `{on}`, which has no such issue"),
        };
        let fault = Code::UnfulfilledExpectation.diagnostic(message).at(decision.at.clone(), "decides nothing");
        let of_rule = issues.iter().filter(|it| it.id.split('@').next() == Some(code)).map(|it| it.function.as_str());
        match nearest(element, of_rule).filter(|_| !self.is_in_code) {
            Some(near) => fault.with_help(format!("did you mean `{code}@{near}`?")),
            None => fault.with_help("remove it; a decision that outlives its issue hides the next one"),
        }
    }
}

/// The decisions that hold: those in the code first.
fn standing<'a>(terms: &IssueTerms<'a>, complaints: &mut Vec<Diagnostic>) -> Vec<Standing<'a>> {
    let mut standing: Vec<Standing<'a>> = Vec::new();
    let expected = terms.expected.iter().map(|it| (it, true));
    for (acceptance, is_in_code) in expected.chain(terms.accepted.iter().map(|it| (it, false))) {
        let Acceptance { element, decision } = acceptance;
        if !terms.rules.iter().any(|(rule, _)| rule.id == decision.threat) {
            if !terms.left_out.contains(&decision.threat) {
                complaints.push(unknown(terms, acceptance, is_in_code));
            }
            continue;
        }
        if let Some(complaint) = expired(element, decision, terms.today) {
            complaints.push(complaint);
            continue;
        }
        let same =
            |it: &&Standing<'_>| it.acceptance.element == *element && it.acceptance.decision.threat == decision.threat;
        match standing.iter().find(same) {
            Some(first) => complaints.push(second_decision(element, &first.acceptance.decision, decision)),
            None => standing.push(Standing { acceptance, is_in_code }),
        }
    }
    standing
}

/// The complaint that a decision names no rule.
fn unknown(terms: &IssueTerms<'_>, acceptance: &Acceptance, is_in_code: bool) -> Diagnostic {
    let Acceptance { element, decision: Expectation { threat: code, at, .. } } = acceptance;
    let said = if is_in_code { format!("`{element}` expects") } else { "tm.toml accepts".to_owned() };
    let message = format!("{said} `{code}`, which no rule is called");
    let fault = Code::UnknownThreat.diagnostic(message).at(at.clone(), "unknown rule");
    match nearest(code, terms.rules.iter().map(|(rule, _)| rule.id.as_str())) {
        Some(near) => fault.with_help(format!("did you mean `{near}`?")),
        None => {
            let codes: Vec<_> = terms.rules.iter().map(|(rule, _)| rule.id.as_str()).collect();
            fault.with_help(format!("there are {}", codes.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use tm_diagnostic::{Layer, Response, Setting};

    use super::*;

    const IDS: [&str; 3] = ["T1@a::f#In->Sql", "T1@a::f#In->Url", "T2@a::g#In->Sql"];

    fn on(element: &str, code: &str, until: Option<&str>) -> Acceptance {
        let (reason, owner, response) = ("r".to_owned(), String::new(), Response::Mitigated);
        let (until, threat) = (until.map(str::to_owned), code.to_owned());
        let decision = Expectation { threat, reason, owner, until, until_changed: false, response, at: None };
        Acceptance { element: element.to_owned(), decision }
    }

    /// The decisions on the three issues, and the complaints.
    fn check(
        expected: &[Acceptance],
        accepted: &[Acceptance],
        levels: &[(&str, LintLevel)],
        known: &[&str],
    ) -> (Vec<&'static str>, Vec<String>) {
        let rule =
            |id: &str| Rule { id: id.into(), aliases: Vec::new(), groups: vec!["cwe::89".into()], is_news: false };
        let rules = [(rule("T1"), Severity::High), (rule("T2"), Severity::Low)];
        let setting = |(name, level): &(&str, LintLevel)| Setting { name: (*name).into(), level: *level, at: None };
        let plain: Vec<Rule> = rules.iter().map(|(rule, _)| rule.clone()).collect();
        let policy = Policy::new([Layer::Flags(levels.iter().map(setting).collect())], &plain).unwrap();
        let issues = IDS.map(|id| {
            let (code, rest) = id.split_once('@').unwrap();
            let (id, function) = (id.to_owned(), rest.split('#').next().unwrap().to_owned());
            Issue { id, function, rule: usize::from(code == "T2"), policy: 0 }
        });
        let terms = IssueTerms {
            rules: &rules,
            left_out: &["T9".to_owned()],
            policies: &[policy],
            expected,
            accepted,
            baseline: &known.iter().map(|it| (*it).to_owned()).collect(),
            today: "2026-11-22",
            is_whole: true,
        };
        let (judged, complaints) = decide_issues(&issues, &terms);
        let words = judged.iter().map(|it| if it.is_denied() { "denied" } else { it.decision.name() });
        (words.collect(), complaints.into_iter().map(|it| format!("{}: {}", it.code, it.message)).collect())
    }

    #[test]
    fn a_decision_is_about_a_rule_a_function_or_one_issue() {
        let open = ["open", "open", "open"];
        assert_eq!(check(&[], &[], &[], &[]).0, open);
        assert_eq!(check(&[on("a::f", "T1", None)], &[], &[], &[]).0, ["mitigated", "mitigated", "open"]);
        assert_eq!(check(&[], &[on("*", "T1", None)], &[], &[]).0, ["mitigated", "mitigated", "open"]);
        assert_eq!(check(&[], &[on("a::f#In->Url", "T1", None)], &[], &[]).0, ["open", "mitigated", "open"]);
        assert_eq!(check(&[], &[], &[], &[IDS[2]]).0, ["open", "open", "baseline"]);
    }

    #[test]
    fn levels_deny_what_nobody_has_decided() {
        let deny = [("cwe::89", LintLevel::Deny), ("low", LintLevel::Deny), ("T2", LintLevel::Allow)];
        assert_eq!(check(&[], &[], &deny, &[IDS[0]]).0, ["baseline", "denied", "allowed"]);
        assert_eq!(check(&[on("a::f", "T1", None)], &[], &deny[..1], &[]).0, ["mitigated", "mitigated", "denied"]);
    }

    #[test]
    fn decisions_that_decide_nothing_are_reported() {
        let of = |expected: &[Acceptance], accepted: &[Acceptance]| check(expected, accepted, &[], &[]).1;
        assert_eq!(of(&[on("a::h", "T1", None)], &[]), ["TM0015: `a::h` expects T1, of which it has no issue"]);
        assert_eq!(of(&[], &[on("a::h", "T1", None)]), ["TM0015: T1 is accepted on `a::h`, which has no such issue"]);
        assert_eq!(of(&[on("a::f", "T3", None)], &[]), ["TM0014: `a::f` expects `T3`, which no rule is called"]);
        assert_eq!(of(&[on("a::f", "T9", None)], &[]), [] as [&str; 0], "its rule is left out");
        let ended = check(&[on("a::f", "T1", Some("2026-11-21"))], &[], &[], &[]);
        assert_eq!(ended.0[0], "open");
        assert_eq!(ended.1, ["TM0016: the decision on T1 of `a::f` ended on 2026-11-21"]);
        let twice = of(&[on("a::f", "T1", None)], &[on("a::f", "T1", None)]);
        assert_eq!(twice, ["TM0017: two decisions on T1 of `a::f`"]);
        let allowed = check(&[on("a::h", "T1", None)], &[], &[("acceptances", LintLevel::Allow)], &[]).1;
        assert_eq!(allowed, [] as [&str; 0]);
    }
}
