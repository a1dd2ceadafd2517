//! A text as it stands in a picture: broken into lines that are measured, and cut where there is no more room.
//!
//! ```text
//! "Visitor enters a rather long comment" ──▶ Visitor enters a ┊ rather long comm…      full: the whole text
//! ```

use super::font::width;
use super::geometry::Size;
use crate::render::words;

/// How much room a label has.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Limits {
    /// The size of the letters.
    pub(in crate::render) size: f64,
    /// The widest that a line may be.
    pub(in crate::render) width: f64,
    /// The most lines.
    pub(in crate::render) lines: usize,
}

/// A text in lines.
#[derive(Clone, Debug)]
pub(in crate::render) struct Label {
    /// The lines; at least one, which may be empty.
    pub(in crate::render) lines: Vec<String>,
    /// The size of its letters.
    pub(in crate::render) size: f64,
    /// Whether something was left out.
    pub(in crate::render) is_cut: bool,
}

/// From one line to the next, in sizes of letters.
const LEADING: f64 = 1.3;

impl Label {
    /// Breaks the text between words, and words that are longer than a line where the line ends.
    pub(in crate::render) fn new(text: &str, limits: Limits) -> Label {
        let text = visible(text);
        let fits = |line: &str| width(line, limits.size) <= limits.width;
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for character in word.chars() {
                line.push(character);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, character.to_string()));
                }
            }
            if lines.len() > limits.lines {
                break; // a text of megabytes need not be broken to its end
            }
        }
        lines.push(line);
        let is_cut = lines.len() > limits.lines;
        lines.truncate(limits.lines);
        if is_cut && let Some(last) = lines.last_mut() {
            while !last.is_empty() && !fits(&format!("{last}…")) {
                last.pop();
            }
            last.push('…');
        }
        Label { lines, size: limits.size, is_cut }
    }

    /// How large it is.
    pub(in crate::render) fn dimensions(&self) -> Size {
        let width = self.lines.iter().map(|line| width(line, self.size)).fold(0.0, f64::max);
        Size { width: width.ceil(), height: (self.lines.len() as f64 * self.leading()).ceil() }
    }

    /// From the base of one line to that of the next.
    pub(in crate::render) fn leading(&self) -> f64 {
        self.size * LEADING
    }
}

/// The text on one line, without the characters that turn the direction of what stands around them.
pub(in crate::render) fn visible(text: &str) -> String {
    let turns = |it: char| matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    words::one_line(&text.replace(turns, ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: Limits = Limits { size: 10.0, width: 80.0, lines: 3 };

    #[test]
    fn lines_break_between_words() {
        assert_eq!(Label::new("Visitor enters comments", LIMITS).lines, ["Visitor enters", "comments"]);
        assert_eq!(Label::new("", LIMITS).lines, [""]);
        assert_eq!(Label::new("\u{202e}a\nb", LIMITS).lines, ["a b"]);
    }

    #[test]
    fn what_has_no_room_is_cut() {
        let label = Label::new(&"Donaudampfschifffahrt".repeat(9), LIMITS);
        assert!(label.is_cut && label.lines.len() == 3 && label.lines[2].ends_with('…'), "{label:?}");
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(text in "\\PC{0,80}") {
            let label = Label::new(&text, LIMITS);
            for line in &label.lines {
                prop_assert!(width(line, 10.0) <= 80.0, "{:?}", line);
            }
            prop_assert!(label.lines.len() <= 3);
            let letters = |text: &str| text.replace(' ', "");
            if !label.is_cut {
                prop_assert_eq!(letters(&label.lines.concat()), letters(&visible(&text)));
            }
        }
    }
}
