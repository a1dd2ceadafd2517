//! Why there is no result: what the user reads before exit code 2.

use std::error::Error;
use std::io::ErrorKind;

use cargo_metadata::camino::Utf8PathBuf;

use crate::project::ProjectError;

/// An error with its remedy.
#[derive(Debug)]
pub struct Failure {
    /// What went wrong.
    pub error: Box<dyn Error>,
    /// What to do about it.
    pub help: Option<String>,
    /// The faults it sums up, as people read them and a line break behind each; empty if it says all itself.
    pub faults: String,
}

/// A file that could not be read, written or used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It could not be read.
    #[error("failed to read `{path}`")]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It could not be written.
    #[error("failed to write `{path}`")]
    Write {
        /// The file.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Its folder does not exist.
    #[error("failed to write `{path}`: there is no folder `{folder}`")]
    NoFolder {
        /// The file.
        path: Utf8PathBuf,
        /// The folder.
        folder: Utf8PathBuf,
    },
    /// It is larger than what the program reads.
    #[error("`{path}` has {size} bytes; the limit is {limit}")]
    TooLarge {
        /// The file.
        path: Utf8PathBuf,
        /// Its size.
        size: u64,
        /// The most that is read.
        limit: u64,
    },
    /// It is not what its format says.
    #[error("`{path}` cannot be read as {format}")]
    Malformed {
        /// The file.
        path: Utf8PathBuf,
        /// What it should be.
        format: &'static str,
        /// Why it is not.
        #[source]
        source: Box<dyn Error>,
    },
    /// It is there already, and was not asked for.
    #[error("`{path}` already exists")]
    Exists {
        /// The file.
        path: Utf8PathBuf,
    },
}

/// The sum of faults that [`Failure::faults`] has one by one.
#[derive(Debug, thiserror::Error)]
#[error("{what} cannot be used")]
pub struct Faulty {
    /// What has the faults.
    pub what: String,
}

/// A request that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(pub String);

impl Failure {
    /// A failure that helps itself.
    pub fn new(error: impl Error + 'static) -> Failure {
        Failure { error: Box::new(error), help: None, faults: String::new() }
    }

    /// The same, with a remedy.
    pub fn help(self, help: impl Into<String>) -> Failure {
        Failure { help: Some(help.into()), ..self }
    }

    /// The same, with what it sums up.
    pub fn faults(self, faults: impl Into<String>) -> Failure {
        Failure { faults: faults.into(), ..self }
    }
}

impl From<ProjectError> for Failure {
    fn from(error: ProjectError) -> Failure {
        let help = error.help();
        Failure { help, ..Failure::new(error) }
    }
}

impl FileError {
    /// What to do about it, where the error itself does not say it.
    fn help(&self) -> Option<&'static str> {
        match self {
            FileError::Read { source, .. } if source.kind() == ErrorKind::InvalidData => Some("save it as UTF-8"),
            FileError::Read { source, .. } | FileError::Write { source, .. }
                if source.kind() == ErrorKind::IsADirectory =>
            {
                Some("name a file in it")
            }
            FileError::Malformed { .. } => Some("`cargo tm model -o FILE` writes one"),
            FileError::NoFolder { .. } => Some("make the folder first, or name another"),
            FileError::Exists { .. } => Some("nothing was changed; move the file away to start anew"),
            _ => None,
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Failure {
        let help = error.help().map(str::to_owned);
        Failure { help, ..Failure::new(error) }
    }
}
