//! The small schemas that the large ones are made of.

use tm_schema::{AttributeId, Class, ValueType};

use crate::render::json::Json;

/// Keys and values of an object, in order.
pub(super) type Entries = Vec<(String, Json)>;

/// Entries with these keys.
pub(super) fn entries<const N: usize>(entries: [(&str, Json); N]) -> Entries {
    entries.map(|(key, value)| (key.to_owned(), value)).into()
}

/// An object of the keys in `properties` and no others, of which `required` must be there.
pub(super) fn object(description: &str, required: &[&str], properties: Entries) -> Json {
    let mut schema = entries([("description", description.into())]);
    schema.extend(object_entries(required, properties));
    Json::Object(schema)
}

/// The same without a description, to be added to.
pub(super) fn object_entries(required: &[&str], properties: Entries) -> Entries {
    let mut schema = entries([("type", "object".into())]);
    if !required.is_empty() {
        schema.extend(entries([("required", texts(required))]));
    }
    schema.extend(entries([("properties", Json::Object(properties)), ("additionalProperties", false.into())]));
    schema
}

/// A document with a title: an object, and what its parts are called.
pub(super) fn document(title: &str, required: &[&str], properties: Entries, definitions: Entries) -> Entries {
    let mut schema = entries([("title", title.into())]);
    schema.extend(object_entries(required, properties));
    schema.push(("$defs".to_owned(), Json::Object(definitions)));
    schema
}

/// A list of texts, on one line.
pub(super) fn texts(texts: &[&str]) -> Json {
    Json::List(texts.iter().map(|it| (*it).into()).collect()).on_one_line()
}

/// A value of a type, on one line.
pub(super) fn plain(kind: &str, description: &str) -> Json {
    described(entries([("type", kind.into())]), description)
}

/// A list of `items`.
pub(super) fn list(items: Json, description: &str) -> Json {
    described(entries([("type", "array".into()), ("items", items)]), description)
}

/// What stands under that name in `$defs`.
pub(super) fn reference(name: &str) -> Json {
    Json::object([("$ref", format!("#/$defs/{name}").into())]).on_one_line()
}

/// One of those texts.
pub(super) fn one_of<'a>(texts: impl IntoIterator<Item = &'a str>, description: &str) -> Json {
    let texts = texts.into_iter().map(Json::from).collect();
    described(entries([("enum", Json::List(texts))]), description)
}

/// A schema with a description, on one line.
pub(super) fn described(mut schema: Entries, description: &str) -> Json {
    if !description.is_empty() {
        schema.push(("description".to_owned(), description.into()));
    }
    Json::Object(schema).on_one_line()
}

/// A value of any attribute.
pub(super) fn any_value(description: &str) -> Json {
    let kinds = ["boolean", "integer", "string", "null", "array"].map(Json::from);
    let item = Json::object([("type", Json::List(vec!["string".into(), "integer".into()]))]);
    described(entries([("type", Json::List(kinds.into())), ("items", item)]), description)
}

/// A place in a file, as every document has it.
pub(super) fn location() -> Json {
    let number = |description: &str| {
        described(
            entries([("type", "integer".into()), ("minimum", 0.into()), ("maximum", u32::MAX.into())]),
            description,
        )
    };
    let properties = entries([
        ("file", plain("string", "The path, relative to the workspace.")),
        ("line", number("The first line is 1.")),
        ("column", number("Characters, the first is 1.")),
        ("end_line", number("The line where it ends.")),
        ("end_column", number("The column behind its last character.")),
    ]);
    object("A place in a file.", &["file", "line", "column", "end_line", "end_column"], properties)
}

/// A value of `attribute`, as a thing of `class` may state it.
pub(super) fn attribute(attribute: AttributeId, class: Class) -> Json {
    let doc = attribute.get().doc;
    let mut schema = match attribute.get().value {
        ValueType::Bool => entries([("type", "boolean".into())]),
        ValueType::Text => entries([("type", "string".into())]),
        ValueType::Int { min, max } => {
            entries([("type", "integer".into()), ("minimum", min.into()), ("maximum", max.into())])
        }
        ValueType::Member(of) => entries([("$ref", format!("#/$defs/{}", of.name).into())]),
        ValueType::One(kind) => {
            return described(entries([("type", "string".into())]), &reference_doc(doc, kind.noun()));
        }
        ValueType::Many(kind) => return list(plain("string", ""), &reference_doc(doc, kind.noun())),
        ValueType::Members(of) => {
            let member = entries([("$ref", format!("#/$defs/{}", of.name).into())]);
            return list(described(member, ""), doc);
        }
        ValueType::Texts => return list(plain("string", ""), doc),
        ValueType::Ints => {
            let number = [("type", "integer".into()), ("minimum", 0.into()), ("maximum", i64::MAX.into())];
            return list(described(entries(number), ""), doc);
        }
    };
    let default = match (attribute.get().default_for(class), attribute.get().value) {
        (tm_schema::Value::Bool(it), _) => Some(it.into()),
        (tm_schema::Value::Text(it), _) if !it.is_empty() => Some(it.into()),
        (tm_schema::Value::Member(it), ValueType::Member(of)) => Some(of.members[usize::from(it)].name.into()),
        _ => None, // Numbers and texts that mean "none" cannot be written.
    };
    schema.extend(default.map(|it| ("default".to_owned(), it)));
    described(schema, doc)
}

fn reference_doc(doc: &str, noun: &str) -> String {
    match noun {
        "data" => format!("{doc} Ids or names of data, or free texts."),
        _ => format!("{doc} The id or name of a {noun}.").replace(" a element", " an element"),
    }
}
