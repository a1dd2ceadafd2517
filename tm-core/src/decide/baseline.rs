//! Findings of the baseline that are gone.

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
    let gone: Vec<_> = baseline.ids().filter(|id| !found.contains(id)).collect();
    let message = match gone[..] {
        [] => return None,
        [one] => format!("the baseline knows {one}, which is gone"),
        [first, ..] => format!("the baseline knows {} findings that are gone, such as {first}", gone.len()),
    };
    let help = "write it anew with `cargo tm baseline`, so that they cannot come back unseen";
    Some(Code::StaleBaseline.diagnostic(message).with_help(help))
}
