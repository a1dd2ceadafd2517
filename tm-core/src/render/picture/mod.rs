//! What all pictures are made of: measured text, the SVG writer, and the look they share.
//!
//! ```text
//! text ──font──▶ Label (lines, size) ──▶ layout (Graph ──engine──▶ Placement) ──▶ svg, styled by classes
//! ```

mod font;
mod geometry;
mod label;
pub mod layout;
mod marks;
mod pill;
pub(super) mod shape;
mod style;
mod svg;

pub(super) use font::width;
pub use font::{FONT, uncovered};
pub use geometry::{Point, Rect, Size};
#[cfg(test)]
pub(super) use label::visible;
pub(super) use label::{Label, Limits};
pub use marks::Marks;
pub(super) use marks::{Mark, severity_pill};
pub(super) use pill::Pill;
pub use style::{FONT_FAMILY, base64_font, style};
pub use svg::Frame;
pub(super) use svg::{Align, Number, Svg};
