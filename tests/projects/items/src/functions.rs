//! Functions of every flavour.

use tm::{dataflow, element};

/// Plain.
#[element(Process)]
pub fn plain() {}

/// Async.
#[element(Process)]
pub async fn asynchronous(text: &str) -> usize {
    text.len()
}

/// Const.
#[element(Process)]
pub const fn constant() -> u8 {
    7
}

/// With a foreign calling convention.
#[element(Process)]
pub extern "C" fn foreign(number: u32) -> u32 {
    number
}

/// Const and foreign, with the convention left out.
#[element(Process)]
pub const extern "C" fn both() {}

/// Generic.
#[element(Process)]
pub fn generic<'a, T: Clone, const N: usize>(of: &'a [T; N]) -> impl Iterator<Item = T> + use<'a, T, N>
where
    T: Send,
{
    of.iter().cloned()
}

/// With patterns and attributes for parameters.
#[element(Process)]
pub fn patterns((a, _): (u8, u8), [b, ..]: [u8; 3], #[cfg(any())] c: u8) -> u8 {
    a + b
}

/// Whose body begins with an inner attribute.
#[element(Process)]
pub fn inner_attribute() {
    #![allow(unused_variables)]
    let unused = 1;
}

/// That calls itself and takes itself as a value.
#[element(Process)]
pub fn itself(depth: u8) -> fn(u8) {
    fn done(_: u8) {}
    if depth == 0 { done } else { itself(depth - 1) }
}

dataflow! { plain -> asynchronous: "plain to async" }
dataflow! { constant -> foreign: "const to extern" }
dataflow! { generic -> patterns: "generic functions take no arguments here" }
dataflow! { both -> itself: "and the rest" }
dataflow! { inner_attribute -> plain: "back" }
