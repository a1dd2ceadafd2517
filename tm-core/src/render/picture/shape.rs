//! The outlines that pictures share, as the data of SVG paths, and the tips of arrows.
//!
//! ```text
//! rounded ╭──╮   hexagon ⟨──⟩   cylinder ⌷ (side, lid)   full tip ─▶   open tip ─>
//! ```

use super::{Number, Point, Rect};

/// A rectangle with corners of that radius; with none it is a plain one.
pub(in crate::render) fn rounded(rect: &Rect, radius: f64) -> String {
    let [left, top, right, bottom] = [rect.x, rect.y, rect.right(), rect.bottom()].map(Number);
    if radius == 0.0 {
        return format!("M{left} {top}H{right}V{bottom}H{left}Z");
    }
    let [x, y] = [rect.x + radius, rect.y + radius].map(Number);
    let [to_x, to_y, r] = [rect.right() - radius, rect.bottom() - radius, radius].map(Number);
    format!(
        "M{x} {top}H{to_x}A{r} {r} 0 0 1 {right} {y}V{to_y}A{r} {r} 0 0 1 {to_x} {bottom}H{x}A{r} {r} 0 0 1 {left} {to_y}V{y}A{r} {r} 0 0 1 {x} {top}Z"
    )
}

/// A hexagon whose tips at the left and the right are that long.
pub(in crate::render) fn hexagon(rect: &Rect, tip: f64) -> String {
    let (right, bottom, middle) = (rect.right(), rect.bottom(), rect.centre().y);
    let corners = [
        (rect.x, middle),
        (rect.x + tip, rect.y),
        (right - tip, rect.y),
        (right, middle),
        (right - tip, bottom),
        (rect.x + tip, bottom),
    ];
    closed(&corners.map(|(x, y)| Point { x, y }))
}

/// The side of a cylinder and the near edge of its lid; `lid` is half the height of the lid.
pub(in crate::render) fn cylinder(rect: &Rect, lid: f64) -> [String; 2] {
    let [left, top, right, bottom, rx, ry] =
        [rect.x, rect.y + lid, rect.right(), rect.bottom() - lid, rect.width / 2.0, lid].map(Number);
    [
        format!("M{left} {top}A{rx} {ry} 0 0 1 {right} {top}V{bottom}A{rx} {ry} 0 0 1 {left} {bottom}Z"),
        format!("M{left} {top}A{rx} {ry} 0 0 0 {right} {top}"),
    ]
}

/// The three corners of a tip at `end`, on a line that comes from `before`: wing, point, wing.
pub(in crate::render) fn tip(end: Point, before: Point, (length, half): (f64, f64)) -> [Point; 3] {
    let distance = (end.x - before.x).hypot(end.y - before.y).max(f64::EPSILON);
    let (dx, dy) = ((end.x - before.x) / distance, (end.y - before.y) / distance);
    let base = Point { x: end.x - dx * length, y: end.y - dy * length };
    let wing = |half: f64| Point { x: base.x - dy * half, y: base.y + dx * half };
    [wing(half), end, wing(-half)]
}

/// Straight lines from point to point.
pub(in crate::render) fn line(points: &[Point]) -> String {
    let at = |(index, it): (usize, &Point)| {
        format!("{}{} {}", if index == 0 { "M" } else { "L" }, Number(it.x), Number(it.y))
    };
    points.iter().enumerate().map(at).collect()
}

/// Straight lines from point to point and back to the first.
pub(in crate::render) fn closed(points: &[Point]) -> String {
    line(points) + "Z"
}
