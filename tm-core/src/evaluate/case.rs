//! Runs the cases that prove a threat.

use tm_diagnostic::{Diagnostic, Level};

use crate::condition::Verdict;
use crate::threat::{Case, Threat};
use crate::{declared, model};

/// Whether `threat` applies to anything in the model of `case`, surely or by what is assumed.
///
/// # Errors
///
/// The diagnostics of the case's model, if one of them is an error.
pub fn run_case(threat: &Threat, case: &Case) -> Result<bool, Vec<Diagnostic>> {
    let file = format!("{}.toml, case `{}`", threat.id, case.name);
    let (declarations, mut diagnostics) = declared::file::read(case.model.clone(), &file);
    let (model, faults) = model::build(declarations);
    diagnostics.extend(faults);
    if diagnostics.iter().any(|it| it.level == Level::Error) {
        return Err(diagnostics);
    }
    let applies = |target: &model::Target| {
        let entity = model.entity(*target);
        entity.in_scope()
            && threat.targets.iter().any(|base| entity.class.is_a(*base))
            && matches!(threat.condition.evaluate(&model, *target), Verdict::Confirmed(_) | Verdict::Potential(_))
    };
    Ok(model.targets().any(|target| applies(&target)))
}
