//! A comparison as a comment on a pull request.
//!
//! ```text
//! ## Threat model: 2 new findings, sensitive data on 1 new way
//! what changed, which data goes where, which findings apply            short, for everybody
//! ▸ why they apply, and what helps    ▸ what may apply    ▸ the rest   folded, for those who want to know
//! ```
//!
//! The texts in it are those of strangers as often as not (`quiet.rs`). A host takes comments of 65,536 characters: what does
//! not fit is counted.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::quiet::{code, plain, quiet};
use super::words::{NOTHING, decision, direction, facts, label, name, said, sensitivity, title, transport};
use super::{Compared, Counts, Sides};
use crate::compare::{Change, Difference, FindingChange, PartChange};
use crate::evaluate::{Certainty, Finding};
use crate::model::{Model, Target};
use crate::render::report::markdown;
use crate::render::{Evaluated, words};
use crate::threat::Severity;

/// What a host takes, less what others may put around it.
const LONGEST: usize = 60_000;

/// How much is told before the rest is counted.
#[derive(Clone, Copy)]
struct Amount {
    models: usize,
    /// Parts, differences of each, crossings, and flows of each.
    parts: usize,
    /// Rows of each table.
    findings: usize,
    /// Threats that are explained.
    threats: usize,
}

/// From the usual to the headline alone, which fits in any case.
const AMOUNTS: [Amount; 4] = [
    Amount { models: 20, parts: 40, findings: 50, threats: 10 },
    Amount { models: 10, parts: 15, findings: 20, threats: 3 },
    Amount { models: 5, parts: 4, findings: 5, threats: 0 },
    Amount { models: 0, parts: 0, findings: 0, threats: 0 },
];

/// The comment on all models; those that did not change are named.
pub fn diff_markdown(sides: Sides<'_>, models: &[Compared<'_>]) -> String {
    let comments = AMOUNTS.iter().map(|amount| Comment { amount: *amount, text: String::new() }.of(sides, models));
    let mut last = String::new();
    for text in comments {
        last = text;
        if last.len() <= LONGEST {
            break;
        }
    }
    last
}

struct Comment {
    amount: Amount,
    text: String,
}

impl Comment {
    fn of(mut self, sides: Sides<'_>, models: &[Compared<'_>]) -> String {
        let mut sum = Counts::default();
        for it in models.iter().copied().map(Compared::counts) {
            sum.confirmed += it.confirmed;
            sum.potential += it.potential;
            sum.denied += it.denied;
            sum.crossings += it.crossings;
        }
        let changed: Vec<_> = models.iter().filter(|it| !it.comparison.is_empty()).collect();
        let _ = writeln!(self.text, "## Threat model: {}\n", headline(sum, changed.is_empty()));
        let _ = writeln!(self.text, "From {} to {}.\n", code(sides.before), code(sides.after));
        if sum.denied > 0 {
            let fail = if sum.denied == 1 { "fails" } else { "fail" };
            let _ = writeln!(self.text, "**{} {fail} the check.**\n", words::counted(sum.denied, "finding"));
        }
        for it in changed.iter().take(self.amount.models) {
            if models.len() > 1 {
                let _ = writeln!(self.text, "### {}\n", plain(it.name));
            }
            self.model(**it);
        }
        let unchanged = models.len() - changed.len();
        if changed.len() > self.amount.models {
            let more = words::counted(changed.len() - self.amount.models, "more model");
            let _ = writeln!(self.text, "{more} changed; `cargo tm diff` shows all.\n");
        }
        if unchanged > 0 && !changed.is_empty() {
            let _ = writeln!(self.text, "{} did not change.\n", words::counted(unchanged, "other model"));
        }
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text
    }

    fn model(&mut self, compared: Compared<'_>) {
        self.changes(compared);
        self.crossings(compared);
        let all: Vec<_> = compared.comparison.findings.iter().zip(compared.denied.iter().copied()).collect();
        let (mut told, mut folded) = (Vec::new(), Vec::new());
        for it in &all {
            let Some(finding) = compared.open(it.0) else { continue };
            let is_grave = finding.certainty == Certainty::Confirmed || finding.severity >= Severity::High;
            if is_grave { &mut told } else { &mut folded }.push(*it);
        }
        if !told.is_empty() {
            self.text.push_str("**Findings that this change brings**\n\n");
            self.open_findings(compared, &told);
            self.explanations(compared, &told);
        }
        if !folded.is_empty() {
            let count = words::counted(folded.len(), "milder threat");
            let _ = writeln!(self.text, "<details><summary>{count} may apply, until somebody states more</summary>\n");
            self.open_findings(compared, &folded);
            self.text.push_str("`cargo tm questions` says what to state.\n\n</details>\n\n");
        }
        let rest: Vec<_> = all.iter().map(|(it, _)| *it).filter(|it| compared.open(it).is_none()).collect();
        self.other_findings(compared, &rest);
    }

    fn changes(&mut self, compared: Compared<'_>) {
        let Compared { before, after, comparison, .. } = compared;
        let models = (before.model, after.model);
        if comparison.model.is_empty() && comparison.parts.is_empty() {
            return;
        }
        self.text.push_str("**What changed**\n\n");
        for it in comparison.model.iter().take(self.amount.parts) {
            let difference = difference(models, None, it);
            let _ = writeln!(self.text, "- the model: {difference}");
        }
        for part in comparison.parts.iter().take(self.amount.parts) {
            self.part(models, part);
        }
        let left = [comparison.model.len(), comparison.parts.len()].map(|it| it.saturating_sub(self.amount.parts));
        self.more(left[0] + left[1], "change");
        self.text.push('\n');
    }

    fn part(&mut self, models: (&Model, &Model), part: &PartChange) {
        let (verb, model, target) = match (part.before, part.after) {
            (None, Some(is)) => ("added", models.1, is),
            (Some(_), Some(is)) => ("changed", models.1, is),
            (Some(was), None) => ("removed", models.0, was),
            (None, None) => return,
        };
        let entity = model.entity(target);
        let noun = match target {
            Target::Element(_) => entity.class.name(),
            Target::Dataflow(_) => "flow",
            Target::Boundary(_) => "boundary",
            Target::Data(_) => "data",
        };
        let place = entity.at.as_ref().map_or_else(String::new, |at| format!(", {}", code(&words::place(at))));
        let facts = facts(model, target);
        let facts =
            if part.before.is_some() || facts.is_empty() { String::new() } else { format!(": {}", plain(&facts)) };
        let _ = writeln!(self.text, "- {verb} **{}** ({noun}{place}){facts}", plain(&title(model, target)));
        if part.before.is_none() && !entity.description.is_empty() {
            let _ = writeln!(self.text, "  - {}", plain(&entity.description));
        }
        let targets = part.before.zip(part.after);
        for it in part.differences.iter().take(self.amount.parts) {
            let difference = difference(models, targets, it);
            let _ = writeln!(self.text, "  - {difference}");
        }
        if part.differences.len() > self.amount.parts {
            let more = words::counted(part.differences.len() - self.amount.parts, "more difference");
            let _ = writeln!(self.text, "  - {more}");
        }
    }

    fn crossings(&mut self, compared: Compared<'_>) {
        let (model, crossings) = (compared.after.model, &compared.comparison.crossings);
        if crossings.is_empty() {
            return;
        }
        self.text.push_str("**Sensitive data on new ways**\n\n");
        for it in crossings.iter().take(self.amount.parts) {
            let datum = plain(&name(model, Target::Data(it.datum)));
            let boundary = plain(&name(model, Target::Boundary(it.boundary)));
            let (sensitivity, direction) = (sensitivity(model, it.datum), direction(it));
            let first = if it.is_first { ", for the first time" } else { "" };
            let flows = it.dataflows.iter().take(self.amount.parts).map(|flow| {
                let target = Target::Dataflow(*flow);
                format!("{} ({})", plain(&title(model, target)), plain(&transport(model, *flow)))
            });
            let flows = flows.collect::<Vec<_>>().join("; ");
            let more = it.dataflows.len().saturating_sub(self.amount.parts);
            let more = if more > 0 { format!(" and on {}", words::counted(more, "more flow")) } else { String::new() };
            let _ =
                writeln!(self.text, "- **{datum}** ({sensitivity}) {direction} **{boundary}**{first}: {flows}{more}");
        }
        self.more(crossings.len().saturating_sub(self.amount.parts), "way");
        self.text.push('\n');
    }

    fn open_findings(&mut self, compared: Compared<'_>, findings: &[(&FindingChange, bool)]) {
        self.text.push_str("| Severity | Threat | On | |\n|---|---|---|---|\n");
        for (it, denied) in findings.iter().take(self.amount.findings) {
            let (found, side) = compared.shown(it);
            let finding = found.finding(side.assessment);
            let certainty = if finding.certainty == Certainty::Potential { ", may apply" } else { "" };
            let change = match it.change {
                Change::Worse => worse(compared, it),
                other => format!("{}{certainty}", other.name()),
            };
            let denied = if *denied { ", **denied**" } else { "" };
            let (threat, on) = row(side, finding);
            let _ = writeln!(self.text, "| {} | {threat} | {on} | {change}{denied} |", finding.severity);
        }
        self.text.push('\n');
        if findings.len() > self.amount.findings {
            self.more(findings.len() - self.amount.findings, "finding");
            self.text.push('\n');
        }
    }

    /// The page of each threat among `findings`, in short.
    fn explanations(&mut self, compared: Compared<'_>, findings: &[(&FindingChange, bool)]) {
        const SHOWN: usize = 5;
        let after = compared.after;
        let mut by_threat: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
        let mut order = Vec::new();
        for finding in findings.iter().filter_map(|(it, _)| compared.open(it)) {
            let known = by_threat.entry(finding.threat).or_default();
            if known.is_empty() {
                order.push(finding.threat);
            }
            known.push(finding);
        }
        if self.amount.threats == 0 {
            return;
        }
        self.text.push_str("<details><summary>Why they apply, and what helps</summary>\n\n");
        for index in order.iter().take(self.amount.threats) {
            let threat = &after.library.threats[*index];
            let _ = writeln!(self.text, "#### {}: {}\n", plain(&threat.id), plain(&threat.title));
            self.prose(&threat.description);
            for finding in by_threat[index].iter().take(SHOWN) {
                let _ =
                    writeln!(self.text, "- {}: {}", plain(&title(after.model, finding.target)), why(compared, finding));
            }
            self.more(by_threat[index].len().saturating_sub(SHOWN), "finding");
            self.text.push('\n');
            if !threat.mitigations.is_empty() {
                self.text.push_str("What helps:\n\n");
                self.prose(&threat.mitigations);
            }
        }
        if order.len() > self.amount.threats {
            let more = words::counted(order.len() - self.amount.threats, "more threat");
            let _ = writeln!(self.text, "{more}: `cargo tm explain ID` has the page of each.\n");
        }
        self.text.push_str("</details>\n\n");
    }

    /// What is decided, gone, or otherwise no reason to worry.
    fn other_findings(&mut self, compared: Compared<'_>, findings: &[&FindingChange]) {
        if findings.is_empty() {
            return;
        }
        let kinds = Change::ALL.into_iter().map(|change| {
            let count = findings.iter().filter(|it| it.change == change).count();
            let name = if change == Change::New { "new and decided" } else { change.name() };
            (count, name)
        });
        let kinds: Vec<_> =
            kinds.filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
        let _ = writeln!(self.text, "<details><summary>Other findings: {}</summary>\n", kinds.join(", "));
        self.text.push_str("| Severity | Threat | On | |\n|---|---|---|---|\n");
        for it in findings.iter().take(self.amount.findings) {
            let (found, side) = compared.shown(it);
            let finding = found.finding(side.assessment);
            let (threat, on) = row(side, finding);
            let what = match it.change {
                Change::Gone => "gone".to_owned(),
                change => format!("{}: {}", change.name(), plain(&decided(compared, it))),
            };
            let _ = writeln!(self.text, "| {} | {threat} | {on} | {what} |", finding.severity);
        }
        self.text.push('\n');
        if findings.len() > self.amount.findings {
            self.more(findings.len() - self.amount.findings, "finding");
            self.text.push('\n');
        }
        self.text.push_str("</details>\n\n");
    }

    fn prose(&mut self, text: &str) {
        for paragraph in words::paragraphs(text) {
            let pieces = words::code_spans(paragraph);
            let pieces = pieces.map(|(piece, is_code)| if is_code { markdown::code(piece) } else { quiet(piece) });
            let _ = writeln!(self.text, "{}\n", pieces.collect::<String>());
        }
    }

    /// A last item of a list that counts what is left out of it, if anything is.
    fn more(&mut self, left: usize, noun: &str) {
        if left > 0 {
            let more = words::counted(left, &format!("more {noun}"));
            let _ = writeln!(self.text, "- {more}; `cargo tm diff` shows all");
        }
    }
}

fn headline(sum: Counts, is_unchanged: bool) -> String {
    if is_unchanged {
        return "nothing changed".to_owned();
    }
    let parts = [
        (sum.confirmed > 0).then(|| words::counted(sum.confirmed, "new finding")),
        (sum.potential > 0).then(|| format!("{} may apply", words::counted(sum.potential, "new threat"))),
        (sum.crossings > 0).then(|| format!("sensitive data on {}", words::counted(sum.crossings, "new way"))),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "changed, no new findings".to_owned() } else { parts.join(", ") }
}

/// The threat and what it is on, as cells of a table.
fn row(side: Evaluated<'_>, finding: &Finding) -> (String, String) {
    let threat = &side.library.threats[finding.threat];
    (plain(&format!("{}: {}", threat.id, threat.title)), plain(&title(side.model, finding.target)))
}

/// How a finding is worse than before.
fn worse(compared: Compared<'_>, it: &FindingChange) -> String {
    let (Some(was), Some(is)) = (it.before, it.after) else { return it.change.name().to_owned() };
    let (was, is) = (was.finding(compared.before.assessment), is.finding(compared.after.assessment));
    match was.severity == is.severity {
        true => "confirmed, was potential".to_owned(),
        false => format!("was {}", was.severity),
    }
}

/// What was decided of a finding that is no reason to worry, and why.
fn decided(compared: Compared<'_>, it: &FindingChange) -> String {
    use crate::compare::Found;
    use crate::decide::Decision;
    let (found, side) = compared.shown(it);
    let name = decision(found, side);
    match found {
        Found::Excluded(index) => format!("{name} by the assumption {:?}", side.assessment.excluded[index].assumption),
        Found::Finding(index) => match &side.assessment.findings[index].decision {
            Decision::Expected(it) if !it.reason.is_empty() => format!("{name} ({})", it.reason),
            Decision::Open => "less severe, or no longer confirmed".to_owned(),
            _ => name.to_owned(),
        },
    }
}

/// What a finding rests on, and what of it the change brought: `controls.validates_input` = `false`, assumed, **changed**.
fn why(compared: Compared<'_>, finding: &Finding) -> String {
    let (side, comparison) = (compared.after, compared.comparison);
    let news = |target: Target, attribute| {
        let part = comparison.parts.iter().find(|it| it.after == Some(target));
        match part.map(|it| (it.before, it.differences.contains(&Difference::Attribute(attribute)))) {
            Some((None, _)) => ", **new**",
            Some((Some(_), true)) => ", **changed**",
            _ => "",
        }
    };
    let readings = finding.basis.readings().iter().map(|it| {
        let reading = side.model.read(it.target, it.attribute);
        let value = words::value(side.model, it.attribute, reading.value());
        let of = match it.target == finding.target {
            true => String::new(),
            false => format!("{}: ", plain(&name(side.model, it.target))),
        };
        let at = reading.at().map_or_else(String::new, |at| format!(" at {}", code(&words::place(at))));
        let origin = if it.is_stated { words::origin(&reading) } else { "assumed" };
        let news = news(it.target, it.attribute);
        format!("{of}{} = {}, {origin}{at}{news}", code(&it.attribute.get().path()), code(&value))
    });
    let readings: Vec<_> = readings.collect();
    match readings.is_empty() {
        true if finding.override_in(side.model).is_some_and(|it| it.always) => "an override says so".to_owned(),
        true => "it applies to everything of this class".to_owned(),
        false => readings.join("; "),
    }
}

fn difference(models: (&Model, &Model), targets: Option<(Target, Target)>, it: &Difference) -> String {
    let side = |text: Option<String>| text.map_or_else(|| NOTHING.to_owned(), |it| code(&it));
    let was = side(said(models.0, targets.map(|it| it.0), it));
    let is = side(said(models.1, targets.map(|it| it.1), it));
    format!("{}: {was} → {is}", code(&label(it)))
}
