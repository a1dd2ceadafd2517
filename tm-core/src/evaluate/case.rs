//! Runs the cases that prove a threat.

use tm_diagnostic::{Diagnostic, Level};

use crate::model::{Model, Target};
use crate::threat::{Case, Threat};
use crate::{declared, model};

/// Whether `threat` applies to anything in the model of `case`, surely or by what is assumed.
///
/// # Errors
///
/// The diagnostics of the case's model, if one of them is an error.
pub fn run_case(threat: &Threat, case: &Case) -> Result<bool, Vec<Diagnostic>> {
    Ok(fires(threat, &model_of(threat, case)?, |model, target| threat.condition.holds(model, target)))
}

pub(super) fn model_of(threat: &Threat, case: &Case) -> Result<Model, Vec<Diagnostic>> {
    let file = format!("{}.toml, case `{}`", threat.id, case.name);
    let (declarations, mut diagnostics) = declared::file::read(case.model.clone(), &file);
    let (model, faults) = model::build(declarations);
    diagnostics.extend(faults);
    if diagnostics.iter().any(|it| it.level == Level::Error) { Err(diagnostics) } else { Ok(model) }
}

/// Whether `holds` of anything in `model` that `threat` is about.
pub(super) fn fires(threat: &Threat, model: &Model, holds: impl Fn(&Model, Target) -> bool) -> bool {
    model.targets().any(|target| {
        let entity = model.entity(target);
        entity.in_scope() && threat.targets.iter().any(|base| entity.class.is_a(*base)) && holds(model, target)
    })
}
