//! `cargo tm threats verify`: which cases went wrong, what is wrong with conditions, and the sum.

use tm_diagnostic::Sources;
use tm_diagnostic::render::{Style, human};

use super::words;
use crate::evaluate::Verified;

/// A line for each failure and each threat without both kinds of case, the diagnostics with the lines of `sources`, then
/// the sum.
pub fn verified(verified: &Verified, sources: &dyn Sources, style: Style) -> String {
    let mut text = String::new();
    for failure in &verified.failures {
        text.push_str(&format!("{}: case “{}”: {}\n", failure.threat, failure.case, failure.reason));
    }
    for threat in &verified.unproven {
        text.push_str(&format!("{threat}: needs a case that fires and one that stays silent\n"));
    }
    if !verified.diagnostics.is_empty() {
        text.push_str(&human(&verified.diagnostics, sources, style));
        text.push('\n');
    }
    let (cases, threats) = (words::counted(verified.cases, "case"), words::counted(verified.threats, "threat"));
    let result = match verified.failures.len() {
        0 => "all as they say".to_owned(),
        failed => format!("{failed} not as they say"),
    };
    text.push_str(&format!("{cases} of {threats}, {result}"));
    if !verified.unproven.is_empty() {
        text.push_str(&format!("; {} without both kinds of case", words::counted(verified.unproven.len(), "threat")));
    }
    if !verified.diagnostics.is_empty() {
        text.push_str(&format!("; {} of conditions", words::counted(verified.diagnostics.len(), "fault")));
    }
    if verified.undecided > 0 {
        text.push_str(&format!(
            "; {} not decided: it would take too long",
            words::counted(verified.undecided, "question")
        ));
    }
    if verified.opaque > 0 {
        text.push_str(&format!(
            "; {} only run, being in pytm's own language",
            words::counted(verified.opaque, "condition")
        ));
    }
    text.push('\n');
    text
}
