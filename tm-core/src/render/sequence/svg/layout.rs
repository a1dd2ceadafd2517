//! Where everything is: columns as wide as their labels need, rows as high as theirs.
//!
//! ```text
//!        ┌╌ Web ╌╌╌╌╌╌┐
//! Visitor╎   server   ╎      a head a column, its life line below, boundaries around both
//!    │   ╎     │      ╎
//!    │ 1 ask   │      ╎      a label stands in the gap beside its source, whatever the message's way,
//!    ├────────▶┃╶┐    ╎      so that no life line goes through it
//!    │   ╎     ┃◀┘ 2  ╎      what is beside the last column of a boundary is inside it
//! ```
//!
//! Every row has a height of its own, so labels can only meet side by side: on one row stand one label and one note, on
//! the two sides of their source.

use super::calls::{Call, Ends, Message};
use super::cast::Zone;
use crate::render::picture::{Label, Limits, Pill, Point, Rect, Size, width};

/// What is written at a head, before anybody knows where it goes.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) caption: String,
    pub(super) pill: Option<Pill>,
}

/// How a head looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A rectangle with a stick figure in it.
    Person,
    /// A rectangle.
    Square,
    /// A rectangle with round corners.
    Round,
    /// Two of them, one behind the other.
    Rounds,
    /// A cylinder.
    Cylinder,
    /// A rectangle whose corners are cut.
    Cut,
}

/// What is written at a message.
pub(super) struct Words {
    pub(super) name: String,
    pub(super) number: Option<String>,
    pub(super) pill: Option<Pill>,
    pub(super) note: Option<String>,
}

/// Everything that is to be placed.
pub(super) struct Script<'a> {
    pub(super) heads: &'a [Head],
    pub(super) zones: &'a [Zone],
    pub(super) titles: &'a [String],
    pub(super) messages: &'a [Message],
    pub(super) words: &'a [Words],
    pub(super) calls: &'a [Call],
    pub(super) ends: &'a [Ends],
}

/// Where everything is.
pub(super) struct Layout {
    pub(super) size: Size,
    pub(super) columns: Vec<Column>,
    /// In the order of the zones.
    pub(super) zones: Vec<(Rect, Text)>,
    /// In the order of the calls.
    pub(super) bars: Vec<Rect>,
    /// In the order of the messages.
    pub(super) messages: Vec<Arrow>,
}

/// A participant.
pub(super) struct Column {
    /// Its head, and a second one at the foot where the first is out of sight.
    pub(super) heads: Vec<Rect>,
    /// The name, from the head's upper left corner.
    pub(super) name: Text,
    /// The pill and the class, from the head's upper left corner.
    pub(super) caption: Block,
    /// From the upper end of its line to the lower one.
    pub(super) life: (Point, Point),
}

/// A text at its place.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) label: Label,
    pub(super) rect: Rect,
}

/// A label with what stands before its first line.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) pill: Option<(Pill, Rect)>,
    pub(super) number: Option<(String, Point)>,
    pub(super) text: Text,
    /// Around all of it.
    pub(super) rect: Rect,
}

/// A message.
pub(super) struct Arrow {
    /// From the source to the tip.
    pub(super) points: Vec<Point>,
    pub(super) block: Block,
    pub(super) note: Option<Text>,
}

pub(super) const NAME_SIZE: f64 = 13.0;
pub(super) const TEXT_SIZE: f64 = 12.0;
pub(super) const SMALL_SIZE: f64 = 10.0;
const NOTE_SIZE: f64 = 11.0;
/// The size of a stick figure.
pub(super) const FIGURE: Size = Size { width: 16.0, height: 28.0 };
/// Half the height of a cylinder's ellipses.
pub(super) const ELLIPSE: f64 = 5.0;
/// From the outline of a note to its text.
pub(super) const NOTE_PADDING: f64 = 7.0;
/// The width of a bar, and how far one stands beside the one behind it.
const BAR: f64 = 10.0;
const STEP: f64 = 5.0;
/// How long somebody is at work who has nothing more to say.
const STUB: f64 = 16.0;
/// How far somebody's message to himself goes out, and down.
const LOOP: Size = Size { width: 28.0, height: 16.0 };
/// How far below its row a message to oneself leaves at least: what ended with the row before is over then.
const SELF_LIFT: f64 = 6.0;
/// Around labels.
const MARGIN: f64 = 8.0;
/// Around everything.
const EDGE: f64 = 16.0;
/// Between a boundary and what is inside.
const PADDING: f64 = 12.0;
/// Between the heads of neighbours, or their boundaries.
const GAP: f64 = 22.0;
/// Between a row and the next.
const ROW_GAP: f64 = 15.0;
/// Between a label and its arrow.
const LIFT: f64 = 5.0;
/// What fits on a screen: a higher picture repeats its heads at the foot.
const SCREEN: f64 = 900.0;

const NAME: Limits = Limits { size: NAME_SIZE, width: 140.0, lines: 3 };
const TEXT: Limits = Limits { size: TEXT_SIZE, width: 170.0, lines: 3 };
const NOTE: Limits = Limits { size: NOTE_SIZE, width: 160.0, lines: 8 };
const TITLE: Limits = Limits { size: NAME_SIZE, width: 180.0, lines: 2 };
const CAPTION: Limits = Limits { size: SMALL_SIZE, width: 140.0, lines: 1 };

/// Places everything. There is at least one head.
pub(super) fn layout(script: &Script<'_>) -> Layout {
    let heads: Vec<_> = script.heads.iter().map(PlacedHead::new).collect();
    let titles: Vec<_> = script.titles.iter().map(|it| Label::new(it, TITLE)).collect();
    let blocks: Vec<_> = script.words.iter().map(|it| Block::of_message(it, TEXT)).collect();
    let notes: Vec<_> = script.words.iter().map(|it| it.note.as_ref().map(|it| balanced(it, NOTE))).collect();
    let across = Across::new(script, &heads, &titles, &blocks, &notes);
    // A gap that something else has made wider may save a label a line.
    let blocks: Vec<_> = script
        .words
        .iter()
        .zip(blocks)
        .enumerate()
        .map(|(row, (words, block))| across.refilled(row, words, block))
        .collect();
    across.down(&heads, blocks, notes)
}

/// A head without a place.
struct PlacedHead {
    name: Text,
    caption: Block,
    size: Size,
}

impl PlacedHead {
    /// Texts are placed from the upper middle of the head's content.
    fn new(head: &Head) -> PlacedHead {
        let label = balanced(&head.name, NAME);
        let name_size = label.dimensions();
        let figure = if head.shape == Shape::Person { FIGURE.width + MARGIN } else { 0.0 };
        let caption = Block::new(&head.caption, CAPTION, head.pill.as_ref(), None);
        let inner = name_size.width.max(caption.rect.width);
        let height = name_size.height + 3.0 + caption.rect.height;
        let left = figure - (figure + inner) / 2.0;
        let corner = |width: f64, y: f64| Point { x: left + (inner - width) / 2.0, y };
        let name = Text { label, rect: Rect::at(corner(name_size.width, 0.0), name_size) };
        let caption = caption.clone().moved(corner(caption.rect.width, name_size.height + 3.0));
        let size = Size { width: (figure + inner + 24.0).max(64.0).ceil(), height: height.max(FIGURE.height) };
        PlacedHead { name, caption, size }
    }
}

impl Block {
    /// The block with its upper left corner at the origin.
    fn new(text: &str, limits: Limits, pill: Option<&Pill>, number: Option<&str>) -> Block {
        let mut x = 0.0;
        let line = limits.size * 1.3;
        let pill = pill.map(|it| {
            let size = it.size();
            let rect = Rect::at(Point { x, y: (line - size.height) / 2.0 }, size);
            x = rect.right() + 5.0;
            (it.clone(), rect)
        });
        let number = number.map(|it| {
            let at = Point { x, y: 0.0 };
            x += (width(it, limits.size) + 5.0).ceil();
            (it.to_owned(), at)
        });
        let label = balanced(text, limits);
        let size = label.dimensions();
        let rect = Rect { x: 0.0, y: 0.0, width: x + size.width, height: size.height };
        Block { pill, number, text: Text { label, rect: Rect::at(Point { x, y: 0.0 }, size) }, rect }
    }

    fn of_message(words: &Words, limits: Limits) -> Block {
        Block::new(&words.name, limits, words.pill.as_ref(), words.number.as_deref())
    }

    fn moved(mut self, by: Point) -> Block {
        let at = |it: Rect| Rect { x: it.x + by.x, y: it.y + by.y, ..it };
        self.pill = self.pill.map(|(pill, rect)| (pill, at(rect)));
        self.number = self.number.map(|(text, point)| (text, Point { x: point.x + by.x, y: point.y + by.y }));
        self.text.rect = at(self.text.rect);
        self.rect = at(self.rect);
        self
    }
}

/// The text in as many lines as it needs, and those about equally long: `Passes the reports ┊ on` leaves a lonely word.
fn balanced(text: &str, limits: Limits) -> Label {
    let label = Label::new(text, limits);
    if label.is_cut || label.lines.len() == 1 {
        return label;
    }
    let longest_word = text.split(' ').map(|word| width(word, limits.size)).fold(0.0, f64::max);
    let (mut narrow, mut wide) = (longest_word.min(limits.width), limits.width);
    let at = |width: f64| Label::new(text, Limits { width, ..limits });
    while wide - narrow > 4.0 {
        let middle = (wide + narrow) / 2.0;
        let narrower = at(middle);
        let fits = !narrower.is_cut && narrower.lines.len() == label.lines.len();
        (narrow, wide) = if fits { (narrow, middle) } else { (middle, wide) };
    }
    at(wide)
}

/// What a message needs beside its source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

fn side(message: &Message) -> Side {
    if message.sink < message.source { Side::Left } else { Side::Right }
}

/// The column behind which the label of a message to somebody else stands.
fn gap(message: &Message) -> usize {
    if side(message) == Side::Right { message.source } else { message.source - 1 }
}

/// What goes from left to right.
struct Across<'a> {
    script: &'a Script<'a>,
    titles: Vec<Label>,
    /// The life lines.
    xs: Vec<f64>,
    /// How far bars go beyond a life line, to the left and to the right.
    bars: Vec<(f64, f64)>,
    /// Where each zone begins and ends.
    zones: Vec<(f64, f64)>,
    /// The sides of boundaries between a column and the next, from left to right.
    sides: Vec<Vec<f64>>,
    width: f64,
}

impl<'a> Across<'a> {
    fn new(
        script: &'a Script<'a>,
        heads: &[PlacedHead],
        titles: &[Label],
        blocks: &[Block],
        notes: &[Option<Label>],
    ) -> Across<'a> {
        let count = heads.len();
        let mut bars = vec![(0.0_f64, 0.0_f64); count];
        for call in script.calls {
            let (left, right) = &mut bars[call.column];
            *left = BAR / 2.0;
            *right = right.max(BAR / 2.0 + call.slot as f64 * STEP);
        }
        // How much room labels and notes need beside a column, from its line on; and a message's label between two.
        let mut beside = vec![(0.0_f64, 0.0_f64); count];
        let mut gaps = vec![0.0_f64; count];
        for (row, message) in script.messages.iter().enumerate() {
            let (source, block) = (message.source, &blocks[row]);
            let side = side(message);
            if message.source == message.sink {
                let needed = bars[source].1 + LOOP.width + block.rect.width + 2.0 * MARGIN;
                beside[source].1 = beside[source].1.max(needed);
            } else {
                let gap = gap(message);
                let needed = bars[gap].1 + bars[gap + 1].0 + block.rect.width + 2.0 * MARGIN;
                gaps[gap] = gaps[gap].max(needed);
            }
            if let Some(note) = &notes[row] {
                let needed = note.dimensions().width + 2.0 * (NOTE_PADDING + MARGIN);
                let (left, right) = &mut beside[source];
                match side {
                    Side::Left => *right = right.max(bars[source].1 + needed),
                    Side::Right => *left = left.max(bars[source].0 + needed),
                }
            }
        }
        for gap in 0..count - 1 {
            let of_left = beside[gap].1 + bars[gap + 1].0;
            let of_right = beside[gap + 1].0 + bars[gap].1;
            gaps[gap] = gaps[gap].max(of_left).max(of_right);
        }
        // How far what belongs to a column goes: its head, and at the side of a boundary or the picture all that is
        // beside it.
        let mut left: Vec<_> = heads.iter().map(|it| (it.size.width / 2.0).ceil()).collect();
        let mut right = left.clone();
        left[0] = left[0].max(beside[0].0);
        right[count - 1] = right[count - 1].max(beside[count - 1].1);
        for zone in script.zones {
            left[zone.first] = left[zone.first].max(beside[zone.first].0);
            right[zone.last] = right[zone.last].max(beside[zone.last].1);
        }
        let mut offsets = vec![(0.0, 0.0); script.zones.len()];
        let mut spans: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
        for (index, zone) in script.zones.iter().enumerate().rev() {
            let (first, last) = (zone.first, zone.last);
            left[first] += PADDING;
            right[last] += PADDING;
            let missing = titles[index].dimensions().width + 2.0 * PADDING - left[first] - right[last];
            if first == last && missing > 0.0 {
                left[first] += (missing / 2.0).ceil();
                right[last] += (missing / 2.0).ceil();
            } else if first < last && missing > 0.0 {
                spans[last].push((first, missing));
            }
            offsets[index] = (left[first], right[last]);
        }
        let mut xs = vec![EDGE + left[0]];
        for column in 1..count {
            let apart = (right[column - 1] + left[column] + GAP).max(gaps[column - 1]);
            let nearest = spans[column].iter().map(|(first, span)| xs[*first] + span);
            xs.push(nearest.fold(xs[column - 1] + apart, f64::max).ceil());
        }
        let zones: Vec<_> = script
            .zones
            .iter()
            .zip(&offsets)
            .map(|(zone, (left, right))| (xs[zone.first] - left, xs[zone.last] + right))
            .collect();
        let fitted = |((title, (left, right)), text): ((&Label, &(f64, f64)), &String)| {
            let room = right - left - 2.0 * PADDING;
            if title.lines.len() > 1 { Label::new(text, Limits { width: room, ..TITLE }) } else { title.clone() }
        };
        let titles = titles.iter().zip(&zones).zip(script.titles).map(fitted).collect();
        let mut sides = vec![Vec::new(); count];
        for (zone, (left, right)) in script.zones.iter().zip(&zones) {
            sides[zone.last].push(*right);
            if zone.first > 0 {
                sides[zone.first - 1].push(*left);
            }
        }
        for sides in &mut sides {
            sides.sort_by(f64::total_cmp);
        }
        let width = xs[count - 1] + right[count - 1] + EDGE;
        Across { script, titles, xs, bars, zones, sides, width }
    }

    /// Where a label as wide as that begins: in the middle of its room, or as near to it as no boundary's side goes
    /// through.
    fn beginning(&self, message: &Message, width: f64) -> f64 {
        let (from, to) = self.room(message);
        let middle = from + ((to - from - width) / 2.0).floor();
        let sides = &self.sides[gap(message)];
        let starts = std::iter::once(from).chain(sides.iter().map(|side| side + PADDING / 2.0));
        let ends = sides.iter().map(|side| side - PADDING / 2.0).chain([to]);
        let free = starts.zip(ends).map(|(start, end)| (start.max(from), end.min(to) - width));
        let nearest = free.filter(|(first, last)| first <= last).map(|(first, last)| middle.clamp(first, last));
        nearest.min_by(|a, b| (a - middle).abs().total_cmp(&(b - middle).abs())).unwrap_or(middle)
    }

    /// The room for the label of a message to somebody else: between its source and the column beside it.
    fn room(&self, message: &Message) -> (f64, f64) {
        let gap = gap(message);
        let from = self.xs[gap] + self.bars[gap].1 + MARGIN;
        (from, self.xs[gap + 1] - self.bars[gap + 1].0 - MARGIN)
    }

    /// The block with its label broken anew for the room that there is.
    fn refilled(&self, row: usize, words: &Words, block: Block) -> Block {
        let message = &self.script.messages[row];
        if message.source == message.sink || block.text.label.lines.len() == 1 {
            return block;
        }
        let (from, to) = self.room(message);
        let before = block.text.rect.x;
        Block::of_message(words, Limits { width: (to - from - before).max(TEXT.width), ..TEXT })
    }

    /// Where an arrow meets a column, coming from or going to `side`.
    fn end(&self, column: usize, call: Option<usize>, side: Side) -> f64 {
        let Some(call) = call else { return self.xs[column] };
        let middle = self.xs[column] + self.script.calls[call].slot as f64 * STEP;
        match side {
            Side::Left => middle - BAR / 2.0,
            Side::Right => middle + BAR / 2.0,
        }
    }

    /// Places everything from top to bottom.
    fn down(self, heads: &[PlacedHead], blocks: Vec<Block>, notes: Vec<Option<Label>>) -> Layout {
        let script = self.script;
        let depth = script.zones.iter().map(|it| it.depth + 1).max().unwrap_or(0);
        let mut title_heights = vec![0.0_f64; depth];
        for (zone, title) in script.zones.iter().zip(&self.titles) {
            title_heights[zone.depth] = title_heights[zone.depth].max(title.dimensions().height);
        }
        let mut zone_tops = Vec::with_capacity(depth);
        let mut y = EDGE;
        for height in title_heights {
            zone_tops.push(y);
            y += height + 10.0;
        }
        let head_height = heads.iter().map(|it| it.size.height).fold(0.0, f64::max).ceil() + 22.0;
        let head_top = y;
        let life_top = y + head_height;
        y = life_top + ROW_GAP;

        let mut messages = Vec::with_capacity(script.messages.len());
        let mut moments = Vec::with_capacity(script.messages.len());
        for (row, (block, note)) in blocks.into_iter().zip(notes).enumerate() {
            let (arrow, moment, bottom) = self.row(row, y, block, note);
            messages.push(arrow);
            moments.push(moment);
            y = bottom + ROW_GAP;
        }
        let bars: Vec<_> = script.calls.iter().map(|call| self.bar(call, &moments)).collect();
        let life_bottom = bars.iter().map(|it| it.bottom() + ROW_GAP).fold(y.max(life_top + 40.0), f64::max).ceil();

        let below = PADDING * depth as f64 + EDGE;
        let repeats = life_bottom + below > SCREEN;
        let bottom = if repeats { life_bottom + head_height } else { life_bottom };
        let zone = |((zone, (left, right)), label): ((&Zone, &(f64, f64)), Label)| {
            let (top, bottom) = (zone_tops[zone.depth], bottom + PADDING * (depth - zone.depth) as f64);
            let rect = Rect { x: *left, y: top, width: right - left, height: bottom - top };
            let text = Rect::at(Point { x: left + PADDING, y: top + 6.0 }, label.dimensions());
            (rect, Text { label, rect: text })
        };
        let zones = script.zones.iter().zip(&self.zones).zip(self.titles.clone()).map(zone).collect();
        let column = |(column, head): (usize, &PlacedHead)| {
            let x = self.xs[column];
            let size = Size { width: head.size.width, height: head_height };
            let at = |top: f64| Rect::at(Point { x: x - size.width / 2.0, y: top }, size);
            let shift = if script.heads[column].shape == Shape::Cylinder { ELLIPSE / 2.0 } else { 0.0 };
            let by = Point { x: size.width / 2.0, y: (head_height - head.size.height) / 2.0 + shift };
            let name_rect = Rect { x: head.name.rect.x + by.x, y: head.name.rect.y + by.y, ..head.name.rect };
            Column {
                heads: if repeats { vec![at(head_top), at(life_bottom)] } else { vec![at(head_top)] },
                name: Text { label: head.name.label.clone(), rect: name_rect },
                caption: head.caption.clone().moved(by),
                life: (Point { x, y: life_top }, Point { x, y: life_bottom }),
            }
        };
        let columns = heads.iter().enumerate().map(column).collect();
        Layout { size: Size { width: self.width.ceil(), height: bottom + below }, columns, zones, bars, messages }
    }

    /// A message below `top`, when it leaves and when it arrives, and where its row ends.
    fn row(&self, row: usize, top: f64, block: Block, note: Option<Label>) -> (Arrow, (f64, f64), f64) {
        let (message, ends) = (&self.script.messages[row], self.script.ends[row]);
        let side = side(message);
        let Size { width, height } = Size { width: block.rect.width, height: block.rect.height };
        let (points, moment, corner) = if message.source == message.sink {
            let leaves = top + ((height - LOOP.height) / 2.0).max(SELF_LIFT).ceil();
            let arrives = leaves + LOOP.height;
            let (from, to) =
                (self.end(message.source, ends.source, side), self.end(message.sink, ends.sink, Side::Right));
            let out = self.xs[message.source] + self.bars[message.source].1 + LOOP.width;
            let points = [(from, leaves), (out, leaves), (out, arrives), (to, arrives)];
            let corner = Point { x: out + MARGIN, y: (leaves + arrives - height) / 2.0 };
            (points.map(|(x, y)| Point { x, y }).to_vec(), (leaves, arrives), corner)
        } else {
            let at = (top + height + LIFT).ceil();
            let far = if side == Side::Right { Side::Left } else { Side::Right };
            let (from, to) = (self.end(message.source, ends.source, side), self.end(message.sink, ends.sink, far));
            let corner = Point { x: self.beginning(message, width), y: top };
            (vec![Point { x: from, y: at }, Point { x: to, y: at }], (at, at), corner)
        };
        let mut bottom = moment.1.max(corner.y + height);
        let note = note.map(|label| {
            let size = label.dimensions();
            let (left, right) = self.bars[message.source];
            let x = match side {
                Side::Left => self.xs[message.source] + right + MARGIN + NOTE_PADDING,
                Side::Right => self.xs[message.source] - left - MARGIN - NOTE_PADDING - size.width,
            };
            let rect = Rect::at(Point { x, y: top + NOTE_PADDING }, size);
            bottom = bottom.max(rect.bottom() + NOTE_PADDING);
            Text { label, rect }
        });
        (Arrow { points, block: block.moved(corner), note }, moment, bottom)
    }

    fn bar(&self, call: &Call, moments: &[(f64, f64)]) -> Rect {
        let x = self.xs[call.column] - BAR / 2.0 + call.slot as f64 * STEP;
        let (_, top) = moments[call.begin];
        let (leaves, arrives) = moments[call.end];
        let bottom = match call {
            Call { is_answered: true, .. } => leaves,
            Call { begin, end, .. } if begin == end => top + STUB,
            // The last message may be one to itself, whose own bar is inside.
            _ if leaves < arrives => arrives + STUB + 4.0,
            _ => arrives + ROW_GAP / 2.0,
        };
        Rect { x, y: top, width: BAR, height: bottom - top }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_word_is_lonely() {
        assert_eq!(balanced("Passes the provider's reports on", TEXT).lines, ["Passes the", "provider's reports on"]);
        let long = "Render the invoice as a PDF and put it into the archive for ten years";
        assert_eq!(
            balanced(long, TEXT).lines,
            ["Render the invoice as a", "PDF and put it into the", "archive for ten years"]
        );
    }

    proptest! {
        #[test]
        fn balancing_loses_nothing(text in "[a-zA-Z,.]{1,30}( [a-zA-Z]{1,12}){0,12}") {
            let (greedy, balanced) = (Label::new(&text, TEXT), balanced(&text, TEXT));
            prop_assert_eq!((balanced.is_cut, balanced.lines.len()), (greedy.is_cut, greedy.lines.len()));
            prop_assert!(balanced.dimensions().width <= greedy.dimensions().width);
        }
    }
}
