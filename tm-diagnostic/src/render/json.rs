//! Diagnostics as JSON, for programs.

use std::fmt::Write;

use serde::Serialize;

use super::visible::steers;
use crate::Diagnostic;

/// The version of the format; it rises when a reader of the old one would go wrong.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: &'a [Diagnostic],
}

/// All diagnostics as one indented JSON document, `{"version": 1, "diagnostics": […]}`, with a line break at its end.
///
/// Texts are given in full. Characters that could steer a terminal are written as `\u` escapes, which JSON readers undo.
///
/// ```
/// use tm_diagnostic::{Diagnostic, render};
///
/// let json = render::json(&[Diagnostic::note("TM0001", "an \u{1b}[31mexample")]);
/// assert_eq!(
///     json,
///     r#"{
///   "version": 1,
///   "diagnostics": [
///     {
///       "code": "TM0001",
///       "level": "note",
///       "message": "an \u001b[31mexample",
///       "primary": null,
///       "secondary": [],
///       "notes": [],
///       "helps": []
///     }
///   ]
/// }
/// "#
/// );
/// ```
pub fn json(diagnostics: &[Diagnostic]) -> String {
    let document = Document { version: VERSION, diagnostics };
    harmless(&serde_json::to_string_pretty(&document).expect("strings, numbers and lists are always valid JSON")) + "\n"
}

/// A JSON text in which every character that could steer a terminal is an escape.
pub(super) fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        // serde_json escapes the controls of ASCII but DEL, so what is left stands inside a string; the only raw
        // control outside of one is the line break of the indentation.
        if c != '\n' && steers(c) {
            write!(shown, "\\u{:04x}", u32::from(c)).expect("writing to a string cannot fail");
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Location, Position};

    #[test]
    fn a_diagnostic_in_full() {
        let place = |line, column| Location {
            file: "src/auth.rs".into(),
            start: Position { line, column },
            end: Position { line, column: column + 7 },
        };
        let diagnostic = Diagnostic::error("TM0006", "two elements are named `web`")
            .at(Some(place(18, 5)), "again here")
            .with_secondary(Some(place(7, 1)), "first here")
            .with_note("names are compared exactly")
            .with_help("rename one of them");
        insta::assert_snapshot!(json(&[diagnostic]), @r#"
        {
          "version": 1,
          "diagnostics": [
            {
              "code": "TM0006",
              "level": "error",
              "message": "two elements are named `web`",
              "primary": {
                "location": {
                  "file": "src/auth.rs",
                  "line": 18,
                  "column": 5,
                  "end_line": 18,
                  "end_column": 12
                },
                "text": "again here"
              },
              "secondary": [
                {
                  "location": {
                    "file": "src/auth.rs",
                    "line": 7,
                    "column": 1,
                    "end_line": 7,
                    "end_column": 8
                  },
                  "text": "first here"
                }
              ],
              "notes": [
                "names are compared exactly"
              ],
              "helps": [
                "rename one of them"
              ]
            }
          ]
        }
        "#);
    }

    #[test]
    fn no_diagnostics_are_a_document_too() {
        assert_eq!(json(&[]), "{\n  \"version\": 1,\n  \"diagnostics\": []\n}\n");
    }

    #[test]
    fn hostile_text_is_escaped_and_comes_back() {
        let message = "\u{1b}[2J \u{7f} \u{9b}2J \u{202e} \"\\ \r\n\t 漢";
        let text = json(&[Diagnostic::error("TM0001", message)]);
        assert!(text.chars().all(|c| c == '\n' || !steers(c)), "{text:?}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["diagnostics"][0]["message"], message);
    }
}
