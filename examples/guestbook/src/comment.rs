//! What a visitor leaves: a comment, checked before anything else sees it.

use std::fmt::{self, Display, Formatter};
use std::time::SystemTime;

use serde::Serialize;
use tm::data;

/// The longest author name, in characters.
pub const MAX_AUTHOR: usize = 80;
/// The longest text, in characters.
pub const MAX_TEXT: usize = 2000;

/// A comment as the visitor typed it, within the limits.
#[data(classification = Public, format = "text", is_stored)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comment {
    author: String,
    text: String,
}

impl Comment {
    /// A comment of `author`, without surrounding space and with `\n` for line ends.
    ///
    /// # Errors
    /// When a field is empty, too long, or holds control characters.
    pub fn new(author: &str, text: &str) -> Result<Self, InvalidComment> {
        // Browsers send CRLF but count it as one character against `maxlength`.
        let text = text.replace("\r\n", "\n");
        Ok(Self {
            author: valid("author", author, MAX_AUTHOR, |c| !c.is_control())?,
            text: valid("text", &text, MAX_TEXT, |c| !c.is_control() || c == '\n' || c == '\t')?,
        })
    }

    /// A comment read back from the database: it was checked on its way in, and is still what a visitor typed.
    #[tm::source(UserInput)]
    pub(crate) fn stored(author: String, text: String) -> Self {
        Self { author, text }
    }

    /// Who wrote it, by their own account.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// What they wrote.
    pub fn text(&self) -> &str {
        &self.text
    }
}

fn valid(field: &str, value: &str, max: usize, is_allowed: fn(char) -> bool) -> Result<String, InvalidComment> {
    let value = value.trim();
    if value.is_empty() {
        Err(InvalidComment(format!("the {field} is empty")))
    } else if value.chars().count() > max {
        Err(InvalidComment(format!("the {field} is longer than {max} characters")))
    } else if !value.chars().all(is_allowed) {
        Err(InvalidComment(format!("the {field} holds control characters")))
    } else {
        Ok(value.to_owned())
    }
}

/// A comment and when it was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The comment.
    pub comment: Comment,
    /// When it was posted, to the second.
    pub posted_at: SystemTime,
}

/// Why a comment is refused, in words for the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidComment(String);

impl Display for InvalidComment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidComment {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(author: &str, text: &str, expected: Result<&str, &str>) {
        let comment = Comment::new(author, text);
        let actual = comment.as_ref().map(Comment::text).map_err(|invalid| invalid.0.as_str());
        assert_eq!(actual, expected, "{author:?}: {text:?}");
    }

    #[test]
    fn limits_count_characters_not_bytes() {
        let longest = "é".repeat(MAX_TEXT);
        check(&"é".repeat(MAX_AUTHOR), &longest, Ok(&longest));
        check("Ann", &format!("{longest}é"), Err("the text is longer than 2000 characters"));
    }

    #[test]
    fn space_alone_is_empty() {
        check(" \t", "hello", Err("the author is empty"));
    }

    #[test]
    fn line_ends_are_kept_in_the_text_only() {
        check("Ann", "one\r\ntwo", Ok("one\ntwo"));
        check("An\nn", "hello", Err("the author holds control characters"));
    }
}
