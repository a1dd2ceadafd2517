//! The files that `source = "…"` names, in whatever language: which they are, and when they were last changed.
//!
//! ```text
//! source = "deploy/nginx.conf"      the file
//! source = "deploy"                 all that git tracks in the folder
//! source = "sql/**/*.sql"           all that git tracks and the pattern fits
//! ```
//!
//! A file that is gone counts too, for as long as its folder or pattern is named: taking it away is a change. Git is asked
//! three times for a repository, however many sources there are.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use glob::{MatchOptions, Pattern};
use tm_core::freshness::{Day, Touched, Unknown};

use super::git::path;
use super::repository::{Repositories, Repository, unknown};

/// A source, as it is looked for in a repository.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// As it was written.
    pub written: String,
    /// The way to it from the top of the repository, `/`-separated.
    path: String,
    /// The pattern, if it is one.
    pattern: Option<Pattern>,
}

/// What is known of the files of a repository.
#[derive(Debug)]
pub struct Tracked {
    repository: Arc<Repository>,
    /// Every file that git tracks, as it names it.
    files: Vec<Vec<u8>>,
}

impl Wanted {
    /// The source that is `written` in the package whose folder is `folder` below the top of the repository.
    ///
    /// # Errors
    /// When it is no pattern that makes sense.
    pub fn new(written: &str, folder: &Path) -> Result<Wanted, Unknown> {
        let folder = folder.to_string_lossy().replace('\\', "/");
        let mut parts: Vec<&str> = Vec::new();
        for part in folder.split('/').chain(written.split('/')) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                _ => parts.push(part),
            }
        }
        let path = parts.join("/");
        let is_pattern = written.contains(['*', '?', '[']);
        let wrong = |error: glob::PatternError| Unknown::Failed {
            message: format!("`{written}` is no pattern: {}", error.msg),
        };
        let pattern = if is_pattern { Some(Pattern::new(&path).map_err(wrong)?) } else { None };
        Ok(Wanted { written: written.to_owned(), path, pattern })
    }

    /// Whether it names the file that git calls `file`.
    fn names(&self, file: &str) -> bool {
        const OPTIONS: MatchOptions =
            MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };
        match &self.pattern {
            Some(pattern) => pattern.matches_with(file, OPTIONS),
            None => {
                self.path.is_empty()
                    || file.strip_prefix(&self.path).is_some_and(|it| it.is_empty() || it.starts_with('/'))
            }
        }
    }

    /// The folder or file that all it names is in, or is.
    pub fn root(&self) -> &str {
        match self.path.find(['*', '?', '[']) {
            Some(at) if self.pattern.is_some() => self.path[..at].rsplit_once('/').map_or("", |(folder, _)| folder),
            _ => &self.path,
        }
    }
}

/// What the source that is written in the package of `folder` is looked for in, and as what.
///
/// # Errors
/// When it is in no repository, or is no pattern.
pub fn wanted(
    source: &str,
    folder: &Path,
    repositories: &mut Repositories,
) -> Result<(Arc<Repository>, Wanted), Unknown> {
    // A submodule below the package has a history of its own.
    let fixed = source.find(['*', '?', '[']).map_or(source, |at| source[..at].rsplit_once('/').map_or("", |it| it.0));
    let mut place = folder.join(fixed);
    while !place.exists() && place.pop() {}
    let place = if place.is_file() { place.parent().unwrap_or(folder).to_owned() } else { place };
    let (repository, _) = repositories.of(&place, source)?;
    let real = folder.canonicalize().map_err(|_| Unknown::NoFile { source: source.to_owned() })?;
    let wanted = match real.strip_prefix(&repository.top) {
        Ok(below) => Wanted::new(source, below)?,
        // The package is around the repository: what is inside of it is left of the source.
        Err(_) => {
            let inside = repository.top.strip_prefix(&real).ok().and_then(|it| it.to_str()).unwrap_or_default();
            let rest = source.strip_prefix(inside).map_or("", |it| it.trim_start_matches('/'));
            Wanted::new(if rest.is_empty() { "." } else { rest }, Path::new(""))?
        }
    };
    Ok((repository, wanted))
}

impl Tracked {
    /// Asks for the files of `repository`.
    ///
    /// # Errors
    /// When git fails.
    pub fn of(repository: Arc<Repository>) -> Result<Tracked, Unknown> {
        let listed = repository.git.run(&["ls-files", "-z"]).map_err(unknown)?;
        let files = listed.split(|byte| *byte == 0).filter(|it| !it.is_empty()).map(<[u8]>::to_vec).collect();
        Ok(Tracked { repository, files })
    }

    /// The tracked files that a source names, and where they are.
    pub fn files<'t>(&'t self, wanted: &'t Wanted) -> impl Iterator<Item = (&'t [u8], PathBuf)> {
        let named = self.files.iter().filter(|file| wanted.names(&String::from_utf8_lossy(file)));
        named.map(|file| (file.as_slice(), self.repository.top.join(path(file))))
    }

    /// When what each source names was last changed, and which file that was.
    pub fn last_changes(&self, wanted: &[Wanted], today: Day) -> Vec<Result<(Touched, String), Unknown>> {
        let found = match self.history(wanted, today) {
            Ok(found) => found,
            Err(unknown) => return wanted.iter().map(|_| Err(unknown.clone())).collect(),
        };
        let of = |(index, it): (usize, &Wanted)| match found.get(&index) {
            Some(it) => Ok(it.clone()),
            None if self.files(it).next().is_some()
                || self.repository.top.join(it.root()).exists() && it.pattern.is_none() =>
            {
                Err(Unknown::NotCommitted { file: it.written.clone() })
            }
            None => Err(Unknown::NoFile { source: it.written.clone() }),
        };
        wanted.iter().enumerate().map(of).collect()
    }

    fn history(&self, wanted: &[Wanted], today: Day) -> Result<HashMap<usize, (Touched, String)>, Unknown> {
        let git = &self.repository.git;
        let mut found: HashMap<usize, (Touched, String)> = HashMap::new();
        // What is gone altogether is a source that nobody can look at.
        let is_there = |it: &Wanted| self.files(it).next().is_some();
        let there: Vec<(usize, &Wanted)> = wanted.iter().enumerate().filter(|(_, it)| is_there(it)).collect();
        if there.is_empty() || git.run(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
            return Ok(found);
        }
        let mut note = |file: &[u8], touched: &dyn Fn() -> Touched| {
            let name = String::from_utf8_lossy(file);
            for (index, _) in there.iter().filter(|(_, it)| it.names(&name)) {
                let is_later = found.get(index).is_none_or(|(known, _)| is_later(&touched(), known));
                if is_later {
                    found.insert(*index, (touched(), name.clone().into_owned()));
                }
            }
        };
        let mut roots: Vec<&str> = there.iter().map(|(_, it)| it.root()).collect();
        roots.sort_unstable();
        roots.dedup();
        // An empty path is no path to git: everything is meant then.
        let paths: Vec<OsString> =
            if roots.contains(&"") { Vec::new() } else { roots.iter().map(OsString::from).collect() };
        let with_paths = |arguments: &[&str]| -> Vec<OsString> {
            let arguments = arguments.iter().map(OsString::from).chain([OsString::from("--")]);
            arguments.chain(paths.iter().cloned()).collect()
        };
        let log = ["log", "-z", "--format=%x01%H%x00%at", "--name-only", "--no-renames", "--no-ext-diff", "-c"];
        let log = git.run(&with_paths(&log)).map_err(unknown)?;
        let mut commit = None;
        let mut fields = log.split(|byte| *byte == 0);
        while let Some(field) = fields.next() {
            if let Some(id) = field.strip_prefix(b"\x01") {
                let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
                let seconds = fields.next().map(text).and_then(|it| it.trim().parse().ok()).unwrap_or(0);
                commit = Some((text(id), Day::of_seconds(seconds)));
            } else if let (Some((id, day)), false) = (&commit, field.is_empty()) {
                let file = field.strip_prefix(b"\n").unwrap_or(field);
                note(file, &|| match self.repository.shallow.contains(id) {
                    true => Touched::Earlier { day: *day, commit: id.clone() },
                    false => Touched::Committed { day: *day, commit: id.clone() },
                });
            }
        }
        let changed = ["diff", "-z", "--name-only", "--no-renames", "--no-ext-diff", "--ignore-submodules", "HEAD"];
        let changed = git.run(&with_paths(&changed)).map_err(unknown)?;
        for file in changed.split(|byte| *byte == 0).filter(|it| !it.is_empty()) {
            note(file, &|| Touched::Uncommitted { day: today });
        }
        Ok(found)
    }
}

/// Whether `new` is the later change. What is not committed yet is later than all that is.
fn is_later(new: &Touched, known: &Touched) -> bool {
    match (new, known) {
        (_, Touched::Uncommitted { .. }) => false,
        (Touched::Uncommitted { .. }, _) => true,
        _ => new.day() > known.day(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_file_a_folder_or_a_pattern() {
        for (written, folder, file, expected) in [
            ("deploy/nginx.conf", "", "deploy/nginx.conf", true),
            ("deploy/nginx.conf", "", "deploy/nginx.conf.old", false),
            ("deploy/nginx.conf", "web", "web/deploy/nginx.conf", true),
            ("deploy/nginx.conf", "web", "deploy/nginx.conf", false),
            ("deploy", "", "deploy/a/b.conf", true),
            ("./deploy/", "", "deploy/a", true),
            ("deploy", "", "deployment/a", false),
            (".", "web", "web/a", true),
            (".", "", "a", true),
            ("a/../b", "", "b/c", true),
            ("sql/*.sql", "", "sql/a.sql", true),
            ("sql/*.sql", "", "sql/more/a.sql", false),
            ("sql/**/*.sql", "", "sql/more/a.sql", true),
            ("**/*.py", "x", "x/a.py", true),
            ("**/*.py", "x", "y/a.py", false),
            ("[ab].sh", "", "a.sh", true),
        ] {
            let wanted = Wanted::new(written, Path::new(folder)).unwrap();
            assert_eq!(wanted.names(file), expected, "{written} {folder} {file}");
            assert!(!expected || file.starts_with(wanted.root()), "{written}");
        }
        assert!(Wanted::new("a/***", Path::new("")).is_err());
    }
}
