//! Where the title of a boundary goes: along its upper side, where no arrow goes through it. Where there is no such place it is
//! written over the arrows.
//!
//! ```text
//! ┌╌ Web ╌╌╌╌╌╌┐        ┌╌╌│╌╌╌ Web ╌╌┐
//! ╎            ╎        ╎  │          ╎
//! ```

use crate::render::picture::layout::Route;
use crate::render::picture::{Point, Rect, Size};

/// What is kept free beside a title.
const MARGIN: f64 = 4.0;

/// A place for a title.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// The upper left corner.
    pub(super) at: Point,
    /// Whether no line and no label goes through it.
    pub(super) is_free: bool,
}

/// The place of a title of that width: as far to the left as `room` has a free one, or the left end if there is none.
pub(super) fn place(room: &Rect, width: f64, lines: &[Vec<Point>], routes: &[Route]) -> Place {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for piece in lines.iter().flat_map(|line| line.windows(2)) {
        if room.grown(MARGIN).is_crossed(piece[0], piece[1]) {
            taken.push((piece[0].x.min(piece[1].x), piece[0].x.max(piece[1].x)));
        }
    }
    taken.extend(routes.iter().map(|it| it.label).filter(|it| it.overlaps(room)).map(|it| (it.x, it.right())));
    taken.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut x = room.x;
    for (from, to) in taken {
        if x + width + MARGIN <= from {
            break;
        }
        x = x.max(to + MARGIN);
    }
    let is_free = x + width <= room.right();
    Place { at: Point { x: if is_free { x } else { room.x }, y: room.y }, is_free }
}

/// How much a title needs in a box around it.
pub(super) fn room(text: Size) -> Size {
    Size { width: text.width, height: text.height + 8.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_beside_lines() {
        let room = Rect { x: 0.0, y: 0.0, width: 100.0, height: 20.0 };
        let upright = |x| vec![Point { x, y: -50.0 }, Point { x, y: 50.0 }];
        let cases: [(&[f64], f64, f64, bool); 5] = [
            (&[], 32.0, 0.0, true),
            (&[50.0], 32.0, 0.0, true),
            (&[30.0], 32.0, 34.0, true),
            (&[60.0, 20.0], 80.0, 0.0, false),
            (&[10.0, 50.0, 90.0], 32.0, 14.0, true),
        ];
        for (lines, width, x, is_free) in cases {
            let lines: Vec<_> = lines.iter().map(|x| upright(*x)).collect();
            let expected = Place { at: Point { x, y: 0.0 }, is_free };
            assert_eq!(place(&room, width, &lines, &[]), expected, "{lines:?}");
        }
    }
}
