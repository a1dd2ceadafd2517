//! Methods and impl blocks.

use std::pin::Pin;
use std::rc::Rc;
use tm::{dataflow, element};

/// A type that is no element itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Service {
    calls: u32,
}

impl Service {
    /// By reference.
    #[element(Process)]
    pub fn by_reference(&self) -> u32 {
        self.calls
    }

    /// By mutable reference.
    #[element(Process)]
    pub fn by_mutable(&mut self) {
        self.calls += 1;
    }

    /// With a lifetime.
    #[element(Process)]
    pub fn with_lifetime<'a>(&'a self) -> &'a u32 {
        &self.calls
    }

    /// By value.
    #[element(Process)]
    pub fn by_value(self) -> u32 {
        self.calls
    }

    /// By mutable value.
    #[element(Process)]
    pub fn by_mutable_value(mut self) -> u32 {
        self.calls += 1;
        self.calls
    }

    /// In a box.
    #[element(Process)]
    pub fn boxed(self: Box<Self>) -> u32 {
        self.calls
    }

    /// In a counted pointer.
    #[element(Process)]
    pub fn counted(self: Rc<Self>) -> u32 {
        self.calls
    }

    /// Pinned, and async.
    #[element(Process)]
    pub async fn pinned(self: Pin<&mut Self>) -> u32 {
        self.calls
    }

    /// With attributes on the receiver.
    #[element(Process)]
    pub const fn attributed(#[allow(unused)] &self) {}

    /// Without a receiver, but with `Self`.
    #[element(Process)]
    #[must_use]
    pub fn new() -> Self {
        Self { calls: 0 }
    }
}

/// A trait of our own.
pub trait Handle {
    /// A method with a default body.
    #[element(Process, id = "default-body")]
    fn with_default(&self) -> u8 {
        1
    }

    /// A method without.
    fn without(&self) -> u8;
}

impl Handle for Service {
    #[element(Process)]
    fn without(&self) -> u8 {
        2
    }
}

/// A generic type.
#[derive(Clone, Debug)]
pub struct Wrapper<T> {
    inner: T,
}

impl<T: Clone> Wrapper<T> {
    /// A method in a generic impl.
    #[element(Process)]
    pub fn unwrapped(&self) -> T {
        self.inner.clone()
    }
}

macro_rules! more {
    () => {
        /// From a macro.
        pub fn made() {}
    };
}

/// A type whose impl block is the element.
#[derive(Clone, Copy, Debug)]
pub struct Worker;

/// The worker.
#[element(Server)]
impl Worker {
    /// A constant, which stays.
    pub const LIMIT: usize = { 3 };

    /// Without a receiver.
    #[element(Process, name = "Start the worker")]
    pub fn start() -> Worker {
        Worker
    }

    /// With one.
    #[tm::element(Process)]
    pub fn stop(self) {}

    /// Not annotated.
    pub fn pause(&self) {}

    more! {}

    /// With a constant in its signature.
    #[element(Process)]
    pub fn array() -> Pool<u8, { 2 + 1 }> {
        Pool([0; 3])
    }
}

/// A generic type whose impl block is the element.
#[derive(Clone, Debug)]
pub struct Pool<T, const N: usize>(pub [T; N]);

#[element(Datastore)]
impl<T: Default + Copy, const N: usize> Pool<T, N>
where
    T: Send,
{
    /// Without a receiver.
    #[element(Process)]
    pub fn filled() -> Self {
        Self([T::default(); N])
    }
}

/// A type with an element for one of its traits.
#[derive(Clone, Copy, Debug)]
pub struct Clock;

#[element(Process, marker = ClockIterator)]
impl Iterator for Clock {
    type Item = u8;

    #[element(Process)]
    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

#[element(Process, marker = ClockDisplay, name = "Prints the clock")]
impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("now")
    }
}

/// A foreign type: only with a marker.
#[element(Process, marker = Bytes)]
impl Handle for Vec<u8> {
    #[element(Process, name = "length of bytes")]
    fn without(&self) -> u8 {
        self.len() as u8
    }
}

dataflow! { Worker -> Pool<u8, 3>: "impl blocks name their Self type" }
dataflow! { ClockIterator -> ClockDisplay: "impl blocks with markers" }
dataflow! { "by_reference" -> Bytes: "a method by its name" }
