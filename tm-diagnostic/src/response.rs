//! What was decided about a finding.

use serde::{Deserialize, Serialize};

/// What was decided about a finding: the value of `as` in `expect(…)` and `[[accept]]`.
///
/// ```
/// use tm_diagnostic::Response;
///
/// assert_eq!(Response::from_name("false_positive"), Some(Response::FalsePositive));
/// assert_eq!(Response::leading("Mitigated: the proxy limits body size"), Some(Response::Mitigated));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// The risk is borne knowingly.
    #[default]
    Accepted,
    /// Something that the model does not show answers the threat.
    Mitigated,
    /// Somebody else bears the risk.
    Transferred,
    /// What made it possible was removed.
    Avoided,
    /// The threat does not apply.
    FalsePositive,
}

impl Response {
    /// All of them.
    pub const ALL: [Response; 5] =
        [Response::Accepted, Response::Mitigated, Response::Transferred, Response::Avoided, Response::FalsePositive];

    /// Its name.
    pub fn name(self) -> &'static str {
        ["accepted", "mitigated", "transferred", "avoided", "false_positive"][self as usize]
    }

    /// The response of that name.
    pub fn from_name(name: &str) -> Option<Response> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The response that a text begins with, as in `mitigated: the proxy limits body size`.
    pub fn leading(text: &str) -> Option<Response> {
        let word = text.trim_start().to_lowercase().replace("false positive", "false_positive");
        let end = word.find(|it: char| !it.is_alphabetic() && it != '_').unwrap_or(word.len());
        Self::from_name(&word[..end])
    }
}
