//! Finds the lines to quote and where in them to underline.
//!
//! ```text
//! Location  2:5 – 2:9  ──Lines::stretch──▶  Stretch  ──Excerpt::bytes──▶  bytes 4..8 of "    name: String"
//! ```
//!
//! Positions count characters, annotate-snippets wants bytes. And positions come from a build, texts from the disk
//! now: a start that the text does not have means that the text has changed, and any line shown would be a wrong one.
//! An end that the text does not have is drawn in to the nearest place that exists.

use std::ops::{Range, RangeInclusive};

use super::visible;
use crate::{Location, Position};

/// A longer stretch is cut to its first line: an annotated function is named by its first line well enough.
const MOST_LINES: usize = 6;

/// A text, split into lines without their line breaks.
pub(super) struct Lines<'a>(Vec<&'a str>);

/// A stretch that the text has. Lines and columns count from 0 here; `start` is never after `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    start: Place,
    end: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    line: usize,
    column: usize,
}

impl Stretch {
    /// The lines it touches, counted from 0.
    pub(super) fn lines(&self) -> RangeInclusive<usize> {
        self.start.line..=self.end.line
    }
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        // rustc drops a byte order mark before it counts columns.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Lines(text.lines().collect())
    }

    /// What to underline for `location`; `None` when the text has no such place.
    pub(super) fn stretch(&self, location: &Location) -> Option<Stretch> {
        let start = Place::from(location.start)?;
        if start.line >= self.0.len() || start.column > self.width(start.line) {
            return None;
        }
        let mut end = Place::from(location.end).unwrap_or(start).max(start);
        if end.line >= self.0.len() {
            end = self.end_of(self.0.len() - 1);
        }
        end.column = end.column.min(self.width(end.line));
        // An end before the first character of a line is better shown at the end of the line before.
        while end.line > start.line && end.column == 0 {
            end = self.end_of(end.line - 1);
        }
        if end.line - start.line >= MOST_LINES {
            end = self.end_of(start.line);
        }
        Some(Stretch { start, end })
    }

    /// Lines `lines` (counted from 0, all of them in the text) as they are to be quoted.
    pub(super) fn excerpt(&self, lines: RangeInclusive<usize>) -> Excerpt {
        let first_line = *lines.start();
        let mut excerpt = Excerpt { text: String::new(), first_line, starts: Vec::new() };
        for line in &self.0[lines] {
            if !excerpt.starts.is_empty() {
                excerpt.text.push('\n');
            }
            excerpt.starts.push(excerpt.text.len());
            excerpt.text.extend(line.chars().map(visible::quoted));
        }
        // Without its line break an empty last line would not be a line of the excerpt.
        if excerpt.last_line().is_empty() {
            excerpt.text.push('\n');
        }
        excerpt
    }

    fn width(&self, line: usize) -> usize {
        self.0[line].chars().count()
    }

    fn end_of(&self, line: usize) -> Place {
        Place { line, column: self.width(line) }
    }
}

impl Place {
    /// `None` for a line or column 0, which no text has.
    fn from(position: Position) -> Option<Self> {
        let from_zero = |n: u32| usize::try_from(n).ok()?.checked_sub(1);
        Some(Place { line: from_zero(position.line)?, column: from_zero(position.column)? })
    }
}

/// Some consecutive lines of a text, each character replaced by what is shown for it.
pub(super) struct Excerpt {
    pub(super) text: String,
    /// Counted from 0.
    first_line: usize,
    /// The byte in `text` where each line starts.
    starts: Vec<usize>,
}

impl Excerpt {
    /// The number of its first line, counted from 1.
    pub(super) fn line_number(&self) -> usize {
        self.first_line + 1
    }

    /// The bytes of `text` that are `stretch`, whose lines must be in the excerpt.
    pub(super) fn bytes(&self, stretch: &Stretch) -> Range<usize> {
        self.byte(stretch.start)..self.byte(stretch.end)
    }

    /// The bytes of its last line.
    pub(super) fn last_line(&self) -> Range<usize> {
        self.starts.last().copied().unwrap_or(0)..self.text.len()
    }

    fn byte(&self, place: Place) -> usize {
        let start = self.starts[place.line - self.first_line];
        let before = self.text[start..].chars().take(place.column);
        start + before.map(char::len_utf8).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quoted text between `(line, column)` and `(line, column)`, both counted from 1.
    fn underlined(text: &str, start: (u32, u32), end: (u32, u32)) -> Option<String> {
        let position = |(line, column)| Position { line, column };
        let location = Location { file: "src/lib.rs".into(), start: position(start), end: position(end) };
        let lines = Lines::of(text);
        let stretch = lines.stretch(&location)?;
        let excerpt = lines.excerpt(stretch.lines());
        assert_eq!(excerpt.line_number(), start.0 as usize);
        Some(excerpt.text[excerpt.bytes(&stretch)].to_owned())
    }

    #[test]
    fn columns_count_characters() {
        let check = |text, start, end, expected: &str| assert_eq!(underlined(text, start, end).unwrap(), expected);
        check("let x = 1;", (1, 5), (1, 6), "x");
        check("\tlet x", (1, 2), (1, 5), "let");
        check("// 漢字 é x", (1, 4), (1, 6), "漢字");
        check("// 漢字 é x", (1, 9), (1, 10), "x");
        check("one\r\ntwo\r\n", (2, 1), (2, 9), "two");
        check("\u{feff}use tm;", (1, 1), (1, 4), "use");
    }

    #[test]
    fn ends_are_drawn_in() {
        let check = |start, end, expected: &str| assert_eq!(underlined("one\n\ntwo\n", start, end).unwrap(), expected);
        check((1, 2), (1, 2), "");
        check((1, 3), (1, 1), "");
        check((3, 1), (1, 1), "");
        check((1, 4), (1, 4), "");
        check((1, 2), (1, 99), "ne");
        check((1, 2), (99, 1), "ne\n\ntwo");
        check((1, 2), (0, 0), "");
        check((1, 1), (2, 1), "one");
        check((1, 1), (3, 1), "one");
        check((2, 1), (3, 3), "\ntw");
    }

    #[test]
    fn a_start_the_text_does_not_have_quotes_nothing() {
        for start in [(0, 1), (1, 0), (1, 5), (4, 1), (u32::MAX, u32::MAX)] {
            assert_eq!(underlined("one\n\ntwo\n", start, (3, 1)), None, "{start:?}");
        }
        assert_eq!(underlined("", (1, 1), (1, 1)), None);
    }

    #[test]
    fn more_than_six_lines_are_cut_to_the_first() {
        let text = "1st\n2\n3\n4\n5\n6\n7\n";
        assert_eq!(underlined(text, (1, 1), (6, 2)).unwrap(), "1st\n2\n3\n4\n5\n6");
        assert_eq!(underlined(text, (1, 1), (7, 2)).unwrap(), "1st");
        assert_eq!(underlined(text, (1, 1), (8, 1)).unwrap(), "1st");
    }
}
