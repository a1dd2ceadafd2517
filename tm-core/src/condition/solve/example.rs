//! Says in words what matters of a made-up model.
//!
//! ```text
//! `target.uses_vpn` is false, a boundary lies between `target` and `target.inputs[0].source`
//! ```

use std::collections::HashMap;

use tm_schema::{AttributeId, Class, ValueType};

use super::Search;
use super::domain::Passage;
use super::space::{Item, Node, Unknown};
use crate::condition::truth::Found;

/// What is assigned, each as a sentence without a full stop; what is not there is left out.
pub(super) fn words(search: &Search<'_>) -> Vec<String> {
    let names = Names::of(search);
    let sentences = || search.assigned.iter().filter_map(|(unknown, value)| names.sentence(search, unknown, value));
    let all: Vec<_> = sentences().collect();
    // That a thing is there goes without saying where something is said of it.
    let says_more = |sentence: &String| {
        let Some(thing) = sentence.strip_suffix("` is there") else { return true };
        !all.iter().any(|other| other != sentence && other.contains(thing))
    };
    sentences().filter(says_more).collect()
}

/// The place of each witness among those of its list that are there.
struct Names(HashMap<Node, usize>);

impl Names {
    fn of(search: &Search<'_>) -> Names {
        let mut counts: HashMap<(Node, AttributeId), usize> = HashMap::new();
        let mut places = HashMap::new();
        for (unknown, value) in &search.assigned {
            let (Unknown::Present(node), Found::Ordinal(1)) = (unknown, value) else { continue };
            let Some(from) = search.space.thing(*node).from else { continue };
            let count = counts.entry(from).or_default();
            places.insert(*node, *count);
            *count += 1;
        }
        Names(places)
    }

    fn path(&self, search: &Search<'_>, node: Node) -> String {
        let Some((owner, attribute)) = search.space.thing(node).from else { return "target".to_owned() };
        let owner = self.path(search, owner);
        match (attribute.get().value, self.0.get(&node)) {
            (ValueType::Many(_), Some(place)) => format!("{owner}.{}[{place}]", attribute.get().name),
            _ => format!("{owner}.{}", attribute.get().name),
        }
    }

    /// Whether it is there, and all on the way to it.
    fn is_there(&self, search: &Search<'_>, node: Node) -> bool {
        let is_present = !matches!(search.assigned.get(&Unknown::Present(node)), Some(Found::Ordinal(0)));
        let owner = search.space.thing(node).from;
        is_present && owner.is_none_or(|(owner, _)| self.is_there(search, owner))
    }

    fn sentence(&self, search: &Search<'_>, unknown: &Unknown, value: &Found<'_>) -> Option<String> {
        let number = match value {
            Found::Ordinal(number) => *number,
            _ => -1,
        };
        let (Unknown::Class(node)
        | Unknown::Value(node, _)
        | Unknown::Reference(node, _)
        | Unknown::Present(node)
        | Unknown::Length(node, _)
        | Unknown::Passage(node, _)
        | Unknown::Same(node, _)
        | Unknown::Holds(node, ..)
        | Unknown::Lists(node, ..)) = unknown;
        if !self.is_there(search, *node) {
            return None;
        }
        let path = self.path(search, *node);
        let of = |attribute: &AttributeId| format!("`{path}.{}`", attribute.get().path());
        let not = if number == 0 { "not " } else { "" };
        Some(match unknown {
            Unknown::Class(_) => format!("`{path}` is of class `{}`", class(number)),
            Unknown::Value(_, attribute) => format!("{} is {}", of(attribute), shown(attribute, value)),
            Unknown::Reference(_, attribute) if number == 0 => format!("{} is `None`", of(attribute)),
            Unknown::Reference(_, attribute) => format!("{} is there", of(attribute)),
            Unknown::Present(_) => format!("`{path}` is there"),
            Unknown::Length(_, attribute) => format!("{} has {number} members", of(attribute)),
            Unknown::Passage(_, other) => {
                let ends = format!("`{path}` and `{}`", self.path(search, *other));
                match Passage::of(number) {
                    Passage::Stays => format!("no boundary lies between {ends}"),
                    _ if !search.domains.tells_directions() => format!("a boundary lies between {ends}"),
                    Passage::Enters | Passage::Deepens => format!("of {ends} only the second stands in a boundary"),
                    Passage::Exits | Passage::Rises => format!("of {ends} only the first stands in a boundary"),
                    Passage::Changes => format!("{ends} stand in boundaries of their own"),
                }
            }
            Unknown::Same(_, other) => format!("`{path}` is {not}`{}`", self.path(search, *other)),
            Unknown::Holds(_, attribute, item) => {
                format!("`{}` is {not}in {}", self.path(search, *item), of(attribute))
            }
            Unknown::Lists(_, attribute, item) => {
                let item = match item {
                    Item::Text(text) => format!("'{text}'"),
                    Item::Fresh(_) => "another text".to_owned(),
                    Item::Number(number) => shown(attribute, &Found::Ordinal(*number)),
                };
                format!("{item} is {not}in {}", of(attribute))
            }
        })
    }
}

fn class(number: i64) -> &'static str {
    Class::all().find(|class| *class as i64 == number).map_or("", Class::name)
}

fn shown(attribute: &AttributeId, value: &Found<'_>) -> String {
    match (value, attribute.get().value) {
        (Found::Text(text), _) => format!("'{text}'"),
        (Found::Ordinal(number), ValueType::Bool) => (*number == 1).to_string(),
        (Found::Ordinal(number), ValueType::Member(of) | ValueType::Members(of)) => {
            let member = usize::try_from(*number).ok().and_then(|number| of.members.get(number));
            member.map_or_else(String::new, |member| member.name.to_owned())
        }
        (Found::Ordinal(number), _) => number.to_string(),
        _ => "some other text".to_owned(),
    }
}
