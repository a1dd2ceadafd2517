//! The lines of arrows: upright and level pieces with rounded corners, and tips.

use std::fmt::Write as _;

use crate::render::picture::{Number, Point, shape};

/// How far a corner is rounded.
const RADIUS: f64 = 7.0;

/// The length and half the width of a tip.
const TIP: (f64, f64) = (10.0, 4.5);

/// The corners without repeated ones and those in the middle of a straight piece.
pub(super) fn without_detours(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last().is_some_and(|last| distance(*last, point) < 0.01) {
            continue;
        }
        if let [.., before, last] = kept[..] {
            let is_straight = (last.x - before.x).signum() * (point.x - last.x).signum() >= 0.0
                && (last.y - before.y).signum() * (point.y - last.y).signum() >= 0.0
                && ((before.x - point.x).abs() < 0.01 || (before.y - point.y).abs() < 0.01)
                && ((before.x - last.x).abs() < 0.01 || (before.y - last.y).abs() < 0.01);
            if is_straight {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}

/// The line through the corners, short of its end by what the tip covers; of its start as well where it has a tip there.
pub(super) fn line(points: &[Point], has_tip_at_start: bool) -> String {
    let mut points = points.to_vec();
    let short = TIP.0 - 2.0;
    if let [.., before, last] = &mut points[..] {
        *last = towards(*last, *before, short.min(distance(*last, *before) / 2.0));
    }
    if let ([first, second, ..], true) = (&mut points[..], has_tip_at_start) {
        *first = towards(*first, *second, short.min(distance(*first, *second) / 2.0));
    }
    let mut path = String::new();
    for (index, point) in points.iter().enumerate() {
        let at = |point: Point| format!("{} {}", Number(point.x), Number(point.y));
        let (before, after) = (index.checked_sub(1).map(|it| points[it]), points.get(index + 1));
        match (before, after) {
            (None, _) => _ = write!(path, "M{}", at(*point)),
            (Some(before), Some(after)) => {
                let radius = RADIUS.min(distance(before, *point) / 2.0).min(distance(*point, *after) / 2.0);
                let (from, to) = (towards(*point, before, radius), towards(*point, *after, radius));
                let _ = write!(path, "L{}Q{} {}", at(from), at(*point), at(to));
            }
            (Some(_), None) => _ = write!(path, "L{}", at(*point)),
        }
    }
    path
}

/// The tip at the first of the points, which follow the line away from it.
pub(super) fn tip(mut points: impl Iterator<Item = Point>) -> String {
    let (Some(end), Some(before)) = (points.next(), points.next()) else { return String::new() };
    let [left, end, right] = shape::tip(end, before, TIP);
    shape::closed(&[end, left, right])
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

fn towards(from: Point, to: Point, by: f64) -> Point {
    let length = distance(from, to);
    if length == 0.0 {
        return from;
    }
    Point { x: from.x + (to.x - from.x) * by / length, y: from.y + (to.y - from.y) * by / length }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(list: &[(f64, f64)]) -> Vec<Point> {
        list.iter().map(|(x, y)| Point { x: *x, y: *y }).collect()
    }

    #[test]
    fn straight_pieces_have_no_corner() {
        let line = points(&[(0.0, 0.0), (0.0, 0.0), (0.0, 9.0), (0.0, 20.0), (30.0, 20.0)]);
        assert_eq!(without_detours(line), points(&[(0.0, 0.0), (0.0, 20.0), (30.0, 20.0)]));
        let back = points(&[(0.0, 0.0), (0.0, 20.0), (0.0, 10.0)]);
        assert_eq!(without_detours(back.clone()), back);
    }

    #[test]
    fn a_line_stops_below_its_tip() {
        let corners = points(&[(0.0, 0.0), (0.0, 40.0), (40.0, 40.0)]);
        assert_eq!(line(&corners, false), "M0 0L0 33Q0 40 7 40L32 40");
        assert_eq!(tip(corners.iter().rev().copied()), "M40 40L30 44.5L30 35.5Z");
        assert_eq!(line(&corners, true), "M0 8L0 33Q0 40 7 40L32 40");
    }
}
