//! What arguments mean for a class: each becomes an entry of its declaration, or a mistake.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};
use syn::Type;
use tm_schema::{Attribute, AttributeId, Class, Enumeration, ValueType, clause_of, clauses_of, path_fault};

use super::findings;
use super::parse::{Argument, Name, Written};
use crate::declaration::{Entry, Value};
use crate::errors::Errors;
use crate::suggest::{did_you_mean, nearest, one_of};

/// Arguments that say how the macro works instead of what the model holds.
#[derive(Default)]
pub(crate) struct Special {
    /// `marker = Name`: the visible type that references name instead of the item.
    pub(crate) marker: Option<Ident>,
    /// `crate = name`: the name under which the user depends on `threat-model`.
    pub(crate) root: Option<Ident>,
}

/// What was said, in the vocabulary.
#[derive(Default)]
pub(crate) struct Validated {
    pub(crate) entries: Vec<Entry>,
    pub(crate) special: Special,
}

/// Checks `arguments` against the vocabulary of `class`.
pub(crate) fn validate(class: Class, arguments: Vec<Argument>, errors: &mut Errors) -> Validated {
    let mut validated = Validated::default();
    let mut seen: HashMap<String, Span> = HashMap::new();
    for argument in arguments {
        let (key, extent) = (argument.key(), argument.extent());
        let Name::Ident(name) = &argument.name else {
            errors.at_span(argument.span(), "a string alone means nothing here: write `name = \"…\"`");
            continue;
        };
        let clause = clause_of(class, &key).filter(|_| !is_front(class, &key, argument.value.as_ref()));
        if !clause.is_some_and(|it| it.repeats) && seen.insert(key.clone(), name.span()).is_some() {
            let remedy = if key == "source" { ": list several files in `source_files = […]`" } else { "" };
            errors.at(name, format_args!("`{key}` is given twice{remedy}"));
            continue;
        }
        let Some(clause) = clause else {
            validated.entries.extend(attribute(class, &key, extent, argument.value, errors));
            continue;
        };
        match clause.name {
            "id" => validated.entries.extend(id(name, argument.value.as_ref(), extent, errors)),
            "marker" => validated.special.marker = identifier(&key, name, argument.value.as_ref(), errors),
            "crate" => validated.special.root = identifier(&key, name, argument.value.as_ref(), errors),
            "source" => validated.entries.extend(source(name, argument.value.as_ref(), extent, errors)),
            "controls" => validated.entries.extend(controls(name, argument.value, extent, errors)),
            "reply" => errors.at(name, "a reply follows a `;`: `source -> sink: \"name\"; reply \"name\"`"),
            _ => validated.entries.extend(findings::said(clause, name, argument.value, extent, errors)),
        }
    }
    if let (Some(one), true) = (seen.get("source"), seen.contains_key("source_files")) {
        errors.at_span(*one, "`source` and `source_files` say the same: list every file in `source_files = […]`");
    }
    require_because(&validated.entries, errors);
    findings::forbid_seconds(&validated.entries, errors);
    validated
}

/// The first and the last token of something.
pub(super) type Extent = (Span, Span);

fn id(name: &Ident, value: Option<&Written>, extent: Extent, errors: &mut Errors) -> Option<Entry> {
    match value {
        Some(Written::Text(text)) if text.value().trim().is_empty() => {
            errors.at(text, "an id cannot be empty");
            None
        }
        Some(Written::Text(text)) => Some(Entry { key: "id".into(), value: Value::text(text), extent }),
        Some(other) => {
            errors.at_span(other.span(), "`id` takes a text");
            None
        }
        None => {
            errors.at(name, "`id` lacks a value: `id = \"…\"`");
            None
        }
    }
}

/// `marker = Name`, `crate = name`
fn identifier(key: &str, name: &Ident, value: Option<&Written>, errors: &mut Errors) -> Option<Ident> {
    let Some(value) = value else {
        errors.at(name, format_args!("`{key}` lacks a value: `{key} = Name`"));
        return None;
    };
    let identifier = value.ident().cloned();
    if identifier.is_none() {
        errors.at_span(value.span(), format_args!("`{key}` takes a name"));
    }
    identifier
}

/// `source = "deploy/nginx.conf"`: a list of files of which there is one.
fn source(name: &Ident, value: Option<&Written>, extent: Extent, errors: &mut Errors) -> Option<Entry> {
    let message = match value {
        Some(Written::Text(path)) => match path_fault(&path.value()) {
            Some(fault) => fault,
            None => {
                let files = Value::List(vec![Value::text(path)]);
                return Some(Entry { key: "source_files".into(), value: files, extent });
            }
        },
        Some(Written::List(..)) => "`source` takes one path: list several in `source_files = […]`",
        Some(_) => "`source` takes a path in quotes: `source = \"deploy/nginx.conf\"`",
        None => "`source` lacks a value: `source = \"deploy/nginx.conf\"`",
    };
    errors.at_span(value.map_or(name.span(), Written::span), message);
    None
}

/// Whether an option says where a flow starts: an element's path, and no text that names a file.
fn is_front(class: Class, key: &str, value: Option<&Written>) -> bool {
    class == Class::Dataflow && key == "source" && matches!(value, Some(Written::Path(_)))
}

fn attribute(class: Class, key: &str, extent: Extent, written: Option<Written>, errors: &mut Errors) -> Option<Entry> {
    let span = extent.0;
    let known = tm_schema::lookup(class, key).filter(|id| is_written(class, *id));
    let Some(known) = known else {
        errors.at_span(span, unknown_attribute(class, key, written.as_ref()));
        return None;
    };
    let value = value(known.get(), written, span, errors)?;
    Some(Entry { key: key.to_owned(), value, extent })
}

/// Whether an attribute is written as `name = value`: derived ones never are, and the ends of a flow are by `->`.
fn is_written(class: Class, id: AttributeId) -> bool {
    let attribute = id.get();
    let in_front = class == Class::Dataflow && matches!(attribute.name, "source" | "sink" | "name");
    !attribute.derived && !in_front
}

fn unknown_attribute(class: Class, key: &str, written: Option<&Written>) -> String {
    if Class::from_name(key).is_some() {
        return match class {
            Class::Boundary => "`#[boundary]` takes no class".into(),
            Class::Data => "`#[data]` takes no class".into(),
            Class::Dataflow | Class::Model => format!("`{key}` is a class, and this is a `{}` already", class.name()),
            _ => format!("an element has one class, and this one is a `{}`", class.name()),
        };
    }
    if class.is_a(Class::Element) && tm_schema::control(key).is_some() {
        let value = match written {
            None => String::new(),
            Some(Written::Bool(it)) => format!(" = {}", it.value),
            Some(_) => " = …".to_owned(),
        };
        return format!("`{key}` is a control: write `controls({key}{value})`");
    }
    if key == "assumptions" && clause_of(class, "assume").is_some() {
        return "each assumption is written by itself: `assume(\"…\")`".into();
    }
    if tm_schema::control(key).is_some() || key == "controls" {
        return format!("`{key}` is for elements, flows and boundaries: `{}` has no controls", class.name());
    }
    match (key, class) {
        ("boundary", Class::Boundary) => return "a boundary is `within` another: write `within = …`".into(),
        ("within", class) if tm_schema::lookup(class, "boundary").is_some() => {
            return "an element has a `boundary`: write `boundary = …`".into();
        }
        _ => {}
    }
    if tm_schema::lookup(class, key).is_some_and(|id| id.get().derived) {
        return format!("`{key}` is derived from the rest of the model and cannot be written");
    }
    if class == Class::Dataflow && matches!(key, "source" | "sink" | "name") {
        return format!("the {key} of a dataflow stands at its front: `source -> sink: \"name\"`");
    }
    let mut owners: Vec<_> = Class::all()
        .filter(|owner| *owner != class && tm_schema::lookup(*owner, key).is_some_and(|id| is_written(*owner, id)))
        .filter(|owner| owner.parent().is_none_or(|parent| tm_schema::lookup(parent, key).is_none()))
        .map(Class::name)
        .collect();
    if let Some(clause) = Class::all().find_map(|owner| clause_of(owner, key)).filter(|_| owners.is_empty()) {
        owners.extend(clause.classes.iter().map(|owner| owner.name()));
    }
    let names: Vec<_> = tm_schema::attributes_of(class)
        .filter(|id| !id.get().is_control && is_written(class, *id))
        .map(|id| id.get().name)
        .chain(clauses_of(class).map(|it| it.name))
        .collect();
    if !owners.is_empty() {
        return format!("`{key}` is an option of {}, not of `{}`", one_of(owners), class.name());
    }
    let value_of = tm_schema::attributes_of(class).map(|id| id.get()).find(|it| match it.value {
        ValueType::Member(of) | ValueType::Members(of) => of.member(key).is_some(),
        _ => false,
    });
    if let Some(Attribute { name, value: ValueType::Members(_), .. }) = value_of {
        return format!("unknown option `{key}` for `{}`; did you mean `{name} = [{key}]`?", class.name());
    }
    if let Some(attribute) = value_of {
        return format!("unknown option `{key}` for `{}`; did you mean `{} = {key}`?", class.name(), attribute.name);
    }
    let near = did_you_mean(key, names);
    let controls = tm_schema::attributes_of(class).map(|id| id.get()).filter(|it| it.is_control).map(|it| it.name);
    match (near.as_str(), nearest(key, controls)) {
        ("", Some(control)) => {
            format!("unknown option `{key}` for `{}`; did you mean `controls({control})`?", class.name())
        }
        _ => format!("unknown option `{key}` for `{}`{near}", class.name()),
    }
}

/// The value of an attribute, if `written` is one of its type.
fn value(attribute: &Attribute, written: Option<Written>, name: Span, errors: &mut Errors) -> Option<Value> {
    let key = attribute.name;
    let Some(written) = written else {
        if attribute.value == ValueType::Bool {
            return Some(Value::Bool(true));
        }
        errors.at_span(name, format_args!("`{key}` lacks a value: `{key} = {}`", sample(attribute.value)));
        return None;
    };
    match (attribute.value, written) {
        (ValueType::Bool, Written::Bool(it)) => return Some(Value::Bool(it.value)),
        (ValueType::Int { min, max }, Written::Int(it)) => match it.base10_parse::<i64>() {
            Ok(number) if (min..=max).contains(&number) => return Some(Value::Int(number)),
            _ => errors.at(it, format_args!("`{key}` takes a whole number from {min} to {max}")),
        },
        (ValueType::Text, Written::Text(it)) if key == "name" && it.value().trim().is_empty() => {
            errors.at(it, "a name cannot be empty");
        }
        (ValueType::Text, Written::Text(it)) => return Some(Value::text(&it)),
        (ValueType::Member(of), written) => return member(key, of, &written, errors),
        (ValueType::Members(of), Written::List(list, _)) => {
            let mut members = Vec::new();
            for item in &list {
                let Some(Value::Member(name)) = member(key, of, item, errors) else { continue };
                let is_new = !members.iter().any(|it| matches!(it, Value::Member(known) if *known == name));
                if is_new {
                    members.push(Value::Member(name));
                } else {
                    errors.at_span(item.span(), format_args!("`{name}` is listed twice"));
                }
            }
            return Some(Value::List(members));
        }
        (ValueType::One(_), Written::Text(it)) if it.value().trim().is_empty() => errors.at(it, "this text is empty"),
        (ValueType::One(_), Written::Text(it)) => return Some(Value::text(&it)),
        (ValueType::One(tm_schema::Kind::Dataflow), Written::Path(path)) => {
            errors.at(&*path, "a dataflow has no path: name it by its text or its id, in quotes");
        }
        (ValueType::One(kind), Written::Path(path)) => return Some(Value::Reference(kind, path)),
        (ValueType::Many(kind), Written::List(list, _)) => {
            return Some(Value::List(references(key, kind, list, errors)));
        }
        (ValueType::Texts, Written::List(list, _)) => {
            let mut texts = Vec::new();
            for item in list {
                match item {
                    Written::Text(text) => {
                        if let Some(fault) = path_fault(&text.value()).filter(|_| key == "source_files") {
                            errors.at(&text, fault);
                        }
                        texts.push(Value::text(&text));
                    }
                    other => errors.at_span(other.span(), format_args!("`{key}` takes a list of texts")),
                }
            }
            return Some(Value::List(texts));
        }
        (ValueType::Ints, Written::List(list, _)) => {
            let mut numbers = Vec::new();
            for item in list {
                match item {
                    Written::Int(it) if it.base10_parse::<u16>().is_ok() => {
                        numbers.push(Value::Int(it.base10_parse().unwrap_or_default()));
                    }
                    other => errors.at_span(other.span(), format_args!("`{key}` takes a list of whole numbers")),
                }
            }
            return Some(Value::List(numbers));
        }
        (expected, written) => errors.at_span(written.span(), format_args!("`{key}` takes {}", described(expected))),
    }
    None
}

/// A member of `of`, written by its name alone.
fn member(key: &str, of: &Enumeration, written: &Written, errors: &mut Errors) -> Option<Value> {
    let members = || of.members.iter().map(|member| member.name);
    match (written.ident(), written) {
        (Some(ident), _) if of.member(&ident.to_string()).is_some() => {
            return Some(Value::Member(ident.to_string()));
        }
        (Some(ident), _) => {
            let near = did_you_mean(&ident.to_string(), members());
            let near = if near.is_empty() { format!(": it is {}", one_of(members())) } else { near };
            errors.at(ident, format_args!("`{key}` cannot be `{ident}`{near}"));
        }
        (None, Written::Text(text)) if of.member(&text.value()).is_some() => {
            errors.at(text, format_args!("write `{}` without quotes", text.value()));
        }
        (None, Written::Path(path)) if last_name(path).is_some_and(|it| of.member(&it).is_some()) => {
            let name = last_name(path).unwrap_or_default();
            errors.at(&**path, format_args!("a value has no path: write `{name}` alone"));
        }
        _ => errors.at_span(written.span(), format_args!("`{key}` takes {}", one_of(members()))),
    }
    None
}

/// The last name of a path that has several.
pub(super) fn last_name(path: &Type) -> Option<String> {
    match path {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

fn references(key: &str, kind: tm_schema::Kind, list: Vec<Written>, errors: &mut Errors) -> Vec<Value> {
    let mut references = Vec::new();
    for item in list {
        match item {
            Written::Text(text) if text.value().trim().is_empty() => errors.at(text, "this text is empty"),
            Written::Text(text) => references.push(Value::text(&text)),
            Written::Path(path) => references.push(Value::Reference(kind, path)),
            other => errors.at_span(other.span(), format_args!("`{key}` takes a list of paths and texts")),
        }
    }
    references
}

fn described(expected: ValueType) -> String {
    match expected {
        ValueType::Bool => "`true` or `false`".into(),
        ValueType::Int { min, max } => format!("a whole number from {min} to {max}"),
        ValueType::Text => "a text".into(),
        ValueType::Member(of) => format!("a member of {}", of.name),
        ValueType::Members(of) => {
            format!("a list: `[{}, …]`", of.members.first().map_or("", |member| member.name))
        }
        ValueType::One(kind) => format!("a path or the name of a {}", kind.noun()),
        ValueType::Many(_) => "a list: `[Path, \"text\"]`".into(),
        ValueType::Texts => "a list of texts".into(),
        ValueType::Ints => "a list of whole numbers".into(),
    }
}

fn sample(expected: ValueType) -> String {
    match expected {
        ValueType::Bool => "true".into(),
        ValueType::Int { .. } => "8080".into(),
        ValueType::Text => "\"…\"".into(),
        ValueType::Member(of) => of.members.last().map_or("", |member| member.name).into(),
        ValueType::One(_) => "Path".into(),
        ValueType::Members(of) => format!("[{}]", of.members.first().map_or("", |member| member.name)),
        ValueType::Many(_) | ValueType::Texts | ValueType::Ints => "[…]".into(),
    }
}

fn controls(name: &Ident, written: Option<Written>, extent: Extent, errors: &mut Errors) -> Option<Entry> {
    let Some(Written::Group(arguments, _)) = written else {
        errors.at(name, "write controls in parentheses: `controls(validates_input, …)`");
        return None;
    };
    let mut seen: HashMap<String, Span> = HashMap::new();
    let mut entries = Vec::new();
    for argument in arguments {
        let (key, span, extent) = (argument.key(), argument.span(), argument.extent());
        if let Name::Text(text) = &argument.name {
            errors.at(text, "a control is written without quotes");
            continue;
        }
        if seen.insert(key.clone(), span).is_some() {
            errors.at_span(span, format_args!("`{key}` is given twice"));
            continue;
        }
        let Some(control) = tm_schema::control(&key) else {
            errors.at_span(span, unknown_control(&key));
            continue;
        };
        let value = value(control.get(), argument.value, span, errors);
        entries.extend(value.map(|value| Entry { key, value, extent }));
    }
    Some(Entry { key: "controls".into(), value: Value::Group(entries), extent })
}

fn unknown_control(key: &str) -> String {
    let is_attribute = Class::all().any(|class| tm_schema::lookup(class, key).is_some_and(|id| is_written(class, id)));
    if is_attribute {
        return format!("`{key}` is no control: write it outside `controls(…)`");
    }
    let names =
        tm_schema::attributes_of(Class::Element).map(|id| id.get()).filter(|it| it.is_control).map(|it| it.name);
    format!("unknown control `{key}`{}", did_you_mean(key, names))
}

fn require_because(entries: &[Entry], errors: &mut Errors) {
    let find = |key: &str| entries.iter().find(|entry| entry.key == key);
    let out = find("in_scope").filter(|entry| matches!(entry.value, Value::Bool(false)));
    match (out, find("because")) {
        (Some(out), None) => errors.at_span(out.extent.0, "out of scope needs a reason: add `because = \"…\"`"),
        (None, Some(because)) => errors.at_span(because.extent.0, "`because` goes with `in_scope = false`"),
        (Some(_), Some(because)) if because.value.is_blank() => {
            errors.at_span(because.extent.1, "this reason is empty")
        }
        _ => {}
    }
}
