//! The models of a commit, as cargo builds them there today.
//!
//! ```text
//! cargo tm diff main -p web    in ~/web/services        git worktree …/tree, cargo build in …/tree/services
//! ```
//!
//! What the commit has not is no fault: a package that came later, a manifest, the dependency on `tm`. It has no model
//! then. A package that had another name is found by its folder. Dependencies are compiled once, in `target/tm/diff`.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};

use super::git::{self, Git, GitError};
use super::scratch::Scratch;
use super::worktree::Worktree;
use crate::failure::{Failure, Misuse};
use crate::input::{self, Input};
use crate::options::ModelOptions;
use crate::project::{self, CompilerMessages, Members, Place, ProjectError, Selection};
use crate::shell::{self, Shell};

/// A repository with a cargo package or workspace in it.
pub struct Repository {
    git: Git,
    /// The user's work tree.
    root: Utf8PathBuf,
    /// The folder of the manifest that cargo finds, relative to the root.
    manifest: Utf8PathBuf,
    /// The folder that cargo is called in, relative to the root; the manifest's if that is outside.
    here: Utf8PathBuf,
}

/// A commit, as it was asked for.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Such as `main`.
    name: String,
    /// Its hash, in full.
    commit: String,
}

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let short = self.commit.get(..7).unwrap_or(&self.commit);
        if self.commit.starts_with(&self.name) { f.write_str(short) } else { write!(f, "{} ({short})", self.name) }
    }
}

/// Why there are no models of a commit.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// There is no repository, or git cannot use it.
    #[error("there is no git repository at `{folder}`")]
    NoRepository {
        /// The folder.
        folder: PathBuf,
        /// What git says.
        #[source]
        source: GitError,
    },
    /// No commit has that name here.
    #[error("`{name}` names no commit of this repository")]
    Unknown {
        /// The name.
        name: String,
    },
    /// It cannot be checked out.
    #[error("{revision} cannot be checked out")]
    Checkout {
        /// The commit.
        revision: Revision,
        /// Why not.
        #[source]
        source: Box<dyn std::error::Error>,
    },
    /// The code of then does not compile; the compiler has said why.
    #[error("{revision} does not build, so there is no model to compare with")]
    Build {
        /// The commit.
        revision: Revision,
    },
    /// There should be a model, but something keeps it from being read.
    #[error("there is no model of {revision}")]
    NoModel {
        /// The commit.
        revision: Revision,
        /// What.
        #[source]
        source: Box<dyn std::error::Error>,
    },
    /// A signal came.
    #[error("ended before there was a result")]
    Ended,
}

/// What else can be done.
const KEPT: &str = "keep the model of each commit with `cargo tm model -o FILE`, and compare with `--before tm FILE`";

impl Repository {
    /// The repository that holds the manifest that cargo would find.
    ///
    /// # Errors
    /// When there is none.
    pub fn of(selection: &Selection) -> Result<Repository, Failure> {
        let current = std::env::current_dir().unwrap_or_default();
        let current = Utf8PathBuf::from_path_buf(current.canonicalize().unwrap_or(current)).unwrap_or_default();
        let named = selection.manifest_path.as_deref().map(|it| current.join(it));
        let named = named.and_then(|it| it.canonicalize_utf8().ok()?.parent().map(Utf8Path::to_owned));
        let start = named.unwrap_or_else(|| current.clone());
        let no_repository = |source| {
            let error = RevisionError::NoRepository { folder: start.clone().into(), source };
            Failure::new(error).help("`--before tm FILE` compares with a model that was kept instead")
        };
        let git = Git::find(&start).map_err(no_repository)?;
        let top = git.run(&["rev-parse", "--show-toplevel"]).map_err(no_repository)?;
        let top = git::path(top.strip_suffix(b"\n").unwrap_or(&top));
        let root = Utf8PathBuf::from_path_buf(top.canonicalize().unwrap_or(top))
            .map_err(|path| Failure::new(Misuse(format!("`{}` is no path in UTF-8", path.display()))))?;
        let relative = |folder: &Utf8Path| folder.strip_prefix(&root).map(Utf8Path::to_owned).ok();
        let inside = start.ancestors().take_while(|it| it.starts_with(&root));
        let manifest = inside.filter(|it| it.join("Cargo.toml").exists()).find_map(relative);
        let manifest = manifest.or_else(|| relative(&start)).unwrap_or_default();
        let here = relative(&current).unwrap_or_else(|| manifest.clone());
        Ok(Repository { git, root, manifest, here })
    }

    /// The commit that `name` names.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn revision(&self, name: &str) -> Result<Revision, Failure> {
        let commit = format!("{name}^{{commit}}");
        let found = self.git.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        let hash = found.ok().and_then(|it| String::from_utf8(it).ok()).map(|it| it.trim().to_owned());
        match hash.filter(|it| !it.is_empty()) {
            Some(commit) => Ok(Revision { name: name.to_owned(), commit }),
            None => {
                let error = Failure::new(RevisionError::Unknown { name: name.to_owned() });
                Err(error.help("fetch it first; a shallow clone lacks most: `git fetch --depth=1 origin REV`"))
            }
        }
    }

    /// The models of a commit, placed as if they were those of the work tree. The checkout is gone when this returns.
    ///
    /// # Errors
    /// When it cannot be checked out or does not build, and when a signal comes.
    pub fn models(
        &self,
        revision: &Revision,
        options: &ModelOptions,
        shell: &mut Shell,
    ) -> Result<Vec<Input>, Failure> {
        let models = self.checked_out(revision, options, shell);
        // What failed since a signal came has no fault.
        if project::is_ending() { Err(Failure::new(RevisionError::Ended)) } else { models }
    }

    fn checked_out(
        &self,
        revision: &Revision,
        options: &ModelOptions,
        shell: &mut Shell,
    ) -> Result<Vec<Input>, Failure> {
        shell.status("Checking out", revision);
        let checkout = |source: Box<dyn std::error::Error>| {
            Failure::new(RevisionError::Checkout { revision: revision.clone(), source }).help(KEPT)
        };
        let scratch = Scratch::of(self.root.as_std_path()).map_err(|it| checkout(Box::new(it)))?;
        // cargo tells packages apart by their names, and old from new by the time: what two runs built at the same time would
        // be taken for each other's.
        let built = match (scratch.name(), self.target_directory(&options.selection)?) {
            (Some(name), Some(target)) => target.join("tm").join("diff").join(name),
            _ => Utf8PathBuf::from_path_buf(scratch.path().join("target")).unwrap_or_default(),
        };
        let tree = Worktree::add(&self.git, self.root.as_std_path(), &revision.commit, scratch);
        let tree = tree.map_err(|it| checkout(Box::new(it)))?;
        for path in &tree.missing {
            let warning = format!("the submodule `{path}` is not there as {revision} has it");
            shell.warn(warning, Some("`git submodule update --init` fetches what there is today"));
        }
        let path = Utf8Path::from_path(tree.path())
            .ok_or_else(|| checkout(Box::new(io::Error::from(io::ErrorKind::InvalidFilename))))?;
        self.keep_versions(path).map_err(|it| checkout(Box::new(it)))?;
        if project::is_ending() {
            return Ok(Vec::new());
        }
        let models = self.collect(path, built, options).map_err(|it| explained(it, revision))?;
        if models.is_empty() {
            shell.note(format!("{revision} has no threat model"), None::<&str>);
        }
        Ok(models)
    }

    /// The models of what is checked out at `tree`.
    fn collect(&self, tree: &Utf8Path, target: Utf8PathBuf, options: &ModelOptions) -> Result<Vec<Input>, Failure> {
        let manifest = tree.join(&self.manifest).join("Cargo.toml");
        if !manifest.exists() {
            return Ok(Vec::new());
        }
        let here = Some(tree.join(&self.here)).filter(|it| it.is_dir());
        let folder = here.unwrap_or_else(|| tree.join(&self.manifest));
        let place = Place { folder, toolchain: toolchain(), hidden: &git::ENVIRONMENT };
        let mut selection = options.selection.clone();
        selection.manifest_path = selection.manifest_path.map(|_| manifest);
        selection.target_dir = Some(target);
        selection.place = Some(place);
        if !selection.package.is_empty() {
            selection.package = self.packages_then(&options.selection, &selection)?;
        }
        let was_named = !options.selection.package.is_empty();
        loop {
            if was_named && selection.package.is_empty() {
                return Ok(Vec::new());
            }
            let options =
                ModelOptions { selection: selection.clone(), asking: options.asking.clone(), from: Vec::new() };
            match heard(&options) {
                Ok(models) => return Ok(models.into_iter().map(|it| self.as_of_today(it, tree)).collect()),
                Err(failure) => match failure.error.downcast_ref() {
                    // Some of several that were named have a model.
                    Some(ProjectError::NotADependent { packages } | ProjectError::NoTarget { packages })
                        if was_named && packages.len() < selection.package.len() =>
                    {
                        let count = selection.package.len();
                        selection.package.retain(|it| !packages.contains(it));
                        if selection.package.len() == count {
                            return Ok(Vec::new());
                        }
                    }
                    Some(
                        ProjectError::NotADependent { .. }
                        | ProjectError::NothingDeclared { .. }
                        | ProjectError::NoModel { .. }
                        | ProjectError::NoTarget { .. }
                        | ProjectError::ProcMacro { .. },
                    ) => return Ok(Vec::new()),
                    _ => return Err(failure),
                },
            }
        }
    }

    /// The names that the selected packages had then: their own, or that of the package in their folder.
    fn packages_then(&self, now: &Selection, then: &Selection) -> Result<Vec<String>, Failure> {
        let all = |selection: &Selection| -> Result<Members, Failure> {
            Ok(project::members(&Selection { package: Vec::new(), ..selection.clone() })?)
        };
        let (members, before) = (all(now)?, all(then)?);
        let mut names: Vec<String> = Vec::new();
        for spec in &now.package {
            let same: Vec<_> = before.named(spec).collect();
            let folders: Vec<_> = members.named(spec).map(|it| members.folder_of(it)).collect();
            let moved = before.packages.iter().filter(|it| same.is_empty() && folders.contains(&before.folder_of(it)));
            names.extend(same.iter().copied().chain(moved).map(|it| it.name.to_string()));
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// A model with its places and settings where they are today.
    fn as_of_today(&self, input: Input, tree: &Utf8Path) -> Input {
        let today = |path: &Utf8Path| path.strip_prefix(tree).map_or_else(|_| path.to_owned(), |it| self.root.join(it));
        let (root, package) = (today(&input.root), input.package.as_deref().map(today));
        Input { root, package, documents: None, ..input }
    }

    /// Where cargo puts what it builds for the user, if there is something to build.
    fn target_directory(&self, selection: &Selection) -> Result<Option<Utf8PathBuf>, Failure> {
        match project::members(&Selection { package: Vec::new(), ..selection.clone() }) {
            Ok(members) => Ok(Some(members.target_directory)),
            Err(ProjectError::Metadata(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Where the commit has no lock file, today's versions are built: nothing is asked of a registry.
    fn keep_versions(&self, tree: &Utf8Path) -> io::Result<()> {
        for folder in self.manifest.ancestors() {
            let (now, then) = (self.root.join(folder).join("Cargo.lock"), tree.join(folder).join("Cargo.lock"));
            if now.exists() && !then.exists() && tree.join(folder).join("Cargo.toml").exists() {
                std::fs::copy(now, then)?;
            }
        }
        Ok(())
    }
}

/// Builds and asks; what cargo says is shown as it comes.
fn heard(options: &ModelOptions) -> Result<Vec<Input>, Failure> {
    use std::io::Write;
    let mut stderr = shell::stream(options.selection.color);
    let mut hear = |bytes: &[u8]| {
        // A closed stderr is no reason to stop.
        let _ = stderr.write_all(bytes).and_then(|()| stderr.flush());
    };
    // What may be incomplete about a model of then is nobody's to mend.
    let mut silent = Shell::to(Box::new(io::sink()), true);
    input::models_and_messages(options, &mut silent, CompilerMessages::Overheard(&mut hear))
}

fn explained(failure: Failure, revision: &Revision) -> Failure {
    let revision = revision.clone();
    if let Some(ProjectError::Build) = failure.error.downcast_ref() {
        return Failure::new(RevisionError::Build { revision }).help(KEPT);
    }
    let help = failure.help.map_or_else(|| KEPT.to_owned(), |help| format!("{help}; or {KEPT}"));
    Failure {
        help: Some(help),
        faults: failure.faults,
        ..Failure::new(RevisionError::NoModel { revision, source: failure.error })
    }
}

/// What rustup has to be told to use the toolchain of today's folder elsewhere. Other installations have one toolchain.
fn toolchain() -> Option<OsString> {
    if std::env::var_os("RUSTUP_TOOLCHAIN").is_some() {
        return None;
    }
    let output = Command::new("rustc").args(["--print", "sysroot"]).output().ok()?;
    let path = output.status.success().then_some(output.stdout)?;
    let path = git::path(path.trim_ascii());
    path.join("bin").is_dir().then(|| Path::new(&path).as_os_str().to_owned())
}
