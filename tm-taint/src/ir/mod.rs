//! The intermediate representation: what a crate's functions do, close to the compiler's own MIR before borrow checking.
//!
//! ```text
//! fn main(url: String) -> String {           fn demo::main(_1 url: std::string::String) -> std::string::String {
//!     let text = load(&url);                     let _2 text: std::string::String;
//!     text                                       let _3: &std::string::String;
//! }                                            bb0:
//!                                                _3 = &_1;
//!                                                _2 = demo::load(move _3) -> bb1;
//!                                              bb1:
//!                                                _0 = move _2;
//!                                                return;
//!                                            }
//! ```
//!
//! - One [`Crate`] is what one run of the compiler saw. Crates of one program share [`Tables`]: two equal texts are one
//!   [`Symbol`], two equal types one [`TypeId`], whichever crate they come from.
//! - All paths are absolute and begin with the name of a crate: `std::env::var`, `demo::main`, `demo::main::{closure#0}`. A method
//!   of a type is `demo::Db::open`, one of a trait's implementation `<demo::Db as demo::Store>::put`.
//! - Cleanup blocks, storage markers and what only the borrow checker reads are left out.

pub mod binary;
mod body;
mod check;
mod krate;
mod link;
mod operand;
mod place;
mod rewrite;
mod span;
mod tables;
pub mod text;
mod types;
mod visit;

pub use body::{
    Block, BlockId, Body, BodyId, BodyKind, Callee, Capture, Local, LocalId, Statement, StatementKind, Terminator,
    TerminatorKind,
};
pub use krate::{Adt, AdtKind, Crate, Export, Field, Impl, ImplId, Marker, Trait, Variant};
pub use link::link;
pub use operand::{
    Aggregate, BinaryOperator, CastKind, Constant, FormatTemplate, FunctionRef, Operand, Rvalue, UnaryOperator,
};
pub use place::{Place, Projection};
pub use span::Span;
pub use tables::{Symbol, Symbols, Tables, TypeId, Types};
pub use types::Type;
pub(crate) use types::is_primitive;
