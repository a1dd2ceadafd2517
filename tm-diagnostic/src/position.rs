//! Places in source files.

use serde::{Deserialize, Serialize};

/// A place in a text, as rustc prints it.
///
/// Columns count characters (Unicode scalar values), not bytes and not cells of a terminal; a tab is one character. A
/// byte order mark at the start of a file is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The line; the first is 1.
    pub line: u32,
    /// The column; the first is 1. The end of a line of `n` characters is column `n + 1`.
    pub column: u32,
}

/// A stretch of a source file.
///
/// Locations sort by file, then start, then end. Serialized, a location is flat:
///
/// ```
/// use tm_diagnostic::{Location, Position};
///
/// let location = Location {
///     file: "src/auth.rs".into(),
///     start: Position { line: 18, column: 5 },
///     end: Position { line: 18, column: 12 },
/// };
/// let json = r#"{"file":"src/auth.rs","line":18,"column":5,"end_line":18,"end_column":12}"#;
/// assert_eq!(serde_json::to_string(&location)?, json);
/// assert_eq!(serde_json::from_str::<Location>(json)?, location);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "FlatLocation", into = "FlatLocation")]
pub struct Location {
    /// The path, `/`-separated on every platform; relative to the workspace root when inside it, else absolute.
    pub file: String,
    /// The first character.
    pub start: Position,
    /// The place after the last character; equal to `start` when the stretch is empty.
    pub end: Position,
}

/// A [`Location`] as it is written in JSON.
#[derive(Serialize, Deserialize)]
struct FlatLocation {
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl From<FlatLocation> for Location {
    fn from(flat: FlatLocation) -> Self {
        Location {
            file: flat.file,
            start: Position { line: flat.line, column: flat.column },
            end: Position { line: flat.end_line, column: flat.end_column },
        }
    }
}

impl From<Location> for FlatLocation {
    fn from(location: Location) -> Self {
        FlatLocation {
            file: location.file,
            line: location.start.line,
            column: location.start.column,
            end_line: location.end.line,
            end_column: location.end.column,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_location_survives_json(file: String, line: u32, column: u32, end_line: u32, end_column: u32) {
            let start = Position { line, column };
            let location = Location { file, start, end: Position { line: end_line, column: end_column } };
            let json = serde_json::to_string(&location).unwrap();
            prop_assert_eq!(serde_json::from_str::<Location>(&json).unwrap(), location);
        }
    }
}
