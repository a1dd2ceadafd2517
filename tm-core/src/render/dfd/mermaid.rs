//! The data-flow diagram for Mermaid, which Markdown viewers draw.

use std::fmt::Write as _;

use super::drawing::{Colour, DfdOptions, Drawing, Inside, Shape, drawing};
use crate::model::Model;
use crate::render::mermaid_text::mermaid_text;

/// The diagram in Mermaid's language.
pub fn mermaid(model: &Model, options: &DfdOptions<'_>) -> String {
    let drawing = drawing(model, options);
    let mut out = "flowchart LR\n".to_owned();
    write_inside(&mut out, &drawing.outside, 1);
    for arrow in &drawing.arrows {
        let labels: Vec<_> = arrow.labels.iter().map(|label| mermaid_text(label)).collect();
        let tip = if arrow.points_both_ways { "<-->" } else { "-->" };
        let _ = writeln!(out, "  {} {tip}|\"{}\"| {}", arrow.source, labels.join("<br/>"), arrow.sink);
    }
    write_styles(&mut out, &drawing);
    out
}

fn write_inside(out: &mut String, inside: &Inside, depth: usize) {
    let pad = "  ".repeat(depth);
    for node in &inside.nodes {
        let [open, close] = match node.shape {
            Shape::Square | Shape::Zone => ["[", "]"],
            Shape::Circle => ["((", "))"],
            Shape::DoubleCircle => ["(((", ")))"],
            Shape::Cylinder => ["[(", ")]"],
            Shape::Hexagon => ["{{", "}}"],
            Shape::RoundedBox => ["(", ")"],
        };
        let class = class(node.colour).map_or(String::new(), |name| format!(":::{name}"));
        let _ = writeln!(out, "{pad}{}{open}\"{}\"{close}{class}", node.key, mermaid_text(&node.name));
    }
    for cluster in &inside.clusters {
        let _ = writeln!(out, "{pad}subgraph {}[\"{}\"]", cluster.key, mermaid_text(&cluster.name));
        write_inside(out, &cluster.inside, depth + 1);
        let _ = writeln!(out, "{pad}end");
    }
}

fn write_styles(out: &mut String, drawing: &Drawing) {
    let mut keys = Vec::new();
    cluster_keys(&drawing.outside, &mut keys);
    if !keys.is_empty() {
        let border = if drawing.is_coloured { "#666" } else { "#b22222" };
        let _ = writeln!(out, "  classDef boundary fill:none,stroke:{border},stroke-dasharray:5 5");
        let _ = writeln!(out, "  class {} boundary", keys.join(","));
    }
    let mut used = Vec::new();
    colours(&drawing.outside, &mut used);
    for colour in [Colour::OutOfScope, Colour::Red, Colour::Yellow, Colour::Green] {
        if let (Some(name), true) = (class(colour), used.contains(&colour)) {
            let fill = if colour == Colour::OutOfScope { "none,color:#999" } else { fill(colour) };
            let _ = writeln!(out, "  classDef {name} stroke:{},fill:{fill}", stroke(colour));
        }
    }
    for (index, arrow) in drawing.arrows.iter().enumerate().filter(|(_, arrow)| arrow.colour != Colour::Plain) {
        let _ = writeln!(out, "  linkStyle {index} stroke:{}", stroke(arrow.colour));
    }
}

fn cluster_keys<'d>(inside: &'d Inside, keys: &mut Vec<&'d str>) {
    for cluster in &inside.clusters {
        keys.push(&cluster.key);
        cluster_keys(&cluster.inside, keys);
    }
}

fn colours(inside: &Inside, used: &mut Vec<Colour>) {
    used.extend(inside.nodes.iter().map(|node| node.colour));
    inside.clusters.iter().for_each(|cluster| colours(&cluster.inside, used));
}

fn class(colour: Colour) -> Option<&'static str> {
    match colour {
        Colour::Plain => None,
        Colour::OutOfScope => Some("outOfScope"),
        Colour::Red => Some("red"),
        Colour::Yellow => Some("yellow"),
        Colour::Green => Some("green"),
    }
}

fn stroke(colour: Colour) -> &'static str {
    match colour {
        Colour::Plain => "#000",
        Colour::OutOfScope => "#999",
        Colour::Red => "#cd2626",
        Colour::Yellow => "#d4a900",
        Colour::Green => "#006400",
    }
}

fn fill(colour: Colour) -> &'static str {
    match colour {
        Colour::Plain | Colour::OutOfScope => "none",
        Colour::Red => "#b2222222",
        Colour::Yellow => "#ffd80022",
        Colour::Green => "#00630022",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn the_guestbook() {
        insta::assert_snapshot!(mermaid(&fixture::guestbook(), &DfdOptions::default()));
    }

    #[test]
    fn hostile_names_stay_in_their_quotes() {
        for line in mermaid(&fixture::hostile(), &DfdOptions::default()).lines() {
            let quoted: Vec<_> = line.split('"').collect();
            assert!(quoted.len() == 1 || quoted.len() == 3, "{line}");
            let text = quoted.get(1).unwrap_or(&"");
            assert!(!text.contains(['<', '>', '%', '{', '`', '|', '\\', '[', '_', '*']), "{line}");
        }
    }
}
