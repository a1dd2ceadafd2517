//! The call graph: what each call site calls, and how that was found.
//!
//! ```text
//! demo::load(move _3)                                 direct      demo::load
//! <demo::Db as demo::Store>::put(move _4, move _5)    concrete    impl Store for Db
//! <S as demo::Store>::put(move _4, move _5)           parameter   all implementations, or the instance's where it is known
//! <dyn demo::Store as demo::Store>::put(..)           dynamic     the implementations of types that become `dyn Store`
//! <T as std::convert::Into<demo::Id>>::into(..)       bridged     impl From<T> for Id: what the standard library calls in turn
//! move _3(move _4)                                    callable    what the body shows the pointer to be, if anything
//! std::env::var::<&str>(..)                           foreign     a model, or what is believed of unknown functions
//! ```
//!
//! [`Resolver`] answers one call under one [`Environment`]; [`CallGraph`] is the answer for all calls without any.

mod bridge;
mod call_graph;
mod dynamic;
mod implementations;
mod meanings;
mod origin;
mod resolve;
mod std_names;
mod unify;

pub use call_graph::{CallGraph, CallSite};
pub(crate) use dynamic::unsized_pair;
pub use resolve::{Adaptation, How, Resolution, Resolver, Target};
pub use std_names::StdNames;
pub use unify::{Environment, is_open, parameter, parameters, substitute, unify};
