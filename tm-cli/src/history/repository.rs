//! The git repositories that the files of a model are in: mostly one, and one more for each submodule.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
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
        let shallow = match (is_shallow, shallow) {
            (Some(b"true"), Some(file)) => {
                let list = fs::read_to_string(top.join(path(file))).unwrap_or_default();
                cut_off(&git, list.lines()).map_err(unknown)?
            }
            _ => HashSet::new(),
        };
        let ignored = Some(real_top.join(IGNORED)).filter(|it| it.is_file());
        Ok(Repository { git, top: real_top, shallow, ignored })
    }

    /// Git with an index of which commit changed which paths, in a folder of its own: blame looks at every commit
    /// before the last change of a line, and with the index passes over those that left its file alone. None if git
    /// does not write one, as in a shallow clone, or too old.
    pub fn indexed(&self) -> Option<(Git, TempDir)> {
        let objects = self.git.run(&["rev-parse", "--git-path", "objects"]).ok()?;
        let objects = self.top.join(path(objects.trim_ascii_end())).canonicalize().ok()?;
        // A colon would part the path in two.
        let objects = Some(objects.into_os_string()).filter(|it| !it.to_string_lossy().contains([':', ';', '"']))?;
        let folder = tempfile::Builder::new().prefix("cargo-tm-").tempdir().ok()?;
        for name in ["info", "pack"] {
            fs::create_dir(folder.path().join(name)).ok()?;
        }
        let new = folder.path().as_os_str().to_owned();
        let git = self.git.with([("GIT_OBJECT_DIRECTORY", new), ("GIT_ALTERNATE_OBJECT_DIRECTORIES", objects)]);
        let head = self.git.run(&["rev-parse", "--verify", "--quiet", "HEAD"]).ok()?;
        let write = [
            "commit-graph",
            "write",
            "--stdin-commits",
            "--changed-paths",
            "--max-new-filters=100000",
            "--no-progress",
        ];
        git.run_with(&write, head).ok()?;
        Some((git, folder))
    }

    /// The texts that some files had in some commits, in the order asked; none for what is not there. Git is started once.
    ///
    /// # Errors
    /// When git fails.
    pub fn files_at(&self, files: &[(&str, &[u8])]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        let names: Vec<_> = files.iter().map(|(commit, file)| [commit.as_bytes(), b":", file].concat()).collect();
        objects(&self.git, "blob", &names)
    }
}

/// Those of some commits that have parents: git also lists a first commit that a shallow clone happens to end with.
fn cut_off<'a>(git: &Git, commits: impl Iterator<Item = &'a str>) -> Result<HashSet<String>, GitError> {
    let commits: Vec<String> = commits.map(str::to_owned).collect();
    let names: Vec<_> = commits.iter().map(|it| it.clone().into_bytes()).collect();
    let has_parent = |content: &Option<Vec<u8>>| {
        let lines = content.iter().flat_map(|it| it.split(|byte| *byte == b'\n')).take_while(|line| !line.is_empty());
        lines.into_iter().any(|line| line.starts_with(b"parent "))
    };
    let contents = objects(git, "commit", &names)?;
    Ok(commits.into_iter().zip(&contents).filter(|(_, it)| has_parent(it)).map(|(id, _)| id).collect())
}

/// The contents of the objects of those names, as far as they are there and of that kind.
fn objects(git: &Git, kind: &str, names: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let input = names.iter().flat_map(|it| it.iter().copied().chain([0])).collect();
    let output = git.run_with(&["cat-file", "--batch", "-z"], input)?;
    let mut rest = output.as_slice();
    let mut contents = Vec::with_capacity(names.len());
    for name in names {
        // What is not there is answered with the very name that was asked for.
        if let Some(more) = rest.strip_prefix([name, b" missing\n".as_slice()].concat().as_slice()) {
            rest = more;
            contents.push(None);
            continue;
        }
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        let mut words = head.split(' ').skip(1);
        let (found, size) = (words.next(), words.next().and_then(|it| it.parse::<usize>().ok()));
        let Some(content) = size.and_then(|size| rest.get(end + 1..end + 1 + size)) else { break };
        contents.push((found == Some(kind)).then(|| content.to_owned()));
        rest = rest.get(end + content.len() + 2..).unwrap_or_default();
    }
    contents.resize(names.len(), None);
    Ok(contents)
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
