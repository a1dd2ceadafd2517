//! Where the title of a boundary goes: along its upper side, where no arrow goes through it.
//!
//! ```text
//! ┌╌ Web ╌╌╌╌╌╌┐        ┌╌╌│╌╌╌ Web ╌╌┐
//! ╎            ╎        ╎  │          ╎
//! ```

use crate::render::picture::layout::Route;
use crate::render::picture::{Point, Rect, Size};

/// What is kept free beside a title.
const MARGIN: f64 = 4.0;

/// The upper left corner of a title of that width: as far to the left as `room` has a place that no line and no label
/// takes, or the left end if there is none.
pub(super) fn place(room: &Rect, width: f64, lines: &[Vec<Point>], routes: &[Route]) -> Point {
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
    let fits = x + width <= room.right();
    Point { x: if fits { x } else { room.x }, y: room.y }
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
        let cases: [(&[f64], f64, f64); 5] = [
            (&[], 32.0, 0.0),
            (&[50.0], 32.0, 0.0),
            (&[30.0], 32.0, 34.0),
            (&[60.0, 20.0], 80.0, 0.0), // no place is wide enough
            (&[10.0, 50.0, 90.0], 32.0, 14.0),
        ];
        for (lines, width, expected) in cases {
            let lines: Vec<_> = lines.iter().map(|x| upright(*x)).collect();
            assert_eq!(place(&room, width, &lines, &[]).x, expected, "{lines:?}");
        }
    }
}
