//! A model evaluated and decided: what `report`, `check`, `findings` and others start from.

use tm_core::decide::{Assessment, Terms, decide};
use tm_core::threat::Library;
use tm_diagnostic::Diagnostic;

use crate::date;
use crate::failure::Failure;
use crate::input::Input;
use crate::options::ThreatOptions;

/// What is known of one model.
pub struct Analysis<'l> {
    /// The model.
    pub input: Input,
    /// The threats that were looked for.
    pub library: &'l Library,
    /// The findings and decisions.
    pub assessment: Assessment,
    /// The faults of the model's text and of its decisions.
    pub diagnostics: Vec<Diagnostic>,
    /// The day of the run.
    pub today: String,
}

impl<'l> Analysis<'l> {
    /// Checks, evaluates and decides.
    ///
    /// # Errors
    /// When the environment gives a day that is none.
    pub fn new(mut input: Input, library: &'l Library, options: &ThreatOptions) -> Result<Analysis<'l>, Failure> {
        let today = date::today(options.today.as_deref())?;
        let evaluation = tm_core::evaluate::evaluate(&input.model, library);
        let (assessment, decisions) = decide(&input.model, library, evaluation, &Terms::on(&today));
        let mut diagnostics = std::mem::take(&mut input.diagnostics);
        diagnostics.extend(tm_core::check::check(&input.model));
        diagnostics.extend(decisions);
        Ok(Analysis { input, library, assessment, diagnostics, today })
    }
}
