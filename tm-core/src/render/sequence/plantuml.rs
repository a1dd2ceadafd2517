//! The sequence diagram for PlantUML.

use std::fmt::Write as _;

use tm_schema::Class;

use super::{messages, note, participants};
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
    for (_, flow) in messages(model) {
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
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::render::sequence::plantuml_reader;
    use crate::render::{fixture, words};

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

    proptest! {
        #[test]
        fn plantuml_reads_back_any_text(text in prop_oneof!["\\PC{0,40}", r#"[<U+0-9>"'&;%$!*/_~\n-]{0,40}"#]) {
            let model = fixture::model(json!({
                "elements": [{ "id": "x", "name": text, "class": "Server" }],
                "flows": [{ "source": "x", "sink": "x", "name": text, "note": text }],
            }));
            let sequence = plantuml_reader::read(&plantuml(&model)).unwrap();
            prop_assert_eq!(&sequence.participants[0].name, &words::one_line(&model.elements[0].entity.name));
            prop_assert_eq!(&sequence.messages[0].label, &words::one_line(&model.dataflows[0].entity.name));
            prop_assert_eq!(&sequence.messages[0].note, &words::one_line(&text));
        }
    }
}
