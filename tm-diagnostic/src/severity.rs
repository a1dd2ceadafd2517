//! How bad it would be.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad something would be; `Info < VeryLow < … < VeryHigh`.
///
/// ```
/// use tm_diagnostic::Severity;
///
/// assert!(Severity::VeryHigh > Severity::High);
/// assert_eq!(Severity::VeryHigh.to_string(), "Very High");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words are those of the reader")]
pub enum Severity {
    Info,
    VeryLow,
    Low,
    Medium,
    High,
    VeryHigh,
}

impl Severity {
    /// All of them, mildest first.
    pub const ALL: [Severity; 6] =
        [Severity::Info, Severity::VeryLow, Severity::Low, Severity::Medium, Severity::High, Severity::VeryHigh];

    /// The name in threat files and JSON: `VeryHigh`.
    pub fn name(self) -> &'static str {
        ["Info", "VeryLow", "Low", "Medium", "High", "VeryHigh"][self as usize]
    }

    /// The name in policies: `very_high`.
    pub fn policy_name(self) -> &'static str {
        ["info", "very_low", "low", "medium", "high", "very_high"][self as usize]
    }

    /// The name for people, which is pytm's too: `Very High`.
    pub fn words(self) -> &'static str {
        ["Info", "Very Low", "Low", "Medium", "High", "Very High"][self as usize]
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

#[cfg(test)]
mod tests {
    use super::Severity;

    #[test]
    fn json_has_the_names() {
        for it in Severity::ALL {
            assert_eq!(serde_json::to_string(&it).unwrap(), format!("\"{}\"", it.name()));
        }
    }
}
