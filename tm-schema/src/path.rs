//! Which paths may name the files that implement something: `deploy/nginx.conf`, `infra`, `sql/*.sql`.

/// What is wrong with a path of `source` or `source_files`, if anything.
///
/// Paths are the same on every machine: relative to the package, with `/` between folders, and never out of it.
///
/// ```
/// assert_eq!(tm_schema::path_fault("deploy/*.conf"), None);
/// assert!(tm_schema::path_fault("/etc/nginx.conf").is_some());
/// ```
pub fn path_fault(path: &str) -> Option<&'static str> {
    let mut drive = path.chars();
    let has_drive = drive.next().is_some_and(|it| it.is_ascii_alphabetic()) && drive.next() == Some(':');
    if path.trim().is_empty() {
        Some("this path is empty: name a file, a folder or a pattern")
    } else if path.starts_with(['/', '\\']) || has_drive {
        Some("a path is relative to the folder of Cargo.toml, and this one is absolute")
    } else if path.contains('\\') {
        Some("write `/` between folders, on every system")
    } else if leaves(path) {
        Some("a path is relative to the folder of Cargo.toml, and this one leads out of it")
    } else {
        None
    }
}

/// Whether more folders are left than were entered, at any point.
fn leaves(path: &str) -> bool {
    let mut depth = 0;
    path.split('/').any(|part| {
        depth += match part {
            "" | "." => 0,
            ".." => -1,
            _ => 1,
        };
        depth < 0
    })
}

#[cfg(test)]
mod tests {
    use super::path_fault;

    #[test]
    fn paths_stay_in_the_package() {
        for path in ["a", "a/b.sql", "./a", "a/", "a/../b", "**/*.py", "größe/日本 1.txt", "..a/b", "a..", "C/x", "1:2"]
        {
            assert_eq!(path_fault(path), None, "{path}");
        }
        let faults = [
            ("", "empty"),
            (" ", "empty"),
            ("/etc/passwd", "absolute"),
            ("C:/x", "absolute"),
            ("c:x", "absolute"),
            ("\\\\server\\x", "absolute"),
            ("a\\b", "`/`"),
            ("..", "out of it"),
            ("../a", "out of it"),
            ("a/../../b", "out of it"),
            ("./../a/b", "out of it"),
        ];
        for (path, word) in faults {
            assert!(path_fault(path).is_some_and(|fault| fault.contains(word)), "{path}");
        }
    }
}
