//! Structs, enums and unions without parameters.

use tm::{boundary, data, element};

/// A unit struct.
#[element(Actor)]
#[derive(Clone, Copy, Debug)]
pub struct Unit;

/// A tuple struct.
#[element(Server, name = "Web server", os = "Linux", uses_session_tokens, port = 443,
          controls(validates_input, encodes_output, has_access_control = false, authentication_scheme = "OAuth2"),
          expect(DO02, reason = "the proxy limits body size", owner = "platform", until = "2027-06-30", as = mitigated),
          expect("ORG-001", reason = "a string id"))]
#[derive(Clone, Debug)]
pub struct Tuple(pub String, pub Vec<u8>);

/// A struct with named fields.
#[element(Datastore, is_sql = false, type = AwsS3, in_scope = false, because = "another team runs it")]
#[derive(Clone, Debug)]
pub struct Named {
    /// A field with a doc comment.
    pub field: String,
}

/// An enum.
#[data(classification = Restricted, format = "JSON", is_pii)]
#[derive(Clone, Copy, Debug)]
pub enum Enum {
    /// A variant.
    Variant(u8),
    /// Another one.
    Other {
        /// With a field.
        field: u8,
    },
}

/// An enum without variants.
#[boundary]
#[derive(Clone, Copy, Debug)]
pub enum Empty {}

/// A boundary within another.
#[boundary(within = Empty, name = "Inner")]
#[derive(Clone, Copy, Debug)]
pub struct Inner;

/// A union.
#[element(Datastore, boundary = Inner)]
#[derive(Clone, Copy)]
pub union Union {
    /// One reading.
    pub number: u32,
    /// Another.
    pub bytes: [u8; 4],
}

impl std::fmt::Debug for Union {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Union")
    }
}
