//! Items inside function bodies.

use tm::{boundary, dataflow, element};

/// A function with elements of its own.
pub fn caller() -> u8 {
    #[element(Process)]
    fn inside() -> u8 {
        1
    }

    #[boundary]
    struct Zone;

    #[element(Datastore, boundary = Zone)]
    struct Cache;

    dataflow! { inside -> Cache: "inside a body" }
    let (_, _) = (Zone, Cache);
    inside() + generic(2_u8)
}

/// A generic function with elements of its own.
pub fn generic<T: Into<u8>>(it: T) -> u8 {
    #[element(Process, id = "inside-generic")]
    const fn inside_generic() -> u8 {
        2
    }
    dataflow! { inside_generic -> crate::functions::plain: "inside a generic body" }
    it.into() + inside_generic()
}
