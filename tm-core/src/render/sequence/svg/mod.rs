//! The sequence diagram as a picture, drawn by our own layout.
//!
//! ```text
//! Model ──cast──▶ columns, zones ──calls──▶ who is at work ──layout──▶ rectangles ──draw──▶ SVG
//! ```
//!
//! Participants do not stand in declaration order, as in the diagrams in text, but so that it reads from left to right:
//! `cast.rs` says how.

mod calls;
mod cast;
mod draw;
#[cfg(test)]
mod geometry_tests;
mod layout;

use std::collections::HashMap;

use tm_schema::Class;

use self::calls::{Call, Ends, Message, calls};
use self::cast::{Cast, cast};
use self::layout::{Head, Layout, Script, Shape, Words, layout};
use super::{messages, note, participants};
use crate::model::{DataflowId, Model, Target};
use crate::render::picture::{Frame, Marks};
use crate::render::words;

/// How the sequence diagram is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct SequenceOptions<'a> {
    /// Colour participants and messages by the worst finding on them that nobody has decided, and say how many there
    /// are.
    pub colours: Option<&'a Marks>,
}

/// The diagram as SVG: participants from left to right, boundaries around them, messages from top to bottom.
///
/// Actors stand leftmost, else who speaks or is spoken to first; what is in one boundary stands side by side. A bar
/// goes from a request to its reply, or to the last message of a call that has none. On a [`Frame::Page`] everything
/// links to the anchor that the report gives it.
///
/// ```
/// use tm_core::model::Model;
/// use tm_core::render::picture::Frame;
/// use tm_core::render::sequence::{SequenceOptions, svg};
///
/// let picture = svg(&Model::default(), &SequenceOptions::default(), Frame::File);
/// assert!(picture.contains("Nobody takes part."));
/// ```
pub fn svg(model: &Model, options: &SequenceOptions<'_>, frame: Frame) -> String {
    Diagram::of(model, options).write(frame)
}

/// A diagram before it has places.
struct Diagram<'a> {
    model: &'a Model,
    marks: Option<&'a Marks>,
    cast: Cast,
    heads: Vec<Head>,
    titles: Vec<String>,
    flows: Vec<DataflowId>,
    messages: Vec<Message>,
    words: Vec<Words>,
    calls: Vec<Call>,
    ends: Vec<Ends>,
}

impl<'a> Diagram<'a> {
    fn of(model: &'a Model, options: &SequenceOptions<'a>) -> Diagram<'a> {
        let marks = options.colours;
        let pill = |target: Target| marks.and_then(|it| it.of([target])).map(|it| it.pill());
        let flows: Vec<_> = messages(model).map(|(id, _)| id).collect();
        let ends = flows.iter().map(|id| model.dataflow(*id)).flat_map(|flow| [flow.source, flow.sink]);
        let cast = cast(model, participants(model).map(|(id, _)| id), ends);
        let mut column_of = vec![usize::MAX; model.elements.len()];
        for (column, id) in cast.columns.iter().enumerate() {
            column_of[id.index()] = column;
        }
        let row_of: HashMap<_, _> = flows.iter().enumerate().map(|(row, id)| (*id, row)).collect();
        let message = |id: &DataflowId| {
            let flow = model.dataflow(*id);
            let [source, sink] = [flow.source, flow.sink].map(|end| column_of[end.index()]);
            let answers = flow.response_to.and_then(|request| row_of.get(&request).copied());
            Message { source, sink, is_reply: flow.is_response, answers }
        };
        let messages: Vec<_> = flows.iter().map(message).collect();
        let (calls, ends) = calls(&messages, cast.columns.len());
        let head = |id| {
            let entity = &model.element(id).entity;
            let (name, caption) = (words::one_line(&entity.name), words::class(entity.class));
            Head { name, shape: shape(entity.class), caption, pill: pill(Target::Element(id)) }
        };
        let words = |id: &DataflowId| {
            let flow = model.dataflow(*id);
            let number = flow.order.map(|it| it.to_string());
            let note = note(flow).map(words::one_line).filter(|it| !it.is_empty());
            Words { name: words::one_line(&flow.entity.name), number, pill: pill(Target::Dataflow(*id)), note }
        };
        let heads = cast.columns.iter().map(|id| head(*id)).collect();
        let titles = cast.zones.iter().map(|it| words::one_line(&model.boundary(it.boundary).entity.name)).collect();
        let words = flows.iter().map(words).collect();
        Diagram { model, heads, titles, flows, messages, words, calls, ends, cast, marks }
    }

    /// Where everything is; nothing if nobody takes part.
    fn layout(&self) -> Option<Layout> {
        let script = Script {
            heads: &self.heads,
            zones: &self.cast.zones,
            titles: &self.titles,
            messages: &self.messages,
            words: &self.words,
            calls: &self.calls,
            ends: &self.ends,
        };
        (!self.heads.is_empty()).then(|| layout(&script))
    }
}

fn shape(class: Class) -> Shape {
    match class {
        Class::Actor => Shape::Person,
        Class::ExternalEntity | Class::Element | Class::Asset => Shape::Square,
        Class::Datastore => Shape::Cylinder,
        Class::SetOfProcesses => Shape::Rounds,
        Class::LLM | Class::Agent => Shape::Cut,
        _ => Shape::Round,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::fixture;

    #[test]
    fn the_guestbook() {
        insta::assert_snapshot!(svg(&fixture::guestbook(), &SequenceOptions::default(), Frame::Page));
    }

    #[test]
    fn the_guestbook_in_colours() {
        let model = fixture::guestbook();
        let assessment = fixture::assessment(&model, &fixture::library());
        let picture = svg(&model, &SequenceOptions { colours: Some(&Marks::new(&assessment)) }, Frame::Page);
        let web = "<a class=\"tm-node tm-high\" href=\"#element-guestbook__post_comment\">\n\
                   <title>Web server (Server); 3 open findings: 2 High, 1 Low</title>";
        assert!(picture.contains(web), "{picture}");
        assert!(picture.contains(">H 3</text>") && picture.contains("<a class=\"tm-node tm-out\""), "{picture}");
        let plain = svg(&model, &SequenceOptions::default(), Frame::Page);
        assert!(!plain.contains("tm-pill") && !plain.contains("tm-high"), "{plain}");
    }

    #[test]
    fn only_pages_have_links() {
        let model = fixture::guestbook();
        for frame in [Frame::File, Frame::Pixels] {
            let picture = svg(&model, &SequenceOptions::default(), frame);
            assert!(!picture.contains("<a ") && picture.contains("<g class=\"tm-node"), "{picture}");
        }
        let page = svg(&model, &SequenceOptions::default(), Frame::Page);
        assert_eq!(page.matches("<a ").count(), model.elements.len() + model.dataflows.len() + model.boundaries.len());
    }

    #[test]
    fn a_high_picture_has_heads_at_the_foot() {
        let flow = json!({ "source": "a", "sink": "b", "name": "ask" });
        let heads = |flows: usize| {
            let model = fixture::model(json!({
                "elements": [{ "id": "a", "class": "Actor" }, { "id": "b", "class": "Server" }],
                "flows": vec![flow.clone(); flows],
            }));
            svg(&model, &SequenceOptions::default(), Frame::Page).matches("class=\"tm-node").count()
        };
        assert_eq!((heads(10), heads(40)), (2, 4));
    }

    #[test]
    fn nobody_may_take_part() {
        let model = fixture::model(json!({ "ignore_unused": true, "elements": [{ "id": "a", "class": "Actor" }] }));
        assert!(svg(&model, &SequenceOptions::default(), Frame::File).contains("Nobody takes part."));
    }

    #[test]
    fn nothing_breaks_out() {
        let picture = svg(&fixture::hostile(), &SequenceOptions::default(), Frame::Page);
        assert!(!picture.contains("<script") && !picture.contains("<img") && !picture.contains("]]>"), "{picture}");
        assert!(!picture.contains('\u{1}'), "{picture}");
    }
}
