//! `cargo tm threats verify`: which cases went wrong, and the sum.

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
    let (threats, cases, failed) = (verified.threats, verified.cases, verified.failures.len());
    let result = if failed == 0 { "all as they say".to_owned() } else { format!("{failed} not as they say") };
    let noun = if threats == 1 { "threat" } else { "threats" };
    text.push_str(&format!("{cases} cases of {threats} {noun}, {result}\n"));
    text
}
