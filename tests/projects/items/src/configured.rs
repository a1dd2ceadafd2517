//! Items that are not always there.

use tm::{dataflow, element};

/// There, with `#[cfg]` above and below.
#[cfg(not(any()))]
#[element(Process)]
#[cfg(all())]
pub fn present() {}

/// Not there: `#[cfg]` above.
#[cfg(any())]
#[element(Process)]
pub fn above() {}

/// Not there: `#[cfg]` below.
#[element(Process)]
#[cfg(any())]
pub fn below() {}

/// Not there: a type.
#[element(Process, marker = Gone)]
#[cfg(any())]
pub struct Absent;

/// Not there: a method.
#[derive(Clone, Copy, Debug)]
pub struct Service;

#[element(Server)]
#[cfg(not(any()))]
impl Service {
    #[element(Process)]
    #[cfg(any())]
    fn absent() {}

    /// There.
    #[cfg(not(any()))]
    #[element(Process)]
    pub fn there(&self) {}
}

/// One of two of a name.
#[element(Process, name = "with assertions")]
#[cfg(debug_assertions)]
pub fn either() {}

/// The other of two of a name.
#[cfg(not(debug_assertions))]
#[element(Process, name = "without assertions")]
pub fn either() {}

/// Annotated only sometimes.
#[cfg_attr(all(), element(Process))]
pub fn sometimes() {}

/// Never annotated.
#[cfg_attr(any(), element(Process))]
pub fn never() {}

dataflow! { present -> either: "what is there" }
#[cfg(any())]
dataflow! { above -> below: "what is not" }
dataflow! { sometimes -> Service: "cfg_attr" }
