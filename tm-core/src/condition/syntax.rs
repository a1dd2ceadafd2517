//! What a condition says, before anybody asks what its names mean.

use std::ops::Range;

/// An expression and where it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum NodeKind {
    /// `True`
    Bool(bool),
    /// `None`
    None,
    /// `443`, `-1`
    Int(i64),
    /// `'HTTP'`
    Text(String),
    /// `target.controls.is_encrypted`; a single name is a path of one.
    Path(Vec<Name>),
    /// `any(…)`, `target.crosses(Boundary)`; the last name of the path is what is called.
    Call(Vec<Name>, Vec<Node>),
    /// `(a, b)` or `[a, b]`
    Tuple(Vec<Node>),
    Not(Box<Node>),
    /// Two or more.
    And(Vec<Node>),
    /// Two or more.
    Or(Vec<Node>),
    Compare(Box<Node>, Operator, Box<Node>),
    Generator(Box<Generator>),
}

/// `body for variable in list if filter`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Generator {
    pub(super) body: Node,
    pub(super) variable: Name,
    pub(super) list: Node,
    pub(super) filter: Option<Node>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
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
