//! A program for a library that no program of its package links: one line, linked to the very rlib that cargo built.
//!
//! ```text
//! extern crate billing as _;   fn main() { … }       rustc --extern billing=target/debug/libbilling.rlib …
//! ```
//!
//! Kept in `target/tm/runners` until the rlib changes.

use super::build::{Build, rlib};
use super::config::Config;
use super::error::ProjectError;
use super::workspace::not_started;
use cargo_metadata::Artifact;
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

/// The runner's exit code when its hook did not answer.
pub(super) const MAIN_WAS_REACHED: i32 = 3;

/// Older runners of a package that are kept: other profiles and features come back.
const KEPT_RUNNERS: usize = 4;

/// What the runner needs to be linked.
pub(super) struct Library<'a> {
    pub(super) package: &'a str,
    pub(super) artifact: &'a Artifact,
    pub(super) build: &'a Build,
    pub(super) config: &'a Config,
    /// `target/tm`
    pub(super) folder: &'a Utf8Path,
}

impl Library<'_> {
    /// The runner's executable; `linking` is called first if it has yet to be linked.
    pub(super) fn runner(&self, linking: impl FnOnce()) -> Result<Utf8PathBuf, ProjectError> {
        let rlib = rlib(self.artifact).expect("the artifact was chosen for its rlib");
        let runners = self.folder.join("runners").join(self.package);
        let hash = self.hash(rlib).map_err(|source| ProjectError::File { path: rlib.clone(), source })?;
        let folder = runners.join(format!("{hash:016x}"));
        let executable = folder.join(format!("runner{}", std::env::consts::EXE_SUFFIX));
        if executable.exists() {
            return Ok(executable);
        }
        linking();
        let failed = |source| ProjectError::File { path: folder.clone(), source };
        fs::create_dir_all(&folder).map_err(failed)?;
        // Linked under another name: a runner that is there is whole.
        let scratch = tempfile::Builder::new().prefix(".link-").tempdir_in(&folder).map_err(failed)?;
        let linked = self.link(rlib, Utf8Path::from_path(scratch.path()).unwrap_or(&folder))?;
        fs::rename(linked, &executable).map_err(failed)?;
        forget_old(&runners);
        Ok(executable)
    }

    /// Stands for the library and for all that goes into the link.
    fn hash(&self, rlib: &Utf8Path) -> io::Result<u64> {
        let mut hasher = DefaultHasher::new();
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        rlib.hash(&mut hasher);
        fs::read(rlib)?.hash(&mut hasher);
        // cargo writes the library anew when a dependency changed, even if it comes out the same.
        fs::metadata(rlib)?.modified()?.hash(&mut hasher);
        self.build.linked_paths().for_each(|it| it.hash(&mut hasher));
        self.config.fingerprint(&mut hasher);
        Ok(hasher.finish())
    }

    fn link(&self, rlib: &Utf8Path, folder: &Utf8Path) -> Result<Utf8PathBuf, ProjectError> {
        let source = folder.join("runner.rs");
        let executable = folder.join("runner");
        let name = self.artifact.target.name.replace('-', "_");
        let text = format!("extern crate {name} as _;\nfn main() {{\n    std::process::exit({MAIN_WAS_REACHED})\n}}\n");
        fs::write(&source, text).map_err(|it| ProjectError::File { path: source.clone(), source: it })?;

        let mut arguments: Vec<OsString> = [
            source.as_str(),
            "--crate-name=tm_runner",
            "--crate-type=bin",
            "--edition=2021",
            "--cap-lints=allow",
            "-Cstrip=debuginfo",
            "-o",
            executable.as_str(),
            "--extern",
        ]
        .map(OsString::from)
        .into();
        arguments.push(format!("{name}={rlib}").into());
        for folder in self.build.dependency_folders() {
            arguments.extend(["-L".into(), format!("dependency={folder}").into()]);
        }
        if let Some(parent) = rlib.parent() {
            arguments.extend(["-L".into(), format!("dependency={}", parent.join("deps")).into()]);
        }
        arguments.extend(self.build.linked_paths().flat_map(|it| ["-L".into(), it.as_str().into()]));
        if let Some(triple) = self.config.selected_triple() {
            arguments.extend(["--target".into(), triple.into()]);
        }
        arguments.extend(self.config.rustc_arguments()?);

        // cargo does not say which panic strategy the profile has. A program that unwinds takes only crates that do.
        let mut message = String::new();
        for strategy in ["-Cpanic=unwind", "-Cpanic=abort"] {
            let mut rustc = self.config.compiler();
            let output = rustc.args(&arguments).arg(strategy).output().map_err(|it| not_started(&rustc, it))?;
            if output.status.success() {
                return Ok(executable);
            }
            message = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
            if !message.contains("panic strategy") && !message.contains("strategy of `unwind`") {
                break;
            }
        }
        Err(ProjectError::Link { package: self.package.to_owned(), message })
    }
}

/// Removes all but the latest runners. One that another process needs right now is linked again.
fn forget_old(runners: &Utf8Path) {
    let Ok(entries) = runners.read_dir_utf8() else { return };
    let mut folders: Vec<_> =
        entries.flatten().filter_map(|it| Some((it.metadata().ok()?.modified().ok()?, it.into_path()))).collect();
    folders.sort();
    for (_, folder) in folders.iter().rev().skip(KEPT_RUNNERS) {
        // What cannot be removed stays.
        let _ = fs::remove_dir_all(folder);
    }
}

/// Whether something in the library hands values to `inventory`: an annotation, most likely.
pub(super) fn has_submissions(rlib: &Utf8Path) -> Result<bool, ProjectError> {
    super::run::contains(rlib, b"__INVENTORY").map_err(|source| ProjectError::File { path: rlib.to_owned(), source })
}
