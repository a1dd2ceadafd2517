//! What a change may not bring.
//!
//! ```text
//! new=high          a finding of high or very high severity that was not there
//! reopened=cwe::89  a decision on SQL injection that decides nothing any more
//! worse=DR01        DR01 where it was potential, or milder
//! ```
//!
//! Names are those of levels. What was there before fails nothing, however bad; nor does what has been decided.

use std::str::FromStr;

use tm_diagnostic::{ACCEPTANCES, Layer, LintLevel, Policy, Rule, Setting, UnknownName};

use super::findings::{Change, FindingChange};
use crate::decide::Assessment;
use crate::evaluate::Certainty;
use crate::threat::{Library, Version};

/// A kind of change that is denied for some threats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// What the change may not do.
    pub change: Change,
    /// For which threats: an id, an alias, a group, or a severity and all above.
    pub name: String,
}

/// A gate that says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// Its name is missing.
    #[error("`{0}` says nothing of which threats: write `{0}=high`, or `{0}=info` for all")]
    NoName(String),
    /// No such change can be denied.
    #[error("`{0}` cannot be denied; `new`, `reopened` and `worse` can")]
    NoChange(String),
}

/// What a change can make worse.
const DENIABLE: [Change; 3] = [Change::New, Change::Reopened, Change::Worse];

impl FromStr for Gate {
    type Err = GateError;

    fn from_str(text: &str) -> Result<Gate, GateError> {
        let (change, name) = text.split_once('=').unwrap_or((text, ""));
        let known = DENIABLE.into_iter().find(|it| it.name() == change);
        match known {
            None => Err(GateError::NoChange(change.to_owned())),
            Some(_) if name.is_empty() || name == ACCEPTANCES => Err(GateError::NoName(change.to_owned())),
            Some(change) => Ok(Gate { change, name: name.to_owned() }),
        }
    }
}

impl Gate {
    /// Whether `gates` deny what became of a finding: it is open, and confirmed unless `deny_potential`.
    ///
    /// # Errors
    /// Every gate whose name is no threat's, no group's and no severity's.
    pub fn denied(
        gates: &[Gate],
        library: &Library,
        changes: &[FindingChange],
        assessment: &Assessment,
        deny_potential: bool,
        pinned: Option<Version>,
    ) -> Result<Vec<bool>, Vec<UnknownName>> {
        let rules = library.rules(pinned);
        let policies: Vec<(Change, Policy)> =
            gates.iter().map(|it| Ok((it.change, it.policy(&rules)?))).collect::<Result<_, Vec<UnknownName>>>()?;
        let is_denied = |it: &FindingChange| {
            let Some(assessed) = it.after.and_then(|found| found.assessed(assessment)) else { return false };
            let finding = &assessed.finding;
            let is_sure = deny_potential || finding.certainty == Certainty::Confirmed;
            let is_named = |(change, policy): &(Change, Policy)| {
                *change == it.change && policy.level(&rules[finding.threat], finding.severity) == LintLevel::Deny
            };
            assessed.decision.is_open() && is_sure && policies.iter().any(is_named)
        };
        Ok(changes.iter().map(is_denied).collect())
    }

    fn policy(&self, rules: &[Rule]) -> Result<Policy, Vec<UnknownName>> {
        let setting = Setting { name: self.name.clone(), level: LintLevel::Deny, at: None };
        Policy::new([Layer::Flags(vec![setting])], rules)
    }
}
