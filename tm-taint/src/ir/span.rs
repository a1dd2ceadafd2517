//! Where something stands in the user's source.

use super::Symbol;

/// A range of a source file. Lines and columns count from one; columns count characters; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file as the compiler was given it, relative to where it ran: `src/main.rs`. Code of the standard library's
    /// macros has a path beginning with `/rustc/`.
    pub file: Symbol,
    /// The first line.
    pub line: u32,
    /// The column of the first character.
    pub column: u32,
    /// The last line.
    pub end_line: u32,
    /// The column after the last character.
    pub end_column: u32,
}
