//! The parts of the threat model that have no code of their own: who visits, and where trust changes.

use tm::{boundary, element, model};

model! {
    name = "Guestbook",
    description = "Visitors read the comments of others and leave their own; old comments are deleted once an hour.",
    is_ordered = true,
    assume("The machine is ours: nobody else logs in to it."),
    assume("A proxy in front of the service speaks TLS.",
           description = "The service listens on 127.0.0.1 unless it is told otherwise, and the README asks for the proxy.",
           exclude = [CR01, CR06, DE03])
}

/// Anyone, anywhere.
#[boundary]
pub(crate) struct Internet;

/// The process of the service.
#[boundary]
pub(crate) struct Web;

/// The database file, which other programs of the machine could open.
#[boundary(name = "Web/DB", within = Web)]
pub(crate) struct Backend;

/// Somebody with a browser.
#[element(Actor, boundary = Internet, is_admin = false, controls(authenticates_destination = false, uses_mfa = false))]
pub(crate) struct Visitor;
