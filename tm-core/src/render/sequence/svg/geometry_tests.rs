//! Holds for every diagram, whatever the model: nothing meets that should not.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::layout::{Layout, NOTE_PADDING, Text};
use super::{Diagram, SequenceOptions, svg};
use crate::model::{BoundaryId, Model};
use crate::render::fixture;
use crate::render::picture::{Frame, Point, Rect, Size, visible};

/// Classes, and names that are short, long and hostile.
const CLASSES: [&str; 8] =
    ["Actor", "Server", "Datastore", "Process", "LLM", "SetOfProcesses", "ExternalEntity", "Lambda"];
const NAMES: [&str; 7] = [
    "",
    "web",
    "Customer browser",
    "The service that takes orders, checks them, reserves what is in stock and sends the invoice to the customer",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "数据库 🦀 ab",
    fixture::HOSTILE,
];

/// A model file of numbers: who stands where, what flows.
fn models() -> impl Strategy<Value = Model> {
    let boundaries = prop::collection::vec((any::<u8>(), 0..NAMES.len()), 0..12);
    let elements = prop::collection::vec((any::<u8>(), 0..CLASSES.len(), 0..NAMES.len()), 1..60);
    let flows = prop::collection::vec((any::<u8>(), any::<u8>(), 0..NAMES.len(), any::<u8>()), 0..150);
    (boundaries, elements, flows, any::<bool>(), any::<bool>()).prop_map(
        |(boundaries, elements, flows, ordered, unused)| {
            let named = |id: String, name: usize| json!({ "id": id, "name": NAMES[name] });
            let boundary = |(index, (within, name)): (usize, &(u8, usize))| {
                let mut it = named(format!("b{index}"), *name);
                let outer = usize::from(*within) % (index + 2);
                if outer < index {
                    it["within"] = json!(format!("b{outer}"));
                }
                it
            };
            let element = |(index, (boundary, class, name)): (usize, &(u8, usize, usize))| {
                let mut it = named(format!("e{index}"), *name);
                it["class"] = json!(CLASSES[*class]);
                it["in_scope"] = json!(boundary % 5 != 0);
                let boundary = usize::from(*boundary) % (boundaries.len() + 1);
                if boundary < boundaries.len() {
                    it["boundary"] = json!(format!("b{boundary}"));
                }
                it
            };
            let flow = |(index, (source, sink, name, kind)): (usize, &(u8, u8, usize, u8))| {
                let end = |it: u8| format!("e{}", usize::from(it) % elements.len());
                let sink = if kind % 8 == 0 { end(*source) } else { end(*sink) };
                let mut it =
                    json!({ "source": end(*source), "sink": sink, "name": format!("{index}{}", NAMES[*name]) });
                match kind % 7 {
                    0 => it["reply"] = json!({ "name": format!("{index} reply{}", NAMES[*name]), "note": "short" }),
                    1 => it["is_response"] = json!(true),
                    2 => it["note"] = json!(NAMES[(index + name) % NAMES.len()]),
                    3 => it["order"] = json!(1 + usize::from(*kind) / 2),
                    _ => {}
                }
                it
            };
            let all = |list: Vec<Value>| json!(list);
            fixture::model(json!({
                "is_ordered": ordered,
                "ignore_unused": unused,
                "boundaries": all(boundaries.iter().enumerate().map(boundary).collect()),
                "elements": all(elements.iter().enumerate().map(element).collect()),
                "flows": all(flows.iter().enumerate().map(flow).collect()),
            }))
        },
    )
}

/// Every label with the room it takes.
fn labels(layout: &Layout) -> Vec<(String, Rect)> {
    let mut labels = Vec::new();
    for (index, column) in layout.columns.iter().enumerate() {
        for head in &column.heads {
            for text in [column.name.rect, column.caption.rect] {
                let rect = Rect { x: text.x + head.x, y: text.y + head.y, ..text };
                assert!(head.contains(&rect), "the text of head {index} leaves it");
                labels.push((format!("head {index}"), rect));
            }
        }
    }
    labels.extend(layout.zones.iter().enumerate().map(|(index, (_, title))| (format!("zone {index}"), title.rect)));
    labels.extend(beside(layout));
    labels
}

/// The labels and notes of the messages.
fn beside(layout: &Layout) -> Vec<(String, Rect)> {
    let mut labels = Vec::new();
    for (row, arrow) in layout.messages.iter().enumerate() {
        labels.push((format!("message {row}"), arrow.block.rect));
        labels.extend(arrow.note.iter().map(|it: &Text| (format!("note {row}"), it.rect.grown(NOTE_PADDING))));
    }
    labels
}

/// Everything wrong with the diagram.
fn faults(model: &Model) -> String {
    let mut faults = String::new();
    let diagram = Diagram::of(model, &SequenceOptions::default());
    let Some(layout) = diagram.layout() else { return faults };
    let mut fault = |what: String| writeln!(faults, "{what}").expect("a text takes all");

    let canvas = Rect::at(Point::default(), layout.size);
    let labels = labels(&layout);
    let mut things: Vec<_> = labels.clone();
    things.extend(layout.bars.iter().map(|it| ("bar".to_owned(), *it)));
    things.extend(layout.zones.iter().map(|(it, _)| ("zone".to_owned(), *it)));
    let point = |it: &Point| Rect::at(*it, Size::default());
    things.extend(layout.messages.iter().flat_map(|it| &it.points).map(|it| ("arrow".to_owned(), point(it))));
    for (index, column) in layout.columns.iter().enumerate() {
        things.extend(column.heads.iter().map(|it| (format!("head {index}"), *it)));
    }
    for (name, thing) in &things {
        if !canvas.contains(thing) {
            fault(format!("{name} leaves the picture: {thing:?}"));
        }
    }
    for (index, (name, label)) in labels.iter().enumerate() {
        for (other, room) in &labels[index + 1..] {
            if label.overlaps(room) {
                fault(format!("{name} lies on {other}: {label:?} {room:?}"));
            }
        }
    }
    for (name, label) in beside(&layout) {
        for (index, column) in layout.columns.iter().enumerate() {
            if label.is_crossed(column.life.0, column.life.1) || column.heads.iter().any(|it| it.overlaps(&label)) {
                fault(format!("{name} lies on column {index}"));
            }
        }
        if layout.bars.iter().any(|bar| bar.overlaps(&label)) {
            fault(format!("{name} lies on a bar"));
        }
    }
    let around = |boundary: Option<BoundaryId>| -> Vec<BoundaryId> {
        std::iter::successors(boundary, |it| model.boundary(*it).within).collect()
    };
    for (zone, (rect, title)) in diagram.cast.zones.iter().zip(&layout.zones) {
        if !rect.contains(&title.rect) {
            fault(format!("the title of {zone:?} leaves it"));
        }
        for (column, id) in layout.columns.iter().zip(&diagram.cast.columns) {
            let is_inside = around(model.element(*id).boundary).contains(&zone.boundary);
            for head in &column.heads {
                if is_inside && !rect.contains(head) || !is_inside && rect.overlaps(head) {
                    fault(format!("{id:?} is on the wrong side of {zone:?}"));
                }
            }
        }
        for (other, (inner, _)) in diagram.cast.zones.iter().zip(&layout.zones) {
            let is_inside = around(Some(other.boundary)).contains(&zone.boundary);
            if is_inside && !rect.contains(inner) || !is_inside && !inner.contains(rect) && rect.overlaps(inner) {
                fault(format!("{zone:?} and {other:?} are neither nested nor apart"));
            }
        }
    }
    for (arrow, message) in layout.messages.iter().zip(&diagram.messages) {
        for (at, column) in [(arrow.points[0], message.source), (arrow.points[arrow.points.len() - 1], message.sink)] {
            let calls = diagram.calls.iter().zip(&layout.bars).filter(|(call, _)| call.column == column);
            let covering: Vec<_> = calls.map(|(_, bar)| bar).filter(|it| it.y <= at.y && at.y <= it.bottom()).collect();
            let meets = |bar: &&&Rect| at.x == bar.x || at.x == bar.right();
            let is_met = if covering.is_empty() {
                at.x == layout.columns[column].life.0.x
            } else {
                covering.iter().any(|it| meets(&it))
            };
            if !is_met {
                fault(format!("{message:?} hangs in the air at {at:?}: {covering:?}"));
            }
        }
    }
    faults
}

/// The texts of the tooltips, as they are read.
fn titles(svg: &str) -> Vec<String> {
    let text = |it: &str| it.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    svg.split("<title>").skip(1).map(|it| text(it.split("</title>").next().unwrap_or_default())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_meets_that_should_not(model in models()) {
        let faults = faults(&model);
        prop_assert!(faults.is_empty(), "{}", faults);
    }

    #[test]
    fn everything_is_there_once(model in models()) {
        let diagram = Diagram::of(&model, &SequenceOptions::default());
        let picture = svg(&model, &SequenceOptions::default(), Frame::Page);
        prop_assert_eq!(&picture, &svg(&model, &SequenceOptions::default(), Frame::Page));
        let titles = titles(&picture);
        let (heads, flows) = (diagram.cast.columns.len(), model.dataflows.len());
        prop_assert_eq!(picture.matches("class=\"tm-flow").count(), flows);
        prop_assert_eq!(picture.matches("class=\"tm-label").count(), flows);
        let Some(layout) = diagram.layout() else { return Ok(()) };
        let drawn: usize = layout.columns.iter().map(|it| it.heads.len()).sum();
        prop_assert!(drawn == heads || drawn == 2 * heads);
        prop_assert_eq!(picture.matches("class=\"tm-node").count(), drawn);
        for (id, column) in diagram.cast.columns.iter().zip(&layout.columns) {
            let name = visible(&model.element(*id).entity.name);
            let told = titles.iter().any(|it| it.starts_with(&format!("{name} (")));
            prop_assert!(told, "{}", name);
            prop_assert!(column.name.label.is_cut || told);
        }
        for flow in &model.dataflows {
            let name = visible(&flow.entity.name);
            prop_assert_eq!(titles.iter().filter(|it| it.contains(&format!("{name} ("))).count() > 0, true, "{}", name);
        }
        for words in diagram.words.iter().filter_map(|it| it.note.as_ref()) {
            prop_assert!(titles.contains(&visible(words)), "{}", words);
        }
    }

    #[test]
    fn any_model_can_be_drawn(model in fixture::models()) {
        let faults = faults(&model);
        prop_assert!(faults.is_empty(), "{}", faults);
        svg(&model, &SequenceOptions::default(), Frame::File);
    }
}
