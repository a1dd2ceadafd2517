//! The engine: where data from sources goes, function by function.
//!
//! ```text
//! fn load() -> String { std::env::var("X").unwrap() }     summary: result is UserInput
//! fn run(c: &str) { Command::new(c); }                    summary: what parameter 1 leads to reaches Command
//! fn main() { run(&load()) }                              issue: UserInput reaches Command, in main
//! ```
//!
//! One pass goes over each body, forwards: sources are followed as taint, and so is what each parameter held when the function was
//! called ([`Origin::Input`]). What of a parameter is in the result, or behind another parameter, is a flow of the function; what of
//! it reaches a sink is a sink of the function. So one pass finds what Pysa finds by a forward and a backward one, and both see the
//! same aliases. Callers put their own values in the inputs' places.
//!
//! - A body's memory is cells: its locals, what parameters lead to, statics, what it allocates. A [`Tree`] says what is in each.
//!   References are links to places in cells, so that what is written through them is written there.
//! - A call that only callers can resolve (of a closure in a parameter, of a method of a type parameter) is part of the summary as an
//!   [`Invocation`]; its outcome is an input too. Models of functions without body are written as summaries.
//! - Statics, and what is behind `Arc` and channels, are cells that the order of statements does not matter to.

mod apply;
mod body;
mod bounds;
mod call;
mod callable;
mod cell;
mod collapse;
mod declared;
mod describe;
mod dispatch;
mod element;
mod engine;
mod explain;
mod export;
mod feature;
mod first_field;
mod fixpoint;
mod foreign;
mod foreign_path;
mod future;
mod handler;
mod invoke;
mod issue;
mod limits;
mod link;
mod live;
mod lower;
mod memory;
mod method;
mod own_body;
mod path;
mod place;
mod place_model;
mod port;
mod ports;
mod repeat;
mod reveal;
mod rvalue;
mod sanitized;
mod spelling;
mod state;
mod summary;
mod taint;
mod trace;
mod tree;
mod types;

pub use cell::CellKind;
pub use describe::{As, Description, Fact, How, Propagation, describe, describe_model};
pub use explain::explain;
pub use feature::{FEATURES, FIRST_FIELD, FeatureNames, TooManyFeatures, first_fields};
pub use fixpoint::{Outcome, Statistics, run};
pub(crate) use issue::callable;
pub use issue::{Flow, Issue};
pub use limits::Limits;
pub use link::{Callable, CellId, EnvironmentId, Link, LinkTarget};
pub use path::{Path, Step, StepKind};
pub use ports::{FlowPorts, Ports, SinkPort, SourcePort};
pub use reveal::{Revealed, RevealedPart};
pub use summary::{Invocation, InvocationTarget, SinkFlow, Summary};
pub use taint::{Exclusions, Features, KindId, KindSet, Origin, Root, Taint, Way};
pub use trace::{Event, Trace};
pub use tree::Tree;
