//! A finding as a diagnostic: shown at the annotated code, as the compiler shows its own.

use tm_diagnostic::{Diagnostic, Level};

use super::words;
use crate::decide::Assessed;
use crate::evaluate::Finding;
use crate::model::Model;
use crate::threat::Library;

/// What `cargo tm check` prints of a finding: an error if it is denied, else a warning, at its element, with the
/// statements it rests on.
pub fn finding_diagnostic(model: &Model, library: &Library, assessed: &Assessed, is_denied: bool) -> Diagnostic {
    let finding = &assessed.finding;
    let threat = &library.threats[finding.threat];
    let entity = model.entity(finding.target);
    let mut diagnostic = Diagnostic::warning(&threat.id, format!("{}: `{}`", threat.title, entity.name));
    if is_denied {
        diagnostic.level = Level::Error;
    }
    diagnostic = diagnostic.at(entity.at.clone(), label(finding));
    for basis in finding.basis.readings() {
        let reading = model.read(basis.target, basis.attribute);
        let value = words::value(model, basis.attribute, reading.value());
        let of = match basis.target == finding.target {
            true => String::new(),
            false => format!(" of `{}`", model.entity(basis.target).name),
        };
        let said = format!("`{}`{of} is {value}", basis.attribute.get().path());
        diagnostic = match reading.at() {
            Some(at) if basis.is_stated => diagnostic.with_secondary(Some(at.clone()), said),
            _ if basis.is_stated => diagnostic.with_note(said),
            _ => diagnostic.with_note(format!("assumed: {said}")),
        };
    }
    if let Some(said) = finding.override_in(model) {
        let text = words::overridden(said);
        diagnostic = match &said.at {
            Some(at) => diagnostic.with_secondary(Some(at.clone()), text),
            None => diagnostic.with_note(format!("overridden: {text}")),
        };
    }
    diagnostic.with_help(format!("`cargo tm explain {}` says what to do about it", threat.id))
}

/// What stands beside the element: `severity high, confirmed`.
pub(super) fn label(finding: &Finding) -> String {
    format!("severity {}, {}", finding.severity.to_string().to_lowercase(), words::certainty(finding.certainty))
}
