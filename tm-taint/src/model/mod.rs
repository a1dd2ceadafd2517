//! Models: what is declared of functions, in the user's code by attributes, of other people's code in files.
//!
//! ```text
//! std::env::var              source UserInput => return.Ok.0
//! demo::Db::query            sink Sql 2
//! demo::escape               sanitize sinks Html flow
//! std::vec::Vec::push        2 => 1.*.elem                    the value, with its parts
//! std::option::Option::map   call 2(1.Some.0) => return.Some.0
//! ```
//!
//! The standard library's flows are lines of a table (`models/std.toml`), other crates have files in Rust syntax (`models/*.tm.rs`).
//! All forms in which models are written are lowered to these [`Statement`]s, one a line: `statement.rs` has their grammar.

mod catalogue;
mod decision;
mod file;
mod marks;
mod port;
mod rules;
mod shipped;
mod statement;
mod undeclared;

pub use catalogue::{Kinds, Model, ModelError, Models, Provenance};
pub use decision::Decision;
pub use file::{Alias, CompilerError, Entry, FAULT, ModelCheck, ModelFile, Subject, read as read_file};
pub use port::{Port, PortRoot, PortStep};
pub use rules::{MESSAGE, Rule, RuleSet};
pub use shipped::{shipped, shipped_files, shipped_flows};
pub use statement::{Argument, SanitizedPort, Sanitizer, Statement};
pub use undeclared::Undeclared;
