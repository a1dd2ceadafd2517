//! `cargo tm findings`: one finding a line, the surest and worst first.

use super::table::table;
use super::words;
use crate::decide::{Assessed, Assessment};
use crate::evaluate::Certainty;
use crate::model::Model;
use crate::threat::Library;

/// A table of the findings of several models, those decided last.
pub fn findings_text(library: &Library, models: &[(&Model, &Assessment)]) -> String {
    let mut findings: Vec<(&Model, &Assessed)> =
        models.iter().flat_map(|(model, assessment)| assessment.findings.iter().map(|it| (*model, it))).collect();
    let severity = |it: &Assessed| it.finding.severity;
    // A stable sort: within equals the order of evaluation stays.
    findings.sort_by_key(|(_, it)| {
        (!it.decision.is_open(), it.finding.certainty == Certainty::Potential, std::cmp::Reverse(severity(it)))
    });
    let excluded = excluded(models.iter().map(|(_, assessment)| assessment.excluded.len()).sum());
    if findings.is_empty() {
        return format!("no findings\n{excluded}");
    }
    let rows = findings.iter().map(|(model, it)| {
        let entity = model.entity(it.finding.target);
        let certainty = match it.finding.certainty {
            Certainty::Confirmed => "confirmed",
            Certainty::Potential => "potential",
        };
        let threat = &library.threats[it.finding.threat];
        let title = format!("{} {}", threat.id, threat.title);
        let place = entity.at.as_ref().map_or_else(String::new, words::place);
        let decision = it.decision.name().to_owned();
        [severity(it).to_string(), certainty.to_owned(), decision, title, entity.name.clone(), place]
    });
    table(["SEVERITY", "CERTAINTY", "DECISION", "THREAT", "ON", "PLACE"], rows.collect()) + &excluded
}

/// A line on the findings that are not shown.
fn excluded(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "\n1 finding is excluded by an assumption\n".to_owned(),
        several => format!("\n{several} findings are excluded by assumptions\n"),
    }
}
