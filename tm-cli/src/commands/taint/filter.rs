//! Which issues are shown: by rule, kind, feature and place.

use std::collections::BTreeSet;

use clap::Args;
use glob::{MatchOptions, Pattern};
use tm_diagnostic::nearest;
use tm_taint::Program;
use tm_taint::analysis::{FIRST_FIELD, FeatureNames, Issue, first_fields};
use tm_taint::model::{Models, RuleSet};

use crate::failure::{Failure, Misuse};

/// `*` stops at the end of a folder, as in a shell; `**` goes on.
const WITHIN_FOLDERS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

/// Filters of issues; what they hide does not count.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Filters")]
pub(super) struct FilterArgs {
    /// Only issues of this rule; repeated, of any of them
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    rule: Vec<String>,
    /// Only what comes from this kind of source
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    source: Vec<String>,
    /// Only what reaches this kind of sink
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    sink: Vec<String>,
    /// Only issues with this feature, such as `via:format`, or `always-type:scalar` where it is on all ways; repeated, with all
    #[arg(long, value_name = "FEATURE", value_delimiter = ',')]
    feature: Vec<String>,
    /// No issues with this feature; repeated, with none of them
    #[arg(long, value_name = "FEATURE", value_delimiter = ',')]
    without_feature: Vec<String>,
    /// Only issues whose sink is in a file that fits, such as `web/src/**`; repeated, that fits any
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    path: Vec<Pattern>,
}

fn pattern(text: &str) -> Result<Pattern, String> {
    Pattern::new(text).map_err(|error| format!("{} at character {}", error.msg, error.pos + 1))
}

impl FilterArgs {
    /// Checks that what is named is there.
    ///
    /// # Errors
    /// Where it is not.
    pub(super) fn check(&self, program: &Program, rules: &RuleSet, features: &FeatureNames) -> Result<(), Failure> {
        let codes: Vec<&str> = rules.rules.iter().map(|it| it.code.as_str()).collect();
        let sources: Vec<&str> = rules.sources.keys().map(String::as_str).collect();
        let sinks: Vec<&str> = rules.sinks.keys().map(String::as_str).collect();
        let fields = self.fields(program);
        let features: Vec<&str> = features.all().chain(fields.iter().map(String::as_str)).collect();
        let is_feature = |it: &String| features.contains(&it.strip_prefix("always-").unwrap_or(it));
        known("--rule", "rule", &self.rule, &codes, |it| codes.contains(&it.as_str()))?;
        known("--source", "kind of source", &self.source, &sources, |it| sources.contains(&it.as_str()))?;
        known("--sink", "kind of sink", &self.sink, &sinks, |it| sinks.contains(&it.as_str()))?;
        known("--feature", "feature", &self.feature, &features, is_feature)?;
        known("--without-feature", "feature", &self.without_feature, &features, is_feature)
    }

    /// The features that tell of a field, where a filter names one.
    fn fields(&self, program: &Program) -> BTreeSet<String> {
        if !self.feature.iter().chain(&self.without_feature).any(|it| it.contains(FIRST_FIELD)) {
            return BTreeSet::new();
        }
        first_fields(program)
    }

    /// Whether an issue is shown.
    pub(super) fn shows(&self, program: &Program, rules: &RuleSet, models: &Models, issue: &Issue) -> bool {
        let (kinds, features) = (&models.kinds, &models.features);
        let is_among = |wanted: &[String], name: &str| wanted.is_empty() || wanted.iter().any(|it| it == name);
        let file = issue.primary().leaf().span.map_or("", |span| program.text(span.file));
        is_among(&self.rule, &rules.rules[issue.rule].code)
            && is_among(&self.source, kinds.name(issue.source_kind))
            && is_among(&self.sink, kinds.name(issue.sink_kind))
            && self.feature.iter().all(|it| issue.has_feature(program, features, it))
            && !self.without_feature.iter().any(|it| issue.has_feature(program, features, it))
            && (self.path.is_empty() || self.path.iter().any(|it| it.matches_with(file, WITHIN_FOLDERS)))
    }
}

fn known(
    flag: &str,
    noun: &str,
    wanted: &[String],
    all: &[&str],
    is_known: impl Fn(&String) -> bool,
) -> Result<(), Failure> {
    let Some(unknown) = wanted.iter().find(|it| !is_known(it)) else { return Ok(()) };
    let error = Failure::new(Misuse(format!("`{flag} {unknown}`: there is no such {noun}")));
    Err(match nearest(unknown.strip_prefix("always-").unwrap_or(unknown), all.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("there are {}", all.join(", "))),
    })
}
