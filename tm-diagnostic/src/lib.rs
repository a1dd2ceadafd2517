//! What `cargo tm` says about a place in the user's code, and how it is shown.
//!
//! A [`Diagnostic`] has a stable code, a [`Level`], one sentence of fact, the places it is about, and what helps.
//!
//! Nothing here opens a file: the caller hands over the texts as [`Sources`].

mod diagnostic;
mod level;
mod position;
mod sources;

pub use diagnostic::{Diagnostic, Label};
pub use level::Level;
pub use position::{Location, Position};
pub use sources::Sources;
