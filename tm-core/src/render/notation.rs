//! How something is written where it is said: in an annotation, in a model file, in one of pytm's.
//!
//! ```text
//! #[element(Server, …)]     controls(validates_input = false)
//! a model file              "controls": { "validates_input": false }
//! pytm's JSON               "controls": { "validatesInput": false }
//! ```

use tm_schema::{AttributeId, ValueType};

use super::words;
use crate::model::{Entity, Model, Target, Value};

/// Whose words a model is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// Annotations of Rust code.
    #[default]
    Rust,
    /// The JSON that `cargo tm model` writes.
    Model,
    /// pytm's JSON.
    Pytm,
}

impl Notation {
    /// How `entity` is written in a model that is written in this notation: what stands in a Rust file is Rust.
    fn of(self, entity: &Entity) -> Notation {
        let is_rust = entity.at.as_ref().is_some_and(|at| at.file.ends_with(".rs"));
        if is_rust { Notation::Rust } else { self }
    }

    /// What to add to say that `attribute` of `target` is `value`.
    pub fn line(self, model: &Model, target: Target, attribute: AttributeId, value: &Value) -> String {
        let entity = model.entity(target);
        let Notation::Rust = self.of(entity) else { return self.key(model, attribute, value) };
        let name = attribute.get().name;
        let said = match value {
            Value::Bool(true) => name.to_owned(),
            Value::Member(it) => format!("{name} = {}", words::member(attribute, *it)),
            Value::Members(list) => {
                let names: Vec<_> = list.iter().map(|it| words::member(attribute, *it)).collect();
                format!("{name} = [{}]", names.join(", "))
            }
            other => format!("{name} = {}", literal(model, other, |it| it.name.clone())),
        };
        if attribute.get().is_control { format!("controls({said})") } else { said }
    }

    /// The key and the value in a JSON object.
    fn key(self, model: &Model, attribute: AttributeId, value: &Value) -> String {
        let it = attribute.get();
        let name = if self == Notation::Pytm && !it.pytm.is_empty() { it.pytm } else { it.name };
        let value = match (value, it.value) {
            (Value::Member(index), ValueType::Member(of)) => {
                let member = &of.members[usize::from(*index)];
                let pytm = member.pytm.first().filter(|_| self == Notation::Pytm);
                format!("{:?}", pytm.copied().unwrap_or(member.name))
            }
            (Value::Members(list), ValueType::Members(_)) => {
                let names: Vec<_> = list.iter().map(|it| words::member(attribute, *it)).collect();
                format!("{names:?}")
            }
            (other, _) if self == Notation::Pytm => literal(model, other, |it| it.name.clone()),
            (other, _) => literal(model, other, |it| it.id.clone()),
        };
        match it.is_control {
            true => format!("\"controls\": {{ \"{name}\": {value} }}"),
            false => format!("\"{name}\": {value}"),
        }
    }

    /// Where it belongs: `#[element(Server, …)] at src/web.rs:12`, or the object of the file.
    pub fn place(self, model: &Model, target: Target) -> String {
        let entity = model.entity(target);
        if self.of(entity) != Notation::Rust {
            let list = match target {
                Target::Element(_) => "elements",
                Target::Boundary(_) => "boundaries",
                Target::Data(_) => "data",
                Target::Dataflow(_) => "flows",
            };
            return match self {
                Notation::Pytm => format!("the object `{}`", words::one_line(&entity.name)),
                _ => format!("`{}` of `{list}`", words::one_line(&entity.id)),
            };
        }
        let of = match target {
            Target::Element(_) => format!("#[element({}, …)]", entity.class.name()),
            Target::Boundary(_) => "#[boundary(…)]".to_owned(),
            Target::Data(id) if !model.datum(id).is_declared => {
                format!("a new #[data(name = {:?}, …)] struct", words::one_line(&entity.name))
            }
            Target::Data(_) => "#[data(…)]".to_owned(),
            Target::Dataflow(id) if model.dataflow(id).is_response => "this reply of dataflow!".to_owned(),
            Target::Dataflow(_) => "dataflow!".to_owned(),
        };
        match &entity.at {
            Some(at) => format!("{of} at {}", words::place(at)),
            None => of,
        }
    }
}

/// The value as Rust and JSON both write it.
fn literal(model: &Model, value: &Value, name: impl Fn(&Entity) -> String) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let named = |target: &Target| quoted(&name(model.entity(*target)));
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    match value {
        Value::Bool(it) => it.to_string(),
        Value::Int(it) => it.to_string(),
        Value::Member(_) | Value::Members(_) => unreachable!("members are written by their names"),
        Value::Text(it) => quoted(it),
        Value::One(it) => it.as_ref().map_or_else(|| "null".to_owned(), named),
        Value::Many(items) => list(items.iter().map(named).collect()),
        Value::Texts(items) => list(items.iter().map(|it| quoted(it)).collect()),
        Value::Ints(items) => list(items.iter().map(i64::to_string).collect()),
    }
}
