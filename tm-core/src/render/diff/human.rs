//! A comparison for the terminal: parts with what differs, new ways of data, and a table of findings.

use std::fmt::Write as _;

use super::words::{NOTHING, decision, direction, facts, heading, label, name, said, sensitivity, title, transport};
use super::{Compared, Sides};
use crate::compare::{Change, Difference, PartChange};
use crate::model::{Model, Target};
use crate::render::table::table;
use crate::render::words;

/// Every change of a model, and its sum as the last line.
pub fn diff_text(sides: Sides<'_>, compared: Compared<'_>) -> String {
    let Compared { name: model, before, after, comparison, .. } = compared;
    let mut text = format!("{model}: {} → {}\n", words::one_line(sides.before), words::one_line(sides.after));
    let models = (before.model, after.model);
    if !comparison.model.is_empty() {
        text.push_str("model\n");
        comparison.model.iter().for_each(|it| difference(&mut text, models, None, it));
    }
    let mut last = "";
    for part in &comparison.parts {
        if heading(part) != last {
            last = heading(part);
            let _ = writeln!(text, "{last}");
        }
        changed_part(&mut text, models, part);
    }
    if !comparison.crossings.is_empty() {
        text.push_str("sensitive data on new ways\n");
    }
    for it in &comparison.crossings {
        let (datum, boundary) = (Target::Data(it.datum), Target::Boundary(it.boundary));
        let flows = it
            .dataflows
            .iter()
            .map(|flow| format!("{} ({})", title(after.model, Target::Dataflow(*flow)), transport(after.model, *flow)));
        let (datum, sensitivity) = (name(after.model, datum), sensitivity(after.model, it.datum));
        let first = if it.is_first { " for the first time" } else { "" };
        let (direction, boundary) = (direction(it), name(after.model, boundary));
        let _ = writeln!(text, "  {datum} ({sensitivity}) {direction} {boundary}{first}");
        flows.for_each(|flow| {
            let _ = writeln!(text, "      on {flow}");
        });
    }
    if !comparison.findings.is_empty() {
        text.push_str("findings\n");
        text.push_str(&findings(compared));
    }
    let _ = writeln!(text, "{model}: {}", summary(compared));
    text
}

fn changed_part(text: &mut String, models: (&Model, &Model), part: &PartChange) {
    let (mark, model, target) = match (part.before, part.after) {
        (None, Some(is)) => ('+', models.1, is),
        (Some(_), Some(is)) => ('~', models.1, is),
        (Some(was), None) => ('-', models.0, was),
        (None, None) => return,
    };
    let entity = model.entity(target);
    let class =
        if matches!(target, Target::Element(_)) { format!(" ({})", entity.class.name()) } else { String::new() };
    let place = entity.at.as_ref().map_or_else(String::new, |at| format!(", {}", words::one_line(&words::place(at))));
    let _ = writeln!(text, "  {mark} {}{class}{place}", title(model, target));
    let facts = facts(model, target);
    if part.before.is_none() && !facts.is_empty() {
        let _ = writeln!(text, "      {facts}");
    }
    if let (Some(was), Some(is)) = (part.before, part.after) {
        part.differences.iter().for_each(|it| difference(text, models, Some((was, is)), it));
    }
}

fn difference(text: &mut String, models: (&Model, &Model), targets: Option<(Target, Target)>, it: &Difference) {
    let was = said(models.0, targets.map(|it| it.0), it);
    let is = said(models.1, targets.map(|it| it.1), it);
    let [was, is] = [was, is].map(|it| it.unwrap_or_else(|| NOTHING.to_owned()));
    let _ = writeln!(text, "      {}: {was} → {is}", label(it));
}

fn findings(compared: Compared<'_>) -> String {
    let rows = compared.comparison.findings.iter().zip(compared.denied).map(|(it, denied)| {
        let (found, side) = compared.shown(it);
        let finding = found.finding(side.assessment);
        let threat = &side.library.threats[finding.threat];
        let change = if *denied { format!("{}, denied", it.change.name()) } else { it.change.name().to_owned() };
        let on = title(side.model, finding.target);
        [
            change,
            finding.severity.to_string(),
            words::certainty(finding.certainty).to_owned(),
            decision(found, side).to_owned(),
            format!("{} {}", threat.id, threat.title),
            on,
        ]
    });
    let table = table(["CHANGE", "SEVERITY", "CERTAINTY", "DECISION", "THREAT", "ON"], rows.collect());
    table.lines().map(|line| format!("  {line}\n")).collect()
}

/// One line: what the change brings, and how much changed in all.
fn summary(compared: Compared<'_>) -> String {
    let comparison = compared.comparison;
    if comparison.is_empty() {
        return "nothing changed".to_owned();
    }
    let counts = compared.counts();
    let mut parts: Vec<String> = Change::ALL
        .into_iter()
        .map(|change| (comparison.of(change).count(), change))
        .filter(|(count, _)| *count > 0)
        .map(|(count, change)| format!("{count} {}", change.name()))
        .collect();
    if counts.denied > 0 {
        parts.push(format!("{} denied", counts.denied));
    }
    let findings =
        if parts.is_empty() { "no finding changed".to_owned() } else { format!("findings: {}", parts.join(", ")) };
    let crossings = match counts.crossings {
        0 => String::new(),
        count => format!("; sensitive data on {}", words::counted(count, "new way")),
    };
    let changed = words::counted(comparison.parts.len() + usize::from(!comparison.model.is_empty()), "part");
    format!("{findings}{crossings}; {changed} of the model changed")
}
