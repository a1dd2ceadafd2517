//! Points, sizes and upright rectangles. The origin is at the top left, `y` grows downwards, one unit is a CSS pixel.

/// A place in a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// How large something is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left side.
    pub x: f64,
    /// Its upper side.
    pub y: f64,
    /// From its left side to its right one.
    pub width: f64,
    /// From its upper side to its lower one.
    pub height: f64,
}

impl Rect {
    /// The rectangle of that size whose upper left corner is at `corner`.
    pub fn at(corner: Point, size: Size) -> Rect {
        Rect { x: corner.x, y: corner.y, width: size.width, height: size.height }
    }

    /// The rectangle of that size around `centre`.
    pub fn around(centre: Point, size: Size) -> Rect {
        Rect::at(Point { x: centre.x - size.width / 2.0, y: centre.y - size.height / 2.0 }, size)
    }

    /// Its right side.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower side.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Its middle.
    pub fn centre(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// The rectangle with `margin` more on every side; with less, if that is negative.
    pub fn grown(&self, margin: f64) -> Rect {
        let (width, height) = (self.width + 2.0 * margin, self.height + 2.0 * margin);
        Rect { x: self.x - margin, y: self.y - margin, width, height }
    }

    /// Whether the two have more than a side in common.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether `other` lies inside; sides may touch.
    pub fn contains(&self, other: &Rect) -> bool {
        self.x <= other.x && other.right() <= self.right() && self.y <= other.y && other.bottom() <= self.bottom()
    }

    /// The smallest rectangle around both.
    pub fn joined(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Rect { x, y, width: right - x, height: bottom - y }
    }

    /// Whether the upright or level segment from `a` to `b` goes through its inside.
    pub fn is_crossed(&self, a: Point, b: Point) -> bool {
        let segment = Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() };
        self.overlaps(&segment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Rect = Rect { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };

    #[test]
    fn what_only_touches_does_not_overlap() {
        let right = Rect { x: 1.0, ..UNIT };
        assert!(!UNIT.overlaps(&right) && UNIT.grown(0.1).overlaps(&right));
        assert!(UNIT.contains(&UNIT) && !UNIT.contains(&right));
        assert_eq!(UNIT.joined(&right), Rect { width: 2.0, ..UNIT });
    }

    #[test]
    fn a_segment_on_a_side_crosses_nothing() {
        let point = |x, y| Point { x, y };
        assert!(UNIT.is_crossed(point(-1.0, 0.5), point(2.0, 0.5)));
        assert!(UNIT.is_crossed(point(0.5, 0.2), point(0.5, 0.4)));
        assert!(!UNIT.is_crossed(point(-1.0, 0.0), point(2.0, 0.0)));
        assert!(!UNIT.is_crossed(point(-1.0, 0.5), point(0.0, 0.5)));
    }
}
