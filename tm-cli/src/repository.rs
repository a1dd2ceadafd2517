//! Where the repository begins: formats for its host name files from there.

use cargo_metadata::camino::Utf8Path;

/// The way from the root of the git repository down to `folder`, `/`-separated; empty at the root and outside of any.
pub fn folder(folder: &Utf8Path) -> String {
    let Ok(folder) = folder.canonicalize_utf8() else { return String::new() };
    // A worktree has a file of that name.
    let root = folder.ancestors().find(|it| it.join(".git").exists());
    let below = root.and_then(|it| folder.strip_prefix(it).ok()).unwrap_or(Utf8Path::new(""));
    below.components().map(|it| it.as_str()).collect::<Vec<_>>().join("/")
}
