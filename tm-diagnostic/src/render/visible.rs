//! Makes control characters visible, so that text from the user's files cannot steer the terminal.
//!
//! ```text
//! ESC [2J        ␛[2J                 a picture where Unicode has one
//! U+009B 2J      \u{9b}2J             an escape where it has none …
//! U+202E         \u{202e}             … also for the marks that reorder a line ("Trojan Source")
//! U+202E         �                    … but in a quoted line one character stays one, so that columns keep their place
//! ```

use std::fmt::Write;

/// A text in which line breaks are kept and a tab is four spaces.
pub(super) fn paragraph(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => shown.push('\n'),
            '\t' => shown.push_str("    "),
            _ if !steers(c) => shown.push(c),
            _ => match picture(c) {
                Some(picture) => shown.push(picture),
                None => write!(shown, "{}", c.escape_unicode()).expect("writing to a string cannot fail"),
            },
        }
    }
    shown
}

/// A text on one line: a line break is a space.
pub(super) fn line(text: &str) -> String {
    paragraph(text).replace('\n', " ")
}

/// A character of a quoted line. Tabs stay: annotate-snippets widens them, together with what it draws below.
pub(super) fn quoted(c: char) -> char {
    if c == '\t' || !steers(c) { c } else { picture(c).unwrap_or('\u{fffd}') }
}

/// Whether a terminal may act on `c` instead of showing it: the controls, and the marks that set the direction of text.
pub(super) fn steers(c: char) -> bool {
    let sets_direction =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || sets_direction
}

/// The control picture of an ASCII control character.
fn picture(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown_and_not_obeyed() {
        let check = |text: &str, expected: &str| assert_eq!(paragraph(text), expected, "{text:?}");
        check("plain ⟨text⟩ – 漢字", "plain ⟨text⟩ – 漢字");
        check("\u{1b}[2J\u{7}", "␛[2J␇");
        check("\u{9b}2J", "\\u{9b}2J");
        check("user\u{202e}nimda", "user\\u{202e}nimda");
        check("a\tb\u{7f}", "a    b␡");
        check("one\r\ntwo\rover\nthree", "one\ntwo␍over\nthree");
    }

    #[test]
    fn a_line_has_no_line_break() {
        assert_eq!(line("one\r\ntwo\nthree"), "one two three");
    }

    #[test]
    fn quoted_characters_stay_one_character() {
        let quote: String = "\tlet\u{1b}x\u{9b}\u{202e}é".chars().map(quoted).collect();
        assert_eq!(quote, "\tlet␛x\u{fffd}\u{fffd}é");
    }
}
