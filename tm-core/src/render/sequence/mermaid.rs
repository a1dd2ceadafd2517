//! The sequence diagram for Mermaid.

use std::fmt::Write as _;

use tm_schema::Class;

use super::{messages, note, participants};
use crate::model::Model;
use crate::render::dfd::label;
use crate::render::mermaid_text::mermaid_text;
use crate::render::node_key;

/// The diagram in Mermaid's language.
pub fn mermaid(model: &Model) -> String {
    let mut out = "sequenceDiagram\n".to_owned();
    for (id, element) in participants(model) {
        let kind = if element.entity.class == Class::Actor { "actor" } else { "participant" };
        let name = mermaid_text(&element.entity.name);
        let _ = writeln!(out, "  {kind} {} as {name}", node_key::element(model, id));
    }
    for (_, flow) in messages(model) {
        let [source, sink] = [flow.source, flow.sink].map(|end| node_key::element(model, end));
        let arrow = if flow.is_response { "-->>" } else { "->>" };
        let _ = writeln!(out, "  {source}{arrow}{sink}: {}", mermaid_text(&label(flow)));
        if let Some(note) = note(flow) {
            let _ = writeln!(out, "  Note left of {source}: {}", mermaid_text(note));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn the_guestbook() {
        insta::assert_snapshot!(mermaid(&fixture::guestbook()));
    }

    #[test]
    fn hostile_names_stay_in_their_line() {
        let text = mermaid(&fixture::hostile());
        assert!(text.lines().all(|line| line.starts_with("  ") || line == "sequenceDiagram"), "{text}");
        assert!(!text.contains(['"', '<', '%', '{', '`', '|']), "{text}");
    }
}
