//! Who changed which line last: `git blame`, once for a file.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use super::git::{Git, GitError};

/// The last change of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// The full id of the commit; none for a line that is not committed.
    pub commit: Option<String>,
    /// When its author made it, in seconds since 1970.
    pub seconds: i64,
    /// What the file was called then, where it has a plain name.
    pub file: Option<Vec<u8>>,
}

/// Beyond so many ranges the whole file is asked for: a command line has its limits.
const RANGES: usize = 500;

/// The last changes of those `lines` of `file`, a path from the git's folder.
///
/// Changes of white space are passed over, and lines that were moved within the file keep the change that made them.
/// `ignored` names a file of commits to pass over too.
///
/// # Errors
/// When git cannot tell, for instance because the file was never committed.
pub fn blame(
    git: &Git,
    file: &Path,
    lines: &[RangeInclusive<u32>],
    ignored: Option<&Path>,
) -> Result<HashMap<u32, Arc<LastChange>>, GitError> {
    let mut arguments: Vec<OsString> =
        ["blame", "--porcelain", "--no-textconv", "--no-progress", "-w", "-M"].map(OsString::from).into();
    // That of the user's configuration would make the answer theirs alone.
    arguments.push("--no-ignore-revs-file".into());
    if let Some(ignored) = ignored {
        arguments.extend(["--ignore-revs-file".into(), ignored.into()]);
    }
    if lines.len() <= RANGES {
        let range = |it: &RangeInclusive<u32>| format!("-L{},{}", it.start(), it.end());
        arguments.extend(lines.iter().map(|it| OsString::from(range(it))));
    }
    arguments.extend([OsStr::new("--").to_owned(), file.into()]);
    Ok(read(&git.run(&arguments)?))
}

/// Reads what `--porcelain` prints: for each line a header, what is known of a commit the first time, and the line.
///
/// ```text
/// 1a2b3c… 12 14 2
/// author Ada
/// author-time 1772409600
/// filename src/lib.rs
/// ⇥pub fn save() {
/// 1a2b3c… 13 15
/// ⇥}
/// ```
fn read(output: &[u8]) -> HashMap<u32, Arc<LastChange>> {
    let mut commits: HashMap<Vec<u8>, Arc<LastChange>> = HashMap::new();
    let mut changes = HashMap::new();
    let mut header: Option<(Vec<u8>, u32)> = None;
    let mut known = LastChange { commit: None, seconds: 0, file: None };
    for line in output.split(|byte| *byte == b'\n') {
        let Some((id, number)) = &header else {
            let mut words = line.split(|byte| *byte == b' ');
            let (id, number) = (words.next().unwrap_or_default(), words.nth(1));
            let number = number.and_then(|it| std::str::from_utf8(it).ok()?.parse().ok());
            if let Some(number) = number {
                let is_committed = id.iter().any(|it| *it != b'0');
                let commit = is_committed.then(|| String::from_utf8_lossy(id).into_owned());
                known = LastChange { commit, seconds: 0, file: None };
                header = Some((id.to_owned(), number));
            }
            continue;
        };
        if line.first() == Some(&b'\t') {
            let known = &known;
            let change = commits.entry(id.clone()).or_insert_with(|| Arc::new(known.clone()));
            changes.insert(*number, Arc::clone(change));
            header = None;
        } else if let Some(seconds) = line.strip_prefix(b"author-time ") {
            known.seconds = std::str::from_utf8(seconds).ok().and_then(|it| it.parse().ok()).unwrap_or(0);
        } else if let Some(file) = line.strip_prefix(b"filename ") {
            known.file = Some(file.to_owned()).filter(|it| it.first() != Some(&b'"'));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn porcelain_is_read() {
        let (one, zero) = ("1a".repeat(20), "0".repeat(40));
        let output = format!(
            "{one} 12 14 2\nauthor Ada\nauthor-time 1772409600\nauthor-tz +0200\nsummary 1 2 3\nfilename src/old.rs\n\t1 2 3\n\
             {one} 13 15\n\t}}\n{zero} 16 16 1\nauthor Not Committed Yet\nauthor-time 1799999999\nfilename \"a\\n\"\n\t\n"
        );
        let changes = read(output.as_bytes());
        let first = LastChange { commit: Some(one), seconds: 1_772_409_600, file: Some(b"src/old.rs".to_vec()) };
        assert_eq!((changes.len(), &*changes[&14], &*changes[&15]), (3, &first, &first));
        assert_eq!(*changes[&16], LastChange { commit: None, seconds: 1_799_999_999, file: None });
        assert!(read(b"").is_empty());
    }
}
