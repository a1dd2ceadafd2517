//! What the macros leave behind: constant data, one [`Declaration`] for each annotation.
//!
//! ```text
//! #[element(Server, os = "Linux", controls(validates_input))] fn post_comment() {}
//!
//! Declaration { class: "Server", key: "guestbook::post_comment", name: "post_comment", …,
//!     entries: &[Entry("os", Text("Linux"), 12:27-12:31), Entry("controls", Group(&[Entry("validates_input", Bool(true), …)]), …)] }
//! ```
//!
//! Hidden: the macros and the export are its only users, and it may change with every version.

/// One annotation.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// The class: an element's, or `Boundary`, `Data`, `Dataflow`, `Model`.
    pub class: &'static str,
    /// What [`crate::Element::KEY`] and the like are for the item; empty for flows and the model.
    pub key: &'static str,
    /// The item's identifier, or the flow's text.
    pub name: &'static str,
    /// The item's doc comment.
    pub doc: &'static str,
    /// `CARGO_PKG_NAME` of the crate it is in.
    pub package: &'static str,
    /// `CARGO_MANIFEST_DIR` of the crate it is in.
    pub manifest_dir: &'static str,
    /// `module_path!()` where it is.
    pub module: &'static str,
    /// `file!()` where it is.
    pub file: &'static str,
    /// What messages about it point at.
    pub at: Span,
    /// All that was written.
    pub annotation: Span,
    /// The item below, if it is about one.
    pub code: Option<Code>,
    /// What it says.
    pub entries: &'static [Entry],
}

/// The item below an annotation.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Where it is, its doc comment left out.
    pub at: Span,
    /// The fingerprint of what is in front of its body, or of all if it has none.
    pub head: u128,
    /// That of its body.
    pub body: Option<u128>,
    /// What it calls.
    pub calls: &'static [&'static str],
}

/// First line and column, last line and column; lines and columns count from 1, the end is exclusive.
pub type Span = [u32; 4];

/// `name = value`
#[derive(Clone, Copy, Debug)]
pub struct Entry(pub &'static str, pub Value, pub Span);

/// The right side of an [`Entry`].
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// A flag.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string.
    Text(&'static str),
    /// A member of an enumeration.
    Member(&'static str),
    /// The key of the item a path names.
    Reference(&'static str),
    /// A list.
    List(&'static [Value]),
    /// Entries of their own: `controls(…)`, `expect(…)`, `override(…)`, `assume(…)`, `reply …`.
    Group(&'static [Entry]),
}
