//! Predicates that are said in the language itself.
//!
//! ```text
//! target.is_exposed()
//! any(f.is_untrusted() for f in target.inputs)
//! any(f.crosses(Boundary) or f.source.one_of(Actor, ExternalEntity) for f in target.inputs)
//! ```
//!
//! The checker puts the body where the call stands. From there on it is one part of the condition: nobody points into it.
//! In a body `it` is what the predicate is asked of, `level` what it is given; no name around the call is seen there. A
//! body is several parts, so that a lone comparison is not mistaken for one that was written, and may use definitions
//! that stand before it. Spellings are listed in full because texts are compared as they are.

#[cfg(test)]
mod tests;

use tm_schema::{Class, Enumeration};

/// A predicate and what it stands for.
#[derive(Debug, PartialEq)]
pub(super) struct Definition {
    pub(super) name: &'static str,
    pub(super) of: Receiver,
    /// The enumeration of which a member is given, if anything is.
    pub(super) level: Option<&'static Enumeration>,
    pub(super) doc: &'static str,
    pub(super) body: &'static str,
}

/// What a predicate is asked of.
#[derive(Debug, PartialEq)]
pub(super) enum Receiver {
    Flow,
    /// Whatever has the attribute.
    Having(&'static str),
}

impl Receiver {
    pub(super) fn fits(&self, class: Class) -> bool {
        match self {
            Receiver::Flow => class == Class::Dataflow,
            Receiver::Having(name) => tm_schema::lookup(class, name).is_some(),
        }
    }

    /// What it is, in a message.
    pub(super) fn noun(&self) -> String {
        match self {
            Receiver::Flow => "a dataflow".to_owned(),
            Receiver::Having(name) => format!("something that has `{name}`"),
        }
    }
}

const CLASSIFICATION: Option<&Enumeration> = Some(&tm_schema::CLASSIFICATION);

pub(super) static DEFINITIONS: [Definition; 8] = [
    Definition {
        name: "is_http",
        of: Receiver::Having("protocol"),
        level: None,
        doc: "Its protocol is HTTP of any version, or a WebSocket, with or without TLS.",
        body: "it.protocol in ('HTTP', 'http', 'HTTPS', 'https', 'HTTP/1.0', 'http/1.0', 'HTTP/1.1', 'http/1.1', \
               'HTTP/2', 'http/2', 'HTTP/3', 'http/3', 'WebSocket', 'websocket', 'WS', 'ws', 'WSS', 'wss')",
    },
    Definition {
        // Not by `tls_version` or `protocol`: where those encrypt, the model has it that the flow is encrypted.
        name: "is_protected",
        of: Receiver::Flow,
        level: None,
        doc: "Nobody on the way can read it: it is encrypted, runs inside a VPN, or never leaves its machine.",
        body: "it.controls.is_encrypted or it.uses_vpn or it.is_local",
    },
    Definition {
        name: "is_untrusted",
        of: Receiver::Flow,
        level: None,
        doc: "It comes over a trust boundary, or from an actor or external entity.",
        body: "it.crosses(Boundary) or it.source.one_of(Actor, ExternalEntity)",
    },
    Definition {
        name: "is_exposed",
        of: Receiver::Having("inputs"),
        level: None,
        doc: "A flow to it is untrusted.",
        body: "any(f.is_untrusted() for f in it.inputs)",
    },
    Definition {
        name: "carries",
        of: Receiver::Flow,
        level: CLASSIFICATION,
        doc: "Some of its data is classified so high or higher, personal, or credentials.",
        body: "any(d.classification >= level or d.is_pii or d.is_credentials for d in it.data)",
    },
    Definition {
        name: "receives",
        of: Receiver::Having("inputs"),
        level: CLASSIFICATION,
        doc: "A flow to it carries such data, or the reply to a flow from it does.",
        body: "any(f.carries(level) for f in it.inputs) or any(f.response.carries(level) for f in it.outputs)",
    },
    Definition {
        name: "sends",
        of: Receiver::Having("outputs"),
        level: CLASSIFICATION,
        doc: "A flow from it carries such data, or the reply to a flow to it does.",
        body: "any(f.carries(level) for f in it.outputs) or any(f.response.carries(level) for f in it.inputs)",
    },
    Definition {
        name: "handles",
        of: Receiver::Having("inputs"),
        level: CLASSIFICATION,
        doc: "It receives or sends such data.",
        body: "it.receives(level) or it.sends(level)",
    },
];

pub(super) fn definition(name: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|it| it.name == name)
}
