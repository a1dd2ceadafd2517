//! Runs git: the program itself, asked in a way that no configuration changes the answer of.
//!
//! ```text
//! let git = Git::at(&root)?;                                      the repository that holds a folder
//! let head = git.run(&["rev-parse", "--verify", "HEAD"])?;        bytes, as git prints them
//! ```
//!
//! There is no shell, no pager, no hook, no question to a person; paths are taken literally, and no lock is taken that
//! git can do without. Ask for `-z`, and put `--` in front of paths. What is named in the environment for another
//! repository, as git itself does in a hook, is left out: the folder says which repository is meant.

use std::ffi::{OsStr, OsString};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// A git repository, asked from one of its folders.
#[derive(Clone, Debug)]
pub struct Git {
    folder: PathBuf,
    /// What is said in its environment.
    environment: Vec<(&'static str, OsString)>,
}

/// Why git gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no such program.
    #[error("git is not installed, or not in the PATH")]
    Missing,
    /// It could not be started, or its output could not be read.
    #[error("git could not be run")]
    Run(#[source] std::io::Error),
    /// It has said why it failed.
    #[error("`git {command}` failed: {message}")]
    Failed {
        /// The command, without its arguments.
        command: String,
        /// What it wrote to stderr, without line ends around it.
        message: String,
    },
}

/// Switched off: each could start a program of the user's, change the output or its encoding.
const SETTINGS: [&str; 9] = [
    "core.quotepath=off",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "color.ui=never",
    "log.showSignature=false",
    "i18n.logOutputEncoding=UTF-8",
    "diff.renames=true",
    "blame.ignoreRevsFile=",
    "advice.detachedHead=false",
];

/// What names another repository, or changes how paths or differences are read.
pub const ENVIRONMENT: [&str; 16] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_NAMESPACE",
    "GIT_QUARANTINE_PATH",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

impl Git {
    /// The repository that holds `folder`; none without git, outside of any repository, and in one without a work tree.
    pub fn at(folder: impl AsRef<Path>) -> Option<Git> {
        Git::find(folder).ok()
    }

    /// As [`Self::at`], with the reason where there is none.
    ///
    /// # Errors
    /// When git is missing, or says that it finds no repository it may use.
    pub fn find(folder: impl AsRef<Path>) -> Result<Git, GitError> {
        let git = Git { folder: folder.as_ref().to_owned(), environment: Vec::new() };
        let inside = git.run(&["rev-parse", "--is-inside-work-tree"])?;
        match inside.trim_ascii() == b"true" {
            true => Ok(git),
            false => {
                let message = "this is no work tree".to_owned();
                Err(GitError::Failed { command: "rev-parse".to_owned(), message })
            }
        }
    }

    /// The same, with more variables in its environment.
    pub fn with(&self, environment: impl IntoIterator<Item = (&'static str, OsString)>) -> Git {
        let mut git = self.clone();
        git.environment.extend(environment);
        git
    }

    /// What git prints.
    ///
    /// # Errors
    /// When it cannot be run, or fails.
    pub fn run(&self, arguments: &[impl AsRef<OsStr>]) -> Result<Vec<u8>, GitError> {
        self.run_with(arguments, Vec::new())
    }

    /// The same, for a command that reads `input`.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn run_with(&self, arguments: &[impl AsRef<OsStr>], input: Vec<u8>) -> Result<Vec<u8>, GitError> {
        let failed = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound if self.folder.is_dir() => GitError::Missing,
            _ => GitError::Run(error),
        };
        let stdin = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
        let mut command = self.command(arguments);
        let mut child = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
        // Git may answer before it has read everything: both go on at the same time.
        let stdin = child.stdin.take();
        let writer = stdin.map(|mut stdin| {
            thread::spawn(move || {
                let _ = stdin.write_all(&input); // git that stops reading says why
            })
        });
        let output = child.wait_with_output().map_err(GitError::Run)?;
        if let Some(writer) = writer {
            let _ = writer.join();
        }
        if output.status.success() {
            return Ok(output.stdout);
        }
        let command = arguments.first().map_or_else(String::new, |it| it.as_ref().to_string_lossy().into_owned());
        let mut message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if message.is_empty() {
            message = output.status.to_string();
        }
        Err(GitError::Failed { command, message })
    }

    /// Whether git does it, out of reach of what a terminal sends to us: for what has to come to its end.
    pub fn does_apart(&self, arguments: &[impl AsRef<OsStr>]) -> bool {
        let mut command = self.command(arguments);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|it| it.success())
    }

    /// Git, about to be started.
    fn command(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new("git");
        command.arg("--no-pager").arg("-C").arg(&self.folder);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.args(arguments);
        for name in ENVIRONMENT {
            command.env_remove(name);
        }
        command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0").env("GIT_LITERAL_PATHSPECS", "1");
        command.env("LC_ALL", "C").envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// A path as git prints it: bytes on Unix, UTF-8 elsewhere.
pub fn path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    return PathBuf::from(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes));
    #[cfg(not(unix))]
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_answers_in_bytes() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Git::at(folder.path()).is_none(), "nothing is there yet");
        assert!(Git::at(folder.path().join("nowhere")).is_none());
        let made = Command::new("git").args(["init", "--quiet"]).arg(folder.path()).output();
        if !made.is_ok_and(|it| it.status.success()) {
            assert!(std::env::var_os("TM_REQUIRE_TOOLS").is_none(), "git not found");
            return;
        }
        let git = Git::at(folder.path()).unwrap();
        let blob = git.run_with(&["hash-object", "--stdin", "-w"], b"\xff\r\n".to_vec()).unwrap();
        let id = String::from_utf8(blob.trim_ascii().to_vec()).unwrap();
        assert_eq!(git.run(&["cat-file", "blob", &id]).unwrap(), b"\xff\r\n");
        let error = git.run(&["rev-parse", "--verify", "HEAD"]).unwrap_err().to_string();
        assert!(error.starts_with("`git rev-parse` failed: fatal: "), "{error}");
    }
}
