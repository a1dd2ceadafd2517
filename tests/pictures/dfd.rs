//! The data-flow diagram shows each thing once, where it is, and nothing else.

use proptest::prelude::*;
use proptest::test_runner::Config;
use tm_cli::layout::Elk;
use tm_core::model::{BoundaryId, Dataflow, ElementId, Model};
use tm_core::render::dfd::{self, DfdOptions};
use tm_core::render::picture::{Frame, Point, Rect};

use crate::models::{self, ModelFile};
use crate::reader::{Drawn, Picture, read};
use crate::support::{EXAMPLES, TODAY, golden, of_example, without_font};

/// How far off a coordinate may be: they are written with two digits.
const CLOSE: f64 = 0.1;

fn picture(model: &Model) -> Picture {
    read(&dfd::svg(model, &DfdOptions::default(), &Elk, Frame::Pixels).expect("it can be laid out"))
}

proptest! {
    #![proptest_config(Config { cases: 48, ..Config::default() })]

    #[test]
    fn pictures_are_true(file in models::any_model(60)) {
        let model = file.model();
        let picture = picture(&model);
        everything_is_there_once(&model, &picture);
        boundaries_hold_what_stands_in_them(&model, &picture);
        flows_lead_from_outline_to_outline(&model, &picture);
        texts_are_legible(&picture);
    }
}

/// What is drawn of the examples, and of a model of a hundred elements, is kept to be looked at.
#[test]
fn realistic_models_are_drawn_well() {
    let drawn = |name: &str, model: &Model, svg: &str| {
        let picture = read(svg);
        everything_is_there_once(model, &picture);
        boundaries_hold_what_stands_in_them(model, &picture);
        flows_lead_from_outline_to_outline(model, &picture);
        texts_are_legible(&picture);
        lines_keep_off_elements(&picture);
        golden(name, &without_font(svg));
    };
    for example in EXAMPLES {
        let file = of_example(example, &["model"]);
        let model = ModelFile(serde_json::from_str(&file).expect("a model is JSON")).model();
        let svg = of_example(example, &["dfd", "--colormap", "--today", TODAY]);
        drawn(&format!("{example}/dfd.svg"), &model, &svg);
    }
    let model = models::hundred().model();
    let svg = dfd::svg(&model, &DfdOptions::default(), &Elk, Frame::File).expect("it can be laid out");
    drawn("pictures/hundred.svg", &model, &svg);
}

/// Large models are laid out in another way, which has to be as true.
#[test]
fn a_large_picture_is_true() {
    let model = models::chain(320).model();
    let picture = picture(&model);
    everything_is_there_once(&model, &picture);
    boundaries_hold_what_stands_in_them(&model, &picture);
    flows_lead_from_outline_to_outline(&model, &picture);
    texts_are_legible(&picture);
}

#[test]
fn equal_models_are_drawn_alike() {
    let draw = || dfd::svg(&models::hundred().model(), &DfdOptions::default(), &Elk, Frame::Pixels);
    assert_eq!(draw(), draw());
}

/// Whoever looks at the picture again after a small change finds things where they were: of two that stood clearly apart, one
/// is still to the left of the other, or above.
#[test]
fn a_small_edit_moves_little() {
    let (mut kept, mut all) = (0, 0);
    for example in EXAMPLES {
        let file: serde_json::Value = serde_json::from_str(&of_example(example, &["model"])).expect("a model is JSON");
        let before = picture(&ModelFile(file.clone()).model());
        let mut renamed = file.clone();
        renamed["flows"][3]["name"] = "A flow of another name".into();
        let mut grown = file;
        let (near, boundary) = (grown["elements"][1]["id"].clone(), grown["elements"][1]["boundary"].clone());
        let mut element = serde_json::json!({ "id": "new", "class": "Datastore" });
        if !boundary.is_null() {
            element["boundary"] = boundary;
        }
        grown["elements"].as_array_mut().expect("a list").push(element);
        let flow = serde_json::json!({ "source": near, "sink": "new", "name": "One more flow" });
        grown["flows"].as_array_mut().expect("a list").push(flow);
        for after in [renamed, grown] {
            let (still, of) = kept_apart(&before, &picture(&ModelFile(after).model()));
            kept += still;
            all += of;
        }
    }
    assert!(kept * 100 >= all * 85, "{kept} of {all} pairs are as they were");
}

/// How many pairs of elements of the first picture that are clearly apart are so in the second, and how many they are.
fn kept_apart(before: &Picture, after: &Picture) -> (usize, usize) {
    let now =
        |it: &Drawn| after.elements.iter().find(|new| new.title == it.title).expect("it is still there").rect.centre();
    let (mut kept, mut all) = (0, 0);
    for (index, one) in before.elements.iter().enumerate() {
        for other in &before.elements[..index] {
            let (was, is) = ((one.rect.centre(), other.rect.centre()), (now(one), now(other)));
            for (was, is) in [(was.0.x - was.1.x, is.0.x - is.1.x), (was.0.y - was.1.y, is.0.y - is.1.y)] {
                let is_apart = was.abs() > 100.0;
                all += usize::from(is_apart);
                kept += usize::from(is_apart && was.signum() == is.signum());
            }
        }
    }
    (kept, all)
}

fn everything_is_there_once(model: &Model, picture: &Picture) {
    let elements = model.elements.iter().map(|it| it.entity.name.clone()).collect();
    all_there(elements, picture.elements.iter().map(|it| (it, it.texts.len() - 1)));
    let boundaries = model.boundaries.iter().map(|it| it.entity.name.clone()).collect();
    all_there(boundaries, picture.boundaries.iter().map(|it| (it, it.texts.len())));
    assert_eq!(picture.labels.len(), picture.flows.len());
    if model.options.merge_responses {
        // Several flows are on one label.
        for flow in &model.dataflows {
            let label = letters(&label(flow));
            let shown = picture.labels.iter().filter(|it| letters(&it.text(it.texts.len())).contains(&label));
            let cut = picture.labels.iter().filter(|it| it.is_cut() && letters(&it.title).contains(&label));
            assert!(shown.chain(cut).count() > 0, "{label}");
        }
    } else {
        all_there(model.dataflows.iter().map(label).collect(), picture.labels.iter().map(|it| (it, it.texts.len())));
    }
}

/// Each of the texts is shown by exactly one of the things, of which so many lines are its name.
fn all_there<'p>(texts: Vec<String>, drawn: impl Iterator<Item = (&'p Drawn, usize)>) {
    let mut texts: Vec<_> = texts.iter().map(|it| letters(it)).collect();
    for (drawn, lines) in drawn {
        let shown = letters(&drawn.text(lines));
        let is_shown = |text: &String| match shown.split_once('…') {
            Some((start, _)) => text.starts_with(start) && letters(&drawn.title).contains(text),
            None => shown == *text,
        };
        let found = texts.iter().position(is_shown).unwrap_or_else(|| panic!("{shown:?} is none of {texts:?}"));
        texts.swap_remove(found);
    }
    assert!(texts.is_empty(), "{texts:?} are not shown");
}

/// The text without what is no letter: white space is not told apart where lines break, and marks that turn the direction of
/// writing are left out.
fn letters(text: &str) -> String {
    text.replace(|it: char| it.is_whitespace() || it == '\u{202e}', "")
}

/// The name of a flow with its number, as the diagrams have it.
fn label(flow: &Dataflow) -> String {
    flow.order.map_or(String::new(), |order| format!("({order}) ")) + &flow.entity.name
}

fn of_element<'p>(model: &Model, picture: &'p Picture, id: ElementId) -> &'p Drawn {
    let start = letters(&model.element(id).entity.name) + ",";
    picture.elements.iter().find(|it| letters(&it.title).starts_with(&start)).expect("each element is drawn")
}

fn of_boundary<'p>(model: &Model, picture: &'p Picture, id: BoundaryId) -> &'p Drawn {
    let title = letters(&model.boundary(id).entity.name) + ",aboundary";
    picture.boundaries.iter().find(|it| letters(&it.title).starts_with(&title)).expect("each boundary is drawn")
}

fn boundaries_hold_what_stands_in_them(model: &Model, picture: &Picture) {
    for element in model.element_ids() {
        let drawn = of_element(model, picture, element).rect;
        for boundary in model.boundary_ids() {
            let frame = of_boundary(model, picture, boundary).rect;
            if model.boundaries_of(element).any(|it| it == boundary) {
                assert!(frame.grown(CLOSE).contains(&drawn), "{drawn:?} in {frame:?}");
            } else {
                assert!(!frame.grown(-CLOSE).overlaps(&drawn), "{drawn:?} beside {frame:?}");
            }
        }
        for other in model.element_ids().filter(|it| *it != element) {
            assert!(!of_element(model, picture, other).rect.grown(-CLOSE).overlaps(&drawn));
        }
    }
    for inner in model.boundary_ids() {
        for outer in model.boundary_ids().filter(|it| *it != inner) {
            let (a, b) = (of_boundary(model, picture, inner).rect, of_boundary(model, picture, outer).rect);
            if model.enclosing(Some(inner)).any(|it| it == outer) {
                assert!(b.contains(&a), "{a:?} in {b:?}");
            } else if !model.enclosing(Some(outer)).any(|it| it == inner) {
                assert!(!a.overlaps(&b), "{a:?} beside {b:?}");
            }
        }
    }
}

fn flows_lead_from_outline_to_outline(model: &Model, picture: &Picture) {
    for flow in &model.dataflows {
        let drawn = line(model, picture, flow);
        let [source, sink] = [flow.source, flow.sink].map(|id| of_element(model, picture, id));
        let is_reply_in_one = model.options.merge_responses && flow.response_to.is_some();
        let (end, start) = match drawn.tips[..] {
            [end] => (end, drawn.points[0]),
            [end, start] if is_reply_in_one => (start, end),
            [end, start] => (end, start),
            _ => panic!("{} has {} tips", flow.entity.name, drawn.tips.len()),
        };
        for (element, point) in [(source, start), (sink, end)] {
            let distance = distance(point, &element.points);
            assert!(distance < 0.5, "{} ends {distance} off {}", flow.entity.name, element.title);
        }
        // The line starts where the flow does, or as much behind as its tip there covers.
        assert!(source.rect.grown(9.0).contains(&dot(drawn.points[0])) || is_reply_in_one);
    }
}

/// The line of a flow, or of the one that it is drawn with.
fn line<'p>(model: &Model, picture: &'p Picture, flow: &Dataflow) -> &'p Drawn {
    let [source, sink] = [flow.source, flow.sink].map(|id| model.element(id).entity.name.as_str());
    let title = letters(&format!("{}: {source} to {sink}", label(flow)));
    picture
        .flows
        .iter()
        .find(|it| letters(&it.title).contains(&title))
        .unwrap_or_else(|| panic!("{title} is not drawn"))
}

/// How far a point is from an outline.
fn distance(point: Point, outline: &[Point]) -> f64 {
    let to_segment = |a: Point, b: Point| {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let along = ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy).max(f64::EPSILON);
        let along = along.clamp(0.0, 1.0);
        (point.x - a.x - along * dx).hypot(point.y - a.y - along * dy)
    };
    outline.windows(2).map(|it| to_segment(it[0], it[1])).fold(f64::INFINITY, f64::min)
}

/// No line goes through an element that it does not end at, nor through its own more than at its ends.
fn lines_keep_off_elements(picture: &Picture) {
    for flow in &picture.flows {
        let own: Vec<_> = picture
            .elements
            .iter()
            .filter(|it| distance(flow.tips[0], &it.points) < 0.5 || it.rect.grown(9.0).contains(&dot(flow.points[0])))
            .collect();
        for element in picture.elements.iter().filter(|it| !own.iter().any(|other| std::ptr::eq(*it, *other))) {
            let crossed = flow.points.windows(2).any(|it| element.rect.is_crossed(it[0], it[1]));
            assert!(!crossed, "{} goes through {}", flow.title, element.title);
        }
    }
}

fn texts_are_legible(picture: &Picture) {
    let all = || picture.elements.iter().chain(&picture.boundaries).chain(&picture.labels);
    let texts: Vec<(&Drawn, Rect)> = all().flat_map(|it| it.texts.iter().map(move |(_, rect)| (it, *rect))).collect();
    for (index, (owner, text)) in texts.iter().enumerate() {
        assert!(picture.canvas.grown(CLOSE).contains(text), "{text:?} leaves {:?}: {}", picture.canvas, owner.title);
        for (other, another) in &texts[..index] {
            assert!(!text.overlaps(another), "{} over {}", owner.title, other.title);
        }
        for element in &picture.elements {
            let is_own = std::ptr::eq(*owner, element);
            assert!(is_own || !text.overlaps(&element.rect), "{} on {}", owner.title, element.title);
        }
    }
    for drawn in picture.flows.iter().chain(&picture.elements).chain(&picture.boundaries) {
        for point in &drawn.points {
            assert!(picture.canvas.grown(CLOSE).contains(&dot(*point)), "{point:?} leaves {:?}", picture.canvas);
        }
    }
}

fn dot(point: Point) -> Rect {
    Rect { x: point.x, y: point.y, width: 0.0, height: 0.0 }
}
