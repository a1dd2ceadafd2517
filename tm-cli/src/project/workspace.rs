//! The workspace's packages, which of them are selected, and who depends on whom.

use super::error::{ProjectError, ProjectWarning};
use super::place::{self, Place};
use super::selection::{Selection, TargetKind, matches};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{CrateType, DependencyKind, Metadata, Package, Target};
use std::collections::BTreeSet;
use std::process::Command;

/// The package that users add.
pub(super) const THREAT_MODEL: &str = "threat-model";

/// The members of a workspace, for those who want to know before anything is built.
pub struct Members {
    /// The workspace's folder.
    pub root: Utf8PathBuf,
    /// Where cargo puts what it builds.
    pub target_directory: Utf8PathBuf,
    /// The members themselves.
    pub packages: Vec<Package>,
    /// The root files of all that may be compiled for the selection, and what each is of.
    pub sources: Vec<(cargo_metadata::TargetKind, Utf8PathBuf)>,
}

impl Members {
    /// The members that `spec` names, as `--package` understands it.
    pub fn named(&self, spec: &str) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(move |it| is_named(it, spec))
    }

    /// The folder of a member, relative to the workspace's.
    pub fn folder_of(&self, package: &Package) -> Utf8PathBuf {
        let folder = package.manifest_path.parent().unwrap_or(&package.manifest_path);
        folder.strip_prefix(&self.root).unwrap_or(folder).to_owned()
    }
}

/// The members of the workspace that `selection` is about.
///
/// # Errors
///
/// When cargo cannot read the workspace, or the selection names what it does not have.
pub fn members(selection: &Selection) -> Result<Members, ProjectError> {
    let workspace = Workspace::read(selection)?;
    let target_directory = workspace.target_directory(selection);
    let Metadata { workspace_root: root, packages, .. } = workspace.metadata;
    let mut sources = Vec::new();
    for target in packages.iter().flat_map(|it| &it.targets) {
        let is_compiled = match TargetKind::of(target) {
            Some(kind @ (TargetKind::Example | TargetKind::Test | TargetKind::Bench)) => {
                selection.wants(kind, &target.name)
            }
            _ => true,
        };
        let kind = target.kind.first().filter(|_| is_compiled);
        sources.extend(kind.map(|kind| (kind.clone(), target.src_path.clone())));
    }
    Ok(Members { root, target_directory, packages, sources })
}

/// The members of the workspace and the selected ones among them.
pub(super) struct Workspace {
    /// Its packages are the members, in order of their names.
    pub(super) metadata: Metadata,
    /// Indexes of `metadata.packages`.
    pub(super) selected: Vec<usize>,
    /// Whether the command line names the selected packages.
    pub(super) is_named: bool,
    /// `[workspace.metadata.tm] model`
    pub(super) one_model: Option<usize>,
}

impl Workspace {
    /// Asks cargo. Without dependencies: what lies outside the workspace is not needed, and resolving it takes long.
    pub(super) fn read(selection: &Selection) -> Result<Workspace, ProjectError> {
        let mut command = cargo(selection.place.as_ref());
        command.args(["metadata", "--no-deps", "--format-version", "1"]).args(selection.manifest_arguments());
        let output = command.output().map_err(|source| not_started(&command, source))?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr);
            let message = message.trim().trim_start_matches("error: ");
            return Err(ProjectError::Metadata(message.to_owned()));
        }
        let mut metadata: Metadata =
            serde_json::from_slice(&output.stdout).map_err(|it| ProjectError::Metadata(it.to_string()))?;
        metadata.packages.sort_by(|a, b| a.name.cmp(&b.name));
        let mut workspace =
            Workspace { metadata, selected: Vec::new(), is_named: !selection.package.is_empty(), one_model: None };
        workspace.select(selection)?;
        Ok(workspace)
    }

    fn select(&mut self, selection: &Selection) -> Result<(), ProjectError> {
        let settings = self.metadata.workspace_metadata["tm"].as_object();
        if let Some(name) = settings.and_then(|it| it.keys().find(|name| *name != "model")) {
            return Err(ProjectError::UnknownSetting { name: name.clone() });
        }
        if self.is_named {
            for spec in &selection.package {
                let found: Vec<usize> = self.indexes(|it| is_named(it, spec)).collect();
                if found.is_empty() {
                    return Err(ProjectError::UnknownPackage { name: spec.clone(), members: self.member_names() });
                }
                self.selected.extend(found);
            }
        } else if let Some(name) = self.metadata.workspace_metadata["tm"]["model"].as_str() {
            let found = self.indexes(|it| it.name == name).next();
            let unknown = || ProjectError::UnknownModelPackage { name: name.to_owned(), members: self.member_names() };
            self.one_model = Some(found.ok_or_else(unknown)?);
            self.selected = self.indexes(|_| true).collect();
        } else if selection.workspace {
            self.selected = self.indexes(|_| true).collect();
        } else {
            let default = &self.metadata.workspace_default_members;
            self.selected = self.indexes(|it| !default.is_available() || default.contains(&it.id)).collect();
        }
        self.selected.sort_unstable();
        self.selected.dedup();
        Ok(())
    }

    /// What tells `cargo build` which packages.
    pub(super) fn package_arguments(&self, selection: &Selection) -> Vec<String> {
        if self.one_model.is_some() || selection.workspace {
            return vec!["--workspace".to_owned()];
        }
        selection.package.iter().flat_map(|it| ["--package".to_owned(), it.clone()]).collect()
    }

    fn indexes(&self, matches: impl Fn(&Package) -> bool) -> impl Iterator<Item = usize> {
        self.metadata.packages.iter().enumerate().filter(move |(_, it)| matches(it)).map(|(index, _)| index)
    }

    pub(super) fn package(&self, index: usize) -> &Package {
        &self.metadata.packages[index]
    }

    pub(super) fn name(&self, index: usize) -> String {
        self.package(index).name.to_string()
    }

    pub(super) fn names(&self, indexes: &[usize]) -> Vec<String> {
        indexes.iter().map(|&it| self.name(it)).collect()
    }

    fn member_names(&self) -> Vec<String> {
        self.metadata.packages.iter().map(|it| it.name.to_string()).collect()
    }

    /// The folder of a member's manifest, as `CARGO_MANIFEST_DIR` has it.
    pub(super) fn folder(&self, index: usize) -> &Utf8Path {
        let manifest = &self.package(index).manifest_path;
        manifest.parent().unwrap_or(manifest)
    }

    /// The member whose manifest is in `folder`.
    pub(super) fn member_in(&self, folder: &str) -> Option<usize> {
        (0..self.metadata.packages.len()).find(|&it| self.folder(it) == folder)
    }

    /// The member whose package id is `id`.
    pub(super) fn member_with_id(&self, id: &cargo_metadata::PackageId) -> Option<usize> {
        self.metadata.packages.iter().position(|it| it.id == *id)
    }

    /// The member itself and the members it depends on, directly or not.
    pub(super) fn closure(&self, index: usize, with_dev: bool) -> BTreeSet<usize> {
        let mut closure = BTreeSet::from([index]);
        let mut open = vec![(index, with_dev)];
        while let Some((package, with_dev)) = open.pop() {
            for dependency in &self.package(package).dependencies {
                let counts = dependency.kind == DependencyKind::Normal
                    || with_dev && dependency.kind == DependencyKind::Development;
                let Some(path) = dependency.path.as_deref().filter(|_| counts) else { continue };
                if let Some(it) = self.member_in(path.as_str())
                    && closure.insert(it)
                {
                    open.push((it, false));
                }
            }
        }
        closure
    }

    /// Whether the member itself names threat-model as a dependency.
    pub(super) fn is_annotated(&self, index: usize, with_dev: bool) -> bool {
        self.package(index).dependencies.iter().any(|it| {
            it.name == THREAT_MODEL
                && (it.kind == DependencyKind::Normal || with_dev && it.kind == DependencyKind::Development)
        })
    }

    /// Whether the member or one it depends on names threat-model as a dependency.
    pub(super) fn can_hold_a_model(&self, index: usize, with_dev: bool) -> bool {
        self.closure(index, with_dev).into_iter().any(|it| self.is_annotated(it, with_dev && it == index))
    }

    pub(super) fn library(&self, index: usize) -> Option<&Target> {
        self.package(index).targets.iter().find(|it| TargetKind::of(it) == Some(TargetKind::Lib))
    }

    pub(super) fn is_proc_macro(&self, index: usize) -> bool {
        self.package(index).targets.iter().any(Target::is_proc_macro)
    }

    /// Profiles for shipping that keep debug assertions, and with them the model.
    pub(super) fn shipped_models(&self) -> Result<Vec<ProjectWarning>, ProjectError> {
        let path = self.metadata.workspace_root.join("Cargo.toml");
        let text = std::fs::read_to_string(&path).map_err(|source| ProjectError::File { path, source })?;
        // cargo has read the manifest before; a script in the place of one has no profile.
        let manifest = text.parse::<toml::Table>().unwrap_or_default();
        let profiles = manifest.get("profile").and_then(toml::Value::as_table);
        let is_shipped = |name: &str| {
            let mut name = name;
            // Profiles inherit from each other, in as many steps as there are profiles.
            for _ in 0..=profiles.map_or(0, toml::Table::len) {
                let inherited = profiles.and_then(|it| it.get(name)?.get("inherits")?.as_str());
                name = inherited.unwrap_or(name);
            }
            matches!(name, "release" | "bench")
        };
        let profiles = profiles.into_iter().flatten();
        let by_environment = std::env::var("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS").is_ok_and(|it| it == "true");
        let environment = by_environment.then(|| ProjectWarning::ShippedModel { profile: "release".to_owned() });
        Ok(profiles
            .filter(|(name, it)| keeps_assertions(it) && is_shipped(name))
            .map(|(name, _)| ProjectWarning::ShippedModel { profile: name.clone() })
            .filter(|it| Some(it) != environment.as_ref())
            .chain(environment.clone())
            .collect())
    }

    /// Where cargo puts what it builds.
    pub(super) fn target_directory(&self, selection: &Selection) -> Utf8PathBuf {
        let Some(chosen) = &selection.target_dir else { return self.metadata.target_directory.clone() };
        cargo_metadata::camino::absolute_utf8(chosen).unwrap_or_else(|_| chosen.clone())
    }
}

/// Whether a profile turns debug assertions on, for all packages or for some.
fn keeps_assertions(profile: &toml::Value) -> bool {
    let is_on = |it: &toml::Value| it.get("debug-assertions").and_then(toml::Value::as_bool) == Some(true);
    let packages = profile.get("package").and_then(toml::Value::as_table);
    is_on(profile) || packages.is_some_and(|it| it.values().any(is_on))
}

/// Whether other crates and our runner can link the library.
pub(super) fn is_linkable(library: &Target) -> bool {
    library.crate_types.iter().any(|it| matches!(it, CrateType::Lib | CrateType::RLib))
}

/// `name`, `name@version`, a glob, or the package id.
fn is_named(package: &Package, spec: &str) -> bool {
    let (name, version) = match spec.split_once(['@', ':']) {
        Some((name, version)) if !spec.contains('/') => (name, Some(version)),
        _ => (spec, None),
    };
    let is_version = version.is_none_or(|it| package.version.to_string().starts_with(it));
    matches(name, &package.name) && is_version
        || package.id.repr == spec
        || package.id.repr.ends_with(spec) && spec.contains('/')
}

/// The cargo that called us, or the one in the path.
pub(super) fn cargo(place: Option<&Place>) -> Command {
    place::at(place, Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())))
}

pub(super) fn not_started(command: &Command, source: std::io::Error) -> ProjectError {
    ProjectError::Start { program: command.get_program().to_string_lossy().into_owned(), source }
}
