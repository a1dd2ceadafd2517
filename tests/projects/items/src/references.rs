//! References in every form.

use crate::types;
use tm::{dataflow, element};

pub use crate::functions::asynchronous as renamed;
pub use crate::types::Tuple as Reexported;

/// Here.
#[element(Process)]
pub fn here() {}

/// A module with something to refer to.
pub mod nested {
    use tm::{dataflow, element};

    /// There.
    #[element(Process, name = "There", id = "there")]
    pub fn there() {}

    dataflow! { super::here -> self::there: "super and self" }
    dataflow! { super::super::functions::plain -> there: "super twice" }
}

/// Refers to itself in its own annotation's neighbourhood.
#[element(Datastore, boundary = types::Inner, data = [types::Enum, "Enum", "free text"])]
#[derive(Clone, Copy, Debug)]
pub struct Listing;

dataflow! { here -> types::Unit: "a path through a use" }
dataflow! { here -> crate::types::Tuple: "a path from the crate" }
dataflow! { here -> ::bare::Core: "a path from another crate" }
dataflow! { here -> renamed: "a function under another name" }
dataflow! { Reexported -> nested::there: "a type under another name" }
dataflow! { "Web server" -> "there": "names and ids in quotes" }
dataflow! { here -> crate::generics::Store<String>: "a generic instance" }
dataflow! { <Alias as Projects>::To -> here: "a projection" }
dataflow! {
    Listing -> here: "with everything", id = "everything", protocol = "HTTP", dst_port = 80, is_response = false,
    tls_version = Tls13, data = [types::Enum, "free text"], controls(is_encrypted, uses_vpn = false),
    expect(DE01, reason = "inside the machine"), in_scope = false, because = "loopback";
    reply "and back", data = ["ack"],
}
dataflow! { here -> Listing: "an answer by name", response_to = "everything" }

/// A trait whose associated type is an element.
pub trait Projects {
    /// The element.
    type To;
}

/// A type to project from.
#[derive(Clone, Copy, Debug)]
pub struct Alias;

impl Projects for Alias {
    type To = types::Unit;
}
