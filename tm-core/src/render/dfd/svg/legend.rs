//! What the marks of a diagram mean: only those that it has, below it.

use super::super::drawing::Inside;
use super::{Colour, Drawing, Shape};
use crate::render::picture::{Align, Label, Limits, Point, Rect, Size, Svg, severity_pill, width};
use crate::threat::Severity;

const TEXT: Limits = Limits { size: 10.5, width: 400.0, lines: 1 };

/// From one row to the next.
const ROW: f64 = 22.0;

/// Between two entries.
const GAP: f64 = 20.0;

/// The sample in front of each text.
const SAMPLE: Size = Size { width: 26.0, height: 14.0 };

/// Writes the legend below a picture of that size, which grows by it.
pub(super) fn write(svg: &mut Svg, drawing: &Drawing, size: &mut Size) {
    let entries = entries(drawing);
    if entries.is_empty() {
        return;
    }
    let left = 20.0;
    let entry_width = |text: &str| SAMPLE.width + 6.0 + width(text, TEXT.size) + GAP;
    // A narrow picture is made as wide as three entries or so.
    let right = size.width.max(460.0);
    let (mut x, mut y) = (left, size.height + 4.0);
    let mut widest: f64 = 0.0;
    svg.open("g", &[("class", &"tm-legend")]);
    for (sample, text) in &entries {
        let width = entry_width(text);
        if x > left && x + width - GAP > right - left {
            x = left;
            y += ROW;
        }
        let rect = Rect { x, y: y + 1.0, width: SAMPLE.width, height: SAMPLE.height };
        match sample {
            Sample::Boundary => {
                svg.open("g", &[("class", &"tm-boundary")]);
                svg.rect("", &rect, 3.0);
            }
            Sample::OutOfScope => {
                svg.open("g", &[("class", &"tm-node tm-out")]);
                svg.rect("tm-shape", &rect, 0.0);
            }
            Sample::Clean => {
                svg.open("g", &[("class", &"tm-node tm-none")]);
                svg.rect("tm-shape", &rect, 0.0);
            }
            Sample::Mark(severity) => {
                let pill = severity_pill(*severity);
                let at = Rect::around(rect.centre(), pill.size());
                svg.open("g", &[("class", &"tm-sample")]);
                pill.write(svg, Point { x: at.x, y: at.y });
            }
        }
        svg.close();
        let label = Label::new(text, TEXT);
        svg.label("tm-soft", &label, Point { x: x + SAMPLE.width + 6.0, y: y + 1.0 }, Align::Left);
        x += width;
        widest = widest.max(x - GAP + left);
    }
    svg.close();
    *size = Size { width: size.width.max(widest), height: y + ROW + 10.0 };
}

enum Sample {
    Boundary,
    OutOfScope,
    Clean,
    Mark(Severity),
}

fn entries(drawing: &Drawing) -> Vec<(Sample, String)> {
    let mut shown = Shown::default();
    shown.look_inside(&drawing.outside);
    for arrow in &drawing.arrows {
        shown.note(arrow.colour, arrow.mark.map(|mark| mark.worst()));
    }
    let mut entries = Vec::new();
    if shown.has_boundary {
        entries.push((Sample::Boundary, "trust boundary".to_owned()));
    }
    if shown.has_out_of_scope {
        entries.push((Sample::OutOfScope, "out of scope".to_owned()));
    }
    shown.severities.sort();
    shown.severities.dedup();
    for severity in shown.severities.iter().rev() {
        entries.push((Sample::Mark(*severity), format!("worst open finding: {severity}; the number counts all")));
    }
    // One sentence is enough for all of them.
    for (_, text) in entries.iter_mut().filter(|it| matches!(it.0, Sample::Mark(_))).skip(1) {
        *text = text.trim_start_matches("worst open finding: ").trim_end_matches("; the number counts all").to_owned();
    }
    if drawing.is_coloured && shown.has_clean {
        entries.push((Sample::Clean, "no open finding".to_owned()));
    }
    entries
}

#[derive(Default)]
struct Shown {
    has_boundary: bool,
    has_out_of_scope: bool,
    has_clean: bool,
    severities: Vec<Severity>,
}

impl Shown {
    fn look_inside(&mut self, inside: &Inside) {
        for node in &inside.nodes {
            self.has_boundary |= node.shape == Shape::Zone;
            self.note(node.colour, node.mark.map(|mark| mark.worst()));
        }
        for cluster in &inside.clusters {
            self.has_boundary = true;
            self.severities.extend(cluster.mark.map(|mark| mark.worst()));
            self.look_inside(&cluster.inside);
        }
    }

    fn note(&mut self, colour: Colour, worst: Option<Severity>) {
        self.has_out_of_scope |= colour == Colour::OutOfScope;
        self.has_clean |= colour == Colour::Green && worst.is_none();
        self.severities.extend(worst.filter(|_| colour != Colour::OutOfScope));
    }
}
