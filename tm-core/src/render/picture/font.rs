//! The one font of the pictures: how wide texts are, and which characters it has.
//!
//! It is in the program and in what the program writes, so no picture depends on the fonts of a machine. It has no kerning
//! and no ligatures: a text is as wide as its characters are together.

use std::sync::OnceLock;

use ttf_parser::Face;
use unicode_width::UnicodeWidthChar;

/// Inter Medium, cut down to Latin, Greek, Cyrillic, punctuation, currencies and arrows (OpenType).
pub const FONT: &[u8] = include_bytes!("font/Inter-Medium.otf");

/// The same for browsers.
pub(super) const WEB_FONT: &[u8] = include_bytes!("font/Inter-Medium.woff2");

/// How wide the text is in letters of `size`: the characters' advances, and a full em for each that the font lacks.
pub(in crate::render) fn width(text: &str, size: f64) -> f64 {
    let known = known_advances();
    let advance = |it: char| known.get(it as usize).copied().unwrap_or_else(|| advance(it));
    text.chars().map(advance).sum::<f64>() * size
}

/// How wide the character is, in ems.
fn advance(character: char) -> f64 {
    let face = face();
    match face.glyph_index(character).and_then(|glyph| face.glyph_hor_advance(glyph)) {
        Some(advance) => f64::from(advance) / f64::from(face.units_per_em()),
        None if character.width() == Some(0) => 0.0,
        None => 1.0,
    }
}

/// The advances of the characters up to the end of Cyrillic: nearly all texts have no others, and each is measured
/// often.
fn known_advances() -> &'static [f64] {
    static ADVANCES: OnceLock<Vec<f64>> = OnceLock::new();
    ADVANCES.get_or_init(|| ('\0'..'\u{530}').map(advance).collect())
}

/// The characters of the text that the font does not have. White space needs no glyph.
///
/// ```
/// let characters: String = tm_core::render::picture::uncovered("Größe → 漢字").collect();
/// assert_eq!(characters, "漢字");
/// ```
pub fn uncovered(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|it| !it.is_whitespace() && face().glyph_index(*it).is_none())
}

fn face() -> &'static Face<'static> {
    static FACE: OnceLock<Face<'static>> = OnceLock::new();
    FACE.get_or_init(|| Face::parse(FONT, 0).expect("the font in the program is whole"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_wide_as_their_characters() {
        assert!(width("iii", 10.0) < width("mmm", 10.0));
        assert!((width("ab", 20.0) - 2.0 * (width("a", 10.0) + width("b", 10.0))).abs() < 1e-9);
        assert_eq!(width("漢字", 10.0), 20.0);
        assert_eq!(width("\u{200b}", 10.0), 0.0);
    }

    #[test]
    fn the_promised_scripts_are_covered() {
        let texts =
            ["Ünïcödé ŁódŹ Việt", "Ελληνικά", "Кириллица Їжак", "“quotes” – dashes … ‹›", "← ↑ → ↓ ↔ ⇒", "€ £ ₴ №"];
        for text in texts {
            assert_eq!(uncovered(text).collect::<String>(), "", "{text}");
        }
        assert_eq!(uncovered("a👍漢 ع").collect::<String>(), "👍漢ع");
    }
}
