//! Types with parameters of every kind.

use std::fmt::{Debug, Display};
use tm::{data, dataflow, element};

/// Bounds, a default and a where clause.
#[element(Datastore)]
#[derive(Debug)]
pub struct Store<K: Clone + Debug, V = u8>
where
    V: Debug,
{
    /// The entries.
    pub entries: Vec<(K, V)>,
}

/// A tuple struct with the where clause behind its fields.
#[element(Datastore)]
#[derive(Debug)]
pub struct Behind<T>(pub T)
where
    T: Display;

/// Lifetimes.
#[element(Process)]
#[derive(Clone, Copy, Debug)]
pub struct Borrowed<'a, 'b: 'a> {
    /// Borrowed text.
    pub text: &'a &'b str,
}

/// Constants as parameters, with a default.
#[element(Lambda)]
#[derive(Clone, Copy, Debug)]
pub struct Sized<const N: usize = 4, const ON: bool = { 1 < 2 }>(pub [u8; N]);

/// Bounds that are traits of functions, and `?Sized`.
#[element(Process)]
#[derive(Clone, Copy, Debug)]
pub struct Callback<F: Fn(&str) -> String, T: ?core::marker::Sized + 'static>(pub F, pub &'static T);

/// An enum with everything.
#[data]
#[derive(Debug)]
pub enum Either<'a, L, const N: usize, R: ?core::marker::Sized = str> {
    /// Left.
    Left(L),
    /// Right.
    Right(&'a R, [u8; N]),
}

dataflow! { Store<String> -> Store<String, u64>: "instances are one element", data = [Either<'static, u8, 3>] }
dataflow! { Behind<u8> -> Borrowed: "lifetimes may be left out" }
dataflow! { Borrowed<'_, 'static> -> Sized<7, { 1 > 2 }>: "constants are arguments" }
dataflow! { Callback<fn(&str) -> String, [u8]> -> Sized: "function types, and defaults" }
