//! Our diagrams show what pytm's show: compared as graphs, by what one sees and not by the ids of nodes.
//!
//! Beside each model of pytm's data there may be drawings of it: `NAME.dot`, `NAME.levels-1.dot` (`--levels 1`),
//! `NAME.colormap.dot` and `NAME.puml`; `tests/draw_with_pytm.py` makes more of them with the real pytm.
//!
//! What differs on purpose, because pytm 1.4 is mistaken:
//!
//! - A flow of level 0 between elements of other levels is drawn by pytm, though they are not: Graphviz then invents nodes.
//! - With `ignoreUnused` pytm draws a nested boundary beside the outer one, and boundaries in which nothing is used.
//! - What is out of scope is grey here, as it was before pytm 1.4.
//! - A reply answers the only request that it can answer, and every reply is merged with its request. pytm also takes
//!   replies for requests, and draws all replies to one request but the last.
//! - A merged reply lends its colour to the arrow that stands for it; pytm forgets it.
//! - A finding that somebody has answered colours nothing, and an override without a severity keeps that of the threat.
//! - With `ignoreUnused` participants stay in the order in which they were declared; pytm sorts them by class.
//! - Flows come in the order of their numbers; pytm draws those with a written number last, whatever it is.
//! - Replies are dashed in sequence diagrams.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::dfd::dot_reader::{self, Attributes, Graph};
use super::dfd::{self, DfdOptions};
use super::picture::Marks;
use super::sequence::{self, plantuml_reader};
use crate::evaluate::parity::{imported, library, parity, read};
use crate::model::{Entity, Model};
use crate::threat::Library;

/// The models that somebody drew with pytm: what to read, and the path of the drawings without an extension.
fn models(folder: &Path) -> Vec<(PathBuf, PathBuf)> {
    let mut models = Vec::new();
    for folder in [folder.join("models"), folder.join("random")] {
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let drawn = name.strip_suffix(".puml").map(|name| folder.join(name));
            if let Some(drawn) = drawn {
                let input = [".in.json", ".json"].map(|it| PathBuf::from(format!("{}{it}", drawn.display())));
                models.push((input.into_iter().find(|it| it.exists()).expect("a model beside its drawing"), drawn));
            }
        }
    }
    models.sort();
    models
}

/// Runs `check` on each model, and fails with all that differs.
fn each(check: impl Fn(&Model, &Path, &Library) -> Vec<String>) {
    let Some(folder) = parity() else { return };
    let library = library(&folder);
    let models = models(&folder);
    assert!(!models.is_empty());
    let mut report = String::new();
    for (input, drawn) in models {
        for line in check(&imported(&input), &drawn, &library) {
            report += &format!("{}: {line}\n", drawn.display());
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// The lines that are in one list and not in the other.
fn differences(ours: Vec<String>, theirs: Vec<String>) -> Vec<String> {
    let mut counts: BTreeMap<String, i32> = BTreeMap::new();
    for line in ours {
        *counts.entry(line).or_default() += 1;
    }
    for line in theirs {
        *counts.entry(line).or_default() -= 1;
    }
    let differing = counts.into_iter().filter(|(_, count)| *count != 0);
    differing.map(|(line, count)| format!("{} {line}", if count > 0 { "only ours:" } else { "only pytm's:" })).collect()
}

/// What is left out of a comparison, where pytm is mistaken.
struct Tolerance<'a> {
    model: &'a Model,
    colours: bool,
}

/// A graph as lines that do not depend on ids or order.
fn seen(graph: &Graph, tolerance: &Tolerance<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut names = BTreeMap::new();
    let unused = tolerance.model.options.ignore_unused;
    let innermost = |within: &[String]| match unused {
        true => within.last().cloned().unwrap_or_default(),
        false => within.join(" / "),
    };
    let is_coloured_otherwise = |name: &str| {
        let is_it = |it: &Entity| squeezed(&it.name) == squeezed(name);
        let differs = |it: &Entity| !it.in_scope() || tolerance.colours && !it.overrides.is_empty();
        tolerance.model.targets().map(|it| tolerance.model.entity(it)).any(|it| is_it(it) && differs(it))
    };
    let disputed = disputed(tolerance.model);
    for node in &graph.nodes {
        let name = label(&node.attributes);
        let colour = if is_coloured_otherwise(&name) { "any" } else { colour(&node.attributes) };
        lines.push(format!("{} `{name}` in `{}`, {colour}", shape(&node.attributes), innermost(&node.within)));
        names.insert(node.id.as_str(), name);
    }
    let used: BTreeSet<_> = graph.nodes.iter().filter_map(|node| node.within.last()).collect();
    let clusters = graph.clusters.iter().filter(|it| !unused || it.last().is_some_and(|name| used.contains(name)));
    lines.extend(clusters.map(|it| format!("boundary `{}`", innermost(it))));
    for edge in &graph.edges {
        // A node that is only mentioned is one that Graphviz invents.
        let [Some(source), Some(sink)] = [&edge.source, &edge.sink].map(|end| names.get(end.as_str())) else {
            continue;
        };
        if disputed.contains(&(squeezed(source), squeezed(sink))) {
            continue;
        }
        let direction = edge.attributes["dir"].raw();
        let merged = direction == "both" && tolerance.colours;
        let name = label(&edge.attributes);
        let plain = name.split_once(") ").map_or(name.as_str(), |(_, name)| name);
        let colour = if merged || is_coloured_otherwise(plain) { "any" } else { colour(&edge.attributes) };
        lines.push(format!("`{source}` {direction} `{sink}`: `{name}`, {colour}"));
    }
    lines
}

/// The names of ends between which pytm matches replies and requests differently.
fn disputed(model: &Model) -> BTreeSet<(String, String)> {
    let mut ends = BTreeSet::new();
    for reply in model.dataflows.iter().filter(|it| it.is_response && model.options.merge_responses) {
        let between = |source, sink| model.dataflows.iter().filter(move |it| it.source == source && it.sink == sink);
        let replies = between(reply.source, reply.sink).filter(|it| it.is_response);
        if replies.count() > 1 || between(reply.sink, reply.source).any(|it| it.is_response) {
            let [a, b] = [reply.source, reply.sink].map(|end| squeezed(&model.element(end).entity.name));
            ends.extend([(a.clone(), b.clone()), (b, a)]);
        }
    }
    ends
}

/// A name without its spaces, since labels break in the middle of long words.
fn squeezed(name: &str) -> String {
    name.split_whitespace().collect()
}

/// What a node or an edge says, on one line: pytm breaks long words, and so do we.
fn label(attributes: &Attributes) -> String {
    let lines = ["xlabel", "label"].iter().filter_map(|name| attributes.get(*name)).map(|it| it.lines());
    lines.flatten().collect::<Vec<_>>().join(" ")
}

/// The shape; pytm paints datastores with a picture, and words the box of a lambda differently.
fn shape(attributes: &Attributes) -> &str {
    match attributes["shape"].raw() {
        "none" if attributes.contains_key("image") => "cylinder",
        "rectangle" => "box",
        shape => shape,
    }
}

fn colour(attributes: &Attributes) -> &str {
    attributes["color"].raw()
}

/// Compares the drawings `NAME.EXTENSION` with ours.
fn compare_dfd(extension: &str, levels: &[i64], colours: bool) {
    each(|model, drawn, library| {
        let path = PathBuf::from(format!("{}.{extension}", drawn.display()));
        if !path.exists() {
            return Vec::new();
        }
        let assessment = crate::decide::decide(
            model,
            library,
            crate::evaluate::evaluate(model, library),
            &crate::decide::Terms::on("2026-11-21"),
        )
        .0;
        let marks = Marks::new(&assessment);
        let options = DfdOptions { levels, colours: colours.then_some(&marks), ..DfdOptions::default() };
        let ours = dot_reader::read(&dfd::dot(model, &options)).unwrap();
        match dot_reader::read(&read(&path)) {
            Ok(theirs) => {
                let tolerance = Tolerance { model, colours };
                differences(seen(&ours, &tolerance), seen(&theirs, &tolerance))
            }
            Err(fault) => vec![fault],
        }
    });
}

#[test]
fn data_flow_diagrams_show_what_pytms_show() {
    compare_dfd("dot", &[], false);
}

#[test]
fn a_level_shows_what_it_shows_in_pytm() {
    compare_dfd("levels-1.dot", &[1], false);
}

#[test]
fn colours_are_those_of_pytm() {
    compare_dfd("colormap.dot", &[], true);
}

#[test]
fn sequence_diagrams_show_what_pytms_show() {
    each(|model, drawn, _| {
        let ours = plantuml_reader::read(&sequence::plantuml(model)).unwrap();
        let dashed: Vec<_> = ours.messages.iter().map(|it| it.is_dashed).collect();
        assert_eq!(dashed, model.dataflows.iter().map(|it| it.is_response).collect::<Vec<_>>(), "{}", drawn.display());
        let sorted = model.options.ignore_unused;
        let theirs = match plantuml_reader::read(&read(&PathBuf::from(format!("{}.puml", drawn.display())))) {
            Ok(theirs) => spoken(&theirs, sorted),
            Err(fault) => return vec![fault],
        };
        let ours = spoken(&ours, sorted);
        let length = (ours.len() != theirs.len()).then(|| "one is longer".to_owned());
        let differing = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
        differing.map(|(ours, theirs)| format!("{ours}, in pytm {theirs}")).or(length).into_iter().collect()
    });
}

/// A sequence diagram as lines, in its order; the participants may be sorted.
fn spoken(sequence: &plantuml_reader::Sequence, sorted: bool) -> Vec<String> {
    let name = |id: &str| &sequence.participants.iter().find(|it| it.id == id).expect("the reader looked").name;
    let mut lines: Vec<_> = sequence.participants.iter().map(|it| format!("{} `{}`", it.kind, it.name)).collect();
    if sorted {
        lines.sort();
    }
    let number = |label: &str| label.strip_prefix('(')?.split_once(')')?.0.parse::<u32>().ok();
    let mut messages: Vec<_> = sequence.messages.iter().collect();
    messages.sort_by_key(|it| number(&it.label));
    let messages = messages.into_iter().map(|it| {
        let plantuml_reader::Message { label, note, .. } = it;
        format!("`{}` to `{}`: `{label}` ({note})", name(&it.source), name(&it.sink))
    });
    lines.extend(messages);
    lines
}
