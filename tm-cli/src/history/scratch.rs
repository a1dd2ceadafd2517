//! A folder for a checkout, outside of the user's tree.
//!
//! ```text
//! ~/.cache/cargo-tm/9f2c…/        for the repository in ~/web, the same each time
//! ```
//!
//! Inside the tree cargo would find the user's workspace and configuration above it, and in the system's folder for temporary
//! files those of anybody. The same each time, because cargo compiles anew what has another path, and keeps what it
//! compiled before. One process at a time has it; a second one gets a folder of its own beside it.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

/// The folder, which is removed with all in it when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    /// The folder itself, locked; none for one that is not the same each time.
    lock: Option<File>,
}

impl Scratch {
    /// One for `repository`.
    ///
    /// # Errors
    /// When no folder can be made.
    pub fn of(repository: &Path) -> io::Result<Scratch> {
        let parent = cache_folder().unwrap_or_else(std::env::temp_dir).join("cargo-tm");
        fs::create_dir_all(&parent)?;
        // Tools that compare paths compare real ones.
        let parent = parent.canonicalize()?;
        let mut hasher = DefaultHasher::new();
        repository.hash(&mut hasher);
        let path = parent.join(format!("{:016x}", hasher.finish()));
        if let Some(lock) = locked(&path)? {
            return Ok(Scratch { path, lock: Some(lock) });
        }
        let path = tempfile::Builder::new().prefix("diff-").tempdir_in(&parent)?.keep();
        Ok(Scratch { path, lock: None })
    }

    /// Its name, if it is the same each time and nobody else has it now.
    pub fn name(&self) -> Option<&str> {
        self.lock.as_ref().and_then(|_| self.path.file_name()?.to_str())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now is when it is used the next time.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// The folder at `path`, made if needed, if no other process has it.
#[cfg(unix)]
fn locked(path: &Path) -> io::Result<Option<File>> {
    use rustix::fs::{FlockOperation, flock};
    use std::os::unix::fs::MetadataExt;

    fs::create_dir_all(path)?;
    let folder = File::open(path)?;
    if flock(&folder, FlockOperation::NonBlockingLockExclusive).is_err() {
        return Ok(None);
    }
    // Whoever had it before may just have removed it.
    let is_there = fs::symlink_metadata(path).is_ok_and(|it| folder.metadata().is_ok_and(|own| own.ino() == it.ino()));
    Ok(is_there.then_some(folder))
}

#[cfg(not(unix))]
fn locked(_path: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

/// Where programs of this user keep what they can make again.
fn cache_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|it| it.is_absolute());
    if cfg!(windows) {
        return variable("LOCALAPPDATA");
    }
    let home = || std::env::home_dir().filter(|it| it.is_absolute());
    if cfg!(target_vendor = "apple") {
        return Some(home()?.join("Library/Caches"));
    }
    variable("XDG_CACHE_HOME").or_else(|| Some(home()?.join(".cache")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn one_at_a_time_and_nothing_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let lock = locked(&path).unwrap();
        assert!(lock.is_some());
        assert!(locked(&path).unwrap().is_none(), "somebody has it");
        drop(Scratch { path: path.clone(), lock });
        assert!(!path.exists());
        assert!(locked(&path).unwrap().is_some(), "nobody has it any more");
    }
}
