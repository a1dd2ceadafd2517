//! Places as other programs take them: in a file of the repository, from a first to a last character that exist.

use crate::{Location, Position};

/// Start and end, counted from 1, the end not before the start: positions may come from a file that somebody wrote.
pub(super) fn region(at: &Location) -> (Position, Position) {
    let from_one = |it: Position| Position { line: it.line.max(1), column: it.column.max(1) };
    let start = from_one(at.start);
    (start, from_one(at.end).max(start))
}

/// The path from the root of the repository, in which `folder` is the one that places are relative to.
///
/// An absolute path stays as it is.
pub(super) fn path(folder: &str, file: &str) -> String {
    if folder.is_empty() || is_absolute(file) { file.to_owned() } else { format!("{folder}/{file}") }
}

/// Whether the path begins at a root, of Unix or of a Windows drive.
pub(super) fn is_absolute(file: &str) -> bool {
    let mut chars = file.chars();
    file.starts_with('/') || chars.next().is_some_and(|it| it.is_ascii_alphabetic()) && chars.next() == Some(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_exist_and_end_after_they_start() {
        let check = |start: (u32, u32), end: (u32, u32), expected: [u32; 4]| {
            let position = |(line, column)| Position { line, column };
            let (start, end) = region(&Location { file: String::new(), start: position(start), end: position(end) });
            assert_eq!([start.line, start.column, end.line, end.column], expected);
        };
        check((2, 3), (2, 7), [2, 3, 2, 7]);
        check((0, 0), (0, 0), [1, 1, 1, 1]);
        check((4, 9), (4, 2), [4, 9, 4, 9]);
        check((4, 9), (6, 1), [4, 9, 6, 1]);
    }

    #[test]
    fn paths_start_at_the_root_of_the_repository() {
        assert_eq!(path("", "src/lib.rs"), "src/lib.rs");
        assert_eq!(path("services/web", "src/lib.rs"), "services/web/src/lib.rs");
        assert_eq!(path("services/web", "/opt/lib.rs"), "/opt/lib.rs");
        assert_eq!(path("services/web", "C:/opt/lib.rs"), "C:/opt/lib.rs");
    }
}
