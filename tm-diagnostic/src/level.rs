//! How serious a diagnostic is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How serious a diagnostic is, from the mildest up: `Note < Warning < Error`.
///
/// Shown and serialized in lower case.
///
/// ```
/// use tm_diagnostic::Level;
///
/// assert!(Level::Warning < Level::Error);
/// assert_eq!(Level::Warning.to_string(), "warning");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; nothing has to change.
    Note,
    /// Probably a mistake; the result is still usable.
    Warning,
    /// The model is wrong here, and what is computed from it cannot be relied on.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_reads_the_same_in_text_and_in_json() {
        for level in [Level::Note, Level::Warning, Level::Error] {
            let json = serde_json::to_string(&level).unwrap();
            assert_eq!(json, format!("\"{level}\""));
            assert_eq!(serde_json::from_str::<Level>(&json).unwrap(), level);
        }
    }

    #[test]
    fn levels_are_ordered_by_seriousness() {
        assert!(Level::Note < Level::Warning && Level::Warning < Level::Error);
    }
}
