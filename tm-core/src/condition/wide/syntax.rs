//! What a condition of pytm says: the Python expressions that its validator lets through.

use std::ops::Range;

/// An expression and where it stands in the text.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    /// How many nodes lie on the longest way down, this one included.
    pub(super) height: usize,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    Name(String),
    /// `object.name`
    Attribute(Box<Node>, Name),
    Item(Box<Node>, Box<Node>),
    /// `object[start:stop:step]`
    Slice(Box<Node>, Box<[Option<Node>; 3]>),
    /// `any(…)`, `len(…)`
    Call(Name, Vec<Node>),
    /// `object.crosses(…)`
    Method(Box<Node>, Name, Vec<Node>),
    List(Vec<Node>),
    Tuple(Vec<Node>),
    Set(Vec<Node>),
    Dict(Vec<(Node, Node)>),
    Not(Box<Node>),
    Negative(Box<Node>),
    Positive(Box<Node>),
    Binary(Binary, Box<Node>, Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// `a < b < c`
    Compare(Box<Node>, Vec<(Comparison, Node)>),
    /// `body if test else other`: test, body, other.
    Conditional(Box<[Node; 3]>),
    Generator(Box<Comprehension>),
    ListOf(Box<Comprehension>),
}

/// `body for variable in list if filter …`
#[derive(Clone, Debug)]
pub(super) struct Comprehension {
    pub(super) body: Node,
    pub(super) clauses: Vec<Clause>,
}

#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub(super) variable: Name,
    pub(super) list: Node,
    pub(super) filters: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
    Power,
    And,
    Or,
    Xor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Is,
    IsNot,
    In,
    NotIn,
}

/// The functions that a condition may call.
pub(super) const FUNCTIONS: [&str; 6] = ["any", "all", "len", "min", "max", "sum"];

impl Node {
    /// Calls `visit` with each part directly below.
    pub(super) fn visit_parts<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        match &self.kind {
            Kind::None | Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) | Kind::Text(_) | Kind::Name(_) => {}
            Kind::Attribute(part, _) | Kind::Not(part) | Kind::Negative(part) | Kind::Positive(part) => visit(part),
            Kind::Item(a, b) | Kind::Binary(_, a, b) => {
                visit(a);
                visit(b);
            }
            Kind::Slice(object, bounds) => {
                visit(object);
                bounds.iter().flatten().for_each(&mut *visit);
            }
            Kind::Call(_, parts)
            | Kind::List(parts)
            | Kind::Tuple(parts)
            | Kind::Set(parts)
            | Kind::And(parts)
            | Kind::Or(parts) => parts.iter().for_each(&mut *visit),
            Kind::Method(object, _, parts) => {
                visit(object);
                parts.iter().for_each(&mut *visit);
            }
            Kind::Dict(entries) => entries.iter().for_each(|(key, value)| {
                visit(key);
                visit(value);
            }),
            Kind::Compare(first, rest) => {
                visit(first);
                rest.iter().for_each(|(_, part)| visit(part));
            }
            Kind::Conditional(parts) => parts.iter().for_each(&mut *visit),
            Kind::Generator(it) | Kind::ListOf(it) => {
                visit(&it.body);
                for clause in &it.clauses {
                    visit(&clause.list);
                    clause.filters.iter().for_each(&mut *visit);
                }
            }
        }
    }
}
