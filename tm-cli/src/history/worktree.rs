//! A commit checked out beside the user's work tree, as long as it is needed.
//!
//! ```text
//! git worktree add --detach ~/.cache/cargo-tm/9f2c…/tree 1a2b3c4      and its submodules, from what is there already
//! git worktree remove --force …                                       when it is dropped, and before we end by a signal
//! ```
//!
//! The user's work tree and index are not touched, nor are hooks run. Submodules are laid out from the clones that the user
//! has: nothing is fetched, and no configuration is changed; one that is not there is named.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::git::{self, Git, GitError};
use super::scratch::Scratch;

/// The checkouts that stand: that of the repository, then those of its submodules. A signal comes to the process, so they
/// are those of the process.
static STANDING: Mutex<Vec<Standing>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct Standing {
    git: Git,
    path: PathBuf,
}

/// A commit's files, until this is dropped.
#[derive(Debug)]
pub struct Worktree {
    path: PathBuf,
    /// The submodules that could not be laid out, by their path.
    pub missing: Vec<String>,
    /// Where it is, and gone after it.
    _scratch: Scratch,
}

impl Worktree {
    /// Checks `commit` out into `scratch`; `git` is the user's repository, with its work tree at `root`.
    ///
    /// # Errors
    /// When git cannot.
    pub fn add(git: &Git, root: &Path, commit: &str, scratch: Scratch) -> Result<Worktree, GitError> {
        let path = scratch.path().join("tree");
        // Of a run that was killed; whatever else is in the folder is ours.
        let _ = fs::remove_dir_all(&path);
        let mut worktree = Worktree { path: path.clone(), missing: Vec::new(), _scratch: scratch };
        check_out(git, commit, &path)?;
        worktree.missing = lay_out_submodules(git, root, commit, &path)?;
        Ok(worktree)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Worktree {
    fn drop(&mut self) {
        remove_standing();
    }
}

/// Removes the checkouts that stand. Whoever comes second waits until they are gone.
pub fn remove_standing() {
    let mut standing = standing();
    while let Some(Standing { git, path }) = standing.pop() {
        let remove = ["worktree", "remove", "--force", "--force"].map(OsStr::new);
        // It fails when there is none, which is what is wanted.
        git.does_apart(&[&remove[..], &[path.as_os_str()]].concat());
        let _ = fs::remove_dir_all(path);
    }
}

fn standing() -> MutexGuard<'static, Vec<Standing>> {
    STANDING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn check_out(git: &Git, commit: &str, path: &Path) -> Result<(), GitError> {
    // Before it stands: git may be ended in the middle.
    standing().push(Standing { git: git.clone(), path: path.to_owned() });
    // Forced, over what a run that was killed has left registered.
    let add = ["worktree", "add", "--quiet", "--detach", "--force", "--force"].map(OsStr::new);
    git.run(&[&add[..], &[path.as_os_str(), OsStr::new(commit)]].concat()).map(drop)
}

/// Lays out the submodules of `commit`, and those in them; the paths of those whose commit is not here.
fn lay_out_submodules(git: &Git, root: &Path, commit: &str, tree: &Path) -> Result<Vec<String>, GitError> {
    let mut missing = Vec::new();
    for Link { path, commit } in links(git, commit)? {
        let (source, place) = (root.join(&path), tree.join(&path));
        match lay_out(&source, &commit, &place) {
            Some(inner) => {
                let names = lay_out_submodules(&inner, &source, &commit, &place)?;
                missing.extend(names.into_iter().map(|it| format!("{}/{it}", path.display())));
            }
            None => missing.push(path.display().to_string()),
        }
    }
    Ok(missing)
}

/// A submodule, as a commit has it.
struct Link {
    path: PathBuf,
    commit: String,
}

/// The submodules of a commit: entries such as `160000 commit 1a2b…⇥libs/store`.
fn links(git: &Git, commit: &str) -> Result<Vec<Link>, GitError> {
    let listing = git.run(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
    let link = |entry: &[u8]| {
        let tab = entry.iter().position(|byte| *byte == b'\t')?;
        let head = std::str::from_utf8(&entry[..tab]).ok()?;
        let commit = head.strip_prefix("160000 commit ")?.trim().to_owned();
        Some(Link { path: git::path(&entry[tab + 1..]), commit })
    };
    Ok(listing.split(|byte| *byte == 0).filter_map(link).collect())
}

/// Checks a submodule's `commit` out at `place`, from the clone that the user has at `source`; none if it is not there.
fn lay_out(source: &Path, commit: &str, place: &Path) -> Option<Git> {
    // The folder of a submodule that was not cloned belongs to the repository around it.
    if !source.join(".git").exists() {
        return None;
    }
    let git = Git::at(source)?;
    git.run(&["cat-file", "-e", &format!("{commit}^{{commit}}")]).ok()?;
    check_out(&git, commit, place).ok()?;
    Some(git)
}
