//! The vocabulary of a threat model, once, as data.
//!
//! Classes, their attributes, the controls, and the enumerations that values come from. The macros check annotations
//! against these tables, the model takes its defaults from them, the condition checker its types, and `cargo tm describe`
//! its text. Each entry also names its spelling in pytm, so that importers need no table of their own.
//!
//! ```
//! use tm_schema::{Class, Value, lookup};
//!
//! let attribute = lookup(Class::Server, "uses_session_tokens").unwrap();
//! assert_eq!(attribute.get().default_for(Class::Server), Value::Bool(false));
//! assert_eq!(attribute.get().pytm, "usesSessionTokens");
//! assert!(lookup(Class::Actor, "uses_session_tokens").is_none());
//! ```
//!
//! What a class has includes what its bases have: `Server` is an `Asset`, and every `Asset` is an `Element`.
//! A dataflow and a boundary are elements too, so controls and scope apply to them; data and the model are not.

mod attribute;
mod attributes;
mod class;
mod clause;
mod controls;
mod decision;
mod enumeration;
mod fingerprint;
mod mark;
mod path;

pub use attribute::{Attribute, AttributeId, Kind, Value, ValueType, attributes_of, control, lookup};
pub use class::Class;
pub use clause::{Clause, clause_of, clauses_of};
pub use decision::{ASSUMPTION_PARTS, DECISION_PARTS, OVERRIDE_PARTS, RESPONSES, SEVERITIES, is_day};
pub use enumeration::{
    CLASSIFICATION, DATASTORE_TYPE, DUPLICATES, ENUMERATIONS, Enumeration, HARDWARE, HOSTING, LIFETIME, Member,
    SURFACE, TLS_VERSION, enumeration,
};
pub use fingerprint::{Fingerprint, Token, digest};
pub use mark::{CALLS, MARKS, MarkFault, MarkPlace, mark_statements};
pub use path::path_fault;
