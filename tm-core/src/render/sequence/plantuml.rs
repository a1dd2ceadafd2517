//! The sequence diagram for PlantUML.

use std::fmt::Write as _;

use tm_schema::Class;

use super::{note, participants};
use crate::model::Model;
use crate::render::dfd::label;
use crate::render::node_key;
use crate::render::plantuml_text::plantuml_text;

/// The diagram in PlantUML's language.
pub fn plantuml(model: &Model) -> String {
    let mut out = "@startuml\n".to_owned();
    for (id, element) in participants(model) {
        let kind = match element.entity.class {
            Class::Actor => "actor",
            Class::Datastore => "database",
            _ => "entity",
        };
        let name = plantuml_text(&element.entity.name);
        let _ = writeln!(out, "{kind} {} as \"{name}\"", node_key::element(model, id));
    }
    out.push('\n');
    for flow in &model.dataflows {
        let [source, sink] = [flow.source, flow.sink].map(|end| node_key::element(model, end));
        let arrow = if flow.is_response { "-->" } else { "->" };
        let _ = writeln!(out, "{source} {arrow} {sink}: {}", plantuml_text(&label(flow)));
        if let Some(note) = note(flow) {
            let _ = writeln!(out, "note left: {}", plantuml_text(note));
        }
    }
    out.push_str("@enduml\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn the_guestbook() {
        insta::assert_snapshot!(plantuml(&fixture::guestbook()));
    }

    #[test]
    fn hostile_names_stay_in_their_quotes() {
        for line in plantuml(&fixture::hostile()).lines() {
            assert!([1, 3].contains(&line.split('"').count()), "{line}");
            assert!(!line.contains(['%', '$', '\'', '`', '|', '*', '\\', '!']), "{line}");
            assert!(!line.replace("<U+", "").contains('<'), "{line}");
        }
    }
}
