//! What was decided about each finding, and which decisions decide nothing.
//!
//! ```text
//! finding DO02@guestbook::post_comment  +  expect(DO02, reason = "the proxy limits body size")  =  decided: accepted
//! finding INP05@guestbook::search       +  INP05 = "deny" in tm.toml                            =  open, and denied
//! finding DR01@guestbook::CommentsDb    +  the baseline has it                                  =  known
//! ```
//!
//! A decision past its last day decides nothing any more: the finding is open again, and the decision is reported.
//! Decisions in the code come first, then those of tm.toml, then levels, then the baseline.

mod acceptance;
mod baseline;
mod expectation;
mod issue;

use std::collections::{HashMap, HashSet};

use tm_diagnostic::{Baseline, Diagnostic, Level, LintLevel, Location, Policy};

use crate::code::Code;
use crate::condition::Verdict;
use crate::evaluate::{Certainty, Evaluation, Excluded, Finding};
use crate::freshness::review::{Lock, Reviews};
use crate::model::{Assumption, Expectation, Model, Response, Target};
use crate::threat::{Library, Threat, Version};

pub use acceptance::{Acceptance, dangling};
pub use baseline::{gone, gone_among, is_issue};
pub use issue::{Issue, IssueTerms, Judged, decide_issues};

/// The findings of a model with what was decided about each.
#[derive(Debug, Default)]
pub struct Assessment {
    /// Every finding, in the order of evaluation.
    pub findings: Vec<Assessed>,
    /// What would apply but for an assumption, in the same order.
    pub excluded: Vec<Excluded>,
}

/// A finding and what was decided about it.
#[derive(Debug)]
pub struct Assessed {
    /// The finding.
    pub finding: Finding,
    /// The decision that stands.
    pub decision: Decision,
    /// What the policy says of it.
    pub level: LintLevel,
}

/// What was decided about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet.
    Open,
    /// What an `expect(…)` in the code or an `[[accept]]` in tm.toml says.
    Expected(Box<Expectation>),
    /// The policy allows it.
    Allowed,
    /// The baseline has it.
    Known,
}

/// What a team says of all its findings, beside the model.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// The level of each threat.
    pub policy: Policy,
    /// The decisions of tm.toml.
    pub acceptances: Vec<Acceptance>,
    /// The findings that are known.
    pub baseline: Baseline,
    /// The version of the library that the team has seen: what came later only warns.
    pub pinned: Option<Version>,
    /// What was reviewed, for decisions that hold until the code changes; unset where there is no code, and they hold.
    pub reviews: Option<Lock>,
    /// The day of the run, `YYYY-MM-DD`: decisions whose `until` lies before it have expired.
    pub today: String,
}

impl Terms {
    /// No policy, no decisions, nothing known, on that day.
    pub fn on(today: &str) -> Terms {
        Terms { today: today.to_owned(), ..Terms::default() }
    }
}

impl Decision {
    /// The word for it in output: `open`, `accepted`, `mitigated`, …, `allowed`, `baseline`.
    pub fn name(&self) -> &'static str {
        match self {
            Decision::Open => "open",
            Decision::Expected(expectation) => expectation.response.name(),
            Decision::Allowed => "allowed",
            Decision::Known => "baseline",
        }
    }

    /// Whether nothing was decided.
    pub fn is_open(&self) -> bool {
        *self == Decision::Open
    }
}

impl Assessed {
    /// Whether it fails a check: it is denied, nobody has decided it, and it is confirmed, if that is required.
    pub fn is_denied(&self, deny_potential: bool) -> bool {
        let is_sure = deny_potential || self.finding.certainty == Certainty::Confirmed;
        self.level == LintLevel::Deny && self.decision.is_open() && is_sure
    }
}

impl Assessment {
    /// The findings of one certainty that nobody has decided.
    pub fn open(&self, certainty: Certainty) -> impl Iterator<Item = &Assessed> {
        self.findings.iter().filter(move |it| it.decision.is_open() && it.finding.certainty == certainty)
    }

    /// The findings that somebody has decided one by one.
    pub fn decided(&self) -> impl Iterator<Item = &Assessed> {
        self.findings.iter().filter(|it| matches!(it.decision, Decision::Expected(_)))
    }

    /// How many findings the policy allows.
    pub fn allowed(&self) -> usize {
        self.findings.iter().filter(|it| it.decision == Decision::Allowed).count()
    }

    /// How many findings the baseline has.
    pub fn known(&self) -> usize {
        self.findings.iter().filter(|it| it.decision == Decision::Known).count()
    }
}

/// Whether any decision holds only until the code changes: then the reviews are needed to decide.
pub fn needs_reviews(model: &Model, terms: &Terms) -> bool {
    let said = model.targets().flat_map(|target| &model.entity(target).expectations);
    said.chain(terms.acceptances.iter().map(|it| &it.decision)).any(|it| it.until_changed)
}

/// What a decision is about: a threat, as an index of the library, on a part of the model.
type Subject = (Target, usize);

/// Applies what was decided to the findings of a model.
///
/// The response of an override that begins with what was decided (`mitigated: …`) decides where no expectation does.
pub fn decide(
    model: &Model,
    library: &Library,
    evaluation: impl Into<Evaluation>,
    terms: &Terms,
) -> (Assessment, Vec<Diagnostic>) {
    let Evaluation { findings, excluded } = evaluation.into();
    let mut diagnostics = unknown_threats(model, library);
    let rules = library.rules(terms.pinned);
    let mut complaints = Vec::new();
    let reviews = terms.reviews.as_ref().map(|lock| Reviews::new(model, lock));
    let now = expectation::Now { model, today: &terms.today, reviews: reviews.as_ref() };
    let mut standing = expectation::standing(library, now, &mut complaints);
    acceptance::add_standing(&mut standing, library, terms, now, &mut complaints);
    let mut unfulfilled: HashSet<Subject> = standing.iter().map(|it| it.subject).collect();
    let by_finding: HashMap<Subject, &Expectation> =
        standing.iter().map(|it| (it.subject, it.expectation.as_ref())).collect();
    let findings = findings.into_iter().map(|finding| {
        let subject = (finding.target, finding.threat);
        let level = terms.policy.level(&rules[finding.threat], finding.severity);
        let decision = match by_finding.get(&subject) {
            Some(expectation) => {
                unfulfilled.remove(&subject);
                Decision::Expected(Box::new((*expectation).clone()))
            }
            None => match responded(model, &finding) {
                Some(response) => Decision::Expected(Box::new(response)),
                None if level == LintLevel::Allow => Decision::Allowed,
                None if terms.baseline.has_any() && terms.baseline.contains(&finding.id(model, library)) => {
                    Decision::Known
                }
                None => Decision::Open,
            },
        };
        Assessed { finding, decision, level }
    });
    let assessment = Assessment { findings: findings.collect(), excluded };
    for it in standing.iter().filter(|it| unfulfilled.contains(&it.subject)) {
        let (target, threat) = it.subject;
        if !may_still_apply(model, &library.threats[threat], target) {
            complaints.push(it.unfulfilled(model));
        }
    }
    diagnostics.extend(complaints.into_iter().filter_map(|it| at_level_of_policy(it, &terms.policy)));
    (assessment, diagnostics)
}

/// A complaint about a decision; that it matches nothing or does not hold any more is as bad as the policy says.
fn at_level_of_policy(complaint: Diagnostic, policy: &Policy) -> Option<Diagnostic> {
    let governed =
        [Code::UnfulfilledExpectation, Code::ExpiredExpectation, Code::ChangedExpectation, Code::UnreviewedExpectation];
    let is_governed = governed.iter().any(|it| it.to_string() == complaint.code);
    match policy.acceptances() {
        LintLevel::Allow if is_governed => None,
        LintLevel::Deny if is_governed => Some(Diagnostic { level: Level::Error, ..complaint }),
        _ => Some(complaint),
    }
}

/// Whether a threat that is no finding would be one if something unstated were said: its decision then waits.
fn may_still_apply(model: &Model, threat: &Threat, target: Target) -> bool {
    let entity = model.entity(target);
    entity.in_scope()
        && threat.targets.iter().any(|base| entity.class.is_a(*base))
        && matches!(threat.condition.evaluate(model, target), Verdict::Open)
}

/// What the response of an override decides.
fn responded(model: &Model, finding: &Finding) -> Option<Expectation> {
    let said = finding.override_in(model)?;
    let response = Response::leading(&said.response)?;
    let (threat, reason, at) = (said.threat.clone(), said.response.clone(), said.at.clone());
    Some(Expectation { threat, reason, owner: String::new(), until: None, until_changed: false, response, at })
}

/// Overrides and assumptions about threats that the library does not have: they do nothing.
fn unknown_threats(model: &Model, library: &Library) -> Vec<Diagnostic> {
    let fault = |said: String, id: &str, at: &Option<Location>| {
        let fault = Code::UnusedThreatId.diagnostic(format!("{said} `{id}`, which no threat is called"));
        let fault = fault.at(at.clone(), "unknown threat");
        match library.suggest(id) {
            Some(near) => fault.with_help(format!("did you mean `{near}`?")),
            None => fault.with_help("`cargo tm threats list` shows them all"),
        }
    };
    let unknown = |id: &str| library.position(id).is_none() && !library.leaves_out(id);
    let mut faults = Vec::new();
    let excluded = |assumptions: &[Assumption], at: &Option<Location>, faults: &mut Vec<Diagnostic>| {
        for assumption in assumptions {
            let ids = assumption.exclude.iter().filter(|id| unknown(id));
            let at = assumption.at.as_ref().or(at.as_ref()).cloned();
            faults.extend(ids.map(|id| fault(format!("the assumption `{}` excludes", assumption.name), id, &at)));
        }
    };
    for target in model.targets() {
        let entity = model.entity(target);
        for it in entity.overrides.iter().filter(|it| unknown(&it.threat)) {
            faults.push(fault(format!("`{}` overrides", entity.name), &it.threat, &it.at));
        }
        excluded(&entity.assumptions, &entity.at, &mut faults);
    }
    excluded(&model.options.assumptions, &model.at, &mut faults);
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const THREATS: &str = r#"
        title = "Cached secrets"
        aliases = ["T2"]
        targets = ["Server"]
        severity = "High"
        condition = "target.uses_cache"
        description = "d"
        [[case]]
        name = "c"
        fires = true
        model.elements = [{ id = "s", class = "Server", uses_cache = true }]
    "#;

    /// The decision on each finding and the faults, for a server that expects `expectations` on 2026-11-21.
    fn check(uses_cache: bool, expectations: serde_json::Value) -> (Vec<&'static str>, Vec<String>) {
        let (library, _) = Library::read(&[("T1.toml", THREATS)]);
        let server = json!({ "id": "s", "class": "Server", "uses_cache": uses_cache, "expect": expectations });
        let (declarations, _) = crate::declared::file::read(json!({ "name": "m", "elements": [server] }), "m.json");
        let (model, faults) = crate::model::build(declarations);
        assert_eq!(faults, []);
        let findings = crate::evaluate::findings(&model, &library);
        let (assessment, faults) = decide(&model, &library, findings, &Terms::on("2026-11-21"));
        let faults = faults.into_iter().map(|it| format!("{}: {}", it.code, it.message));
        (assessment.findings.iter().map(|it| it.decision.name()).collect(), faults.collect())
    }

    #[test]
    fn decisions_stand_until_their_last_day() {
        let on = |until: &str| check(true, json!([{ "id": "T1", "reason": "r", "owner": "o", "until": until }]));
        assert_eq!(on("2026-11-21"), (vec!["accepted"], vec![]));
        assert_eq!(
            on("2026-11-20"),
            (vec!["open"], vec!["TM0016: the decision on T1 of `s` ended on 2026-11-20".into()])
        );
    }

    /// The decision on the one finding and the faults, where the code was reviewed as `then` and is `now`.
    fn until_changed(then: Option<u128>, now: Option<u128>) -> (&'static str, Vec<String>) {
        let (library, _) = Library::read(&[("T1.toml", THREATS)]);
        let expect = json!([{ "id": "T1", "reason": "r", "until_changed": true }]);
        let server = json!({ "id": "s", "class": "Server", "uses_cache": true, "expect": expect });
        let (declarations, _) = crate::declared::file::read(json!({ "name": "m", "elements": [server] }), "m.json");
        let (mut model, faults) = crate::model::build(declarations);
        assert_eq!(faults, []);
        let print = |body| tm_schema::Fingerprint { head: 1, body: Some(body), calls: Vec::new() };
        let start = tm_diagnostic::Position { line: 1, column: 1 };
        let at = Location { file: String::new(), start, end: start };
        if let Some(now) = now {
            let code = crate::declared::Code { at: at.clone(), fingerprint: print(now) };
            let origin = crate::declared::Origin { annotation: at, folder: String::new(), code: Some(code) };
            model.elements[0].entity.origin = Some(origin);
        }
        let reviewed = then.map(|then| crate::freshness::review::Reviewed {
            element: "s".into(),
            file: String::new(),
            day: crate::freshness::Day::parse("2026-03-02").unwrap(),
            reviewer: "Ada".into(),
            commit: None,
            print: crate::freshness::review::Print { item: Some(print(then)), files: None },
        });
        let lock = Lock { reviewed: reviewed.into_iter().collect(), ..Lock::default() };
        let terms = Terms { reviews: Some(lock), ..Terms::on("2026-11-21") };
        let findings = crate::evaluate::findings(&model, &library);
        let (assessment, faults) = decide(&model, &library, findings, &terms);
        let faults = faults.into_iter().map(|it| format!("{}: {}", it.code, it.message));
        (assessment.findings[0].decision.name(), faults.collect())
    }

    #[test]
    fn a_decision_may_hold_until_the_code_changes() {
        assert_eq!(until_changed(Some(2), Some(2)), ("accepted", vec![]));
        let changed = "TM0037: the decision on T1 of `s` held until its code changed, and it has";
        assert_eq!(until_changed(Some(2), Some(3)), ("open", vec![changed.to_owned()]));
        let never = "TM0038: the decision on T1 of `s` holds until its code changes, and nobody has reviewed the code";
        assert_eq!(until_changed(None, Some(3)), ("open", vec![never.to_owned()]));
        let nothing = "TM0038: the decision on T1 of `s` holds until its code changes, and it has no code";
        assert_eq!(until_changed(None, None), ("open", vec![nothing.to_owned()]));
        let without_code = check(true, json!([{ "id": "T1", "reason": "r", "until_changed": true }]));
        assert_eq!(without_code, (vec!["accepted"], vec![]), "a model file has none that could change");
    }

    #[test]
    fn an_alias_decides_as_the_id_does() {
        let decided = check(true, json!([{ "id": "T2", "reason": "r", "as": "false_positive" }]));
        assert_eq!(decided, (vec!["false_positive"], vec![]));
    }

    #[test]
    fn the_first_of_two_decisions_stands() {
        let expectations = json!([{ "id": "T1", "reason": "r", "as": "avoided" }, { "id": "T2", "reason": "r" }]);
        assert_eq!(check(true, expectations), (vec!["avoided"], vec!["TM0017: two decisions on T2 of `s`".into()]));
    }

    #[test]
    fn a_decision_waits_for_what_is_unstated() {
        let (library, _) = Library::read(&[("T1.toml", THREATS)]);
        let server = json!({ "id": "s", "class": "Server", "expect": [{ "id": "T1", "reason": "r" }] });
        let (declarations, _) = crate::declared::file::read(json!({ "name": "m", "elements": [server] }), "m.json");
        let (model, _) = crate::model::build(declarations);
        assert_eq!(
            decide(&model, &library, Vec::new(), &Terms::on("2026-11-21")).1,
            [],
            "nobody has said whether it uses a cache"
        );
    }

    #[test]
    fn decisions_on_threats_that_are_left_out_are_neither_right_nor_wrong() {
        let (mut library, _) = Library::read(&[("T1.toml", THREATS)]);
        let server = json!({ "id": "s", "class": "Server", "expect": [{ "id": "T2", "reason": "r" }] });
        let (declarations, _) = crate::declared::file::read(json!({ "name": "m", "elements": [server] }), "m.json");
        let (model, _) = crate::model::build(declarations);
        assert!(library.remove("T1") && library.remove("T2"), "an alias goes with its threat");
        assert_eq!(decide(&model, &library, Vec::new(), &Terms::on("2026-11-21")).1, []);
        let mut other = Library::default();
        other.leave_out(&Library::read(&[("T1.toml", THREATS)]).0);
        assert_eq!(decide(&model, &other, Vec::new(), &Terms::on("2026-11-21")).1, []);
    }

    #[test]
    fn the_response_of_an_override_decides_if_it_says_what_was_decided() {
        let (library, _) = Library::read(&[("T1.toml", THREATS)]);
        let decided = |response: &str, expect: serde_json::Value| {
            let overrides = json!([{ "id": "T1", "response": response }, { "id": "T0" }]);
            let server =
                json!({ "id": "s", "class": "Server", "uses_cache": true, "expect": expect, "overrides": overrides });
            let (declarations, _) = crate::declared::file::read(json!({ "name": "m", "elements": [server] }), "m.json");
            let (model, _) = crate::model::build(declarations);
            let (assessment, faults) =
                decide(&model, &library, crate::evaluate::evaluate(&model, &library), &Terms::on("2026-11-21"));
            let faults: Vec<_> = faults.into_iter().map(|it| format!("{}: {}", it.code, it.message)).collect();
            assert_eq!(faults, ["TM0031: `s` overrides `T0`, which no threat is called"]);
            assessment.findings[0].decision.name()
        };
        assert_eq!(decided("Mitigated: the cache is in memory", json!([])), "mitigated");
        assert_eq!(decided("false positive", json!([])), "false_positive");
        assert_eq!(decided("see the ticket", json!([])), "open");
        assert_eq!(decided("accepted", json!([{ "id": "T1", "reason": "r", "as": "avoided" }])), "avoided");
    }

    #[test]
    fn decisions_about_nothing_are_reported() {
        let nothing = check(false, json!([{ "id": "T1", "reason": "r" }, { "id": "T11", "reason": "r" }]));
        assert_eq!(
            nothing.1,
            [
                "TM0014: `s` expects `T11`, which no threat is called",
                "TM0015: `s` expects T1, which does not apply to it"
            ]
        );
    }

    /// The decision on the one finding, where the code, tm.toml, a level and the baseline speak of it, as far as said.
    fn decided_by(expect: bool, accept: bool, allow: bool, baseline: bool) -> (&'static str, Vec<String>) {
        let (library, _) = Library::read(&[("T1.toml", THREATS)]);
        let expectations = if expect { json!([{ "id": "T1", "reason": "r", "as": "avoided" }]) } else { json!([]) };
        let server = json!({ "id": "s", "class": "Server", "uses_cache": true, "expect": expectations });
        let (declarations, _) = crate::declared::file::read(json!({ "name": "m", "elements": [server] }), "m.json");
        let (model, _) = crate::model::build(declarations);
        let (config, _) = crate::config::read(
            "tm.toml",
            "levels.T2 = 'allow'\n[[accept]]\nfinding = 'T2@s'\nreason = 'r'\nas = 'transferred'\n",
        );
        let layers = if allow { vec![tm_diagnostic::Layer::File(config.levels)] } else { Vec::new() };
        let terms = Terms {
            policy: Policy::new(layers, &library.rules(None)).unwrap(),
            acceptances: if accept { config.acceptances } else { Vec::new() },
            baseline: baseline.then(|| "T1@s".to_owned()).into_iter().collect(),
            ..Terms::on("2026-11-21")
        };
        let (assessment, faults) = decide(&model, &library, crate::evaluate::findings(&model, &library), &terms);
        (assessment.findings[0].decision.name(), faults.into_iter().map(|it| it.message).collect())
    }

    #[test]
    fn the_code_comes_before_the_file_before_levels_before_the_baseline() {
        assert_eq!(decided_by(true, false, true, true), ("avoided", vec![]));
        assert_eq!(decided_by(false, true, true, true), ("transferred", vec![]));
        assert_eq!(decided_by(false, false, true, true), ("allowed", vec![]));
        assert_eq!(decided_by(false, false, false, true), ("baseline", vec![]));
        assert_eq!(decided_by(false, false, false, false), ("open", vec![]));
        let twice = decided_by(true, true, false, false);
        assert_eq!(twice, ("avoided", vec!["two decisions on T2 of `s`".to_owned()]));
    }
}
