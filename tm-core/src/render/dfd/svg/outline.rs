//! The outlines of elements: what they look like, where text has room, and where an arrow that comes to a side of the
//! box meets them.

use super::Shape;
use crate::render::picture::shape::{cylinder, hexagon, rounded};
use crate::render::picture::{Point, Rect, Size};

/// Half the height of the lids of a cylinder.
const LID: f64 = 8.0;

/// How far the tips of a hexagon stand out.
const TIP: f64 = 16.0;

/// The gap between the lines of a double outline.
const GAP: f64 = 4.0;

/// A shape in its box.
pub(super) struct Outline {
    shape: Shape,
    rect: Rect,
}

/// The outline of a shape that fills the box.
pub(super) fn outline(shape: Shape, rect: &Rect) -> Outline {
    Outline { shape, rect: *rect }
}

/// The box that a shape needs around a text.
pub(super) fn around(shape: Shape, text: Size) -> Size {
    let margins = shape.margins();
    Size { width: (text.width + margins.width).max(84.0), height: (text.height + margins.height).max(44.0) }
}

impl Outline {
    /// The room for text.
    pub(super) fn room(&self) -> Rect {
        match self.shape {
            Shape::Cylinder => Rect { y: self.rect.y + LID, height: self.rect.height - LID, ..self.rect },
            _ => self.rect,
        }
    }

    /// The paths to draw, the outer one first.
    pub(super) fn paths(&self) -> Vec<String> {
        match self.shape {
            Shape::Square => vec![rounded(&self.rect, 0.0)],
            Shape::Zone => vec![rounded(&self.rect, 8.0)],
            Shape::DoubleCircle => {
                let inner = self.rect.grown(-GAP);
                vec![rounded(&self.rect, self.radius()), rounded(&inner, self.radius() - GAP)]
            }
            Shape::Circle | Shape::RoundedBox => vec![rounded(&self.rect, self.radius())],
            Shape::Hexagon => vec![hexagon(&self.rect, TIP)],
            Shape::Cylinder => cylinder(&self.rect, LID).into(),
        }
    }

    fn radius(&self) -> f64 {
        match self.shape {
            Shape::RoundedBox => 10.0,
            Shape::Zone => 8.0,
            Shape::Circle | Shape::DoubleCircle => (self.rect.height / 2.0).min(26.0),
            Shape::Square | Shape::Hexagon | Shape::Cylinder => 0.0,
        }
    }

    /// The point of the outline straight behind a point on a side of the box, seen from outside.
    pub(super) fn pulled(&self, point: Point) -> Point {
        let rect = &self.rect;
        let distances =
            [point.y - rect.y, rect.bottom() - point.y, point.x - rect.x, rect.right() - point.x].map(f64::abs);
        let nearest = (0..4).min_by(|a, b| distances[*a].total_cmp(&distances[*b])).expect("there are four sides");
        match nearest {
            0 => Point { y: rect.y + self.depth_below(point.x), ..point },
            1 => Point { y: rect.bottom() - self.depth_below(point.x), ..point },
            2 => Point { x: rect.x + self.depth_beside(point.y), ..point },
            _ => Point { x: rect.right() - self.depth_beside(point.y), ..point },
        }
    }

    /// How far the outline is below the upper side (and above the lower one) at `x`.
    fn depth_below(&self, x: f64) -> f64 {
        let rect = &self.rect;
        let corner = (x - rect.x).min(rect.right() - x).max(0.0);
        match self.shape {
            Shape::Cylinder => LID - arc(rect.width / 2.0, LID, x - rect.centre().x),
            Shape::Hexagon => (1.0 - corner / TIP).max(0.0) * rect.height / 2.0,
            _ => round_corner(self.radius(), corner),
        }
    }

    /// How far the outline is beside the left side (and the right one) at `y`.
    fn depth_beside(&self, y: f64) -> f64 {
        let rect = &self.rect;
        let corner = (y - rect.y).min(rect.bottom() - y).max(0.0);
        match self.shape {
            Shape::Cylinder if corner < LID => rect.width / 2.0 - arc(LID, rect.width / 2.0, LID - corner),
            Shape::Cylinder => 0.0,
            Shape::Hexagon => TIP * (y - rect.centre().y).abs() / (rect.height / 2.0),
            _ => round_corner(self.radius(), corner),
        }
    }
}

/// The height of an ellipse of half axes `a` and `b` at a distance from its middle along `a`.
fn arc(a: f64, b: f64, along: f64) -> f64 {
    b * (1.0 - (along / a).powi(2)).max(0.0).sqrt()
}

/// How far a rounded corner is away from the side, at a distance from the corner along it.
fn round_corner(radius: f64, corner: f64) -> f64 {
    if corner >= radius { 0.0 } else { radius - arc(radius, radius, radius - corner) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECT: Rect = Rect { x: 0.0, y: 0.0, width: 100.0, height: 60.0 };

    #[test]
    fn arrows_end_on_outlines() {
        let point = |x, y| Point { x, y };
        let cases = [
            (Shape::Square, point(10.0, 0.0), point(10.0, 0.0)),
            (Shape::Circle, point(50.0, 0.0), point(50.0, 0.0)),
            (Shape::Circle, point(0.0, 30.0), point(0.0, 30.0)),
            (Shape::Cylinder, point(50.0, 0.0), point(50.0, 0.0)),
            (Shape::Cylinder, point(50.0, 60.0), point(50.0, 60.0)),
            (Shape::Cylinder, point(0.0, 30.0), point(0.0, 30.0)),
            (Shape::Hexagon, point(0.0, 15.0), point(8.0, 15.0)),
            (Shape::Hexagon, point(100.0, 30.0), point(100.0, 30.0)),
            (Shape::Hexagon, point(8.0, 60.0), point(8.0, 45.0)),
        ];
        for (shape, from, expected) in cases {
            assert_eq!(outline(shape, &RECT).pulled(from), expected, "{shape:?} {from:?}");
        }
        // A quarter of a circle of radius 26: at x = 0 it is 26 down, and at 26 none.
        let Point { y, .. } = outline(Shape::Circle, &RECT).pulled(point(5.0, 0.0));
        assert!((y - (26.0 - (26.0_f64.powi(2) - 21.0_f64.powi(2)).sqrt())).abs() < 1e-9);
        let Point { y, .. } = outline(Shape::Cylinder, &RECT).pulled(point(10.0, 0.0));
        assert!((y - (8.0 - 8.0 * (1.0_f64 - 0.64).sqrt())).abs() < 1e-9);
    }
}
