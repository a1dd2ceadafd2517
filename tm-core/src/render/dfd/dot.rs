//! The data-flow diagram for Graphviz, in the structure pytm draws.

use std::fmt::Write as _;

use super::drawing::{Arrow, Cluster, Colour, DfdOptions, Inside, Node, Shape, drawing};
use super::wrap::wrapped;
use crate::model::Model;

/// Labels are broken at this many characters, as pytm does.
const COLUMNS: usize = 18;

const HEAD: &str = r#"digraph tm {
    graph [
        fontname = Arial;
        fontsize = 14;
        rankdir = LR;
        nodesep = 1;
    ]
    node [
        fontname = Arial;
        fontsize = 14;
    ]
    edge [
        arrowtail = onormal;
        fontname = Arial;
        fontsize = 12;
    ]
"#;

/// The diagram in Graphviz' language.
pub fn dot(model: &Model, options: &DfdOptions<'_>) -> String {
    let drawing = drawing(model, options);
    let mut out = HEAD.to_owned();
    let border = if drawing.is_coloured { "black" } else { "firebrick2" };
    write_inside(&mut out, &drawing.outside, 4, border);
    for arrow in &drawing.arrows {
        write_arrow(&mut out, arrow);
    }
    out.push_str("}\n");
    out
}

fn write_inside(out: &mut String, inside: &Inside, indent: usize, border: &str) {
    for node in &inside.nodes {
        write_node(out, node, indent);
    }
    for cluster in &inside.clusters {
        write_cluster(out, cluster, indent, border);
    }
}

fn write_cluster(out: &mut String, cluster: &Cluster, indent: usize, border: &str) {
    let pad = " ".repeat(indent);
    let _ = write!(
        out,
        "
{pad}subgraph cluster_{} {{
{pad}    graph [
{pad}        fontname = \"Arial Italic\";
{pad}        fontsize = 10;
{pad}        fontcolor = black;
{pad}        style = dashed;
{pad}        color = {border};
{pad}        label = {};
{pad}    ]
",
        cluster.key,
        label(&[&cluster.name]),
    );
    write_inside(out, &cluster.inside, indent + 4, border);
    let _ = writeln!(out, "{pad}}}");
}

fn write_node(out: &mut String, node: &Node, indent: usize) {
    let pad = " ".repeat(indent);
    let (shape, mut styles) = match node.shape {
        Shape::Square => ("square", vec![]),
        Shape::Circle => ("circle", vec![]),
        Shape::DoubleCircle => ("doublecircle", vec![]),
        Shape::Cylinder => ("cylinder", vec![]),
        Shape::Hexagon => ("hexagon", vec![]),
        Shape::RoundedBox => ("box", vec!["rounded"]),
        Shape::Zone => ("box", vec!["dashed"]),
    };
    let (colour, fill) = colours(node.colour);
    let _ = writeln!(out, "\n{pad}{} [\n{pad}    shape = {shape};\n{pad}    color = {colour};", node.key);
    let _ = writeln!(out, "{pad}    fontcolor = {};", if node.colour == Colour::OutOfScope { colour } else { "black" });
    if let Some(fill) = fill {
        let _ = writeln!(out, "{pad}    fillcolor = \"{fill}\";");
        styles.push("filled");
    }
    if !styles.is_empty() {
        let _ = writeln!(out, "{pad}    style = \"{}\";", styles.join(","));
    }
    let _ = writeln!(out, "{pad}    label = {};\n{pad}    margin = 0.02;\n{pad}]", label(&[&node.name]));
}

fn write_arrow(out: &mut String, arrow: &Arrow) {
    let (colour, _) = colours(arrow.colour);
    let direction = if arrow.points_both_ways { "both" } else { "forward" };
    let labels: Vec<_> = arrow.labels.iter().map(String::as_str).collect();
    let _ = write!(
        out,
        "
    {} -> {} [
        color = {colour};
        fontcolor = {colour};
        dir = {direction};
        label = {};
    ]
",
        arrow.source,
        arrow.sink,
        label(&labels),
    );
}

/// The line's colour and the fill, as pytm's.
fn colours(colour: Colour) -> (&'static str, Option<&'static str>) {
    match colour {
        Colour::Plain => ("black", None),
        Colour::OutOfScope => ("grey69", None),
        Colour::Red => ("firebrick3", Some("#b2222222")),
        Colour::Yellow => ("gold", Some("#ffd80022")),
        Colour::Green => ("darkgreen", Some("#00630022")),
    }
}

/// Texts as one quoted label: each wrapped, under one another.
///
/// Graphviz reads `\` and HTML entities in labels, so both are escaped.
fn label(texts: &[&str]) -> String {
    let lines: Vec<_> = texts.iter().flat_map(|text| wrapped(text, COLUMNS)).collect();
    let escape = |line: &String| line.replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", lines.iter().map(escape).collect::<Vec<_>>().join("\\n"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::render::dfd::dot_reader;
    use crate::render::fixture;
    use crate::render::picture::Marks;

    #[test]
    fn the_guestbook() {
        insta::assert_snapshot!(dot(&fixture::guestbook(), &DfdOptions::default()));
    }

    #[test]
    fn the_guestbook_in_colours() {
        let (model, library) = (fixture::guestbook(), fixture::library());
        let assessment = fixture::assessment(&model, &library);
        insta::assert_snapshot!(dot(
            &model,
            &DfdOptions { colours: Some(&Marks::new(&assessment)), ..DfdOptions::default() }
        ));
    }

    #[test]
    fn labels_are_escaped() {
        assert_eq!(label(&["a \"b\" \\n", "x & <y>\nz"]), r#""a \"b\" \\n\nx &amp; <y> z""#);
        assert_eq!(label(&[""]), "\"\"");
    }

    #[test]
    fn hostile_names_are_shown() {
        let model = fixture::hostile();
        let graph = dot_reader::read(&dot(&model, &DfdOptions::default())).unwrap();
        assert_eq!(graph.nodes.len(), model.elements.len());
        assert_eq!(graph.clusters.len(), model.boundaries.len());
        assert_eq!(graph.edges.len(), model.dataflows.len());
    }

    proptest! {
        #[test]
        fn graphviz_reads_back_any_text(text in prop_oneof!["\\PC{0,40}", r#"[\\\\nNGl"&;<>{}#a \n-]{0,40}"#]) {
            let element = |id: &str| json!({ "id": id, "name": text, "class": "Server", "boundary": "b" });
            let model = fixture::model(json!({
                "boundaries": [{ "id": "b", "name": text }],
                "elements": [element("x"), element("y")],
                "flows": [{ "source": "x", "sink": "y", "name": text }],
            }));
            let graph = dot_reader::read(&dot(&model, &DfdOptions::default())).unwrap();
            let shown = wrapped(&model.elements[0].entity.name, COLUMNS);
            prop_assert_eq!(&graph.nodes[0].attributes["label"].lines(), &shown);
            prop_assert_eq!(&graph.edges[0].attributes["label"].lines(), &wrapped(&model.dataflows[0].entity.name, COLUMNS));
            prop_assert_eq!(&graph.clusters[0][0], &wrapped(&model.boundaries[0].entity.name, COLUMNS).join("\n"));
            prop_assert_eq!(graph.nodes.len(), 2);
        }
    }
}
