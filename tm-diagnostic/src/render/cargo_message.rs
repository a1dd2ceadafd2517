//! Diagnostics as cargo hands on those of the compiler with `--message-format=json`.
//!
//! ```json
//! {"reason":"compiler-message","package_id":"path+file:///shop#web@0.1.0","target":{…},
//!  "message":{"code":{"code":"INP05",…},"level":"warning","spans":[{"byte_start":412,…}],"rendered":"warning[INP05]: …"}}
//! ```
//!
//! rust-analyzer and other editors read nothing else. The format is that of the rustc book, "JSON output", and of the
//! cargo book, "External tools".

use serde::Serialize;
use serde_json::Value;

use super::human::{Style, human};
use super::json::harmless;
use super::region::region;
use super::visible;
use crate::{Diagnostic, Label, Level, Position, Sources};

/// The package and target that a diagnostic is of, as `cargo metadata` gives them.
#[derive(Clone, Debug, Serialize)]
pub struct Origin {
    /// The id of the package.
    pub package_id: String,
    /// The absolute path of its Cargo.toml.
    pub manifest_path: String,
    /// The target.
    pub target: Value,
}

#[derive(Serialize)]
struct CompilerMessage<'a> {
    reason: &'static str,
    #[serde(flatten)]
    origin: &'a Origin,
    message: Message<'a>,
}

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "$message_type")]
    message_type: &'static str,
    message: String,
    code: Option<Code<'a>>,
    level: &'a str,
    spans: Vec<Span<'a>>,
    children: Vec<Message<'a>>,
    rendered: Option<String>,
}

#[derive(Serialize)]
struct Code<'a> {
    code: &'a str,
    explanation: Option<&'a str>,
}

#[derive(Serialize)]
struct Span<'a> {
    file_name: &'a str,
    byte_start: usize,
    byte_end: usize,
    line_start: u32,
    line_end: u32,
    column_start: u32,
    column_end: u32,
    is_primary: bool,
    text: Vec<Line<'a>>,
    label: Option<String>,
    suggested_replacement: Option<&'a str>,
    suggestion_applicability: Option<&'a str>,
    expansion: Option<&'a str>,
}

/// A line of the source and the columns of it that are meant.
#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    highlight_start: usize,
    highlight_end: usize,
}

/// One diagnostic as a line of JSON, without a line break.
///
/// Bytes count from the start of the file, a byte order mark included. Where `sources` has no such place, they are 0, as
/// the compiler has it for files that it cannot read, and no line is quoted.
pub fn cargo_message(diagnostic: &Diagnostic, sources: &dyn Sources, origin: &Origin) -> String {
    let notes = diagnostic.notes.iter().map(|it| child("note", it));
    let helps = diagnostic.helps.iter().map(|it| child("help", it));
    let primary = diagnostic.primary.iter().map(|it| span(it, true, sources));
    let secondary = diagnostic.secondary.iter().map(|it| span(it, false, sources));
    // The compiler parts its diagnostics by blank lines.
    let rendered = human(std::slice::from_ref(diagnostic), sources, Style::Plain) + "\n";
    let message = Message {
        message_type: "diagnostic",
        message: visible::paragraph(&diagnostic.message),
        code: (!diagnostic.code.is_empty()).then_some(Code { code: &diagnostic.code, explanation: None }),
        level: match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        },
        spans: primary.chain(secondary).collect(),
        children: notes.chain(helps).collect(),
        rendered: Some(rendered),
    };
    let message = CompilerMessage { reason: "compiler-message", origin, message };
    harmless(&serde_json::to_string(&message).expect("strings, numbers and lists are always valid JSON"))
}

fn child<'a>(level: &'a str, text: &str) -> Message<'a> {
    Message {
        message_type: "diagnostic",
        message: visible::paragraph(text),
        code: None,
        level,
        spans: Vec::new(),
        children: Vec::new(),
        rendered: None,
    }
}

fn span<'a>(label: &'a Label, is_primary: bool, sources: &'a dyn Sources) -> Span<'a> {
    let (start, end) = region(&label.at);
    let text = sources.text(&label.at.file);
    let bytes = text.and_then(|it| Some((byte(it, start)?, byte(it, end)?)));
    let (byte_start, byte_end) = bytes.unwrap_or_default();
    Span {
        file_name: &label.at.file,
        byte_start,
        byte_end,
        line_start: start.line,
        line_end: end.line,
        column_start: start.column,
        column_end: end.column,
        is_primary,
        text: text.filter(|_| bytes.is_some()).map(|it| quoted(it, start, end)).unwrap_or_default(),
        label: (!label.text.is_empty()).then(|| visible::line(&label.text)),
        suggested_replacement: None,
        suggestion_applicability: None,
        expansion: None,
    }
}

/// A byte order mark, which positions do not count.
const MARK: char = '\u{feff}';

/// Where `position` is in `text`, in bytes; `None` if the text does not have it.
fn byte(text: &str, position: Position) -> Option<usize> {
    let (mut start, line) = line(text, position.line)?;
    if position.line == 1 && text.starts_with(MARK) {
        start += MARK.len_utf8();
    }
    let before = usize::try_from(position.column).ok()?.checked_sub(1)?;
    let mut ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    ends.nth(before).map(|at| start + at)
}

/// A line, counted from 1, without its line break, and the byte it starts at.
fn line(text: &str, number: u32) -> Option<(usize, &str)> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    let mut start = 0;
    for (at, line) in text.split('\n').enumerate() {
        if at == index {
            return Some((start, line.strip_suffix('\r').unwrap_or(line).trim_start_matches(MARK)));
        }
        start += line.len() + 1;
    }
    None
}

/// The lines from `start` to `end`.
fn quoted(text: &str, start: Position, end: Position) -> Vec<Line<'_>> {
    let columns = |it: Position| it.column as usize;
    let lines = (start.line..=end.line).filter_map(|number| Some((number, line(text, number)?.1)));
    lines
        .map(|(number, text)| Line {
            text,
            highlight_start: if number == start.line { columns(start) } else { 1 },
            highlight_end: if number == end.line { columns(end) } else { text.chars().count() + 1 },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Location;

    fn origin() -> Origin {
        Origin {
            package_id: "path+file:///shop#web@0.1.0".into(),
            manifest_path: "/shop/Cargo.toml".into(),
            target: serde_json::json!({ "name": "web" }),
        }
    }

    /// The spans of a diagnostic about `start`–`end` of `text`.
    fn spans(text: &str, start: (u32, u32), end: (u32, u32)) -> Value {
        let position = |(line, column)| Position { line, column };
        let place = Location { file: "a.rs".into(), start: position(start), end: position(end) };
        let sources = BTreeMap::from([("a.rs".to_owned(), text.to_owned())]);
        let line = cargo_message(&Diagnostic::warning("A", "a").at(Some(place), ""), &sources, &origin());
        serde_json::from_str::<Value>(&line).unwrap()["message"]["spans"].take()
    }

    #[test]
    fn a_message_in_full() {
        let place = |line, from, to| {
            let start = Position { line, column: from };
            Some(Location { file: "src/web.rs".into(), start, end: Position { line, column: to } })
        };
        let diagnostic = Diagnostic::warning("INP05", "injection: `web`")
            .at(place(2, 4, 7), "severity high, confirmed")
            .with_secondary(place(1, 11, 16), "")
            .with_note("assumed: no")
            .with_help("read on");
        let sources = BTreeMap::from([("src/web.rs".to_owned(), "#[element(Server)]\nfn web() {}\n".to_owned())]);
        let line = cargo_message(&diagnostic, &sources, &origin());
        assert!(!line.contains('\n'));
        let message: Value = serde_json::from_str(&line).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&message).unwrap());
    }

    #[test]
    fn bytes_count_from_the_start_of_the_file() {
        let check = |text: &str, start, end, expected: &str| {
            let spans = spans(text, start, end);
            let byte = |name: &str| usize::try_from(spans[0][name].as_u64().unwrap()).unwrap();
            assert_eq!(&text[byte("byte_start")..byte("byte_end")], expected, "{text:?}");
        };
        check("let x = 1;", (1, 5), (1, 6), "x");
        check("// 漢字 é x", (1, 4), (1, 6), "漢字");
        check("\u{feff}use tm;", (1, 1), (1, 4), "use");
        check("one\r\ntwo\r\n", (2, 1), (2, 4), "two");
        check("one\r\ntwo\r\n", (1, 2), (2, 3), "ne\r\ntw");
        check("one\n", (1, 4), (1, 4), "");
    }

    #[test]
    fn every_line_of_a_stretch_is_quoted() {
        let text = serde_json::json!([
            { "text": "one", "highlight_start": 2, "highlight_end": 4 },
            { "text": "", "highlight_start": 1, "highlight_end": 1 },
            { "text": "three", "highlight_start": 1, "highlight_end": 3 },
        ]);
        assert_eq!(spans("one\r\n\r\nthree\r\n", (1, 2), (3, 3))[0]["text"], text);
    }

    #[test]
    fn a_place_the_text_does_not_have_is_named_without_bytes() {
        for (start, end) in [((9, 1), (9, 2)), ((1, 9), (1, 10)), ((1, 1), (9, 1))] {
            let spans = spans("one\n", start, end);
            assert_eq!(spans[0]["line_start"], start.0);
            assert_eq!((&spans[0]["byte_start"], &spans[0]["byte_end"]), (&0.into(), &0.into()));
            assert_eq!(spans[0]["text"], Value::Array(Vec::new()));
        }
    }

    #[test]
    fn hostile_text_stays_in_its_line() {
        let line = cargo_message(&Diagnostic::error("A\n", "a\u{202e}\nb\u{1b}[2J"), &(), &origin());
        assert!(line.chars().all(|it| !visible::steers(it)), "{line:?}");
        let message: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(message["message"]["message"], "a\\u{202e}\nb␛[2J");
    }
}
