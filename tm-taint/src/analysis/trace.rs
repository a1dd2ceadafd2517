//! How something got from one place to another, step by step.
//!
//! ```text
//! std::env::var("X")        gives UserInput           ◀── the first step
//! demo::load()              returns it
//! format!("…{url}")         passes it on              ◀── the last step, which knows the one before
//! ```

use std::sync::Arc;

use super::taint::KindId;
use crate::ir::{Span, Symbol};
use crate::program::FunctionId;

/// A step, and what came before (of sources) or comes after (of sinks).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The function in which it happens.
    pub function: FunctionId,
    /// Where it happens.
    pub span: Option<Span>,
    /// What happens.
    pub event: Event,
    /// The step before; of a sink's trace, the one after.
    pub next: Option<Arc<Trace>>,
    length: u16,
    /// Where the last step is, for traces of sinks: the call of the sink.
    leaf: (FunctionId, Option<Span>),
}

/// What happens in a step. Symbols are the paths of what is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A source gives a value.
    Source(KindId, Symbol),
    /// A parameter is declared to be a source.
    Parameter(KindId),
    /// A function returns the value, or writes it where its caller sees it.
    Returned(Symbol),
    /// A function passes the value on to its result or another argument.
    Through(Symbol),
    /// The value is given to a function that brings it to the sink.
    Passed(Symbol),
    /// The value is given to a sink.
    Sink(KindId, Symbol),
}

impl Trace {
    /// A step before or after another.
    pub fn new(function: FunctionId, span: Option<Span>, event: Event, next: Option<Arc<Trace>>) -> Trace {
        let length = Trace::length(next.as_ref()).saturating_add(1);
        let leaf = next.as_ref().map_or((function, span), |next| next.leaf);
        Trace { function, span, event, next, length, leaf }
    }

    /// How many steps there are.
    pub fn length(trace: Option<&Arc<Trace>>) -> u16 {
        trace.map_or(0, |trace| trace.length)
    }

    /// The function and place of the last step.
    pub fn leaf(&self) -> (FunctionId, Option<Span>) {
        self.leaf
    }

    /// The steps from this one on.
    pub fn steps(&self) -> impl Iterator<Item = &Trace> {
        std::iter::successors(Some(self), |step| step.next.as_deref())
    }
}
