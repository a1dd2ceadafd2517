//! Reads the text.

mod body;
mod cursor;
mod items;
mod operand;
mod place;
mod types;

use cursor::Cursor;

use crate::ir::{Crate, Tables};

/// Text that is not of the form: where, and what is expected there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct TextError {
    /// The line, counted from one.
    pub line: u32,
    /// The column, counted from one in characters.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

/// Reads a crate.
///
/// # Errors
/// The first place where the text is not of the form of [this module](super).
pub fn parse(text: &str, tables: &mut Tables) -> Result<Crate, TextError> {
    let mut cursor = Cursor::new(text, tables);
    items::krate(&mut cursor)
}
