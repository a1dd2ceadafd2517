//! What was written, before anybody asked what it means.
//!
//! ```text
//! #[element(Server, name = "Web server", os = "Linux", controls(validates_input))] fn post_comment()
//!
//! Declaration { class: Server, key: "guestbook::post_comment", name: "post_comment",
//!     entries: [name = Text("Web server"), os = Text("Linux"), controls = Group([validates_input = Bool(true)])] }
//! ```
//!
//! All inputs end here: the export of annotated programs ([`export`]), model files ([`mod@file`]) and pytm's ([`pytm`]). Values are not typed
//! yet: a model file writes enumeration members and references as plain text, and only [`crate::model`] knows which is which.

pub mod export;
pub mod file;
mod merge;
pub mod pytm;

pub use merge::merge;
use tm_diagnostic::Location;
use tm_schema::{Class, Fingerprint};

/// One thing that was written: an element, a boundary, a datum, a flow, or the model itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// Its class.
    pub class: Class,
    /// What references by path call it; empty for what cannot be referred to.
    pub key: String,
    /// Its name, if no entry says another.
    pub name: String,
    /// Its doc comment; an entry `description` says more.
    pub doc: String,
    /// The cargo package it was found in; empty for model files.
    pub package: String,
    /// Where it was written.
    pub at: Option<Location>,
    /// The annotation and the code it is about; unset in model files.
    pub origin: Option<Origin>,
    /// What was said of it, in the order written.
    pub entries: Vec<Entry>,
}

/// Where something was declared in code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The whole annotation.
    pub annotation: Location,
    /// The folder of its package's Cargo.toml.
    pub folder: String,
    /// The item below it; none for flows and the model.
    pub code: Option<Code>,
}

/// The item that an annotation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Where it is, its doc comment left out.
    pub at: Location,
    /// What it is, apart from how it is written.
    pub fingerprint: Fingerprint,
}

/// One thing said: `os = "Linux"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The left side.
    pub name: String,
    /// The right side.
    pub value: Written,
    /// Where it was written.
    pub at: Option<Location>,
}

/// A value as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// `true`, `false`, or a bare flag.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string.
    Text(String),
    /// A bare identifier: a member of an enumeration.
    Member(String),
    /// A path the compiler has checked, as the key of what it names.
    Reference(String),
    /// `[…]`
    List(Vec<Written>),
    /// `controls(…)`, `expect(…)`, `reply …`
    Group(Vec<Entry>),
}

impl Declaration {
    /// The first entry called `name`.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }
}
