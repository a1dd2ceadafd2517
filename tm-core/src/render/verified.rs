//! `cargo tm threats verify`: which cases went wrong, and the sum.

use super::words;
use crate::evaluate::Verified;

/// A line for each failure and each threat without both kinds of case, then the sum.
pub fn verified(verified: &Verified) -> String {
    let mut text = String::new();
    for failure in &verified.failures {
        text.push_str(&format!("{}: case “{}”: {}\n", failure.threat, failure.case, failure.reason));
    }
    for threat in &verified.unproven {
        text.push_str(&format!("{threat}: needs a case that fires and one that stays silent\n"));
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
    text.push('\n');
    text
}
