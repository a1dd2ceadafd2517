//! Texts as Rust writes them: literals and doc comments.

/// A string literal that holds `text`, on one line. What cannot be seen, or turns the direction of writing, is escaped.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// The lines of a literal that is cut at spaces to fit into `width` columns; every line but the last ends in `\`.
///
/// Rust skips the line break behind a `\` and all white space after it, so a line never starts with a space.
pub(super) fn folded(text: &str, width: usize) -> Vec<String> {
    let literal = literal(text);
    let mut lines = vec![String::new()];
    for word in literal.split_inclusive(' ') {
        let line = lines.last_mut().expect("there is a first line");
        let fits = super::layout::width(line) + super::layout::width(word) < width;
        if fits || !line.ends_with(' ') || word == " " {
            line.push_str(word);
        } else {
            line.push('\\');
            lines.push(word.to_owned());
        }
    }
    lines
}

/// The lines of a doc comment that says `text` exactly, if it is a plain one.
///
/// A comment is Markdown to rustdoc and to clippy, which warn of lists gone wrong, of brackets that link nowhere, and of
/// bare addresses. What could be any of these is said by `description = "…"`.
pub(super) fn doc(text: &str, width: usize) -> Option<Vec<&str>> {
    const MARKS: &str = " .,;:!?'\"()/%+=-";
    let lines: Vec<_> = text.split('\n').collect();
    let is_plain = |line: &&str| {
        line.starts_with(char::is_alphabetic)
            && !line.ends_with(' ')
            && line.chars().all(|it| it.is_alphanumeric() || MARKS.contains(it))
            && !line.contains("://")
            && super::layout::width(line) <= width
    };
    lines.iter().all(is_plain).then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_sentences_are_comments() {
        const WIDTH: usize = 50;
        let (fits, is_long) = ("x".repeat(WIDTH), "x".repeat(WIDTH + 1));
        for (text, is_comment) in [
            ("Takes comments, and shows them (most of the time).", true),
            ("First line.\nSecond line.", true),
            ("Läuft in Köln.", true),
            (&fits, true),
            (&is_long, false),
            ("", false),
            ("two\n\nparagraphs", false),
            (" indented", false),
            ("trailing ", false),
            ("1. a list", false),
            ("- a list", false),
            ("see https://example.org", false),
            ("a [link]", false),
            ("<b>", false),
            ("a\rb", false),
            ("\u{202e}abc", false),
        ] {
            let lines = doc(text, WIDTH);
            assert_eq!(lines.is_some(), is_comment, "{text:?}");
            assert!(lines.is_none_or(|lines| lines.join("\n") == text), "{text:?}");
        }
    }

    #[test]
    fn folding_changes_no_text() {
        for text in [
            "one two three four five",
            "a  b   c",
            "  x ",
            "averyverylongword b \n c\\ \" d",
            "",
            " ",
            "\t \u{202e} é 🦀",
        ] {
            let lines = folded(text, 10);
            let joined: String = lines.iter().map(|line| line.strip_suffix('\\').unwrap_or(line)).collect();
            assert_eq!(joined, literal(text));
            for next in &lines[1..] {
                assert!(!next.starts_with(' '), "{lines:?}");
            }
        }
        assert_eq!(folded("one two three", 9), ["\"one \\", "two \\", "three\""]);
    }
}
