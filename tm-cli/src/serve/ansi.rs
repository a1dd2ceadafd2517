//! What a program writes for terminals, as HTML: colours become classes, everything else is text.
//!
//! ```text
//! ␛[1m␛[91merror␛[0m: `<T>` is wrong     <b class="red">error</b>: `&lt;T&gt;` is wrong      (roughly)
//! ```
//!
//! Only colours and weight are kept. Links, titles and movements of the cursor are dropped with what belongs to them.

use std::fmt::Write as _;

/// The classes of colours 0 to 7, which are those of 8 to 15 too.
const COLOURS: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/// How the text is written that follows.
#[derive(Clone, Copy, Default, PartialEq)]
struct Style {
    bold: bool,
    colour: Option<&'static str>,
}

/// `text` as HTML to stand in a `<pre>`.
pub fn html(text: &str) -> String {
    let mut html = String::new();
    let mut style = Style::default();
    for (piece, codes) in pieces(text) {
        push(&mut html, &piece, style);
        style = codes.map_or(style, |codes| style.after(codes));
    }
    html
}

/// `text` without its escape sequences.
pub fn plain(text: &str) -> String {
    pieces(text).map(|(piece, _)| piece).collect()
}

/// `text` with everything escaped that HTML could take for its own, in attributes too.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

impl Style {
    /// The style after the numbers of a "select graphic rendition".
    fn after(mut self, codes: &str) -> Style {
        let mut codes = codes.split([';', ':']).map(|it| it.parse::<usize>().unwrap_or(0));
        while let Some(code) = codes.next() {
            match code {
                0 => self = Style::default(),
                1 => self.bold = true,
                22 => self.bold = false,
                30..=37 => self.colour = Some(COLOURS[code - 30]),
                90..=97 => self.colour = Some(COLOURS[code - 90]),
                39 => self.colour = None,
                38 | 48 => {
                    // One of 256 colours, of which the first 16 have names, or three numbers.
                    let named = match codes.next() {
                        Some(5) => codes.next().filter(|it| *it < 16).map(|it| COLOURS[it % 8]),
                        Some(2) => {
                            codes.by_ref().take(3).for_each(drop);
                            None
                        }
                        _ => None,
                    };
                    if code == 38 {
                        self.colour = named;
                    }
                }
                _ => {}
            }
        }
        self
    }
}

fn push(html: &mut String, text: &str, style: Style) {
    if text.is_empty() {
        return;
    }
    let classes: Vec<_> = style.bold.then_some("bold").into_iter().chain(style.colour).collect();
    // Writing to a string cannot fail.
    let _ = match classes.is_empty() {
        true => write!(html, "{}", escaped(text)),
        false => write!(html, "<span class=\"{}\">{}</span>", classes.join(" "), escaped(text)),
    };
}

/// The text between escape sequences, each piece with the numbers of the "select graphic rendition" behind it, if that
/// is what stands there.
fn pieces(text: &str) -> impl Iterator<Item = (String, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (piece, behind) = match rest?.split_once('\x1b') {
            Some((piece, behind)) => (piece, Some(behind)),
            None => (rest?, None),
        };
        let (codes, behind) = behind.map_or((None, None), |it| {
            let (codes, behind) = sequence(it);
            (codes, Some(behind))
        });
        rest = behind;
        Some((piece.replace(|it: char| it.is_control() && it != '\n' && it != '\t', ""), codes))
    })
}

/// What stands behind an escape: the numbers, if it selects graphic rendition, and the text after the sequence.
fn sequence(behind: &str) -> (Option<&str>, &str) {
    if let Some(inner) = behind.strip_prefix('[') {
        let Some(end) = inner.find(|it: char| ('@'..='~').contains(&it)) else { return (None, "") };
        let codes = inner[end..].starts_with('m').then_some(&inner[..end]);
        return (codes, &inner[end + 1..]);
    }
    if let Some(inner) = behind.strip_prefix(']') {
        // An operating system command, such as a link, ends with a bell or an escape and a backslash.
        let Some(end) = inner.find(['\x07', '\x1b']) else { return (None, "") };
        let rest = &inner[end + 1..];
        return (None, rest.strip_prefix('\\').filter(|_| inner[end..].starts_with('\x1b')).unwrap_or(rest));
    }
    let mut characters = behind.chars();
    characters.next();
    (None, characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_classes_and_the_rest_is_text() {
        for (text, expected) in [
            ("plain", "plain"),
            ("\x1b[1m\x1b[91merror\x1b[0m: no", "<span class=\"bold red\">error</span>: no"),
            ("\x1b[38;5;12m-->\x1b[39m x", "<span class=\"blue\">--&gt;</span> x"),
            ("\x1b[38;2;1;2;3;1mx", "<span class=\"bold\">x</span>"),
            ("\x1b[1mx\x1b[22my", "<span class=\"bold\">x</span>y"),
            ("\x1b[48;5;1mx", "x"),
            ("<script>alert(\"1\")</script> & '", "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;"),
            ("\x1b]8;;https://example.com\x1b\\E0425\x1b]8;;\x1b\\", "E0425"),
            ("\x1b]0;title\x07x", "x"),
            ("a\x1b[2Kb\rc\td\x08\n", "abc\td\n"),
            ("cut off \x1b[1", "cut off "),
            ("cut off \x1b]8;;x", "cut off "),
            ("cut off \x1b", "cut off "),
            ("\x1bÄx", "x"),
            // A sequence ends with its first letter, whatever was to be smuggled in.
            ("\x1b[31\"><script>m", "cript&gt;m"),
        ] {
            assert_eq!(html(text), expected, "{text:?}");
        }
    }

    #[test]
    fn terminals_are_left_out() {
        assert_eq!(plain("\x1b[1m\x1b[91merror\x1b[0m: `<T>`"), "error: `<T>`");
    }
}
