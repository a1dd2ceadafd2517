//! Checks the selected packages with a program of ours in front of the compiler.
//!
//! ```text
//! cargo check ──▶ ours ──▶ rustc      crates of the workspace
//!             ──▶ rustc               all others: what the user's own check has made of them is used
//! ```
//!
//! cargo gives what is compiled behind a workspace wrapper names of its own, so that the user's own next check finds
//! everything as it was.

use super::CompilerMessages;
use super::build::Build;
use super::config::Config;
use super::error::ProjectError;
use super::selection::{Selection, TargetKind};
use super::workspace::Workspace;
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Artifact, CrateType, Package};
use std::collections::BTreeSet;
use std::ffi::OsString;

/// What is to be checked.
pub struct Check {
    selection: Selection,
    workspace: Workspace,
    config: Config,
}

/// What cargo has checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The libraries and programs.
    pub crates: Vec<CheckedCrate>,
    /// The folders of all that was made, proc macros among it.
    pub folders: BTreeSet<Utf8PathBuf>,
}

/// A library or program that cargo has checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCrate {
    /// The package's id, as cargo writes it.
    pub package: String,
    /// The folder of the package.
    pub folder: Utf8PathBuf,
    /// Whether it is a member of the workspace.
    pub is_member: bool,
    /// The name of the target.
    pub target: String,
    /// What cargo keeps of it: `target/debug/deps/libweb-0123456789abcdef.rmeta`.
    pub metadata: Utf8PathBuf,
}

impl CheckedCrate {
    /// The package's name and version, as its id has them: `registry+https://…#sqlx@0.8.6`, `path+file:///…/store#0.1.0`.
    pub fn name_and_version(&self) -> (&str, &str) {
        let (source, rest) = self.package.rsplit_once('#').unwrap_or(("", &self.package));
        match rest.rsplit_once('@') {
            Some(found) => found,
            None => (source.rsplit('/').next().unwrap_or_default(), rest),
        }
    }
}

impl Check {
    /// Of the packages and targets that are selected.
    ///
    /// # Errors
    ///
    /// When cargo cannot read the workspace, or the selection names what it does not have.
    pub fn new(selection: &Selection) -> Result<Check, ProjectError> {
        let workspace = Workspace::read(selection)?;
        let config = Config::read(selection.target.as_deref(), selection.place.as_ref())?;
        Ok(Check { selection: selection.clone(), workspace, config })
    }

    /// The folder of the workspace.
    pub fn root(&self) -> &Utf8Path {
        &self.workspace.metadata.workspace_root
    }

    /// The members of the workspace.
    pub fn packages(&self) -> &[Package] {
        &self.workspace.metadata.packages
    }

    /// cargo's target folder.
    pub fn target_directory(&self) -> Utf8PathBuf {
        self.workspace.target_directory(&self.selection)
    }

    /// Lets cargo put everything into another folder.
    pub fn use_target_directory(&mut self, folder: Utf8PathBuf) {
        self.selection.target_dir = Some(folder);
    }

    /// The compiler that cargo uses.
    pub fn compiler(&self) -> OsString {
        self.config.rustc()
    }

    /// What `rustc -vV` prints.
    ///
    /// # Errors
    ///
    /// When the compiler cannot be started.
    pub fn compiler_version(&self) -> Result<String, ProjectError> {
        self.config.ask_rustc(&["-vV"])
    }

    /// What the user has in front of the compiler, and of that what is for members of the workspace only.
    pub fn wrappers(&self) -> [Option<OsString>; 2] {
        ["rustc-wrapper", "rustc-workspace-wrapper"].map(|it| self.config.wrapper(it))
    }

    /// For which target cargo compiles, if that is said.
    pub fn target(&self) -> Option<&str> {
        self.selection.target.as_deref()
    }

    /// Checks with `environment` added to cargo's: the libraries and programs among what it has checked, and the folders in which
    /// all that they are made of is.
    ///
    /// # Errors
    ///
    /// When the code does not compile, which cargo has said by then, or nothing that is selected is a library or program.
    pub fn run(
        &self,
        environment: &[(&str, OsString)],
        messages: &mut CompilerMessages<'_>,
    ) -> Result<Checked, ProjectError> {
        let has_library = self.workspace.selected.iter().any(|&it| self.workspace.library(it).is_some());
        let mut arguments = self.selection.build_arguments();
        arguments.extend(self.workspace.package_arguments(&self.selection));
        arguments.extend(self.selection.target_arguments(has_library));
        let place = self.selection.place.as_ref();
        let build = Build::run_with("check", &arguments, &[], environment, messages, place);
        let build = build.map_err(|error| match error {
            ProjectError::Build => ProjectError::Check,
            error => error,
        })?;
        let is_member = |it: &Artifact| self.workspace.member_with_id(&it.package_id).is_some();
        // cargo tells of them as they are done. The names of files hang on where this program is, so that they come last.
        let mut artifacts: Vec<_> = build.artifacts.iter().collect();
        artifacts.sort_by_cached_key(|it| {
            let kind = TargetKind::of(&it.target);
            (it.package_id.repr.clone(), it.target.name.clone(), kind, it.profile.test, it.filenames.clone())
        });
        let crates: Vec<_> = artifacts.into_iter().filter_map(|it| checked(it, is_member(it))).collect();
        let files = build.artifacts.iter().flat_map(|it| &it.filenames);
        let folders = files.filter_map(|it| it.parent()).map(Utf8Path::to_owned).collect();
        match crates.iter().any(|it| it.is_member) {
            true => Ok(Checked { crates, folders }),
            false => Err(ProjectError::NothingChecked { packages: self.workspace.names(&self.workspace.selected) }),
        }
    }
}

/// The crate, if it is one that runs in the program. What is made for build scripts and proc macros is compiled to code.
fn checked(artifact: &Artifact, is_member: bool) -> Option<CheckedCrate> {
    TargetKind::of(&artifact.target).filter(|_| !artifact.target.crate_types.contains(&CrateType::ProcMacro))?;
    let [metadata] = artifact.filenames.as_slice() else { return None };
    let package = artifact.package_id.repr.clone();
    let folder = artifact.manifest_path.parent()?.to_owned();
    let target = artifact.target.name.clone();
    let of_metadata = CheckedCrate { package, folder, is_member, target, metadata: metadata.clone() };
    (metadata.extension() == Some("rmeta")).then_some(of_metadata)
}
