//! Where in a threat file something stands.
//!
//! A condition is a string inside the file: a fault in it is a range of the string's value, and the reader wants to see
//! the place in the file. Between the two lie quotes and escapes.

use std::ops::Range;

use tm_diagnostic::{Location, Position};

/// A file, for naming places in it.
pub(crate) struct SourceFile<'t> {
    pub(crate) name: &'t str,
    pub(super) text: &'t str,
    /// The byte at which each line starts.
    lines: Vec<usize>,
}

impl<'t> SourceFile<'t> {
    pub(crate) fn new(name: &'t str, text: &'t str) -> SourceFile<'t> {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        SourceFile { name, text, lines }
    }

    pub(crate) fn location(&self, range: Range<usize>) -> Location {
        let file = self.name.to_owned();
        Location { file, start: self.position(range.start), end: self.position(range.end.max(range.start)) }
    }

    fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= byte).saturating_sub(1);
        let before = self.text.as_bytes().get(self.lines[line]..byte).unwrap_or_default();
        // Bytes that continue a character are not counted.
        let column = before.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
        let of = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
        Position { line: of(line), column: of(column) }
    }

    /// The place in the file of a range of a string's value; `literal` is where the string stands, quotes included.
    pub(super) fn inside(&self, literal: Range<usize>, value: Range<usize>) -> Range<usize> {
        let Some(raw) = self.text.get(literal.clone()) else { return literal };
        let places = places(raw);
        let place = |at: usize| places.get(at).copied().unwrap_or(raw.len().saturating_sub(1));
        let start = literal.start + place(value.start);
        let end = match value.end.checked_sub(1).filter(|last| *last >= value.start) {
            // The end of the last character, not the start of the next: a folded line break may lie between them.
            Some(last) => literal.start + places.get(last).map_or(place(value.end), |at| at + width(raw, *at)),
            None => start,
        };
        start..end.max(start)
    }
}

/// How many bytes the character or escape at `at` takes.
fn width(raw: &str, at: usize) -> usize {
    match raw.as_bytes().get(at) {
        Some(b'\\') => escape(&raw[at..]).map_or(2, |(length, _)| length),
        _ => 1,
    }
}

/// For each byte of a string literal's value the byte of the literal it comes from. TOML and JSON escape alike.
fn places(raw: &str) -> Vec<usize> {
    let quote = if raw.starts_with('\'') { "'" } else { "\"" };
    let is_multiline = raw.starts_with(&quote.repeat(3));
    let mut at = if is_multiline { 3 } else { 1 };
    let end = raw.len().saturating_sub(at);
    if is_multiline {
        // A line break right behind the opening quotes is not part of the value.
        at += raw[at..].starts_with("\r\n").then_some(2).or(raw[at..].starts_with('\n').then_some(1)).unwrap_or(0);
    }
    let mut places = Vec::new();
    while at < end {
        if quote == "\"" && raw.as_bytes()[at] == b'\\' {
            match escape(&raw[at..]) {
                Some((length, written)) => {
                    places.extend(std::iter::repeat_n(at, written));
                    at += length;
                }
                None => at += 1,
            }
        } else {
            places.push(at);
            at += 1;
        }
    }
    places
}

/// How long the escape at the start of `raw` is, and how many bytes it stands for.
fn escape(raw: &str) -> Option<(usize, usize)> {
    let kind = raw[1..].chars().next()?;
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        ' ' | '\t' | '\r' | '\n' => {
            // A folded line break: the white space up to the next text is not part of the value.
            let folded = raw[1..].len() - raw[1..].trim_start_matches([' ', '\t', '\r', '\n']).len();
            return Some((1 + folded, 0));
        }
        _ => return Some((1 + kind.len_utf8(), 1)),
    };
    let code = |raw: &str| u32::from_str_radix(raw.get(2..2 + digits)?, 16).ok();
    let length = 2 + digits;
    match code(raw)? {
        // The first half of a pair in JSON.
        0xD800..0xDC00 if raw.get(length..length + 2) == Some("\\u") => Some((2 * length, 4)),
        code => Some((length, char::from_u32(code).map_or(3, char::len_utf8))),
    }
}

/// Where the string of a condition stands, so that its parts can be found in the file later.
#[derive(Clone, Debug)]
pub struct Origin {
    file: String,
    /// The string as it is written, quotes included; empty where none is.
    literal: String,
    start: Position,
}

impl Origin {
    pub(super) fn new(file: &SourceFile<'_>, literal: Range<usize>) -> Origin {
        let start = file.position(literal.start);
        let literal = file.text.get(literal).unwrap_or_default().to_owned();
        Origin { file: file.name.to_owned(), literal, start }
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The place in the file of a range of the string's value.
    pub fn location(&self, value: Range<usize>) -> Location {
        let inside = SourceFile::new(&self.file, &self.literal);
        let within = inside.location(inside.inside(0..self.literal.len(), value));
        let place = |at: Position| match at.line {
            1 => Position { line: self.start.line, column: self.start.column + at.column - 1 },
            line => Position { line: self.start.line + line - 1, column: at.column },
        };
        Location { start: place(within.start), end: place(within.end), ..within }
    }

    /// The place of the whole string's value.
    pub fn whole(&self) -> Location {
        self.location(0..places(&self.literal).len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that `part` of the value is found at `expected` of the file.
    fn check(literal: &str, value: &str, part: &str, expected: &str) {
        let text = format!("condition = {literal}\n");
        let file = SourceFile::new("INP01.toml", &text);
        let at = value.find(part).unwrap();
        let range = file.inside(12..12 + literal.len(), at..at + part.len());
        assert_eq!(&text[range.clone()], expected, "{literal}");
        assert_eq!(Origin::new(&file, 12..12 + literal.len()).location(at..at + part.len()), file.location(range));
    }

    #[test]
    fn quotes_and_escapes_are_counted() {
        check(r#""target.a == 'x'""#, "target.a == 'x'", "'x'", "'x'");
        check(r#"'target.a == "x"'"#, "target.a == \"x\"", "\"x\"", "\"x\"");
        check(r#""a == \"x\" and b""#, "a == \"x\" and b", "b", "b");
        check(r#""a == \"x\" and b""#, "a == \"x\" and b", "\"x\"", r#"\"x\""#);
        check(r#""\u00e9\ud83d\ude00 b""#, "é😀 b", "b", "b");
        check("\"\"\"\\\n    a \\\n    and b\"\"\"", "a and b", "b", "b");
        check("\"\"\"\\\n    a \\\n    and b\"\"\"", "a and b", "a and", "a \\\n    and");
        check("'''\na\n b'''", "a\n b", "b", "b");
    }

    #[test]
    fn lines_and_columns_start_at_one() {
        let file = SourceFile::new("a", "é b\nc");
        let position = |byte| (file.position(byte).line, file.position(byte).column);
        assert_eq!(
            [position(0), position(2), position(3), position(5), position(99)],
            [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]
        );
    }
}
