//! The words of what is said about findings:
//!
//! ```text
//! expect(ID, reason = "…", owner = "…", until = "YYYY-MM-DD", until_changed, as = accepted)
//! override(ID, severity = High, cvss = "9.3", response = "…", always)
//! assume("…", description = "…", exclude = [ID])
//! ```

/// What may stand in a decision besides the threat's id.
pub static DECISION_PARTS: [&str; 5] = ["reason", "owner", "until", "until_changed", "as"];

/// What can be decided: the values of `as`, the first being what is meant where none is written.
pub static RESPONSES: [&str; 5] = ["accepted", "mitigated", "transferred", "avoided", "false_positive"];

/// What may stand in an override besides the threat's id.
pub static OVERRIDE_PARTS: [&str; 4] = ["severity", "cvss", "response", "always"];

/// What may stand in an assumption behind its text.
pub static ASSUMPTION_PARTS: [&str; 2] = ["description", "exclude"];

/// How bad a threat can be, mildest first.
pub static SEVERITIES: [&str; 6] = ["Info", "VeryLow", "Low", "Medium", "High", "VeryHigh"];

/// Whether `text` is a day of the Gregorian calendar, written `YYYY-MM-DD`.
///
/// ```
/// assert!(tm_schema::is_day("2028-02-29"));
/// assert!(!tm_schema::is_day("2027-02-29"));
/// ```
pub fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|it| it.len() == digits && it.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<u32>().ok()
    };
    let (Some(year), Some(month), Some(day)) = (number(4), number(2), number(2)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    parts.next().is_none() && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (text, expected) in [
            ("2027-06-30", true),
            ("2028-02-29", true),
            ("2027-02-29", false),
            ("2100-02-29", false),
            ("2000-02-29", true),
            ("2027-04-31", false),
            ("2027-13-01", false),
            ("2027-00-10", false),
            ("2027-01-00", false),
            ("27-06-30", false),
            ("2027-6-30", false),
            ("2027-06-30-01", false),
            ("2027-+6-30", false),
            ("2027/06/30", false),
            ("", false),
        ] {
            assert_eq!(is_day(text), expected, "{text}");
        }
    }
}
