//! Items that a macro makes.

use tm::{dataflow, element};

macro_rules! handlers {
    ($($(#[$attribute:meta])* $visibility:vis $name:ident as $class:ident -> $to:ty;)*) => {
        $(
            $(#[$attribute])*
            #[element($class)]
            $visibility fn $name() {}

            dataflow! { $name -> $to: "made by a macro" }
        )*
    };
}

/// Where they go.
#[element(Datastore)]
#[derive(Clone, Copy, Debug)]
pub struct Sink;

handlers! {
    /// The first.
    pub first as Process -> Sink;
    /// The second.
    pub second as Server -> first;
}

macro_rules! store {
    ($name:ident, $text:literal) => {
        #[doc = $text]
        #[element(Datastore, description = $text)]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
    };
}

store!(Made, "Made by a macro.");

dataflow! { Made -> second: "to what a macro made" }
