//! What is said of findings: `expect(ID, …)`, `override(ID, …)` and `assume("…", …)`.
//!
//! Each starts with what it is about; parts follow in any order, each at most once.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use tm_schema::{Clause, RESPONSES, SEVERITIES, is_day};

use super::parse::{Argument, Name, Written};
use super::validate::{Extent, last_name};
use crate::declaration::{Entry, Value};
use crate::errors::Errors;
use crate::suggest::{did_you_mean, nearest, one_of};

/// The clause of `#[tm::expect(…)]`, which is about a rule of the taint analysis.
static DECISION: Clause = Clause {
    name: "tm::expect",
    usage: "#[tm::expect(CODE, reason = \"…\", owner = \"…\", until = \"YYYY-MM-DD\", as = accepted)]",
    classes: &[],
    absent_from: &[],
    repeats: true,
    parts: &["reason", "owner", "until", "as"],
    doc: "Decides what the taint analysis finds in a function.",
    pytm: "",
};

/// What `#[tm::expect(…)]` at `span` says, if there is no mistake in it.
pub(crate) fn decision(arguments: Vec<Argument>, span: Span, errors: &mut Errors) -> Option<Vec<Entry>> {
    let name = Ident::new("expect", span);
    let group = Written::Group(arguments, span);
    match said(&DECISION, &name, Some(group), (span, span), errors)?.value {
        Value::Group(entries) => Some(entries),
        _ => None,
    }
}

/// What `name(…)` says, if there is no mistake in it.
pub(super) fn said(
    clause: &Clause,
    name: &Ident,
    value: Option<Written>,
    extent: Extent,
    errors: &mut Errors,
) -> Option<Entry> {
    let Some(Written::Group(arguments, _)) = value else {
        errors.at(name, usage(clause));
        return None;
    };
    let first = first_key(clause);
    let mut entries: Vec<Entry> = Vec::new();
    let mut complete = true;
    for (index, argument) in arguments.iter().enumerate() {
        let (span, extent) = (argument.span(), argument.extent());
        let is_about = index == 0 && is_first(clause, argument);
        let key = if is_about { first.to_owned() } else { argument.key() };
        if entries.iter().any(|entry| entry.key == key) {
            errors.at_span(span, format_args!("`{key}` is given twice"));
            continue;
        }
        let value = match is_about {
            true => first_value(clause, &argument.name, errors),
            false => part(clause, &key, argument.value.as_ref(), span, errors),
        };
        match value {
            Some(value) => entries.push(Entry { key, value, extent }),
            None => complete = false,
        }
    }
    if !complete {
        return None;
    }
    let Some(about) = entries.iter().find(|entry| entry.key == first) else {
        errors.at(name, usage(clause));
        return None;
    };
    let missing = match clause.name {
        "expect" | "tm::expect" if !entries.iter().any(|entry| entry.key == "reason") => {
            Some("a decision needs a reason: add `reason = \"…\"`".to_owned())
        }
        "override" if entries.len() == 1 => {
            Some(format!("this override changes nothing: add {}", one_of(clause.parts.iter().copied())))
        }
        _ => None,
    };
    if let Some(missing) = missing {
        errors.at_span(about.extent.0, missing);
        return None;
    }
    Some(Entry { key: clause.name.to_owned(), value: Value::Group(entries), extent })
}

fn usage(clause: &Clause) -> &'static str {
    match clause.name {
        "expect" => "write the threat's id and the reason: `expect(DO02, reason = \"…\")`",
        "tm::expect" => "write the rule's code and the reason: `#[tm::expect(T0002, reason = \"…\")]`",
        "override" => "write the threat's id and what differs here: `override(DO02, severity = Low)`",
        _ => "write what is assumed, in quotes: `assume(\"…\")`",
    }
}

/// What comes first: the id of a threat, or the text of an assumption.
fn first_key(clause: &Clause) -> &'static str {
    if clause.name == "assume" { "name" } else { "id" }
}

/// Whether the first argument is what a clause is about. A part that has come too early is not.
fn is_first(clause: &Clause, argument: &Argument) -> bool {
    let is_part = || clause.parts.contains(&argument.key().as_str());
    argument.value.is_none() && (matches!(argument.name, Name::Text(_)) || !is_part())
}

fn first_value(clause: &Clause, name: &Name, errors: &mut Errors) -> Option<Value> {
    let is_text = first_key(clause) == "name";
    match name {
        Name::Text(text) if text.value().trim().is_empty() => {
            errors.at(text, if is_text { "an assumption cannot be empty" } else { "an id cannot be empty" });
            None
        }
        Name::Text(text) => Some(Value::text(text)),
        Name::Ident(name) if is_text => {
            errors.at(name, "an assumption is a text, in quotes: `assume(\"…\")`");
            None
        }
        Name::Ident(id) => Some(Value::Text(id.unraw().to_string())),
    }
}

fn part(clause: &Clause, key: &str, value: Option<&Written>, span: Span, errors: &mut Errors) -> Option<Value> {
    if !clause.parts.contains(&key) {
        errors.at_span(span, unknown_part(clause, key, value));
        return None;
    }
    let message = match (key, value) {
        ("always" | "until_changed", None) => return Some(Value::Bool(true)),
        ("always" | "until_changed", Some(_)) => {
            errors.at_span(span, format_args!("`{key}` is a flag: write it alone"));
            return None;
        }
        (_, None) => {
            errors.at_span(span, format_args!("`{key}` lacks a value"));
            return None;
        }
        ("until", Some(Written::Text(text))) if is_day(&text.value()) => return Some(Value::text(text)),
        ("until", Some(_)) => "`until` takes a day of the calendar: \"YYYY-MM-DD\"".to_owned(),
        ("as", Some(written)) => return word(key, "decision", &RESPONSES, written, errors),
        ("severity", Some(written)) => return word(key, "severity", &SEVERITIES, written, errors),
        ("exclude", Some(Written::List(list, _))) => return Some(Value::List(ids(list, errors))),
        ("exclude", Some(_)) => "`exclude` takes a list of threats' ids: `[DO02, \"ORG-001\"]`".to_owned(),
        (_, Some(Written::Text(text))) if text.value().trim().is_empty() => format!("this {key} is empty"),
        (_, Some(Written::Text(text))) => return Some(Value::text(text)),
        ("cvss", Some(_)) => "`cvss` takes a score or a vector in quotes: `cvss = \"9.3\"`".to_owned(),
        (_, Some(_)) => format!("`{key}` takes a text"),
    };
    errors.at_span(value.map_or(span, Written::span), message);
    None
}

fn unknown_part(clause: &Clause, key: &str, value: Option<&Written>) -> String {
    let comes_first = match first_key(clause) {
        _ if clause.name == "tm::expect" => "the rule's code comes first, and only once",
        "id" => "the threat's id comes first, and only once",
        _ => "the assumption's text comes first, and only once",
    };
    let is_unlike_all = nearest(key, clause.parts.iter().copied()).is_none();
    if ["", first_key(clause)].contains(&key) || (value.is_none() && is_unlike_all) {
        return comes_first.to_owned();
    }
    let parts = || clause.parts.iter().copied();
    let near = did_you_mean(key, parts());
    let near = if near.is_empty() { format!(": it takes {}", one_of(parts())) } else { near };
    format!("`{}` takes no `{key}`{near}", clause.name)
}

/// One of a few words, written without quotes.
fn word(key: &str, noun: &str, words: &[&str], written: &Written, errors: &mut Errors) -> Option<Value> {
    let all = || one_of(words.iter().copied());
    let message = match (written.ident().map(ToString::to_string), written) {
        (Some(word), _) if words.contains(&word.as_str()) => return Some(Value::Member(word)),
        (Some(other), _) => {
            let near = did_you_mean(&other, words.iter().copied());
            let near = if near.is_empty() { format!(": it is {}", all()) } else { near };
            format!("`{other}` is no {noun}{near}")
        }
        (None, Written::Text(text)) if words.contains(&text.value().as_str()) => {
            format!("write `{}` without quotes", text.value())
        }
        (None, Written::Path(path)) if last_name(path).is_some_and(|it| words.contains(&it.as_str())) => {
            format!("a value has no path: write `{}` alone", last_name(path).unwrap_or_default())
        }
        _ => format!("`{key}` takes {}", all()),
    };
    errors.at_span(written.span(), message);
    None
}

/// The ids of threats, each an identifier or a text.
fn ids(list: &[Written], errors: &mut Errors) -> Vec<Value> {
    let mut ids = Vec::new();
    for item in list {
        match (item, item.ident()) {
            (Written::Text(id), _) if id.value().trim().is_empty() => errors.at(id, "an id cannot be empty"),
            (Written::Text(id), _) => ids.push(Value::text(id)),
            (_, Some(id)) => ids.push(Value::Text(id.unraw().to_string())),
            _ => errors.at_span(item.span(), "a threat's id is a name, or a text in quotes"),
        }
    }
    ids
}

/// Reports what is said a second time of one threat: the first would win without a word.
pub(super) fn forbid_seconds(entries: &[Entry], errors: &mut Errors) {
    for (clause, participle) in [("expect", "decided"), ("override", "overridden")] {
        let mut seen = Vec::new();
        for entry in entries.iter().filter(|entry| entry.key == clause) {
            let Value::Group(parts) = &entry.value else { continue };
            let Some(id) = parts.iter().find(|part| part.key == "id") else { continue };
            if let Value::Text(text) = &id.value {
                if seen.contains(&text) {
                    errors.at_span(id.extent.0, format_args!("`{text}` is {participle} twice"));
                }
                seen.push(text);
            }
        }
    }
}
