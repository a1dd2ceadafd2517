//! What a report is made of, and whether it has changed.
//!
//! ```text
//! src/, Cargo.toml of each member; Cargo.lock, .cargo/config.toml, rust-toolchain.toml
//! tm.toml, threat files and folders, baseline, template, model files
//! ```
//!
//! The files are looked at a few times a second, which works on every file system, with every editor's way to save, and
//! without a limit on how much can be watched. A file has changed if its content has: `touch`, and a build script that
//! writes the same again, change nothing. A file is only read where its time or size differ from those seen before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What is watched.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// Single files, which need not be there.
    pub files: BTreeSet<PathBuf>,
    /// Folders with all files below them.
    pub folders: BTreeSet<PathBuf>,
    /// Folders of which only Rust and TOML files count: they hold a package with all that lies about in it.
    pub packages: BTreeSet<PathBuf>,
    /// The folder that cargo builds in, which is in none of them.
    pub target: Option<PathBuf>,
}

/// The files that were there at a moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    files: BTreeMap<PathBuf, Stamp>,
}

/// What is known of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    size: u64,
    content: u64,
    /// Whether it may still change without another time: file systems count in steps, some of two seconds.
    is_fresh: bool,
}

/// The coarsest step in which file systems count time.
const STEP: Duration = Duration::from_secs(3);

impl Watched {
    /// Looks at everything; `before` saves reading what has not changed since.
    pub fn snapshot(&self, before: Option<&Snapshot>) -> Snapshot {
        let mut walk = Walk { watched: self, before, seen: BTreeSet::new(), files: BTreeMap::new() };
        for path in &self.files {
            if let Ok(metadata) = fs::metadata(path)
                && metadata.is_file()
            {
                walk.see(path, &metadata);
            }
        }
        for folder in &self.folders {
            walk.below(folder, false);
        }
        for folder in &self.packages {
            walk.below(folder, true);
        }
        Snapshot { files: walk.files }
    }
}

/// A look at all that is watched.
struct Walk<'a> {
    watched: &'a Watched,
    before: Option<&'a Snapshot>,
    /// The folders, without links: those may lead in circles.
    seen: BTreeSet<PathBuf>,
    files: BTreeMap<PathBuf, Stamp>,
}

impl Walk<'_> {
    fn see(&mut self, path: &Path, metadata: &Metadata) {
        let known = self.before.and_then(|it| it.files.get(path));
        // What cannot be read is like what is not there: cargo will say so.
        if let Ok(stamp) = Stamp::of(path, metadata, known) {
            self.files.insert(path.to_owned(), stamp);
        }
    }

    fn below(&mut self, folder: &Path, code_alone: bool) {
        let Ok(real) = folder.canonicalize() else { return };
        if !self.seen.insert(real) {
            return;
        }
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            // .git, and what editors write beside a file before they replace it.
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            let Some(metadata) = fs::metadata(&path).ok().filter(|_| !is_hidden) else { continue };
            if metadata.is_dir() {
                // cargo marks each folder that it builds in, whosoever it is.
                let is_built = self.watched.target.as_ref() == Some(&path) || path.join("CACHEDIR.TAG").exists();
                if !is_built {
                    self.below(&path, code_alone);
                }
            } else if metadata.is_file()
                && (!code_alone || path.extension().is_some_and(|it| it == "rs" || it == "toml"))
            {
                self.see(&path, &metadata);
            }
        }
    }
}

impl Snapshot {
    /// A file that is other in `later`, or in one of them only.
    pub fn changed<'a>(&'a self, later: &'a Snapshot) -> Option<&'a Path> {
        let content = |it: &Snapshot, path: &Path| it.files.get(path).map(|it| it.content);
        let mut paths = self.files.keys().chain(later.files.keys());
        paths.find(|it| content(self, it) != content(later, it)).map(PathBuf::as_path)
    }
}

impl Stamp {
    fn of(path: &Path, metadata: &Metadata, known: Option<&Stamp>) -> io::Result<Stamp> {
        let (modified, size) = (metadata.modified().ok(), metadata.len());
        let known = known.filter(|it| !it.is_fresh && it.modified == modified && it.size == size);
        if let Some(known) = known {
            return Ok(*known);
        }
        // A time in the future says nothing of the past.
        let age = modified.and_then(|it| SystemTime::now().duration_since(it).ok());
        let is_fresh = age.is_none_or(|it| it < STEP);
        Ok(Stamp { modified, size, content: content(path)?, is_fresh })
    }
}

/// A number that stands for what is in a file.
fn content(path: &Path) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    let mut file = fs::File::open(path)?;
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finish()),
            read => buffer[..read].hash(&mut hasher),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Folder {
            Folder(tempfile::tempdir().expect("a folder can be made"))
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn write(&self, name: &str, text: &str) {
            let path = self.path(name);
            fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
            fs::write(path, text).expect("it can be written");
        }
    }

    /// The name of what has changed, if anything has.
    fn changed(folder: &Folder, watched: &Watched, change: impl FnOnce()) -> Option<String> {
        let before = watched.snapshot(None);
        change();
        let after = watched.snapshot(Some(&before));
        let path = before.changed(&after)?;
        Some(path.strip_prefix(folder.0.path()).expect("it is below").display().to_string().replace('\\', "/"))
    }

    #[test]
    fn changes_of_content_count_however_they_are_made() {
        let folder = Folder::new();
        folder.write("src/main.rs", "one");
        let watched = Watched { folders: [folder.path("src")].into(), ..Watched::default() };
        let changed = |change: &dyn Fn()| changed(&folder, &watched, change);
        assert_eq!(changed(&|| {}), None);
        assert_eq!(changed(&|| folder.write("src/main.rs", "one")), None, "it was written anew, and is the same");
        assert_eq!(changed(&|| folder.write("src/main.rs", "two")).as_deref(), Some("src/main.rs"), "of one length");
        let replace = || {
            folder.write("src/main.rs.new", "three");
            fs::rename(folder.path("src/main.rs.new"), folder.path("src/main.rs")).expect("as editors save");
        };
        assert_eq!(changed(&replace).as_deref(), Some("src/main.rs"));
        assert_eq!(changed(&|| folder.write("src/web/mod.rs", "new")).as_deref(), Some("src/web/mod.rs"));
        let remove = || fs::remove_dir_all(folder.path("src/web")).expect("it is there");
        assert_eq!(changed(&remove).as_deref(), Some("src/web/mod.rs"));
    }

    #[test]
    fn files_are_watched_before_they_are_there() {
        let folder = Folder::new();
        let watched = Watched { files: [folder.path("tm.toml")].into(), ..Watched::default() };
        assert_eq!(changed(&folder, &watched, || folder.write("tm.toml", "")).as_deref(), Some("tm.toml"));
    }

    #[test]
    fn what_is_built_hidden_or_no_source_does_not_count() {
        let folder = Folder::new();
        folder.write("other/target/CACHEDIR.TAG", "");
        let watched =
            Watched { packages: [folder.path("")].into(), target: Some(folder.path("built")), ..Watched::default() };
        for name in [".git/HEAD.rs", "built/x.rs", "other/target/x.rs", "log.txt", "src/.main.rs.swp"] {
            assert_eq!(changed(&folder, &watched, || folder.write(name, "x")), None, "{name}");
        }
        for name in ["main.rs", "other/Cargo.toml"] {
            assert_eq!(changed(&folder, &watched, || folder.write(name, "x")).as_deref(), Some(name));
        }
    }

    #[test]
    #[cfg(unix)]
    fn links_in_a_circle_end() {
        let folder = Folder::new();
        folder.write("src/main.rs", "");
        for (target, link) in [("..", "src/up"), (".", "src/here"), ("../src", "src/again")] {
            std::os::unix::fs::symlink(target, folder.path(link)).expect("a link can be made");
        }
        let watched = Watched { folders: [folder.path("src")].into(), ..Watched::default() };
        assert_eq!(watched.snapshot(None).files.len(), 1);
    }
}
