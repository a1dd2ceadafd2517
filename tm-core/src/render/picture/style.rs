//! How pictures look: the classes that the SVGs use, and their colours by day and by night.
//!
//! An SVG says what a thing is (`tm-node tm-high`), never a colour. A file of its own carries the rules with the light colours
//! in place; a page has them once, with variables that follow its theme.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::font::WEB_FONT;

/// The rules. `$name` is a colour of the palette.
const RULES: &str = "\
.tm-picture text { font-family: \"cargo-tm\", system-ui, sans-serif; fill: $ink; white-space: pre; }
.tm-picture .tm-paper { fill: $paper; }
.tm-picture .tm-boundary > rect { fill: $zone; fill-opacity: .5; stroke: $border; stroke-width: 1.5; stroke-dasharray: 7 5; }
.tm-picture .tm-boundary > text { fill: $border; stroke: $zone; stroke-width: 4; stroke-linejoin: round; paint-order: stroke; }
.tm-picture .tm-node .tm-shape { fill: $node; stroke: $edge; stroke-width: 1.5; }
.tm-picture .tm-zone .tm-shape { stroke-dasharray: 7 5; }
.tm-picture .tm-line { fill: none; stroke: $line; stroke-width: 1.5; }
.tm-picture .tm-tip { fill: $line; stroke: none; }
.tm-picture .tm-open-tip { fill: none; stroke: $line; stroke-width: 1.5; }
.tm-picture .tm-reply .tm-line { stroke-dasharray: 6 4; }
.tm-picture .tm-label text { stroke: $paper; stroke-width: 4; stroke-linejoin: round; paint-order: stroke; }
.tm-picture .tm-label .tm-number { fill: $number; }
.tm-picture .tm-soft { fill: $soft; }
.tm-picture .tm-life { stroke: $edge; stroke-width: 1; stroke-dasharray: 4 4; }
.tm-picture .tm-active { fill: $node; stroke: $edge; stroke-width: 1.2; }
.tm-picture .tm-note .tm-shape { fill: $note; stroke: $note-edge; }
.tm-picture .tm-pill rect { fill: $edge; }
.tm-picture .tm-pill text { fill: $paper; stroke: none; }
.tm-picture .tm-out .tm-shape { fill: $zone; stroke: $faint; stroke-dasharray: 2 3; }
.tm-picture .tm-out text, .tm-picture text.tm-out { fill: $soft; }
.tm-picture .tm-out .tm-line, .tm-picture .tm-out .tm-open-tip { stroke: $faint; }
.tm-picture .tm-out .tm-tip { fill: $faint; }
.tm-picture a { cursor: pointer; }
.tm-picture a:hover .tm-shape, .tm-picture a:hover .tm-line, .tm-picture a:focus .tm-shape, .tm-picture a:focus .tm-line { stroke-width: 3.5; }
";

/// The rules of one severity: `$NAME` is its class.
const SEVERITY_RULES: &str = "\
.tm-picture .tm-NAME .tm-shape { fill: $NAME-fill; stroke: $NAME; stroke-width: WIDTH; }
.tm-picture .tm-NAME .tm-line, .tm-picture .tm-NAME .tm-open-tip { stroke: $NAME; stroke-width: WIDTH; }
.tm-picture .tm-NAME .tm-tip { fill: $NAME; }
.tm-picture .tm-NAME.tm-pill rect, .tm-picture .tm-NAME .tm-pill rect { fill: $NAME; }
";

/// The severities that have colours of their own, and how strong their lines are: the worse, the stronger.
const SEVERITIES: [(&str, &str); 5] =
    [("very-high", "3"), ("high", "2.5"), ("medium", "2"), ("low", "1.5"), ("none", "1.5")];

/// Name, by day, by night. Contrast of texts with what is below them is at least 4.5 (WCAG 2.2, 1.4.3).
const PALETTE: [(&str, &str, &str); 22] = [
    ("very-high-fill", "#fbe3e4", "#3d1a1e"),
    ("very-high", "#a3142a", "#ff8a93"),
    ("medium-fill", "#fbf3d5", "#332b13"),
    ("medium", "#806000", "#e3bc5b"),
    ("high-fill", "#fdeadd", "#3b2416"),
    ("high", "#b8440b", "#ff9e64"),
    ("low-fill", "#e8f1f9", "#182a39"),
    ("low", "#2a5f8f", "#83b9f5"),
    ("none-fill", "#e9f4ea", "#182a1b"),
    ("none", "#2e6b38", "#86c995"),
    ("note-edge", "#c9a227", "#8a7430"),
    ("note", "#fdf6dc", "#2c2817"),
    ("number", "#3b4fb0", "#9fb0ff"),
    ("border", "#55409c", "#b9a8e6"),
    ("paper", "#ffffff", "#1c1f25"),
    ("faint", "#9aa0aa", "#6d7380"),
    ("zone", "#f0edf8", "#25243a"),
    ("node", "#f5f7f9", "#23282f"),
    ("edge", "#46586b", "#9fb0c0"),
    ("line", "#33424f", "#b5c2ce"),
    ("soft", "#5b6270", "#a2a8b4"),
    ("ink", "#1d2129", "#e6e4df"),
];

/// The name of the font in the rules.
pub const FONT_FAMILY: &str = "cargo-tm";

/// The rules for a page that holds pictures: light by day and dark by night, as the page's `color-scheme` says.
pub fn style() -> String {
    let colour = |(name, day, night): &(&str, &str, &str)| format!("--tm-{name}:light-dark({day},{night});");
    let colours: String = PALETTE.iter().map(colour).collect();
    format!(".tm-picture{{{colours}}}\n{}", rules(|name, _| format!("var(--tm-{name})")))
}

/// The rules for a picture that stands alone, with the light colours.
pub(super) fn standalone() -> String {
    rules(|_, day| day.to_owned())
}

/// The font as a `data:` address has it.
pub fn base64_font() -> String {
    BASE64_STANDARD.encode(WEB_FONT)
}

/// The rules for the font.
pub(super) fn font_face() -> String {
    format!(
        "@font-face {{ font-family: \"cargo-tm\"; src: url(\"data:font/woff2;base64,{}\") format(\"woff2\"); }}\n",
        base64_font()
    )
}

fn rules(colour: impl Fn(&str, &str) -> String) -> String {
    let of_severity = |(name, width): &(&str, &str)| SEVERITY_RULES.replace("NAME", name).replace("WIDTH", width);
    let mut rules = RULES.to_owned() + &SEVERITIES.iter().map(of_severity).collect::<String>();
    for (name, day, _) in PALETTE {
        rules = rules.replace(&format!("${name}"), &colour(name, day));
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_in_the_palette() {
        for text in [style(), standalone()] {
            assert!(!text.contains('$') && !text.contains("NAME") && !text.contains("WIDTH"), "{text}");
        }
    }

    #[test]
    fn what_is_read_stands_out() {
        // The relative luminance and the contrast of WCAG 2.2.
        let luminance = |colour: &str| {
            let part = |at: usize| {
                let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        let contrast = |a: &str, b: &str| {
            let (a, b) = (luminance(a), luminance(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        let of = |name: &str| PALETTE.iter().find(|it| it.0 == name).unwrap();
        let pairs = [
            ("ink", "paper"),
            ("ink", "node"),
            ("ink", "note"),
            ("soft", "paper"),
            ("soft", "node"),
            ("border", "paper"),
            ("border", "zone"),
            ("number", "paper"),
            ("number", "zone"),
            ("very-high", "paper"),
            ("high", "paper"),
            ("medium", "paper"),
            ("low", "paper"),
            ("none", "paper"),
            ("edge", "paper"),
            ("soft", "very-high-fill"),
            ("soft", "high-fill"),
            ("soft", "medium-fill"),
            ("soft", "low-fill"),
            ("soft", "none-fill"),
            ("soft", "zone"),
        ];
        for (a, b) in pairs {
            let (a, b) = (of(a), of(b));
            for (a_colour, b_colour) in [(a.1, b.1), (a.2, b.2)] {
                let contrast = contrast(a_colour, b_colour);
                assert!(contrast >= 4.5, "{} on {}: {contrast:.1}", a.0, b.0);
            }
        }
    }
}
