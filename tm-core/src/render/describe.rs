//! The vocabulary for people, for `cargo tm describe CLASS…`.

use std::fmt::Write as _;

use tm_schema::{Attribute, AttributeId, Class, ENUMERATIONS, Enumeration, ValueType};

use super::table::table;
use crate::condition::predicates;

/// A name that is neither a class nor an enumeration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing is called `{name}`{}", .nearest.map(|it| format!("; did you mean `{it}`?")).unwrap_or_default())]
pub struct UnknownName {
    /// What was asked for.
    pub name: String,
    /// What was probably meant.
    pub nearest: Option<&'static str>,
}

/// What can be said of things of each named class, and the members of each named enumeration.
///
/// Without names it lists the classes and enumerations there are.
///
/// ```
/// let page = tm_core::render::describe::describe(&["Lifetime"]).unwrap();
/// assert!(page.starts_with("Lifetime"));
/// let fault = tm_core::render::describe::describe(&["Sever"]).unwrap_err();
/// assert_eq!(fault.to_string(), "nothing is called `Sever`; did you mean `Server`?");
/// ```
///
/// # Errors
/// The first name that is neither a class nor an enumeration.
pub fn describe(names: &[&str]) -> Result<String, UnknownName> {
    if names.is_empty() {
        return Ok(overview());
    }
    let pages = names.iter().map(|name| page(name)).collect::<Result<Vec<_>, _>>()?;
    Ok(pages.join("\n"))
}

fn page(name: &str) -> Result<String, UnknownName> {
    if let Some(class) = Class::from_name(name) {
        return Ok(describe_class(class));
    }
    if let Some(enumeration) = tm_schema::enumeration(name) {
        return Ok(describe_enumeration(enumeration));
    }
    if name == CONTROLS {
        return Ok(describe_controls());
    }
    if name == CONDITIONS {
        return Ok(describe_conditions());
    }
    let pages = [CONTROLS, CONDITIONS];
    let known = Class::all().map(Class::name).chain(ENUMERATIONS.iter().map(|it| it.name)).chain(pages);
    Err(UnknownName { name: name.to_owned(), nearest: crate::model::nearest(name, known) })
}

/// What asks for the page of all controls.
const CONTROLS: &str = "controls";

/// What asks for the page of all that conditions may ask.
const CONDITIONS: &str = "conditions";

fn describe_conditions() -> String {
    let doc = "When a threat applies: attributes of `target` compared, and joined by `and`, `or` and `not`.";
    let functions = [
        ["any(… for x in LIST if …)", "Some member of the list that passes the `if` is so; `if …` may be left out."],
        ["all(… for x in LIST if …)", "Every member is so."],
        ["len(LIST), len(x for x in LIST if …)", "How many there are."],
        ["VALUE in (VALUE, …)", "It is one of the values; of a list: `VALUE in LIST`."],
        ["REFERENCE is None", "It leads nowhere."],
    ];
    let functions = functions.map(|row| row.map(str::to_owned)).to_vec();
    let rows = predicates().map(|it| [it.call, it.of, it.doc.to_owned()]).collect();
    let mut page = format!("{CONDITIONS}\n  {doc}\n\n{}\n", table(["WRITTEN", "MEANS"], functions));
    page.push_str(&table(["PREDICATE", "OF", "MEANS"], rows));
    page.push_str(
        "\nLEVEL is a member of `Classification`. Some predicates stand for what could be written instead, of `it`:\n",
    );
    for (call, body) in predicates().filter_map(|it| it.body.map(|body| (it.call, body))) {
        let _ = write!(page, "\n{call}\n{}", wrapped(&body.replace("level", "LEVEL")));
    }
    page
}

/// Indented lines, as wide as a page.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 100;
    let mut lines = vec![String::from(" ")];
    for word in text.split_whitespace() {
        if lines.last().is_some_and(|line| line.len() + 1 + word.len() > WIDTH) {
            lines.push(String::from("   "));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

fn describe_controls() -> String {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for class in Class::all() {
        for control in tm_schema::attributes_of(class).map(|id| id.get()).filter(|it| it.is_control) {
            match rows.iter_mut().find(|row| row[0] == control.name) {
                // A class that derives from one that has it has it too.
                Some(_) if class.parent().is_some_and(|it| has(it, control)) => {}
                Some(row) => row[1] = format!("{}, {}", row[1], class.name()),
                None => rows.push([control.name.to_owned(), class.name().to_owned(), control.doc.to_owned()]),
            }
        }
    }
    let doc = "What was done against threats: `controls(validates_input, encodes_output = false)`.";
    format!("{CONTROLS}\n  {doc}\n\n{}", table(["CONTROL", "OF", "MEANS"], rows))
}

fn has(class: Class, attribute: &Attribute) -> bool {
    tm_schema::attributes_of(class).any(|id| id.get().name == attribute.name)
}

fn overview() -> String {
    let classes = Class::all().map(|it| [it.name().to_owned(), it.doc().to_owned()]);
    let enumerations = ENUMERATIONS.iter().map(|it| [it.name.to_owned(), it.doc.to_owned()]);
    let (classes, enumerations) = (classes.collect(), enumerations.collect());
    format!("{}\n{}", table(["CLASS", "MEANS"], classes), table(["ENUMERATION", "MEANS"], enumerations))
}

fn describe_class(class: Class) -> String {
    let mut page = format!("{}\n  {}\n", heading(class), class.doc());
    type Belongs = fn(&Attribute) -> bool;
    let groups: [(&str, Belongs); 3] = [
        ("ATTRIBUTE", |it| !it.is_control && !it.derived),
        ("DERIVED", |it| it.derived),
        ("CONTROL", |it| it.is_control),
    ];
    for (title, belongs) in groups {
        let attributes = tm_schema::attributes_of(class).filter(|id| belongs(id.get()));
        let rows: Vec<_> = attributes.map(|id| row(class, id)).collect();
        if !rows.is_empty() {
            page.push('\n');
            page.push_str(&table([title, "TYPE", "DEFAULT", "PYTM", "MEANS"], rows));
        }
    }
    let clauses =
        tm_schema::clauses_of(class).map(|it| [it.name, or_dash(it.pytm), it.doc, it.usage].map(str::to_owned));
    page.push('\n');
    page.push_str(&table(["CLAUSE", "PYTM", "MEANS", "WRITTEN"], clauses.collect()));
    page
}

/// The class and what it derives from: `Lambda : Asset : Element`.
fn heading(class: Class) -> String {
    let line = std::iter::successors(Some(class), |class| class.parent());
    line.map(Class::name).collect::<Vec<_>>().join(" : ")
}

fn row(class: Class, id: AttributeId) -> [String; 5] {
    let attribute = id.get();
    let pytm = or_dash(attribute.pytm).to_owned();
    let default = default(attribute, class);
    [attribute.name.to_owned(), type_name(attribute.value), default, pytm, attribute.doc.to_owned()]
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

fn type_name(value: ValueType) -> String {
    match value {
        ValueType::Bool => "yes or no".to_owned(),
        ValueType::Int { min, max } => format!("{min} to {max}"),
        ValueType::Text => "text".to_owned(),
        ValueType::Member(of) => of.name.to_owned(),
        ValueType::One(kind) => kind.noun().to_owned(),
        ValueType::Many(kind) => format!("[{}]", kind.noun()),
        ValueType::Texts => "[text]".to_owned(),
        ValueType::Ints => "[number]".to_owned(),
        ValueType::Members(of) => format!("[{}]", of.name),
    }
}

fn default(attribute: &Attribute, class: Class) -> String {
    match (attribute.default_for(class), attribute.value) {
        (tm_schema::Value::Bool(it), _) => it.to_string(),
        (tm_schema::Value::Member(it), ValueType::Member(of)) => of.members[usize::from(it)].name.to_owned(),
        (tm_schema::Value::Int(it), _) if it >= 0 => it.to_string(),
        (tm_schema::Value::Text(it), _) if !it.is_empty() => format!("\"{it}\""),
        _ => "-".to_owned(),
    }
}

fn describe_enumeration(enumeration: &Enumeration) -> String {
    let members = enumeration.members.iter();
    let rows = members.map(|it| [it.name.to_owned(), it.pytm.join(", "), it.doc.to_owned()]).collect();
    format!("{}\n  {}\n\n{}", enumeration.name, enumeration.doc, table(["MEMBER", "PYTM", "MEANS"], rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_an_enumeration_and_all() {
        insta::assert_snapshot!("describe_lambda", describe(&["Lambda"]).unwrap());
        insta::assert_snapshot!("describe_two", describe(&["Data", "Classification"]).unwrap());
        insta::assert_snapshot!("describe_flow_and_model", describe(&["Dataflow", "Model"]).unwrap());
        insta::assert_snapshot!("describe_conditions", describe(&["conditions"]).unwrap());
        insta::assert_snapshot!("describe_all", describe(&[]).unwrap());
    }

    #[test]
    fn every_name_has_a_page() {
        for name in
            Class::all().map(Class::name).chain(ENUMERATIONS.iter().map(|it| it.name)).chain([CONTROLS, CONDITIONS])
        {
            assert!(describe(&[name]).unwrap().starts_with(name));
        }
    }

    #[test]
    fn unknown_names_get_the_nearest() {
        let fault = describe(&["Server", "Datastor"]).unwrap_err();
        assert_eq!(fault, UnknownName { name: "Datastor".into(), nearest: Some("Datastore") });
        assert_eq!(describe(&["Zebra"]).unwrap_err().to_string(), "nothing is called `Zebra`");
    }
}
