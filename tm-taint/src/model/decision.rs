//! Decisions in the code on issues, as `#[tm::expect(…)]` has left them.
//!
//! ```text
//! within web::search    expect⇥T0002⇥accepted⇥2027-06-30⇥platform⇥numbers only⇥src/web.rs⇥41⇥1
//! ```
//!
//! Tabs part rule, decision, last day, owner, reason, file, line and column.

use tm_diagnostic::{Location, Position, Response};

/// A decision on what a rule finds in a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The path of the function.
    pub function: String,
    /// The code of the rule, as written.
    pub code: String,
    /// What was decided.
    pub response: Response,
    /// The last day that it holds, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Who answers for it; empty if nobody was named.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// Where it was written.
    pub at: Location,
}

impl Decision {
    /// What a line of a marker in `function` says; nothing where it says something else.
    ///
    /// # Errors
    /// A sentence on what cannot be read.
    pub(super) fn parse(function: &str, line: &str) -> Option<Result<Decision, String>> {
        let parts: Vec<&str> = line.strip_prefix("expect\t")?.split('\t').collect();
        Some(Decision::of(function, &parts).ok_or_else(|| "it is no decision that is known here".to_owned()))
    }

    fn of(function: &str, parts: &[&str]) -> Option<Decision> {
        let [code, response, until, owner, reason, file, line, column] = parts else { return None };
        let start = Position { line: line.parse().ok()?, column: column.parse().ok()? };
        Some(Decision {
            function: function.to_owned(),
            code: unescaped(code),
            response: Response::from_name(response)?,
            until: Some(unescaped(until)).filter(|it| !it.is_empty()),
            owner: unescaped(owner),
            reason: unescaped(reason),
            at: Location { file: file.replace('\\', "/"), start, end: start },
        })
    }
}

/// The text that tabs and line breaks were taken out of.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, if letter == '\\' { letters.next() } else { None }) {
            (_, Some('t')) => plain.push('\t'),
            (_, Some('n')) => plain.push('\n'),
            (_, Some('r')) => plain.push('\r'),
            (_, Some(other)) => plain.push(other),
            (letter, None) => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_macro_wrote_is_read() {
        let line = "expect\tT0002\tmitigated\t2027-06-30\t\ta\\tb\\\\n\tsrc/web.rs\t41\t5";
        let decision = Decision::parse("web::search", line).unwrap().unwrap();
        assert_eq!((decision.code.as_str(), decision.response), ("T0002", Response::Mitigated));
        assert_eq!((decision.until.as_deref(), decision.owner.as_str()), (Some("2027-06-30"), ""));
        assert_eq!((decision.reason.as_str(), decision.at.start), ("a\tb\\n", Position { line: 41, column: 5 }));
        assert!(Decision::parse("f", "expect\tT0002\tx").unwrap().is_err());
        assert_eq!(Decision::parse("f", "sink Sql 1"), None);
    }
}
