//! The macros of the `threat-model` crate, which re-exports them and shows how they are used.
//!
//! Each goes the same way: *parse* knows syntax, *validate* knows the vocabulary, *expand* prints tokens.
//!
//! ```text
//! #[element(Server, os = "Linux")]  ─parse─▶  [Server, os = "Linux"]  ─validate─▶  Server { os: Text("Linux") }
//!                                                                      ─expand──▶  impl Element + one constant
//! ```
//!
//! All mistakes of one annotation are reported at once, and the annotated item survives every one of them.

mod annotation;
mod arguments;
mod code;
mod dataflow;
mod declaration;
mod errors;
mod item;
mod marks;
mod model;
mod reference;
mod reveal;
mod suggest;

use proc_macro::TokenStream;
use tm_schema::Kind;

/// Declares the item an element of the threat model: a node of the data-flow diagram.
#[proc_macro_attribute]
pub fn element(arguments: TokenStream, item: TokenStream) -> TokenStream {
    annotation::annotate(Kind::Element, arguments.into(), item.into()).into()
}

/// Declares the item a trust boundary.
#[proc_macro_attribute]
pub fn boundary(arguments: TokenStream, item: TokenStream) -> TokenStream {
    annotation::annotate(Kind::Boundary, arguments.into(), item.into()).into()
}

/// Declares the item a kind of data that flows through the system.
#[proc_macro_attribute]
pub fn data(arguments: TokenStream, item: TokenStream) -> TokenStream {
    annotation::annotate(Kind::Data, arguments.into(), item.into()).into()
}

/// Declares a flow of data from one element to another, and the reply to it.
#[proc_macro]
pub fn dataflow(input: TokenStream) -> TokenStream {
    dataflow::dataflow(input.into()).into()
}

/// Names and describes the threat model of the package.
#[proc_macro]
pub fn model(input: TokenStream) -> TokenStream {
    model::model(input.into()).into()
}

/// Marks where tainted data comes from.
#[proc_macro_attribute]
pub fn source(arguments: TokenStream, item: TokenStream) -> TokenStream {
    marks::marked("source", arguments.into(), item.into()).into()
}

/// Marks where tainted data must not get to.
#[proc_macro_attribute]
pub fn sink(arguments: TokenStream, item: TokenStream) -> TokenStream {
    marks::marked("sink", arguments.into(), item.into()).into()
}

/// Marks what makes tainted data harmless.
#[proc_macro_attribute]
pub fn sanitize(arguments: TokenStream, item: TokenStream) -> TokenStream {
    marks::marked("sanitize", arguments.into(), item.into()).into()
}

/// Says how data flows through a function.
#[proc_macro_attribute]
pub fn flow(arguments: TokenStream, item: TokenStream) -> TokenStream {
    marks::marked("flow", arguments.into(), item.into()).into()
}

/// Decides what the taint analysis finds in a function.
#[proc_macro_attribute]
pub fn expect(arguments: TokenStream, item: TokenStream) -> TokenStream {
    marks::expect(arguments.into(), item.into()).into()
}

/// Lets parameters, fields and members below it carry marks.
#[proc_macro_attribute]
pub fn taint(arguments: TokenStream, item: TokenStream) -> TokenStream {
    marks::marked("taint", arguments.into(), item.into()).into()
}

/// The call that `tm::reveal_taint!` makes, where the value stands.
#[proc_macro]
pub fn reveal_call(input: TokenStream) -> TokenStream {
    reveal::reveal(input.into()).into()
}
