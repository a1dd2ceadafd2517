//! The schema of the model.

use tm_schema::{Attribute, Class, ENUMERATIONS, Enumeration, RESPONSES};

use super::value::{
    Entries, attribute, described, entries, list, location, object, object_entries, one_of, plain, reference, texts,
};
use crate::declared::file::VERSION;
use crate::render::json::Json;
use crate::threat::Severity;

pub(super) fn schema() -> Entries {
    let lists = [
        ("boundaries", "Boundary", "The trust boundaries."),
        ("data", "Data", "The kinds of information that flow or rest."),
        ("elements", "element", "The nodes of the diagram."),
        ("flows", "Dataflow", "The edges of the diagram, in the order of the model."),
    ];
    let mut properties = entries([
        ("$schema", plain("string", "Where this schema is, for editors.")),
        ("version", described(entries([("const", VERSION.into())]), "The version of the format.")),
        ("name", plain("string", "What people call the model.")),
        ("description", plain("string", "What it is a model of.")),
    ]);
    properties.extend(own_attributes(Class::Model, &["name", "description", "assumptions"]));
    properties.push(("assumptions".to_owned(), list(reference("assumption"), "What the model takes for granted.")));
    properties.push(("location".to_owned(), reference("location")));
    properties.extend(lists.map(|(key, item, doc)| (key.to_owned(), list(reference(item), doc))));
    let mut schema = entries([("title", "The model of `cargo tm`".into()), ("description", Class::Model.doc().into())]);
    schema.extend(object_entries(&[], properties));
    schema.push(("$defs".to_owned(), Json::Object(definitions())));
    schema
}

fn definitions() -> Entries {
    let mut all = vec![("element".to_owned(), element())];
    all.extend(Class::elements().map(|class| (class.name().to_owned(), thing(class, &["class"]))));
    all.push(("Boundary".to_owned(), thing(Class::Boundary, &[])));
    all.push(("Data".to_owned(), thing(Class::Data, &[])));
    all.push(("Dataflow".to_owned(), thing(Class::Dataflow, &["source", "sink"])));
    all.push(("reply".to_owned(), reply()));
    all.push(("controls".to_owned(), controls()));
    all.extend(ENUMERATIONS.iter().map(|it| (it.name.to_owned(), enumeration(it))));
    all.push(("expectation".to_owned(), expectation()));
    all.push(("override".to_owned(), override_()));
    all.push(("assumption".to_owned(), assumption()));
    all.push(("location".to_owned(), location()));
    all.push(("stated_at".to_owned(), stated_at()));
    all
}

/// Any element: its class says which definition holds.
fn element() -> Json {
    let classes = Class::elements().map(|class| {
        let is_it = Json::object([("const", class.name().into())]);
        let condition = Json::object([("properties", Json::object([("class", is_it)]))]);
        Json::object([("if", condition), ("then", reference(class.name()))]).on_one_line()
    });
    let classes = Json::List(classes.collect());
    let class = one_of(Class::elements().map(Class::name), "What kind of element it is.");
    Json::object([
        ("description", "A node of the diagram: what can be said of it depends on its class.".into()),
        ("type", "object".into()),
        ("required", texts(&["class"])),
        ("properties", Json::object([("class", class)])),
        ("allOf", classes),
    ])
}

/// A thing of a class, with all that can be said of it.
fn thing(class: Class, required: &[&str]) -> Json {
    let mut properties =
        entries([("id", plain("string", "What others refer to it by; made of the name if left out."))]);
    if required.contains(&"class") {
        properties.push(("class".to_owned(), Json::object([("const", class.name().into())]).on_one_line()));
    }
    properties.extend(own_attributes(class, &[]));
    if class.is_a(Class::Element) {
        properties.push(("controls".to_owned(), reference("controls")));
    }
    if class == Class::Dataflow {
        properties.push(("reply".to_owned(), reference("reply")));
    }
    properties.extend(entries([
        ("expect", list(reference("expectation"), "Decisions on findings.")),
        ("overrides", list(reference("override"), "What is said of single findings.")),
        ("assumptions", list(reference("assumption"), "What is taken for granted of it.")),
        ("location", reference("location")),
        ("stated_at", reference("stated_at")),
    ]));
    object(class.doc(), required, properties)
}

/// A flow back, written inside the flow that it answers.
fn reply() -> Json {
    let mut properties =
        entries([("id", plain("string", "What others refer to it by; made of the name if left out."))]);
    properties.extend(own_attributes(Class::Dataflow, &["source", "sink", "is_response", "response_to"]));
    properties.push(("controls".to_owned(), reference("controls")));
    properties.push(("assumptions".to_owned(), list(reference("assumption"), "What is taken for granted of it.")));
    object("The reply to a flow, from its sink to its source.", &[], properties)
}

/// What can be written of a class, controls aside.
fn own_attributes(class: Class, without: &[&str]) -> Entries {
    let is_own = |it: &Attribute| !it.is_control && !it.derived && !without.contains(&it.name);
    let own = tm_schema::attributes_of(class).filter(|id| is_own(id.get()));
    own.map(|id| (id.get().name.to_owned(), attribute(id, class))).collect()
}

fn controls() -> Json {
    let controls = tm_schema::attributes_of(Class::Element).filter(|id| id.get().is_control);
    let controls = controls.map(|id| (id.get().name.to_owned(), attribute(id, Class::Element)));
    object("What it does to protect itself, or is said not to do.", &[], controls.collect())
}

fn enumeration(of: &Enumeration) -> Json {
    let member = |it: &tm_schema::Member| described(entries([("const", it.name.into())]), it.doc);
    let members = Json::List(of.members.iter().map(member).collect());
    Json::object([("description", of.doc.into()), ("oneOf", members)])
}

fn expectation() -> Json {
    let day = [("type", "string".into()), ("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$".into())];
    let reason = [("type", "string".into()), ("pattern", "\\S".into())];
    let properties = entries([
        ("id", plain("string", "The threat, by id or alias.")),
        ("reason", described(entries(reason), "Why.")),
        ("owner", plain("string", "Who answers for it.")),
        ("until", described(entries(day), "The last day it holds, YYYY-MM-DD; left out, it holds for ever.")),
        ("until_changed", plain("boolean", "Whether it holds only for as long as the code is what was reviewed.")),
        ("as", one_of(RESPONSES, "What was decided; `accepted` if left out.")),
    ]);
    object("A decision on a finding.", &["id", "reason"], properties)
}

fn override_() -> Json {
    let id = [("type", "string".into()), ("minLength", 1.into())];
    let properties = entries([
        ("id", described(entries(id), "The threat, by id or alias.")),
        ("severity", one_of(Severity::ALL.map(Severity::name), "How bad it is here.")),
        ("cvss", plain("string", "A CVSS score or vector.")),
        (
            "response",
            plain("string", "What was done; one that begins with the word of a decision decides the finding."),
        ),
        ("always", plain("boolean", "Whether the threat applies here whatever its condition says.")),
    ]);
    object("What is said of a single finding; what is left out stays as the threat has it.", &["id"], properties)
}

fn assumption() -> Json {
    let properties = entries([
        ("name", plain("string", "What is assumed, in a few words.")),
        ("description", plain("string", "More about it.")),
        ("exclude", list(plain("string", ""), "The threats it rules out, by id or alias.")),
    ]);
    let alone = plain("string", "An assumption that rules nothing out.");
    let whole = object("An assumption, and the threats it rules out.", &["name"], properties);
    Json::object([("oneOf", Json::List(vec![alone, whole]))])
}

fn stated_at() -> Json {
    let number = [("type", "integer".into()), ("minimum", 0.into()), ("maximum", u32::MAX.into())];
    let places = Json::object([
        ("type", "array".into()),
        ("items", Json::Object(entries(number))),
        ("minItems", 4.into()),
        ("maxItems", 4.into()),
    ]);
    Json::object([
        (
            "description",
            "Where each value stands, in the file of `location`: line, column, last line, last column.".into(),
        ),
        ("type", "object".into()),
        ("additionalProperties", places.on_one_line()),
    ])
}
