//! Findings and issues of the baseline that are gone.
//!
//! One file may hold both: the id of an issue ends in `SOURCE->SINK`, and behind the `#` of a flow's id stands a slug.

use tm_diagnostic::{Baseline, Diagnostic};

use super::Assessment;
use crate::code::Code;
use crate::model::Model;
use crate::threat::Library;

/// A note if the baseline knows findings that none of the models has any more.
pub fn gone(baseline: &Baseline, models: &[(&Model, &Library, &Assessment)]) -> Option<Diagnostic> {
    let found: Baseline = models
        .iter()
        .flat_map(|(model, library, assessment)| assessment.findings.iter().map(|it| it.finding.id(model, library)))
        .collect();
    gone_among(baseline.ids().filter(|id| !is_issue(id)), &found, "cargo tm baseline")
}

/// Whether an id is that of an issue of the taint analysis.
pub fn is_issue(id: &str) -> bool {
    id.rsplit_once('#').is_some_and(|(_, kinds)| kinds.contains("->"))
}

/// A note if any of `ids` of a baseline is not among what was found; `command` writes it anew.
pub fn gone_among<'b>(ids: impl Iterator<Item = &'b str>, found: &Baseline, command: &str) -> Option<Diagnostic> {
    let gone: Vec<_> = ids.filter(|id| !found.contains(id)).collect();
    let message = match gone[..] {
        [] => return None,
        [one] => format!("the baseline knows {one}, which is gone"),
        [first, ..] => format!("the baseline knows {} findings that are gone, such as {first}", gone.len()),
    };
    let help = format!("write it anew with `{command}`, so that they cannot come back unseen");
    Some(Code::StaleBaseline.diagnostic(message).with_help(help))
}
