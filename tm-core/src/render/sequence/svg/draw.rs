//! Writes what the layout has placed: boundaries behind, then life lines, heads, bars, and messages on top.

use super::Diagram;
use super::layout::{Arrow, Block, Column, ELLIPSE, FIGURE, Layout, NOTE_PADDING, Shape, TEXT_SIZE, Text};
use crate::model::Target;
use crate::render::node_key;
use crate::render::picture::{Align, Frame, Label, Limits, Number, Point, Rect, Size, Svg, shape};
use crate::render::words;

/// The length of an arrow's tip, and half its width.
const TIP: (f64, f64) = (9.0, 4.5);

/// How far the corners of a hexagon are cut.
const CUT: f64 = 9.0;

impl Diagram<'_> {
    /// The picture.
    pub(super) fn write(&self, frame: Frame) -> String {
        let name = words::one_line(&self.model.name);
        let title = if name.is_empty() { "Sequence diagram".to_owned() } else { format!("Sequence diagram: {name}") };
        let mut svg = Svg::new();
        let Some(layout) = self.layout() else {
            let size = Size { width: 240.0, height: 60.0 };
            let middle = Point { x: size.width / 2.0, y: size.height / 2.0 };
            svg.line("tm-soft", "Nobody takes part.", TEXT_SIZE, middle, Align::Centre);
            return svg.finish(size, &title, frame);
        };
        for (zone, (rect, text)) in self.cast.zones.iter().zip(&layout.zones) {
            let title = format!("{} (Boundary)", words::one_line(&self.model.boundary(zone.boundary).entity.name));
            self.open(&mut svg, Target::Boundary(zone.boundary), "tm-boundary", &title, (frame, true));
            svg.rect("tm-shape", rect, 6.0);
            label(&mut svg, "", text);
            svg.close();
        }
        for column in &layout.columns {
            let (from, to) = column.life;
            svg.path("tm-life", &shape::line(&[from, to]));
        }
        for (index, column) in layout.columns.iter().enumerate() {
            self.write_heads(&mut svg, index, column, frame);
        }
        for bar in &layout.bars {
            svg.rect("tm-active", bar, 0.0);
        }
        for (row, arrow) in layout.messages.iter().enumerate() {
            self.write_message(&mut svg, row, arrow, &layout, frame);
        }
        svg.finish(layout.size, &title, frame)
    }

    fn write_heads(&self, svg: &mut Svg, index: usize, column: &Column, frame: Frame) {
        let id = self.cast.columns[index];
        let entity = &self.model.element(id).entity;
        let title = format!("{} ({})", words::one_line(&entity.name), words::class(entity.class));
        for (place, head) in column.heads.iter().enumerate() {
            // What is repeated at the foot is no second stop for the keyboard.
            self.open(svg, Target::Element(id), "tm-node", &title, (frame, place == 0));
            write_shape(svg, self.heads[index].shape, head, column.name.rect.x.min(column.caption.rect.x));
            let moved = |rect: Rect| Rect { x: rect.x + head.x, y: rect.y + head.y, ..rect };
            let top = Point { x: moved(column.name.rect).centre().x, y: moved(column.name.rect).y };
            svg.label("", &column.name.label, top, Align::Centre);
            block(svg, "tm-soft", &column.caption, Point { x: head.x, y: head.y });
            svg.close();
        }
    }

    fn write_message(&self, svg: &mut Svg, row: usize, arrow: &Arrow, layout: &Layout, frame: Frame) {
        let (id, message) = (self.flows[row], &self.messages[row]);
        let flow = self.model.dataflow(id);
        let [source, sink] = [flow.source, flow.sink].map(|end| words::one_line(&self.model.element(end).entity.name));
        let number = flow.order.map(|it| format!("{it} ")).unwrap_or_default();
        let kind = if message.is_reply { "reply" } else { "Dataflow" };
        let title = format!("{number}{} ({kind}, {source} → {sink})", words::one_line(&flow.entity.name));
        let class = if message.is_reply { "tm-flow tm-reply" } else { "tm-flow" };
        self.open(svg, Target::Dataflow(id), class, &title, (frame, true));
        write_arrow(svg, &arrow.points, message.is_reply);
        svg.open("g", &[("class", &"tm-label")]);
        block(svg, "", &arrow.block, Point::default());
        svg.close();
        svg.close();
        if let (Some(note), Some(text)) = (&arrow.note, &self.words[row].note) {
            let from = layout.columns[message.source].life.0.x;
            write_note(svg, note, text, from);
        }
    }

    /// Opens a group with what it is about; on a page, one that leads there.
    fn open(&self, svg: &mut Svg, target: Target, class: &str, title: &str, (frame, is_stop): (Frame, bool)) {
        let entity = self.model.entity(target);
        let mut class = class.to_owned();
        let mut title = title.to_owned();
        if !entity.in_scope() {
            class += " tm-out";
            title += "; out of scope";
        } else if let Some(marks) = &self.marks {
            let mark = marks.of([target]);
            // Boundaries keep out of the colours, as in the data-flow diagram.
            if !matches!(target, Target::Boundary(_)) {
                class = format!("{class} {}", mark.map_or("tm-none", |mark| mark.class()));
            }
            title += &mark.map_or(String::new(), |mark| format!("; {}", mark.words()));
        }
        let href = format!("#{}", node_key::anchor(self.model, target));
        match frame {
            Frame::Page if is_stop => svg.open("a", &[("class", &class), ("href", &href)]),
            Frame::Page => svg.open("a", &[("class", &class), ("href", &href), ("tabindex", &"-1")]),
            Frame::File | Frame::Pixels => svg.open("g", &[("class", &class)]),
        }
        svg.title(&title);
    }
}

fn label(svg: &mut Svg, class: &str, text: &Text) {
    svg.label(class, &text.label, Point { x: text.rect.x, y: text.rect.y }, Align::Left);
}

/// Writes a block whose places are seen from `origin`.
fn block(svg: &mut Svg, class: &str, block: &Block, origin: Point) {
    let moved = |x: f64, y: f64| Point { x: x + origin.x, y: y + origin.y };
    if let Some((pill, rect)) = &block.pill {
        pill.write(svg, moved(rect.x, rect.y));
    }
    if let Some((text, at)) = &block.number {
        let size = block.text.label.size;
        let number = Label::new(text, Limits { size, width: f64::INFINITY, lines: 1 });
        svg.label("tm-number", &number, moved(at.x, at.y), Align::Left);
    }
    svg.label(class, &block.text.label, moved(block.text.rect.x, block.text.rect.y), Align::Left);
}

fn write_shape(svg: &mut Svg, kind: Shape, head: &Rect, text_left: f64) {
    match kind {
        Shape::Square => svg.rect("tm-shape", head, 0.0),
        Shape::Round => svg.rect("tm-shape", head, 9.0),
        Shape::Rounds => {
            svg.rect("tm-shape", head, 9.0);
            svg.rect("tm-shape", &head.grown(-3.5), 6.0);
        }
        Shape::Person => {
            svg.rect("tm-shape", head, 0.0);
            write_figure(svg, Point { x: head.x + text_left - 8.0 - FIGURE.width / 2.0, y: head.centre().y });
        }
        Shape::Cut => svg.path("tm-shape", &shape::hexagon(head, CUT)),
        Shape::Cylinder => shape::cylinder(head, ELLIPSE).iter().for_each(|path| svg.path("tm-shape", path)),
    }
}

/// A stick figure around `centre`.
fn write_figure(svg: &mut Svg, centre: Point) {
    let Size { width, height } = FIGURE;
    let radius = 4.5;
    let top = centre.y - height / 2.0;
    let neck = top + 2.0 * radius;
    let hip = top + height * 0.64;
    let feet = top + height;
    let (left, right) = (Number(centre.x - width / 2.0 + 1.0), Number(centre.x + width / 2.0 - 1.0));
    let (x, arms) = (Number(centre.x), Number(neck + 4.0));
    let (neck, hip, feet) = (Number(neck), Number(hip), Number(feet));
    let (r, across) = (Number(radius), Number(2.0 * radius));
    let head = format!("M{x} {neck}a{r} {r} 0 1 1 0 -{across}a{r} {r} 0 1 1 0 {across}");
    let body = format!("V{hip}L{left} {feet}M{x} {hip}L{right} {feet}M{left} {arms}H{right}");
    svg.path("tm-shape", &(head + &body));
}

/// The line of a message and its tip: full for requests, open for replies.
fn write_arrow(svg: &mut Svg, points: &[Point], is_open: bool) {
    let [.., before, tip] = points else { return };
    let back = TIP.0.copysign(before.x - tip.x);
    let mut line = points.to_vec();
    if let Some(end) = line.last_mut() {
        end.x += if is_open { 0.0 } else { back / 2.0 };
    }
    svg.path("tm-line", &shape::line(&line));
    let head = shape::tip(*tip, *before, TIP);
    if is_open { svg.path("tm-open-tip", &shape::line(&head)) } else { svg.path("tm-tip", &shape::closed(&head)) }
}

/// A note with a dog's ear, tied to the line of its source.
fn write_note(svg: &mut Svg, note: &Text, text: &str, from: f64) {
    let rect = note.rect.grown(NOTE_PADDING);
    let ear = 6.0;
    let [left, right, top, bottom] = [rect.x, rect.right(), rect.y, rect.bottom()].map(Number);
    let (before, below) = (Number(rect.right() - ear), Number(rect.y + ear));
    svg.open("g", &[("class", &"tm-note")]);
    svg.title(text);
    let side = if rect.x > from { rect.x } else { rect.right() };
    let y = rect.y + ear + 4.0;
    svg.path("tm-life", &shape::line(&[Point { x: side, y }, Point { x: from, y }]));
    svg.path(
        "tm-shape",
        &format!("M{left} {top}H{before}L{right} {below}V{bottom}H{left}ZM{before} {top}V{below}H{right}"),
    );
    label(svg, "", note);
    svg.close();
}
