//! Texts of anybody's in a comment: nothing in them marks up, calls or links.
//!
//! ```text
//! "<b> @team, see #1 at https://x"    \<b\> @&#8203;team, see \#&#8203;1 at https:&#8203;//x
//! ```
//!
//! They are escaped as in the Markdown report. That is not enough for a host, which looks for mentions, references and addresses in
//! what it reads as plain text: a space without width stands in between.

use crate::render::report::markdown;
use crate::render::words;

/// So long is a name or a value, in characters.
const LONGEST: usize = 160;

/// A text of anybody's, in one line.
pub(super) fn plain(text: &str) -> String {
    quiet(&short(text))
}

/// A text of anybody's as code, in one line: nothing in it is linked.
pub(super) fn code(text: &str) -> String {
    markdown::code(&short(text))
}

/// The text on one line, cut where it is too long.
fn short(text: &str) -> String {
    let text = words::one_line(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// An escaped text in which a host finds nobody to call and nothing to link: a space without width stands in between.
pub(super) fn quiet(text: &str) -> String {
    const BREAK: &str = "&#8203;";
    let escaped = markdown::escaped(text);
    let mut out = String::with_capacity(escaped.len());
    for (index, it) in escaped.char_indices() {
        out.push(it);
        let rest = &escaped[index + it.len_utf8()..];
        let calls =
            "@#!%~$^".contains(it) && rest.starts_with(|next: char| next.is_alphanumeric() || "\"_-".contains(next));
        let is_address = it == ':' && rest.starts_with("//") || it == '.' && ends_with_www(&escaped[..index]);
        if calls || is_address {
            out.push_str(BREAK);
        }
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    text.len().checked_sub(3).and_then(|start| text.get(start..)).is_some_and(|it| it.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_called_and_nothing_is_linked() {
        let b = "&#8203;";
        let cases = [
            ("plain: a, b", "plain: a, b".to_owned()),
            ("@team", format!("@{b}team")),
            ("a@b.example", format!("a@{b}b.example")),
            ("#1 !2 ~l %\"m\"", format!("\\#{b}1 !{b}2 \\~{b}l %{b}\"m\"")),
            ("at 5 % @ home", "at 5 % @ home".to_owned()),
            ("https://x.example", format!("https:{b}//x.example")),
            ("see WWW.x.example", format!("see WWW.{b}x.example")),
            ("é.www.é", format!("é.www.{b}é")),
        ];
        for (text, expected) in cases {
            assert_eq!(quiet(text), expected, "{text}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(short(&"é".repeat(161)), format!("{}…", "é".repeat(160)));
        assert_eq!(short(&"é".repeat(160)), "é".repeat(160));
        assert_eq!(code("a\nb`"), "`` a b` ``");
    }
}
