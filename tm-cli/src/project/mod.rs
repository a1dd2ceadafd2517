//! From cargo's packages and targets to the declarations that are linked into them.
//!
//! ```text
//! cargo metadata ─▶ selected packages ─▶ cargo build ─▶ run what it built ─▶ one model a package
//!     web   (model!)  bin web          {"format":"threat-model-export", …}     web: bin web, lib web
//!     store           lib, in web      ── its declarations are in web's ──
//! ```
//!
//! A library that no program of its package links is asked through a runner of our own (`library.rs`).
//!
//! What surprises: a program is run before its `main`, so a `#[ctor]` in it runs too; a crate that is only named in
//! Cargo.toml is not linked, and nothing of it arrives ([`ProjectWarning::Silent`]).

mod build;
mod check;
mod collect;
mod config;
mod environment;
mod error;
mod export;
mod interrupt;
mod library;
mod place;
mod run;
mod selection;
mod turn;
mod workspace;

pub use check::{Check, Checked, CheckedCrate};
pub use collect::collect;
pub use error::{ProjectError, ProjectWarning};
pub use interrupt::{end_children, is_ending};
pub use place::Place;
pub use run::Target;
pub use selection::{Asking, Selection, TargetKind};
pub use workspace::{Members, members};

use cargo_metadata::Package;
use cargo_metadata::camino::Utf8PathBuf;

/// What becomes of the compiler's messages.
pub enum CompilerMessages<'a> {
    /// cargo shows them on our stderr.
    Shown,
    /// They are handed on as cargo writes them with `--message-format=json`, one line at a time, its last one apart.
    HandedOn(&'a mut dyn FnMut(&[u8])),
    /// They are handed on as cargo would show them, with its progress, as they come. cargo asks nobody anything then,
    /// and [`end_children`] ends it.
    Overheard(&'a mut (dyn FnMut(&[u8]) + Send)),
}

/// The models of a selection.
#[derive(Clone, Debug)]
pub struct Collected {
    /// In order of the packages' names.
    pub models: Vec<CollectedModel>,
    /// The folder that a declaration's `file` is relative to.
    pub workspace_root: Utf8PathBuf,
    /// cargo's target folder; our own files go to `tm` in it.
    pub target_directory: Utf8PathBuf,
    /// The members of the workspace.
    pub packages: Vec<Package>,
    /// What may be incomplete.
    pub warnings: Vec<ProjectWarning>,
}

/// The exports that make up one model.
#[derive(Clone, Debug)]
pub struct CollectedModel {
    /// The package it is named after.
    pub package: String,
    /// The folder of that package's manifest.
    pub manifest_dir: Utf8PathBuf,
    /// One for each target that was asked, in order of package, kind and name.
    pub exports: Vec<TargetExport>,
}

/// What one program wrote.
#[derive(Clone, Debug)]
pub struct TargetExport {
    /// The package of the target.
    pub package: String,
    /// The target's kind.
    pub target_kind: TargetKind,
    /// The target's name.
    pub target_name: String,
    /// The crate name of the package's library, if it has one.
    pub library: Option<String>,
    /// One JSON document, as `tm` wrote it, less the declarations that were left out.
    pub text: String,
}
