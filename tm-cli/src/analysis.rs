//! A model evaluated and decided: what `report`, `check`, `findings` and others start from.

use std::rc::Rc;

use cargo_metadata::camino::Utf8PathBuf;
use tm_core::decide::{self, Assessment, Terms, decide};
use tm_core::render::Evaluated;
use tm_core::threat::Library;
use tm_diagnostic::Diagnostic;

use crate::config::Configured;
use crate::date;
use crate::failure::Failure;
use crate::history::reviews;
use crate::input::{self, Input};
use crate::options::ThreatOptions;

/// What is known of one model.
pub struct Analysis {
    /// The model.
    pub input: Input,
    /// The threats that were looked for; models with the same threat files share them.
    pub library: Rc<Library>,
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
    /// When the environment gives a day that is none, or a tm.toml, a threat file, a review or the baseline cannot be used.
    pub fn new(input: Input, options: &ThreatOptions) -> Result<Analysis, Failure> {
        Analysis::with(input, options, &mut Libraries::default())
    }

    fn with(mut input: Input, options: &ThreatOptions, libraries: &mut Libraries) -> Result<Analysis, Failure> {
        let today = date::today(options.today.as_deref())?;
        let configured = Configured::of_model(&input)?;
        let library = libraries.get(options, &configured)?;
        let mut terms = configured.terms(options, &library, today)?;
        if input.package.is_some() && decide::needs_reviews(&input.model, &terms) {
            terms.reviews = Some(reviews::lock(&input)?);
        }
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
        let mut libraries = Libraries::default();
        inputs.into_iter().map(|input| Analysis::with(input, options, &mut libraries)).collect()
    }

    /// The model and its findings.
    pub fn evaluated(&self) -> Evaluated<'_> {
        Evaluated { model: &self.input.model, library: &self.library, assessment: &self.assessment }
    }
}

/// The libraries of several models or packages: the same files are read, and warned of, once.
#[derive(Default)]
pub struct Libraries(Vec<(Selection, Rc<Library>)>);

/// What a tm.toml says of the library: whether the shipped one is used, and which files.
type Selection = (bool, Vec<Utf8PathBuf>);

impl Libraries {
    /// The library that the options and a tm.toml select.
    ///
    /// # Errors
    /// When a threat file cannot be used.
    pub fn get(&mut self, options: &ThreatOptions, configured: &Configured) -> Result<Rc<Library>, Failure> {
        let selection = (configured.shipped, configured.files.clone());
        if let Some((_, known)) = self.0.iter().find(|(it, _)| *it == selection) {
            return Ok(known.clone());
        }
        let library = Rc::new(input::library(options, configured)?);
        self.0.push((selection, library.clone()));
        Ok(library)
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
    let found: Vec<_> = analyses.iter().map(|it| (&it.input.model, &*it.library, &it.assessment)).collect();
    loose.extend(analyses.first().and_then(|it| decide::gone(&it.terms.baseline, &found)));
    if let Some(first) = analyses.first_mut() {
        first.diagnostics.extend(loose);
    }
}
