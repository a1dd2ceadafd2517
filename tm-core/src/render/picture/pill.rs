//! A small mark beside a name, in letters as well as in colour.

use super::font::width;
use super::geometry::{Point, Rect, Size};
use super::svg::{Align, Svg};

/// The size of its letters.
const TEXT: f64 = 9.0;

const HEIGHT: f64 = 13.0;

/// The mark.
#[derive(Clone, Debug)]
pub(in crate::render) struct Pill {
    class: &'static str,
    text: String,
}

impl Pill {
    /// A short text in the colour of a class.
    pub(in crate::render) fn new(class: &'static str, text: &str) -> Pill {
        Pill { class, text: text.to_owned() }
    }

    /// How large it is.
    pub(in crate::render) fn size(&self) -> Size {
        Size { width: (width(&self.text, TEXT) + 8.0).ceil(), height: HEIGHT }
    }

    /// Writes it with its upper left corner at `corner`.
    pub(in crate::render) fn write(&self, svg: &mut Svg, corner: Point) {
        let rect = Rect::at(corner, self.size());
        svg.open("g", &[("class", &format_args!("tm-pill {}", self.class))]);
        svg.rect("", &rect, HEIGHT / 2.0);
        svg.line("", &self.text, TEXT, Point { x: rect.centre().x, y: rect.y + 9.8 }, Align::Centre);
        svg.close();
    }
}
