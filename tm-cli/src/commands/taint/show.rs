//! The issues of a program in each format.

use serde::Serialize;
use tm_core::decide::{Decision, Judged};
use tm_core::render as core_render;
use tm_diagnostic::render::Style;
use tm_diagnostic::{Diagnostic, Level, Location, Position, Report, Reported, RuleDescription};
use tm_taint::Program;
use tm_taint::analysis::Issue;
use tm_taint::report::{self, IssueDocument, ModelDocument};

use super::filter::FilterArgs;
use super::judged::Analysed;
use crate::input;
use crate::taint::{CoverageReport, ReadProgram};

/// The issues that filters leave, each with what was decided, by place.
pub(super) struct Shown<'a> {
    program: &'a Program,
    analysed: &'a Analysed,
    issues: Vec<(&'a Issue, &'a Judged)>,
    hidden: usize,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    issues: Vec<Entry<'a>>,
    /// How many issues filters have left out.
    hidden: usize,
    diagnostics: &'a [Diagnostic],
    #[serde(skip_serializing_if = "Option::is_none")]
    models: Option<Vec<ModelDocument<'a>>>,
    coverage: &'a CoverageReport<'a>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    issue: IssueDocument<'a>,
    decision: &'static str,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<&'a str>,
}

impl<'a> Shown<'a> {
    pub(super) fn new(read: &'a ReadProgram, analysed: &'a Analysed, filter: &FilterArgs) -> Shown<'a> {
        let program = &read.program;
        let (rules, models) = (&analysed.rules.set, &analysed.models);
        let all = analysed.outcome.issues.iter().zip(&analysed.judged);
        let mut issues: Vec<_> = all.filter(|(issue, _)| filter.shows(program, rules, models, issue)).collect();
        let place = |issue: &Issue| issue.primary().leaf().span.map(|it| report::location(program, it));
        issues.sort_by_cached_key(|(issue, _)| (place(issue), issue.id.clone()));
        let hidden = analysed.outcome.issues.len() - issues.len();
        Shown { program, analysed, issues, hidden }
    }

    /// Whether the check fails.
    pub(super) fn is_denied(&self) -> bool {
        self.issues.iter().any(|(_, judged)| judged.is_denied())
            || self.analysed.diagnostics.iter().any(|it| it.level == Level::Error)
    }

    /// The faults, then the issues that nobody has decided, as the compiler shows its own; then how many there are.
    pub(super) fn human(&self, read: &ReadProgram, style: Style) -> String {
        let mut shown = self.analysed.diagnostics.clone();
        let open = self.issues.iter().filter(|(_, judged)| judged.decision.is_open());
        shown.extend(open.map(|(issue, judged)| self.analysed.diagnostic(self.program, issue, judged)));
        let text = tm_diagnostic::render::human(&shown, &input::sources_below(&read.root, &shown), style);
        let gap = if text.is_empty() { "" } else { "\n" };
        format!("{text}{gap}{}\n", self.summary())
    }

    /// One line: how many there are of what.
    pub(super) fn summary(&self) -> String {
        let count = |is: &dyn Fn(&Judged) -> bool| self.issues.iter().filter(|(_, judged)| is(judged)).count();
        let open = count(&|it| it.decision.is_open());
        let rest = [
            (count(&Judged::is_denied), "denied"),
            (count(&|it| matches!(it.decision, Decision::Expected(_))), "decided"),
            (count(&|it| it.decision == Decision::Allowed), "allowed"),
            (count(&|it| it.decision == Decision::Known), "in the baseline"),
            (self.hidden, "hidden by filters"),
        ];
        let head = match open {
            0 => "no rule is broken".to_owned(),
            1 => "1 issue".to_owned(),
            open => format!("{open} issues"),
        };
        rest.iter().filter(|(count, _)| *count > 0).fold(head, |text, (count, what)| format!("{text}, {count} {what}"))
    }

    /// All of it as one document, with what is known of functions if that is wanted.
    pub(super) fn json(&self, coverage: &CoverageReport<'_>, with_models: bool) -> serde_json::Result<String> {
        let models = || ModelDocument::all(self.program, &self.analysed.models, &self.analysed.outcome);
        let document = Document {
            version: 2,
            issues: self.issues.iter().map(|(issue, judged)| self.entry(issue, judged)).collect(),
            hidden: self.hidden,
            diagnostics: &self.analysed.diagnostics,
            models: with_models.then(models),
            coverage,
        };
        serde_json::to_string_pretty(&document).map(|it| it + "\n")
    }

    fn entry(&self, issue: &'a Issue, judged: &'a Judged) -> Entry<'a> {
        let said = match &judged.decision {
            Decision::Expected(said) => Some(said),
            _ => None,
        };
        Entry {
            issue: IssueDocument::new(self.program, &self.analysed.models, self.analysed.rule(issue), issue),
            decision: judged.decision.name(),
            level: judged.level.name(),
            reason: said.map(|it| it.reason.as_str()),
            owner: said.map(|it| it.owner.as_str()).filter(|it| !it.is_empty()),
            until: said.and_then(|it| it.until.as_deref()),
        }
    }

    /// The result for formats of other tools, the gravest first.
    pub(super) fn report(&self) -> Report {
        let start = Position { line: 1, column: 1 };
        let anchor = Location { file: "Cargo.toml".to_owned(), start, end: start };
        let placed = |it: Diagnostic| if it.primary.is_some() { it } else { it.at(Some(anchor.clone()), "") };
        let mut rules: Vec<RuleDescription> = Vec::new();
        let mut add = |rule: RuleDescription| {
            if rules.iter().all(|it| it.id != rule.id) {
                rules.push(rule);
            }
        };
        let mut results = Vec::new();
        for fault in &self.analysed.diagnostics {
            add(core_render::fault_description(fault));
            let identity = format!("{}@{}", fault.code, fault.message);
            let diagnostic = placed(fault.clone());
            results.push((None, Reported { diagnostic, identity, suppression: None, flows: Vec::new() }));
        }
        for (issue, judged) in &self.issues {
            let rule = self.analysed.rule(issue);
            add(report::description(rule));
            let flows = issue.flows.iter().map(|it| report::steps(self.program, self.analysed.kinds(), it));
            let reported = Reported {
                diagnostic: placed(self.analysed.diagnostic(self.program, issue, judged)),
                identity: issue.id.clone(),
                suppression: core_render::suppression(&judged.decision),
                flows: flows.collect(),
            };
            results.push((Some(rule.severity), reported));
        }
        let gravity = |severity: &Option<_>, it: &Reported| (it.diagnostic.level, *severity);
        results.sort_by_key(|(severity, it)| (it.suppression.is_some(), std::cmp::Reverse(gravity(severity, it))));
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        Report { name: "taint".to_owned(), rules, results: results.into_iter().map(|(_, it)| it).collect() }
    }
}
