//! The names of the standard library that resolution of calls must know.

use crate::ir::{Symbol, Symbols};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $path:literal,)*) => {
        /// Symbols of names; nothing where the program does not mention one.
        #[derive(Clone, Copy, Debug)]
        pub struct StdNames { $($(#[$doc])* pub $name: Option<Symbol>,)* }

        impl StdNames {
            /// Looks all names up.
            pub fn new(symbols: &Symbols) -> StdNames {
                StdNames { $($name: symbols.get($path),)* }
            }
        }
    };
}

names! {
    /// The trait of what is called through a shared reference.
    fn_trait = "std::ops::Fn",
    /// The trait of what is called through a mutable reference.
    fn_mut_trait = "std::ops::FnMut",
    /// The trait of what is called once.
    fn_once_trait = "std::ops::FnOnce",
    /// The trait of asynchronous closures.
    async_fn_trait = "std::ops::AsyncFn",
    /// The same through a mutable reference.
    async_fn_mut_trait = "std::ops::AsyncFnMut",
    /// The same, once.
    async_fn_once_trait = "std::ops::AsyncFnOnce",
    /// What `.await` polls.
    future = "std::future::Future",
    /// `a.into()`.
    into = "std::convert::Into",
    /// What `into` calls.
    from = "std::convert::From",
    /// `a.try_into()`.
    try_into = "std::convert::TryInto",
    /// What `try_into` calls.
    try_from = "std::convert::TryFrom",
    /// `a.to_string()`.
    to_string = "std::string::ToString",
    /// `{}`.
    display = "std::fmt::Display",
    /// `{:?}`.
    debug = "std::fmt::Debug",
    /// What `{:?}` calls.
    new_debug = "std::fmt::rt::Argument::new_debug",
    /// What `?x` calls in an event of tracing.
    tracing_debug = "tracing::field::debug",
    /// `{:x}`.
    lower_hex = "std::fmt::LowerHex",
    /// `{:X}`.
    upper_hex = "std::fmt::UpperHex",
    /// `{:o}`.
    octal = "std::fmt::Octal",
    /// `{:b}`.
    binary = "std::fmt::Binary",
    /// `{:e}`.
    lower_exp = "std::fmt::LowerExp",
    /// `{:E}`.
    upper_exp = "std::fmt::UpperExp",
    /// `write!` to texts.
    fmt_write = "std::fmt::Write",
    /// `write!` to streams.
    io_write = "std::io::Write",
    /// What streams are read by.
    io_read = "std::io::Read",
    /// What `?` makes of what it returns early.
    from_residual = "std::ops::FromResidual",
    /// What loops go over.
    iterator = "std::iter::Iterator",
    /// What loops call first.
    into_iterator = "std::iter::IntoIterator",
    /// What `.await` calls first.
    into_future = "std::future::IntoFuture",
    /// What `collect` calls.
    from_iterator = "std::iter::FromIterator",
    /// What `sum` calls.
    sum = "std::iter::Sum",
    /// What `product` calls.
    product = "std::iter::Product",
    /// What `parse` calls.
    from_str = "std::str::FromStr",
    /// What `unwrap_or_default` calls.
    default = "std::default::Default",
    /// What happens at the end of a scope.
    drop_trait = "std::ops::Drop",
    /// The type parameter of a trait that stands for who implements it.
    self_name = "Self",
}
