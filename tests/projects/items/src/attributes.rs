//! Other attributes, and doc comments, in any order.

use tm::{data, dataflow, element};

#[derive(Clone, Debug, PartialEq)]
#[element(Server)]
#[must_use]
/// Documented below the annotation.
#[non_exhaustive]
pub struct Below;

/** A block
 * comment. */
#[element(Server)]
#[derive(Clone, Copy, Debug)]
pub struct Block;

#[doc = include_str!("docs/file.md")]
#[element(Server)]
#[derive(Clone, Copy, Debug)]
pub struct FromFile;

/// Above the file.
#[doc = include_str!("docs/file.md")]
/// Below the file.
#[doc = concat!("And ", "put together.")]
#[doc(alias = "two")]
#[element(Server)]
#[derive(Clone, Copy, Debug)]
pub struct Mixed;

/// Two paragraphs, with "quotes", a \ and a `{}`.
///
/// The second.
#[element(Server)]
#[derive(Clone, Copy, Debug)]
pub struct Paragraphs;

/// Documented outside,
#[element(Process)]
pub fn inside() {
    //! and inside.
    #![allow(unused)]
}

/// See [`crate::functions::plain`], [`asynchronous`](crate::functions::asynchronous) and [`linked`].
#[inline]
#[element(Process)]
#[cold]
#[track_caller]
pub fn linked() {}

/// Element and data at once.
#[element(Datastore)]
#[data(is_stored)]
#[derive(Clone, Copy, Debug)]
pub struct Both;

/// Function, element and data at once.
#[data]
#[element(Process)]
#[deprecated(note = "to see that this stays")]
pub fn both() {}

/// A type whose attributes derive macros read.
#[derive(Clone, Copy, Debug, Default)]
#[element(Process)]
#[repr(u8)]
pub enum Mode {
    /// The default.
    #[default]
    On,
    /// The other.
    Off,
}

dataflow! { Both -> Mode: "element and data", data = [Both, "free text"] }

#[cfg(test)]
mod tests {
    use tm::element;

    #[element(Process)]
    #[test]
    fn above() {}

    #[test]
    #[element(Process)]
    fn below() {}

    #[test]
    #[should_panic(expected = "on purpose")]
    #[element(Process)]
    fn panics() {
        panic!("on purpose");
    }
}
