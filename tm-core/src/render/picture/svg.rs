//! Writes SVG: escaped, with few digits, and with nothing in it that a strict content security policy forbids.

use std::fmt::{Display, Write as _};

use super::font::width;
use super::geometry::{Point, Rect, Size};
use super::label::{Label, visible};
use super::style;

/// Where a picture is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Into an HTML page that has the font and the rules of [`style`](super::style()); its things link to the page's anchors.
    Page,
    /// Into a file of its own, on white paper, with font and rules.
    File,
    /// The same for the PNG writer, which brings the font.
    Pixels,
}

/// An SVG under the pen.
pub(in crate::render) struct Svg {
    text: String,
    open: Vec<&'static str>,
}

/// An attribute of an SVG element.
pub(in crate::render) type Attribute<'a> = (&'a str, &'a dyn Display);

/// Where a text stands, seen from the point that is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) enum Align {
    Left,
    Centre,
}

impl Svg {
    pub(in crate::render) fn new() -> Svg {
        Svg { text: String::new(), open: Vec::new() }
    }

    /// An element with others inside, until [`close`](Svg::close).
    pub(in crate::render) fn open(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name);
    }

    pub(in crate::render) fn close(&mut self) {
        let name = self.open.pop().expect("something is open");
        let _ = writeln!(self.text, "</{name}>");
    }

    /// An element with nothing inside.
    pub(in crate::render) fn element(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes);
        self.text.push_str("/>\n");
    }

    /// What a pointer that rests on the open element is told, and a screen reader.
    pub(in crate::render) fn title(&mut self, text: &str) {
        let _ = writeln!(self.text, "<title>{}</title>", escaped(&visible(text)));
    }

    pub(in crate::render) fn rect(&mut self, class: &str, rect: &Rect, radius: f64) {
        let [x, y, width, height, radius] = [rect.x, rect.y, rect.width, rect.height, radius].map(Number);
        let attributes: [Attribute<'_>; 6] =
            [("class", &class), ("x", &x), ("y", &y), ("width", &width), ("height", &height), ("rx", &radius)];
        let end = if radius.0 == 0.0 { 5 } else { 6 };
        self.element("rect", &attributes[usize::from(class.is_empty())..end]);
    }

    pub(in crate::render) fn path(&mut self, class: &str, path: &str) {
        self.element("path", &[("class", &class), ("d", &path)]);
    }

    /// The lines of a label below `top`, each as wide as it was measured, whatever font there is.
    pub(in crate::render) fn label(&mut self, class: &str, label: &Label, top: Point, align: Align) {
        for (index, line) in label.lines.iter().enumerate() {
            // The letters' feet stand at four fifths of the line.
            let y = top.y + label.leading() * (index as f64 + 0.78);
            self.line(class, line, label.size, Point { x: top.x, y }, align);
        }
    }

    /// One line of text whose letters stand on `base`.
    pub(in crate::render) fn line(&mut self, class: &str, text: &str, size: f64, base: Point, align: Align) {
        let anchor = match align {
            Align::Left => "start",
            Align::Centre => "middle",
        };
        let length = width(text, size);
        let attributes: [Attribute<'_>; 7] = [
            ("class", &class),
            ("x", &Number(base.x)),
            ("y", &Number(base.y)),
            ("font-size", &Number(size)),
            ("text-anchor", &anchor),
            ("textLength", &Number(length)),
            ("lengthAdjust", &"spacingAndGlyphs"),
        ];
        let without_length = if length > 0.0 { &attributes[..] } else { &attributes[..5] };
        let start = if class.is_empty() { 1 } else { 0 };
        self.tag("text", &without_length[start..]);
        let _ = writeln!(self.text, ">{}</text>", escaped(text));
    }

    /// The whole picture.
    ///
    /// # Panics
    /// If an element is still open.
    pub(in crate::render) fn finish(self, size: Size, title: &str, frame: Frame) -> String {
        assert!(self.open.is_empty(), "{:?} are open", self.open);
        let [width, height] = [size.width, size.height].map(|it| Number(it.ceil()));
        let title = escaped(&visible(title));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tm-picture\" role=\"group\" aria-label=\"{title}\" \
             width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n<title>{title}</title>\n"
        );
        if frame != Frame::Page {
            let font = if frame == Frame::File { style::font_face() } else { String::new() };
            let _ = writeln!(out, "<style>\n{font}{}</style>", style::standalone());
            let _ = writeln!(out, "<rect class=\"tm-paper\" width=\"{width}\" height=\"{height}\"/>");
        }
        out + &self.text + "</svg>\n"
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        let _ = write!(self.text, "<{name}");
        for (name, value) in attributes {
            let _ = write!(self.text, " {name}=\"{}\"", escaped(&value.to_string()));
        }
    }
}

/// A length with at most two digits behind the point.
#[derive(Clone, Copy)]
pub(in crate::render) struct Number(pub(in crate::render) f64);

impl Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hundredths = (self.0 * 100.0).round() + 0.0; // no -0
        write!(f, "{}", hundredths / 100.0)
    }
}

/// The text as XML has it, in and between tags.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {} // no XML can hold them
            it if it.is_control() => escaped.push(' '),
            it => escaped.push(it),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [(1.0, "1"), (0.125, "0.13"), (-0.001, "0"), (1234.5, "1234.5"), (-2.5, "-2.5")];
        for (number, expected) in cases {
            assert_eq!(Number(number).to_string(), expected);
        }
    }

    #[test]
    fn nothing_breaks_out() {
        let mut svg = Svg::new();
        svg.open("g", &[("class", &"\"onload=\"x")]);
        svg.title("</title><script>");
        svg.line("", "]]>&\u{0}", 10.0, Point::default(), Align::Left);
        svg.close();
        let text = svg.finish(Size { width: 1.0, height: 1.0 }, "\"><b>", Frame::Page);
        assert!(!text.contains("<script") && !text.contains("<b>") && !text.contains("]]>") && !text.contains('\0'));
        assert!(text.contains("class=\"&quot;onload=&quot;x\""), "{text}");
    }
}
