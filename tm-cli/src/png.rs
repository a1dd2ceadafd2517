//! Pictures in pixels: the SVG that is there, drawn with the font of the program and no other.
//!
//! ```text
//! SVG ──what the font lacks becomes □──▶ resvg ──▶ PNG, two pixels a unit as far as that is not too large
//! ```

use std::sync::Arc;

use cargo_metadata::camino::Utf8Path;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree};
use tm_core::render::picture::{FONT, uncovered};

use crate::failure::Failure;
use crate::output;
use crate::shell::Shell;

/// How many pixels a unit of the SVG has, if there is room.
const SCALE: f32 = 2.0;

/// The most pixels of a picture; it takes four bytes for each to draw.
const PIXELS: f32 = 32e6;

/// A picture in pixels.
pub struct Png {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// The characters that the font lacks, each once, in their order: they are boxes in the picture.
    pub missing: Vec<char>,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
#[error("the picture could not be drawn in pixels: {0}")]
pub struct PngError(String);

/// Draws an SVG of [`Frame::Pixels`](tm_core::render::picture::Frame::Pixels).
///
/// # Errors
/// When it is too large to be drawn, even at a tenth of its size.
pub fn png(svg: &str) -> Result<Png, PngError> {
    let mut missing: Vec<char> = uncovered(svg).collect();
    missing.sort_unstable();
    missing.dedup();
    let svg = svg.replace(&missing[..], "□");
    let mut options = Options::default();
    options.fontdb_mut().load_font_data(FONT.to_vec());
    let font = options.fontdb.faces().next().map(|face| face.id);
    options.font_resolver = FontResolver {
        select_font: Box::new(move |_, _: &mut Arc<_>| font),
        select_fallback: Box::new(|_, _, _| None),
    };
    let failed = |error: &dyn std::fmt::Display| PngError(error.to_string());
    let tree = Tree::from_str(&svg, &options).map_err(|error| failed(&error))?;
    let size = tree.size();
    let scale = SCALE.min((PIXELS / (size.width() * size.height())).sqrt());
    let pixels = |length: f32| (length * scale).ceil() as u32;
    let (width, height) = (pixels(size.width()), pixels(size.height()));
    let pixmap = Pixmap::new(width, height).filter(|_| scale > 0.1);
    let mut pixmap =
        pixmap.ok_or_else(|| failed(&format_args!("{} by {} units are too many", size.width(), size.height())))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let bytes = pixmap.encode_png().map_err(|error| failed(&error))?;
    Ok(Png { bytes, missing })
}

/// Draws the picture and writes it to `path`, or to stdout without one; what its font lacks is told in one warning.
///
/// # Errors
/// When it cannot be drawn or written.
pub fn write(path: Option<&Utf8Path>, svg: &str, shell: &mut Shell) -> Result<(), Failure> {
    let help = "`--format svg` leaves the size to whoever looks at it";
    let png = png(svg).map_err(|error| Failure::new(error).help(help))?;
    if !png.missing.is_empty() {
        let named: Vec<_> = png.missing.iter().map(|it| format!("`{it}`")).collect();
        let help = "`--format svg` leaves them to the fonts of the reader's system";
        shell.warn(
            format_args!("the font of the pictures lacks {}: a box stands for each", named.join(", ")),
            Some(help),
        );
    }
    output::stream(path, |out| out.write_all(&png.bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(content: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\"><text x=\"5\" y=\"15\">{content}</text></svg>"
        )
    }

    fn ink(svg: &str) -> usize {
        let png = png(svg).unwrap();
        let pixmap = Pixmap::decode_png(&png.bytes).unwrap();
        assert_eq!((pixmap.width(), pixmap.height()), (120, 40));
        pixmap.pixels().iter().filter(|it| it.alpha() > 127).count()
    }

    #[test]
    fn texts_are_drawn_with_the_fonts_of_no_machine() {
        assert!(ink(&text("Web")) > 100);
        assert_eq!(ink(&text("")), 0);
    }

    #[test]
    fn what_the_font_lacks_is_a_box_and_is_named() {
        assert_eq!(png(&text("漢a字漢")).unwrap().missing, ['字', '漢']);
        assert_eq!(ink(&text("漢")), ink(&text("□")));
    }

    #[test]
    fn a_picture_has_its_limits() {
        let svg = |side: u32| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\"/>");
        assert!(Pixmap::decode_png(&png(&svg(9000)).unwrap().bytes).unwrap().width() < 5800);
        assert!(png(&svg(1_000_000)).is_err());
    }
}
