//! The lines of a body.
//!
//! ```text
//!     debug x => _1;                       // in scope 0 at a.rs:1:1: 1:2
//!     let mut _0: u8;                      // return place in scope 0 at a.rs:1:1: 1:2
//!     scope 1 {
//!     }
//!
//!     bb0: {
//!         _0 = f(move _1) -> [return: bb1, unwind: bb2]; // scope 0 at a.rs:1:1: 1:2
//!                                          // mir::ConstOperand
//!     }
//!
//!     bb2 (cleanup): {
//! ```

use memchr::{memchr, memmem, memrchr};

/// A line that says something, the comments below it, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'d> {
    /// Without the `;` and the comment.
    pub(super) text: &'d str,
    /// The span as printed, if there is one.
    pub(super) span: Option<&'d str>,
    /// The lines below that are comments only.
    pub(super) comments: &'d str,
}

/// What stands in a body, in order.
pub(super) enum Part<'d> {
    /// `debug …` or `let …`.
    Declaration(Line<'d>),
    /// `bb3: {`.
    Block(u32),
    /// A statement or terminator of the block.
    Statement(Line<'d>),
}

/// Goes through the lines of a body; what follows the body is left.
pub(super) struct Lines<'d> {
    rest: &'d str,
    /// Whether the blocks have begun.
    is_in_block: bool,
}

impl<'d> Lines<'d> {
    pub(super) fn new(rest: &'d str) -> Lines<'d> {
        Lines { rest, is_in_block: false }
    }

    fn line(&mut self) -> Option<&'d str> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', self.rest.as_bytes());
        let (line, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, ""),
        };
        self.rest = rest;
        Some(line)
    }

    /// The comments here: lines with no statement at column 8.
    fn comments(&mut self) -> &'d str {
        let start = self.rest;
        while self.rest.as_bytes().starts_with(b"         ") {
            self.line();
        }
        &start[..start.len() - self.rest.len()]
    }
}

impl<'d> Iterator for Lines<'d> {
    type Item = Part<'d>;

    fn next(&mut self) -> Option<Part<'d>> {
        loop {
            let line = self.line()?;
            if line.starts_with('}') {
                return None;
            }
            if self.is_in_block
                && let Some(text) = line.strip_prefix("        ")
            {
                let comments = self.comments();
                let (text, span) = cut(text);
                return Some(Part::Statement(Line { text, span, comments }));
            }
            let text = line.trim_start();
            if let Some(head) = text.strip_prefix("bb").and_then(|it| it.strip_suffix(": {")) {
                self.is_in_block = true;
                match head.parse() {
                    Ok(number) => return Some(Part::Block(number)),
                    // A cleanup block: what happens while a panic goes up.
                    Err(_) => {
                        let end = memmem::find(self.rest.as_bytes(), b"\n    }\n").map_or(self.rest.len(), |at| at + 7);
                        self.rest = &self.rest[end..];
                    }
                }
            } else if !self.is_in_block && !text.is_empty() && !text.starts_with('}') && !text.starts_with("scope ") {
                let comments = if text.starts_with("//") { "" } else { self.comments_of_declaration() };
                if !text.starts_with("//") {
                    let (text, span) = cut(text);
                    return Some(Part::Declaration(Line { text, span, comments }));
                }
            }
        }
    }
}

impl<'d> Lines<'d> {
    /// Declarations have comments below them only where they are constants.
    fn comments_of_declaration(&mut self) -> &'d str {
        let start = self.rest;
        while self.rest.trim_start_matches(' ').starts_with("//") {
            self.line();
        }
        &start[..start.len() - self.rest.len()]
    }
}

/// The text before `;` and the span of the comment behind it.
fn cut(line: &str) -> (&str, Option<&str>) {
    // A text may hold `//`, a span never does, so the last one begins the comment.
    match last_comment(line).map(|at| (trim_end(&line[..at]), &line[at + 4..])) {
        Some((text, comment))
            if text.ends_with(';')
                && ["scope ", "in scope ", "return place "].iter().any(|it| comment.starts_with(it)) =>
        {
            let span = memmem::find(comment.as_bytes(), b" at ").map(|it| &comment[it + 4..]);
            (&text[..text.len() - 1], span)
        }
        _ => {
            let text = trim_end(line);
            (text.strip_suffix(';').unwrap_or(text), None)
        }
    }
}

/// Where the last ` // ` begins.
fn last_comment(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut end = bytes.len();
    loop {
        let slash = memrchr(b'/', &bytes[..end])?;
        let start = slash.checked_sub(2)?;
        if bytes[start..].starts_with(b" // ") {
            return Some(start);
        }
        end = slash;
    }
}

fn trim_end(text: &str) -> &str {
    let spaces = text.bytes().rev().take_while(|it| *it == b' ').count();
    &text[..text.len() - spaces]
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn the_last_comment_is_cut_off() {
        let cases = [
            ("_1 = a;   // scope 0 at a.rs:1:2: 3:4", "_1 = a", Some("a.rs:1:2: 3:4")),
            ("_1 = const \"; // no\"; // scope 0 at no-location", "_1 = const \"; // no\"", Some("no-location")),
            ("_1 = const \"; // no\";", "_1 = const \"; // no\"", None),
            ("return;", "return", None),
            ("let _1: u8; // return place in scope 0 at a b/c.rs:1:2: 3:4", "let _1: u8", Some("a b/c.rs:1:2: 3:4")),
        ];
        for (line, text, span) in cases {
            assert_eq!(cut(line), (text, span), "{line}");
        }
    }
}
