//! What a Rust path in an annotation may name: one trait for each kind of item, which the macros implement.
//!
//! ```text
//! boundary = Internet     checked as     <Internet as Boundary>::KEY
//! ```
//!
//! The messages below never print `{Self}`: for a path to an unannotated function that would be the name of
//! a type in [`fallback`], which the user never wrote. The caret is on the path anyway.

/// An item annotated with `#[element(…)]`.
#[diagnostic::on_unimplemented(
    message = "this path does not name an element of the threat model",
    label = "not annotated with `#[element(…)]`",
    note = "annotate the item with `#[element(Server)]` or another class",
    note = "for a trait, module, alias or impl block give the annotation `marker = Name` and refer to `Name`",
    note = "or write the element's name as a string"
)]
pub trait Element {
    /// The item's Rust path, prefixed by `target@` outside the package's library.
    const KEY: &'static str;
}

/// An item annotated with `#[boundary(…)]`.
#[diagnostic::on_unimplemented(
    message = "this path does not name a boundary of the threat model",
    label = "not annotated with `#[boundary]`",
    note = "annotate the item with `#[boundary]`, or write the boundary's name as a string"
)]
pub trait Boundary {
    /// The item's Rust path, prefixed by `target@` outside the package's library.
    const KEY: &'static str;
}

/// An item annotated with `#[data(…)]`.
#[diagnostic::on_unimplemented(
    message = "this path does not name data of the threat model",
    label = "not annotated with `#[data(…)]`",
    note = "annotate the type with `#[data(classification = Restricted)]`, or describe the data in a string"
)]
pub trait Data {
    /// The item's Rust path, prefixed by `target@` outside the package's library.
    const KEY: &'static str;
}

/// What a path stands for that names no type.
///
/// `use fallback::*; use PATH as __not_an_element;` leaves this type in place where `PATH` is a function, so the user reads
/// that it is not annotated instead of "expected type, found function". Where `PATH` is a module rustc's own message stays,
/// and prints the name.
#[doc(hidden)]
#[expect(non_camel_case_types, reason = "messages print the names, which read as what is wrong")]
pub mod fallback {
    /// For paths that should name an element.
    #[derive(Debug)]
    pub enum __not_an_element {}
    /// For paths that should name a boundary.
    #[derive(Debug)]
    pub enum __not_a_boundary {}
    /// For paths that should name data.
    #[derive(Debug)]
    pub enum __not_data {}
}
