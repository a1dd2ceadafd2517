//! The data-flow diagram for PlantUML: boundaries are frames, elements are shapes of its component diagrams.

use std::fmt::Write as _;

use super::drawing::{Colour, DfdOptions, Inside, Shape, drawing};
use crate::model::Model;
use crate::render::plantuml_text::plantuml_text;

/// The diagram in PlantUML's language.
pub fn plantuml(model: &Model, options: &DfdOptions<'_>) -> String {
    let drawing = drawing(model, options);
    let mut out = "@startuml\nleft to right direction\n\n".to_owned();
    let border = if drawing.is_coloured { "black" } else { "firebrick" };
    write_inside(&mut out, &drawing.outside, 0, border);
    out.push('\n');
    for arrow in &drawing.arrows {
        let labels: Vec<_> = arrow.labels.iter().map(|label| plantuml_text(label)).collect();
        let tip = if arrow.points_both_ways { "<" } else { "" };
        let style = line(arrow.colour).map_or(String::new(), |colour| format!("[#{colour}]"));
        let _ = writeln!(out, "{} {tip}-{style}-> {} : {}", arrow.source, arrow.sink, labels.join("\\n"));
    }
    out.push_str("@enduml\n");
    out
}

fn write_inside(out: &mut String, inside: &Inside, depth: usize, border: &str) {
    let pad = "  ".repeat(depth);
    for node in &inside.nodes {
        let shape = match node.shape {
            Shape::Square => "rectangle",
            Shape::Circle => "component",
            Shape::DoubleCircle => "collections",
            Shape::Cylinder => "database",
            Shape::Hexagon => "agent", // `hexagon` is newer than what stable distributions ship
            Shape::RoundedBox => "card",
            Shape::Zone => "frame",
        };
        let style = match (node.colour, line(node.colour)) {
            (Colour::OutOfScope, Some(colour)) => format!(" #line:{colour};text:{colour}"),
            (_, Some(colour)) => format!(" #line:{colour}"),
            (_, None) => String::new(),
        };
        let _ = writeln!(out, "{pad}{shape} \"{}\" as {}{style}", plantuml_text(&node.name), node.key);
    }
    for cluster in &inside.clusters {
        let name = plantuml_text(&cluster.name);
        let _ = writeln!(out, "{pad}frame \"{name}\" as {} #line:{border};line.dashed {{", cluster.key);
        write_inside(out, &cluster.inside, depth + 1, border);
        let _ = writeln!(out, "{pad}}}");
    }
}

fn line(colour: Colour) -> Option<&'static str> {
    match colour {
        Colour::Plain => None,
        Colour::OutOfScope => Some("darkgray"),
        Colour::Red => Some("firebrick"),
        Colour::Yellow => Some("goldenrod"),
        Colour::Green => Some("darkgreen"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn the_guestbook() {
        insta::assert_snapshot!(plantuml(&fixture::guestbook(), &DfdOptions::default()));
    }

    #[test]
    fn hostile_names_stay_in_their_quotes() {
        for line in plantuml(&fixture::hostile(), &DfdOptions::default()).lines() {
            assert!([1, 3].contains(&line.split('"').count()), "{line}");
            assert!(!line.contains(['%', '$', '\'', '`', '|', '*', '\\', '!']), "{line}");
            assert!(!line.replace("<U+", "").contains('<'), "{line}");
        }
    }
}
