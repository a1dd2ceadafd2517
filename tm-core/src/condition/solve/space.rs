//! The things of a made-up model, and what may be asked of them.
//!
//! ```text
//! target ──inputs──▶ witness of any(…) ──source──▶ an element of any class
//!    ▲                       │
//!    └────────── sink ───────┘
//! ```
//!
//! A thing is known by the way that leads to it, so the same path arrives at the same thing in every branch of the search.

use std::collections::HashMap;

use tm_schema::{AttributeId, Class, Kind, ValueType};

use crate::condition::expr::{ClassSet, Expr, Role};
use crate::condition::vocabulary::classes_of;

/// The number of a thing.
pub(super) type Node = usize;

/// Something that a made-up model leaves open until it matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unknown {
    /// Of which class a thing is.
    Class(Node),
    /// The value of an attribute.
    Value(Node, AttributeId),
    /// Whether a reference leads anywhere.
    Reference(Node, AttributeId),
    /// Whether a witness is in its list.
    Present(Node),
    /// How many members a list has that is counted.
    Length(Node, AttributeId),
    /// How a flow from the first to the second crosses boundaries; the first has the smaller number.
    Passage(Node, Node),
    /// Whether two things are one.
    Same(Node, Node),
    /// Whether a list has a thing.
    Holds(Node, AttributeId, Node),
    /// Whether a list of texts or numbers has an item.
    Lists(Node, AttributeId, Item),
}

/// A text or a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Text(String),
    Fresh(usize),
    Number(i64),
}

/// What sets a thing apart from others that the same attribute leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Way {
    Reference,
    /// The quantifier, by its place in memory, and what the variables around it stand for.
    Witness(*const Expr, Vec<Node>),
    Member(i64),
}

#[derive(Clone, Debug)]
pub(super) struct Thing {
    /// The classes it may be of.
    pub(super) classes: ClassSet,
    /// What leads to it; unset for variables.
    pub(super) from: Option<(Node, AttributeId)>,
    /// The ends of a flow, as far as something leads there.
    ends: [Option<Node>; 2],
    /// Whether a flow is a reply, where the way to it says so.
    pub(super) is_response: Option<bool>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Space {
    things: Vec<Thing>,
    children: HashMap<(Node, AttributeId, Way), Node>,
    witnesses: HashMap<(Node, AttributeId), Vec<Node>>,
}

impl Space {
    pub(super) fn thing(&self, node: Node) -> &Thing {
        &self.things[node]
    }

    pub(super) fn variable(&mut self, classes: ClassSet) -> Node {
        self.add(Thing { classes, from: None, ends: [None; 2], is_response: None })
    }

    /// Where a flow starts, or ends.
    pub(super) fn end(&mut self, flow: Node, role: Role) -> Node {
        let index = usize::from(role == Role::Sink);
        if let Some(end) = self.things[flow].ends[index] {
            return end;
        }
        let name = if role == Role::Sink { "sink" } else { "source" };
        let from = tm_schema::lookup(Class::Dataflow, name).map(|attribute| (flow, attribute));
        let end = self.add(Thing { classes: classes_of(Kind::Element), from, ends: [None; 2], is_response: None });
        self.things[flow].ends[index] = Some(end);
        end
    }

    /// What a reference leads to.
    pub(super) fn referent(&mut self, owner: Node, attribute: AttributeId) -> Node {
        self.child(owner, attribute, Way::Reference)
    }

    /// The member of a list that satisfies a quantifier.
    pub(super) fn witness(&mut self, owner: Node, attribute: AttributeId, of: &Expr, scope: &[Node]) -> Node {
        let before = self.things.len();
        let witness = self.child(owner, attribute, Way::Witness(std::ptr::from_ref(of), scope.to_vec()));
        if witness >= before {
            self.witnesses.entry((owner, attribute)).or_default().push(witness);
        }
        witness
    }

    /// All witnesses that a list may have so far.
    pub(super) fn witnesses(&self, owner: Node, attribute: AttributeId) -> Vec<Node> {
        self.witnesses.get(&(owner, attribute)).cloned().unwrap_or_default()
    }

    /// A member of a list that is counted.
    pub(super) fn member(&mut self, owner: Node, attribute: AttributeId, index: i64) -> Node {
        self.child(owner, attribute, Way::Member(index))
    }

    fn child(&mut self, owner: Node, attribute: AttributeId, way: Way) -> Node {
        let key = (owner, attribute, way);
        if let Some(child) = self.children.get(&key) {
            return *child;
        }
        let (ValueType::One(kind) | ValueType::Many(kind)) = attribute.get().value else {
            unreachable!("only references and lists of things lead to things");
        };
        let (ends, is_response) = match (attribute.get().name, attribute.get().value) {
            ("inputs", ValueType::Many(Kind::Dataflow)) => ([None, Some(owner)], Some(false)),
            ("outputs", ValueType::Many(Kind::Dataflow)) => ([Some(owner), None], Some(false)),
            ("response" | "response_to", ValueType::One(Kind::Dataflow)) => {
                let ends = [self.end(owner, Role::Sink), self.end(owner, Role::Source)];
                (ends.map(Some), Some(attribute.get().name == "response"))
            }
            _ => ([None; 2], None),
        };
        let child = self.add(Thing { classes: classes_of(kind), from: Some((owner, attribute)), ends, is_response });
        self.children.insert(key, child);
        child
    }

    fn add(&mut self, thing: Thing) -> Node {
        self.things.push(thing);
        self.things.len() - 1
    }
}
