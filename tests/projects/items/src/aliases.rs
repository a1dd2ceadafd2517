//! Type aliases: by marker, for they have no type of their own.

use std::collections::HashMap;
use tm::{dataflow, element};

/// Of a foreign type.
#[element(Datastore, marker = SessionsElement)]
pub type Sessions = HashMap<String, u32>;

/// Of an annotated type.
#[element(Datastore, marker = MirrorElement)]
pub type Mirror = crate::types::Named;

/// Generic, and referred to by its name.
#[element(Datastore)]
pub type Table<K, V = u8> = Vec<(K, V)>;

dataflow! { SessionsElement -> MirrorElement: "aliases by marker" }
dataflow! { Mirror -> "Table": "an alias of an element is that element" }
