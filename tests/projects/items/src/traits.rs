//! Traits: by marker or by name.

use tm::{dataflow, element};

/// Usable as `dyn`.
#[element(ExternalEntity, marker = MailerElement)]
pub trait Mailer {
    /// Sends.
    fn send(&self, to: &str);
}

/// Not usable as `dyn`, and generic.
#[element(Datastore, marker = RepositoryElement)]
pub trait Repository<K: Clone, V = u8>: Sized {
    /// Loads.
    fn load<T>(key: K, with: T) -> Option<V>;
}

/// Referred to by its name alone.
#[element(Process)]
pub trait Named {}

/// An unsafe trait would be forbidden here; an auto trait is unstable.
#[element(Process, marker = PrivateElement)]
pub(crate) trait Private {}

impl Private for u8 {}

/// Uses the trait above.
pub fn uses_private() -> usize {
    fn of(_: impl Private) -> usize {
        1
    }
    of(3_u8)
}

dataflow! { MailerElement -> RepositoryElement: "traits by marker" }
dataflow! { "Named" -> PrivateElement: "a trait by name" }
