//! Reads a picture back: boxes, lines and texts, with where they are.

use roxmltree::{Document, Node};
use tm_core::render::picture::{Point, Rect};

/// A data-flow diagram, as it is drawn.
#[derive(Debug, Default)]
pub(crate) struct Picture {
    pub(crate) canvas: Rect,
    pub(crate) elements: Vec<Drawn>,
    pub(crate) boundaries: Vec<Drawn>,
    pub(crate) flows: Vec<Drawn>,
    /// The labels of the flows.
    pub(crate) labels: Vec<Drawn>,
}

/// A thing of a picture.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    /// What a pointer that rests on it is told.
    pub(crate) title: String,
    /// The box around its outline, or around its texts if it has none.
    pub(crate) rect: Rect,
    /// The corners of its outline or its line; rounded ones in small steps.
    pub(crate) points: Vec<Point>,
    /// Where its arrowheads point.
    pub(crate) tips: Vec<Point>,
    /// Its texts, line by line.
    pub(crate) texts: Vec<(String, Rect)>,
}

impl Drawn {
    /// The first of its lines of text as one.
    pub(crate) fn text(&self, lines: usize) -> String {
        self.texts[..lines].iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Whether some text had no room.
    pub(crate) fn is_cut(&self) -> bool {
        self.texts.iter().any(|(text, _)| text.ends_with('…'))
    }
}

/// Reads a picture.
///
/// # Panics
/// If it is no SVG as we write it.
pub(crate) fn read(svg: &str) -> Picture {
    let document = Document::parse(svg).expect("it is XML");
    let root = document.root_element();
    let number = |name| root.attribute(name).expect(name).parse().expect("a number");
    let canvas = Rect { x: 0.0, y: 0.0, width: number("width"), height: number("height") };
    let mut picture = Picture { canvas, ..Picture::default() };
    for group in root.children().filter(|it| it.is_element()) {
        let classes = group.attribute("class").unwrap_or_default();
        let list = match classes.split(' ').next() {
            Some("tm-node") => &mut picture.elements,
            Some("tm-boundary") => &mut picture.boundaries,
            Some("tm-flow") => &mut picture.flows,
            Some("tm-label") => &mut picture.labels,
            _ => continue,
        };
        let drawn = drawn(group);
        // The title of a boundary may be apart from it, above the arrows.
        let is_title = classes == "tm-boundary" && !group.children().any(|it| it.has_tag_name("rect"));
        match list.iter_mut().find(|it| is_title && it.texts.is_empty() && it.title == drawn.title) {
            Some(boundary) => boundary.texts = drawn.texts,
            None => list.push(drawn),
        }
    }
    picture
}

fn drawn(group: Node<'_, '_>) -> Drawn {
    let mut drawn = Drawn::default();
    let mut outline: Option<Rect> = None;
    for node in group.descendants().filter(|it| it.is_element()) {
        let in_pill =
            node.ancestors().any(|it| it.attribute("class").is_some_and(|class| class.starts_with("tm-pill")));
        match node.tag_name().name() {
            "title" => drawn.title = node.text().unwrap_or_default().to_owned(),
            "rect" if !in_pill => outline = Some(rect(node)),
            "path" => {
                let points = path(node.attribute("d").expect("a path has data"));
                if node.attribute("class") == Some("tm-tip") {
                    drawn.tips.push(points[0]);
                } else if drawn.points.is_empty() {
                    let dot = |point: &Point| Rect { x: point.x, y: point.y, width: 0.0, height: 0.0 };
                    outline = points.iter().map(dot).reduce(|a, b| a.joined(&b));
                    drawn.points = points;
                }
            }
            "text" if !in_pill => drawn.texts.push((node.text().unwrap_or_default().to_owned(), text(node))),
            _ => {}
        }
    }
    let texts = drawn.texts.iter().map(|(_, rect)| *rect).reduce(|a, b| a.joined(&b));
    drawn.rect = outline.or(texts).unwrap_or_default();
    drawn
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).map_or(0.0, |text| text.parse().expect("a number"))
}

fn rect(node: Node<'_, '_>) -> Rect {
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| number(node, name));
    Rect { x, y, width, height }
}

/// The box that a line of text takes: from the top of its capitals to the foot of its descenders.
fn text(node: Node<'_, '_>) -> Rect {
    let (width, size) = (number(node, "textLength"), number(node, "font-size"));
    let left = match node.attribute("text-anchor") {
        Some("middle") => number(node, "x") - width / 2.0,
        _ => number(node, "x"),
    };
    Rect { x: left, y: number(node, "y") - 0.75 * size, width, height: 0.95 * size }
}

/// The corners of a path with absolute commands; arcs and curves in small steps.
fn path(data: &str) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let mut rest = data;
    while let Some(command) = rest.chars().next() {
        let end = rest[1..].find(|it: char| it.is_ascii_alphabetic()).map_or(rest.len(), |it| it + 1);
        let numbers =
            rest[1..end].split([' ', ',']).filter(|it| !it.is_empty()).map(|it| it.parse().expect("a number"));
        let numbers: Vec<f64> = numbers.collect();
        rest = &rest[end..];
        let at = points.last().copied().unwrap_or_default();
        match (command, &numbers[..]) {
            ('M' | 'L', [x, y]) => points.push(Point { x: *x, y: *y }),
            ('H', [x]) => points.push(Point { x: *x, ..at }),
            ('V', [y]) => points.push(Point { y: *y, ..at }),
            ('Q', [x, y, to_x, to_y]) => points.extend([Point { x: *x, y: *y }, Point { x: *to_x, y: *to_y }]),
            ('A', [rx, ry, _, _, sweep, x, y]) => arc(&mut points, [*rx, *ry], *sweep == 1.0, Point { x: *x, y: *y }),
            ('Z', []) => points.extend(points.first().copied()),
            _ => panic!("`{command}` with {numbers:?} in {data}"),
        }
    }
    points
}

/// An upright elliptic arc of at most half a turn, in twenty steps: the middle is found on the unit circle, where the
/// ellipse is one (SVG 2, B.2.4).
fn arc(points: &mut Vec<Point>, [rx, ry]: [f64; 2], is_clockwise: bool, to: Point) {
    let from = *points.last().expect("an arc starts somewhere");
    let unit = |point: Point| (point.x / rx, point.y / ry);
    let ((ax, ay), (bx, by)) = (unit(from), unit(to));
    let half = (ax - bx).hypot(ay - by) / 2.0;
    let height = (1.0 - half * half).max(0.0).sqrt() * if is_clockwise { 1.0 } else { -1.0 };
    let (nx, ny) = (-(by - ay) / (2.0 * half), (bx - ax) / (2.0 * half));
    let (cx, cy) = ((ax + bx) / 2.0 + nx * height, (ay + by) / 2.0 + ny * height);
    let start = (ay - cy).atan2(ax - cx);
    let mut turn = (by - cy).atan2(bx - cx) - start;
    if is_clockwise && turn < 0.0 {
        turn += std::f64::consts::TAU;
    } else if !is_clockwise && turn > 0.0 {
        turn -= std::f64::consts::TAU;
    }
    for step in 1..=20 {
        let angle = start + turn * f64::from(step) / 20.0;
        points.push(Point { x: (cx + angle.cos()) * rx, y: (cy + angle.sin()) * ry });
    }
}
