//! The git repositories that the files of a model are in: mostly one, and one more for each submodule.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tm_core::freshness::Unknown;

use super::git::{Git, GitError, path};

/// A repository, and what is asked of it only once.
#[derive(Debug)]
pub struct Repository {
    /// Git in its topmost folder.
    pub git: Git,
    /// Its topmost folder, without links.
    pub top: PathBuf,
    /// The oldest commits of a shallow clone: what they brought may have been there before.
    pub shallow: HashSet<String>,
    /// The file of commits that a blame passes over, where the repository has one under the name that is usual.
    pub ignored: Option<PathBuf>,
}

/// The file by which repositories name commits that changed nothing but the format.
const IGNORED: &str = ".git-blame-ignore-revs";

/// The repositories of several files, each looked at once.
#[derive(Debug, Default)]
pub struct Repositories(HashMap<PathBuf, Result<Arc<Repository>, Unknown>>);

impl Repositories {
    /// The repository of the existing file or folder `place`, and the path from its top to there.
    ///
    /// # Errors
    /// When it is in none, or git is missing or refuses to work there. `name` is what people call the file.
    pub fn of(&mut self, place: &Path, name: &str) -> Result<(Arc<Repository>, PathBuf), Unknown> {
        let outside = || Unknown::NoRepository { file: name.to_owned() };
        let real = place.canonicalize().map_err(|_| Unknown::NoFile { source: name.to_owned() })?;
        // A worktree and a submodule have a file of that name.
        let top = real.ancestors().find(|it| it.join(".git").exists()).ok_or_else(outside)?;
        let opened = self.0.entry(top.to_owned()).or_insert_with(|| Repository::open(top).map(Arc::new));
        let repository = opened.as_ref().map_err(Clone::clone)?;
        let below = real.strip_prefix(&repository.top).map_err(|_| outside())?;
        Ok((Arc::clone(repository), below.to_owned()))
    }
}

impl Repository {
    fn open(top: &Path) -> Result<Repository, Unknown> {
        let git = Git::find(top).map_err(unknown)?;
        let asked = ["rev-parse", "--show-toplevel", "--git-path", "shallow", "--is-shallow-repository"];
        let answer = git.run(&asked).map_err(unknown)?;
        let mut lines = answer.split(|byte| *byte == b'\n');
        let (real_top, shallow, is_shallow) = (lines.next(), lines.next(), lines.next());
        let real_top = real_top.map(path).and_then(|it| it.canonicalize().ok()).unwrap_or_else(|| top.to_owned());
        let list = match (is_shallow, shallow) {
            (Some(b"true"), Some(file)) => fs::read_to_string(top.join(path(file))).unwrap_or_default(),
            _ => String::new(),
        };
        let ignored = Some(real_top.join(IGNORED)).filter(|it| it.is_file());
        Ok(Repository { git, top: real_top, shallow: list.lines().map(str::to_owned).collect(), ignored })
    }

    /// The texts that some files had in some commits, in the order asked; none for what is not there. Git is started once.
    ///
    /// # Errors
    /// When git fails.
    pub fn files_at(&self, files: &[(&str, &[u8])]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let mut input = Vec::new();
        for (commit, file) in files {
            input.extend_from_slice(commit.as_bytes());
            input.push(b':');
            input.extend_from_slice(file);
            input.push(0);
        }
        let output = self.git.run_with(&["cat-file", "--batch", "-z"], input)?;
        let mut rest = output.as_slice();
        let mut texts = Vec::with_capacity(files.len());
        for (commit, file) in files {
            // What is not there is answered with the very name that was asked for.
            let missing = [commit.as_bytes(), b":", file, b" missing\n"].concat();
            if let Some(more) = rest.strip_prefix(missing.as_slice()) {
                rest = more;
                texts.push(None);
                continue;
            }
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
            let size = rest[..end].rsplit(|byte| *byte == b' ').next().and_then(|it| std::str::from_utf8(it).ok());
            let Some(size) = size.and_then(|it| it.parse::<usize>().ok()) else { break };
            let Some(text) = rest.get(end + 1..end + 1 + size) else { break };
            let is_blob = rest[..end].windows(6).any(|it| it == b" blob ");
            texts.push(is_blob.then(|| text.to_owned()));
            rest = rest.get(end + size + 2..).unwrap_or_default();
        }
        texts.resize(files.len(), None);
        Ok(texts)
    }
}

/// Why history tells nothing, when git gave no answer.
pub fn unknown(error: GitError) -> Unknown {
    match error {
        GitError::Missing => Unknown::NoGit,
        other => {
            let cause = std::error::Error::source(&other).map(|it| format!(": {it}")).unwrap_or_default();
            // Git explains itself at length; the first line says what is wrong.
            let message = other.to_string();
            Unknown::Failed { message: message.lines().next().unwrap_or_default().to_owned() + &cause }
        }
    }
}
