//! A model evaluated and decided: what `report`, `check`, `findings` and others start from.

use tm_core::decide::{self, Assessment, Terms, decide};
use tm_core::render::Evaluated;
use tm_core::threat::Library;
use tm_diagnostic::Diagnostic;

use crate::config::Configured;
use crate::date;
use crate::failure::Failure;
use crate::input::{self, Input};
use crate::options::ThreatOptions;

/// What is known of one model.
pub struct Analysis {
    /// The model.
    pub input: Input,
    /// The threats that were looked for.
    pub library: Library,
    /// What the team says of its findings.
    pub terms: Terms,
    /// The findings and decisions.
    pub assessment: Assessment,
    /// The faults of the model's text and of its decisions.
    pub diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    /// Checks, evaluates and decides, as the options and the tm.toml of the model say.
    ///
    /// # Errors
    /// When the environment gives a day that is none, or a tm.toml, a threat file or the baseline cannot be used.
    pub fn new(mut input: Input, options: &ThreatOptions) -> Result<Analysis, Failure> {
        let today = date::today(options.today.as_deref())?;
        let configured = Configured::of_model(&input)?;
        let library = input::library(options, &configured)?;
        let terms = configured.terms(options, &library, today)?;
        let evaluation = tm_core::evaluate::evaluate(&input.model, &library);
        let (assessment, decisions) = decide(&input.model, &library, evaluation, &terms);
        let mut diagnostics = std::mem::take(&mut input.diagnostics);
        diagnostics.extend(tm_core::check::check(&input.model));
        diagnostics.extend(decisions);
        Ok(Analysis { input, library, terms, assessment, diagnostics })
    }

    /// Of each of several models.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn all(inputs: Vec<Input>, options: &ThreatOptions) -> Result<Vec<Analysis>, Failure> {
        inputs.into_iter().map(|input| Analysis::new(input, options)).collect()
    }

    /// The model and its findings.
    pub fn evaluated(&self) -> Evaluated<'_> {
        Evaluated { model: &self.input.model, library: &self.library, assessment: &self.assessment }
    }
}

/// Adds, to the first of all models there are, what is said about none of them: acceptances of what no model has, and
/// findings of the baseline that are gone.
pub fn add_loose_ends(analyses: &mut [Analysis]) {
    let models: Vec<_> = analyses.iter().map(|it| &it.input.model).collect();
    let mut loose: Vec<Diagnostic> = Vec::new();
    for complaint in analyses.iter().flat_map(|it| decide::dangling(&it.terms, &models)) {
        // The workspace's acceptances are those of every model.
        if !loose.contains(&complaint) {
            loose.push(complaint);
        }
    }
    let found: Vec<_> = analyses.iter().map(|it| (&it.input.model, &it.library, &it.assessment)).collect();
    loose.extend(analyses.first().and_then(|it| decide::gone(&it.terms.baseline, &found)));
    if let Some(first) = analyses.first_mut() {
        first.diagnostics.extend(loose);
    }
}
