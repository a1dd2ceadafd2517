//! Plain text inside Markdown.

use std::fmt::Write as _;

use crate::render::words;

/// The text on one line, with everything escaped that Markdown or HTML in it might mean.
///
/// White space in front or behind stays a space, since templates join texts with `", "`, and code may follow.
pub(in crate::render) fn escaped(text: &str) -> String {
    let space = |is: bool| if is { " " } else { "" };
    let is_space = char::is_whitespace;
    let (front, behind) = (space(text.starts_with(is_space)), space(text.trim() != "" && text.ends_with(is_space)));
    let text = words::one_line(text);
    let mut out = front.to_owned();
    let digits = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let ends_a_number =
        |index: usize| index == digits && index > 0 && text[index + 1..].chars().next().is_none_or(|it| it == ' ');
    for (index, character) in text.char_indices() {
        let starts_a_block = match character {
            '-' | '+' | '=' | ':' => index == 0,
            '.' | ')' => ends_a_number(index),
            _ => false,
        };
        if starts_a_block || r"\`*_[]<>|~$&#".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out.push_str(behind);
    out
}

/// The text on one line as a code span; in a table too, where a bar needs a backslash even so.
pub(in crate::render) fn code(text: &str) -> String {
    let text = words::one_line(text).replace('|', "\\|");
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    let mut out = String::new();
    let _ = write!(out, "{fence}{pad}{text}{pad}{fence}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_escaped() {
        let cases = [
            ("Web server", "Web server"),
            ("a_b *c* <d> & | e", r"a\_b \*c\* \<d\> \& \| e"),
            ("- x", r"\- x"),
            ("1. x", r"1\. x"),
            ("v1.2", "v1.2"),
            ("0.1.0", "0.1.0"),
            (", ", ", "),
            ("  ", " "),
            ("up to\n", "up to "),
            ("# a\n\n# b", r"\# a \# b"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn code_spans_end_where_they_should() {
        assert_eq!(code("x | y"), r"`x \| y`");
        assert_eq!(code("a `b``c"), "```a `b``c```");
        assert_eq!(code("`"), "`` ` ``");
    }
}
