//! `cargo tm findings`: one finding a line, the surest and worst first, those that assumptions rule out apart.

use super::Evaluated;
use super::table::table;
use super::words;
use crate::decide::Assessed;
use crate::evaluate::{Certainty, Excluded, Finding};
use crate::threat::Library;

/// A table of the findings of several models, those decided last.
pub fn findings_text(models: &[Evaluated<'_>]) -> String {
    let mut findings: Vec<_> =
        models.iter().flat_map(|of| of.assessment.findings.iter().map(move |it| (of, it))).collect();
    let severity = |it: &Assessed| it.finding.severity;
    // A stable sort: within equals the order of evaluation stays.
    findings.sort_by_key(|(_, it)| {
        (!it.decision.is_open(), it.finding.certainty == Certainty::Potential, std::cmp::Reverse(severity(it)))
    });
    let excluded = excluded(models);
    if findings.is_empty() {
        return format!("no findings\n{excluded}");
    }
    let rows = findings.iter().map(|(Evaluated { model, library, .. }, it)| {
        let entity = model.entity(it.finding.target);
        let cvss = it.finding.override_in(model).map(|said| &said.cvss).filter(|cvss| !cvss.is_empty());
        let severity =
            severity(it).to_string() + &cvss.map_or_else(String::new, |cvss| format!(" ({})", words::cvss(cvss)));
        let certainty = words::certainty(it.finding.certainty).to_owned();
        let decision = it.decision.name().to_owned();
        let place = entity.at.as_ref().map_or_else(String::new, words::place);
        [severity, certainty, decision, title(library, &it.finding), entity.name.clone(), place]
    });
    table(["SEVERITY", "CERTAINTY", "DECISION", "THREAT", "ON", "PLACE"], rows.collect()) + &excluded
}

/// What would be findings but for assumptions, in the order of evaluation.
fn excluded(models: &[Evaluated<'_>]) -> String {
    let excluded = models.iter().flat_map(|of| of.assessment.excluded.iter().map(move |it| (of, it)));
    let rows: Vec<_> = excluded
        .map(|(Evaluated { model, library, .. }, Excluded { finding, assumption })| {
            let name = model.entity(finding.target).name.clone();
            [finding.severity.to_string(), title(library, finding), name, assumption.clone()]
        })
        .collect();
    let heading = match rows.len() {
        0 => return String::new(),
        1 => "1 finding is excluded by an assumption:".to_owned(),
        several => format!("{several} findings are excluded by assumptions:"),
    };
    format!("\n{heading}\n{}", table(["SEVERITY", "THREAT", "ON", "ASSUMPTION"], rows))
}

fn title(library: &Library, finding: &Finding) -> String {
    let threat = &library.threats[finding.threat];
    format!("{} {}", threat.id, threat.title)
}

#[cfg(test)]
mod tests {
    use crate::render::{Evaluated, fixture};

    #[test]
    fn what_is_said_of_findings() {
        let (model, library) = (fixture::judged(), fixture::library());
        let assessment = fixture::assessment(&model, &library);
        insta::assert_snapshot!(super::findings_text(&[Evaluated {
            model: &model,
            library: &library,
            assessment: &assessment
        }]));
    }
}
