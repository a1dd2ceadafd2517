//! Asks the selected targets and sorts their answers into models.

use super::build::{Build, rlib};
use super::config::Config;
use super::error::{ProjectError, ProjectWarning};
use super::export::{self, Declared, Fault};
use super::library::{self, Library};
use super::run::{self, Program, Target};
use super::selection::{Asking, Selection, TargetKind};
use super::turn::Turn;
use super::workspace::{THREAT_MODEL, Workspace, is_linkable};
use super::{Collected, CollectedModel, CompilerMessages, TargetExport, environment};
use crate::shell::Shell;
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, BTreeSet};

/// Builds the selected targets, asks them, and groups what they say into models.
///
/// # Errors
///
/// The first thing that keeps a model from being complete, as a [`ProjectError`] with its remedy. Compile errors are
/// on stderr by then, or handed on.
pub fn collect(
    selection: &Selection,
    asking: &Asking,
    shell: &mut Shell,
    mut messages: CompilerMessages<'_>,
) -> Result<Collected, ProjectError> {
    let workspace = Workspace::read(selection)?;
    let mut collection = Collection::new(selection, asking, &workspace)?;
    collection.refuse_hopeless_packages()?;
    let wait = || shell.status("Blocking", "waiting for another `cargo tm` in this target folder");
    let _turn = Turn::take(&collection.target_directory, wait);
    collection.build(&mut messages)?;
    collection.refuse_builds_without_the_model()?;
    collection.ask_programs()?;
    collection.ask_libraries(shell)?;
    collection.into_models()
}

struct Collection<'a> {
    selection: &'a Selection,
    asking: &'a Asking,
    workspace: &'a Workspace,
    config: Config,
    target_directory: Utf8PathBuf,
    /// Selected members that threat-model can be linked into.
    candidates: Vec<usize>,
    build: Build,
    answers: Vec<Answer>,
    scratch: tempfile::TempDir,
}

struct Answer {
    /// The member whose target it is.
    package: usize,
    kind: TargetKind,
    name: String,
    text: String,
    declared: Vec<Declared>,
}

impl Answer {
    fn order(&self) -> (usize, TargetKind, &str) {
        (self.package, self.kind, &self.name)
    }
}

impl<'a> Collection<'a> {
    fn new(selection: &'a Selection, asking: &'a Asking, workspace: &'a Workspace) -> Result<Self, ProjectError> {
        let scratch = tempfile::Builder::new().prefix("cargo-tm-").tempdir().map_err(|source| ProjectError::File {
            path: Utf8PathBuf::from_path_buf(std::env::temp_dir()).unwrap_or_default(),
            source,
        })?;
        let with_dev = selection.examples || selection.tests || selection.all_targets;
        let with_dev = with_dev || !selection.example.is_empty() || !selection.test.is_empty();
        let selected = workspace.selected.iter().copied();
        Ok(Collection {
            selection,
            asking,
            workspace,
            config: Config::read(selection.target.as_deref(), selection.place.as_ref())?,
            target_directory: workspace.target_directory(selection),
            candidates: selected.filter(|&it| workspace.can_hold_a_model(it, with_dev)).collect(),
            build: Build::default(),
            answers: Vec::new(),
            scratch,
        })
    }

    /// What can be said before anything is built.
    fn refuse_hopeless_packages(&self) -> Result<(), ProjectError> {
        if let Some(triple) = self.config.selected_triple()
            && (triple.starts_with("wasm") || triple.contains("-none"))
        {
            return Err(ProjectError::NoProcess { triple: triple.to_owned() });
        }
        let hopeless: Vec<usize> = match self.is_named() {
            true => self.workspace.selected.iter().copied().filter(|it| !self.candidates.contains(it)).collect(),
            false if self.candidates.is_empty() => self.workspace.selected.clone(),
            false => Vec::new(),
        };
        if !hopeless.is_empty() {
            return Err(ProjectError::NotADependent { packages: self.workspace.names(&hopeless) });
        }
        // A target that is named and not there is cargo's to explain.
        let (targeted, without): (Vec<usize>, Vec<usize>) =
            self.candidates.iter().partition(|&&it| self.has_target(it) || self.selection.names_targets());
        if targeted.is_empty() || self.is_named() && !without.is_empty() {
            let packages = self.workspace.names(&without);
            return Err(match without.iter().all(|&it| self.workspace.is_proc_macro(it)) {
                true => ProjectError::ProcMacro { packages },
                false => ProjectError::NoTarget { packages },
            });
        }
        Ok(())
    }

    fn is_named(&self) -> bool {
        self.workspace.is_named
    }

    fn has_target(&self, package: usize) -> bool {
        let mut targets = self.workspace.package(package).targets.iter();
        targets.any(|it| TargetKind::of(it).is_some_and(|kind| self.selection.wants(kind, &it.name)))
    }

    fn build(&mut self, messages: &mut CompilerMessages<'_>) -> Result<(), ProjectError> {
        let has_library = self.workspace.selected.iter().any(|&it| self.workspace.library(it).is_some());
        let mut arguments = self.selection.build_arguments();
        let targets = self.selection.target_arguments(has_library);
        arguments.extend(self.workspace.package_arguments(self.selection));
        arguments.extend(targets);
        self.build = Build::run("build", &arguments, &[], messages, self.selection.place.as_ref())?;

        // A library for other languages cannot be linked to a runner; one more build makes it a Rust library.
        for &package in &self.candidates {
            let Some(target) = self.workspace.library(package) else { continue };
            if !self.selection.wants(TargetKind::Lib, &target.name) || is_linkable(target) {
                continue;
            }
            let mut arguments = self.selection.build_arguments();
            arguments.extend(["--package".to_owned(), self.workspace.package(package).id.repr.clone()]);
            let behind = ["--lib", "--crate-type", "rlib"];
            let place = self.selection.place.as_ref();
            self.build.add(Build::run("rustc", &arguments, &behind, messages, place)?);
        }
        Ok(())
    }

    /// A build without debug assertions holds no model, and running it would run its `main`.
    fn refuse_builds_without_the_model(&self) -> Result<(), ProjectError> {
        if self.build.threat_model_has_debug_assertions().is_none() {
            return Err(ProjectError::NotADependent { packages: self.workspace.names(&self.candidates) });
        }
        let of_threat_model = self.build.threat_model_has_debug_assertions() == Some(true);
        let is_plain = |it: usize| !self.build.has_debug_assertions(&self.workspace.package(it).id);
        if !of_threat_model && self.candidates.iter().all(|&it| is_plain(it)) {
            let profile = self.selection.profile.clone();
            let profile = profile.unwrap_or_else(|| if self.selection.release { "release" } else { "dev" }.to_owned());
            return Err(ProjectError::NoDebugAssertions { packages: self.workspace.names(&self.candidates), profile });
        }
        let members: BTreeSet<usize> =
            self.candidates.iter().flat_map(|&it| self.workspace.closure(it, false)).collect();
        let annotated = members.into_iter().filter(|&it| self.workspace.is_annotated(it, false) && is_plain(it));
        let mut overridden: Vec<String> = annotated.map(|it| self.workspace.name(it)).collect();
        if !of_threat_model {
            overridden.push(THREAT_MODEL.to_owned());
        }
        if overridden.is_empty() {
            Ok(())
        } else {
            Err(ProjectError::DebugAssertionsOverridden { packages: overridden })
        }
    }

    fn ask_programs(&mut self) -> Result<(), ProjectError> {
        let mut programs = Vec::new();
        for artifact in &self.build.artifacts {
            let Some(executable) = &artifact.executable else { continue };
            let Some(package) = self.workspace.member_with_id(&artifact.package_id) else { continue };
            let Some(kind) = TargetKind::of(&artifact.target) else { continue };
            let name = &artifact.target.name;
            // A test's package gets its binaries built along.
            if self.candidates.contains(&package) && self.selection.wants(kind, name) {
                programs.push((package, kind, name.clone(), executable.clone(), artifact.profile.test));
            }
        }
        for (package, kind, name, executable, is_test) in programs {
            self.ask(package, kind, &name, &executable, &executable, is_test)?;
        }
        Ok(())
    }

    fn ask_libraries(&mut self, shell: &mut Shell) -> Result<(), ProjectError> {
        for package in self.candidates.clone() {
            let manifest = self.workspace.package(package);
            let Some(target) = self.workspace.library(package) else { continue };
            let wanted = self.selection.wants(TargetKind::Lib, &target.name);
            let Some(artifact) = self.build.library(&manifest.id).filter(|_| wanted) else { continue };
            let Some(rlib) = rlib(artifact).cloned() else { continue };
            if !self.needs_runner(package, &rlib)? {
                continue;
            }
            let folder = self.target_directory.join("tm");
            let library = Library {
                package: &manifest.name,
                artifact,
                build: &self.build,
                config: &self.config,
                folder: &folder,
            };
            let executable = library
                .runner(|| shell.status("Linking", format_args!("a runner for the library of `{}`", manifest.name)))?;
            self.ask(package, TargetKind::Lib, &target.name, &executable, &rlib, false)?;
        }
        Ok(())
    }

    /// Whether the library's declarations are still to be heard.
    fn needs_runner(&self, package: usize, rlib: &Utf8Path) -> Result<bool, ProjectError> {
        let folder = self.workspace.folder(package);
        let is_of_library = |it: &Declared| it.is_in_library && it.manifest_dir == folder;
        if self.of(package).any(|it| it.declared.iter().any(is_of_library)) {
            return Ok(false);
        }
        if self.is_named() || self.workspace.selected.len() == 1 {
            return Ok(true);
        }
        // One of many: a part of another package's model, unless it has a model of its own.
        let mut heard = self.answers.iter().filter(|it| it.package != package).flat_map(|it| &it.declared).peekable();
        let was_heard = heard.any(|it| it.manifest_dir == folder);
        Ok(!was_heard && library::has_submissions(rlib)? || self.has_model(package) || self.is_heard_as_model(folder))
    }

    fn is_heard_as_model(&self, folder: &Utf8Path) -> bool {
        self.answers.iter().flat_map(|it| &it.declared).any(|it| it.is_model && it.manifest_dir == folder)
    }

    /// Runs `executable`, if it has the hook, and keeps what it says. `built` is the file that cargo made.
    fn ask(
        &mut self,
        package: usize,
        kind: TargetKind,
        name: &str,
        executable: &Utf8Path,
        built: &Utf8Path,
        is_test: bool,
    ) -> Result<(), ProjectError> {
        if !run::can_answer(executable)? {
            return Ok(());
        }
        let text = match self.run(package, kind, name, executable, built, is_test, None) {
            // cargo always names the standard library's folder, to find which takes a process; few programs need it.
            Err(ProjectError::Crashed { stderr, .. }) if stderr.contains("libstd-") => {
                let folder = self.config.standard_library_folder()?;
                self.run(package, kind, name, executable, built, is_test, Some(&folder))?
            }
            result => result?,
        };
        let target = || self.target(package, kind, name);
        let declared = export::declared(&text).map_err(|fault| match fault {
            Fault::Malformed(reason) => ProjectError::Malformed { target: target(), reason },
            Fault::Newer(version) => ProjectError::Newer { target: target(), version },
        })?;
        self.answers.push(Answer { package, kind, name: name.to_owned(), text, declared });
        Ok(())
    }

    fn target(&self, package: usize, kind: TargetKind, name: &str) -> Target {
        Target { package: self.workspace.name(package), kind, name: name.to_owned() }
    }

    #[expect(clippy::too_many_arguments, reason = "each is one fact about the program")]
    fn run(
        &self,
        package: usize,
        kind: TargetKind,
        name: &str,
        executable: &Utf8Path,
        built: &Utf8Path,
        is_test: bool,
        standard_library: Option<&Utf8Path>,
    ) -> Result<String, ProjectError> {
        let manifest = self.workspace.package(package);
        let program = Program {
            target: self.target(package, kind, name),
            executable,
            runner: self.config.runner()?,
            directory: environment::directory(kind, is_test, manifest)
                .or_else(|| Some(self.selection.place.as_ref()?.folder.clone())),
            environment: environment::variables(
                manifest,
                &self.build,
                &self.config,
                built,
                &self.target_directory,
                standard_library,
            ),
        };
        let scratch = Utf8Path::from_path(self.scratch.path()).ok_or_else(|| ProjectError::File {
            path: self.scratch.path().to_string_lossy().into_owned().into(),
            source: std::io::ErrorKind::InvalidFilename.into(),
        })?;
        run::answer(program, scratch, self.asking.time_limit())
    }

    /// What the package's own targets said.
    fn of(&self, package: usize) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(move |it| it.package == package)
    }

    /// Whether the package has a `model!`.
    fn has_model(&self, package: usize) -> bool {
        let folder = self.workspace.folder(package);
        self.of(package).flat_map(|it| &it.declared).any(|it| it.is_model && it.manifest_dir == folder)
    }

    /// Whether a target of the package says anything about the package itself.
    fn declares(&self, package: usize) -> bool {
        let folder = self.workspace.folder(package);
        self.of(package).flat_map(|it| &it.declared).any(|it| it.manifest_dir == folder)
    }

    /// Whether a target of the package says anything about the workspace.
    fn holds(&self, package: usize) -> bool {
        self.of(package).flat_map(|it| &it.declared).any(|it| self.workspace.member_in(&it.manifest_dir).is_some())
    }

    fn into_models(mut self) -> Result<Collected, ProjectError> {
        self.answers.sort_by(|a, b| a.order().cmp(&b.order()));
        let chosen = self.chosen()?;
        let mut warnings: Vec<ProjectWarning> = self.workspace.shipped_models()?;
        let mut models = Vec::new();
        for &package in &chosen {
            let is_part = |it: &&Answer| self.workspace.one_model.is_some() || it.package == package;
            let answers: Vec<&Answer> = self.answers.iter().filter(is_part).collect();
            warnings.extend(self.silent(package, &answers)?);
            warnings.extend(self.foreign(package, &answers));
            models.push(self.model(package, &answers));
        }
        warnings.extend(self.unmodelled(&chosen));
        Ok(Collected {
            models,
            workspace_root: self.workspace.metadata.workspace_root.clone(),
            target_directory: self.target_directory.clone(),
            packages: self.workspace.metadata.packages.clone(),
            warnings,
        })
    }

    /// The packages that give their names to models.
    fn chosen(&self) -> Result<Vec<usize>, ProjectError> {
        let names = |packages: &[usize]| self.workspace.names(packages);
        let nothing = |packages: &[usize]| Err(ProjectError::NothingDeclared { packages: names(packages) });
        if let Some(package) = self.workspace.one_model {
            let is_empty = !self.candidates.iter().any(|&it| self.holds(it));
            return if is_empty { nothing(&self.candidates) } else { Ok(vec![package]) };
        }
        if self.is_named() {
            let silent: Vec<usize> = self.candidates.iter().copied().filter(|&it| !self.holds(it)).collect();
            return if silent.is_empty() { Ok(self.candidates.clone()) } else { nothing(&silent) };
        }
        let that = |test: &dyn Fn(usize) -> bool| -> Vec<usize> {
            self.candidates.iter().copied().filter(|&it| test(it)).collect()
        };
        let with_model = that(&|it| self.has_model(it));
        if !with_model.is_empty() {
            return Ok(with_model);
        }
        // Without any `model!` it is the one package that says something, or that links what says something.
        let mut speaking = that(&|it| self.declares(it));
        if speaking.is_empty() {
            speaking = that(&|it| self.holds(it));
        }
        match speaking.as_slice() {
            [] => nothing(&self.candidates),
            [one] => Ok(vec![*one]),
            several => Err(ProjectError::NoModel { packages: names(several) }),
        }
    }

    fn model(&self, package: usize, answers: &[&Answer]) -> CollectedModel {
        let exports = answers.iter().map(|it| TargetExport {
            package: self.workspace.name(it.package),
            target_kind: it.kind,
            target_name: it.name.clone(),
            library: self.workspace.library(it.package).map(|it| it.name.replace('-', "_")),
            text: if it.declared.iter().all(|it| self.is_kept(it)) {
                it.text.clone()
            } else {
                export::retain(&it.text, |it| self.is_kept(it)).expect("the same text was read before")
            },
        });
        CollectedModel {
            package: self.workspace.name(package),
            manifest_dir: self.workspace.folder(package).to_owned(),
            exports: exports.collect(),
        }
    }

    fn is_kept(&self, declared: &Declared) -> bool {
        self.asking.with_deps || self.workspace.member_in(&declared.manifest_dir).is_some()
    }

    /// Annotated crates that were built for this model and are not in it.
    fn silent(&self, model: usize, answers: &[&Answer]) -> Result<Vec<ProjectWarning>, ProjectError> {
        let with_dev = answers.iter().any(|it| !matches!(it.kind, TargetKind::Lib | TargetKind::Bin));
        let mut members = self.workspace.closure(model, with_dev);
        members.remove(&model);
        let heard: BTreeSet<&str> =
            answers.iter().flat_map(|it| &it.declared).map(|it| it.manifest_dir.as_str()).collect();
        let mut warnings = Vec::new();
        for member in members {
            if !self.workspace.is_annotated(member, false) || heard.contains(self.workspace.folder(member).as_str()) {
                continue;
            }
            let artifact = self.build.library(&self.workspace.package(member).id);
            if let Some((artifact, rlib)) = artifact.and_then(|it| Some((it, rlib(it)?)))
                && library::has_submissions(rlib)?
            {
                warnings.push(ProjectWarning::Silent {
                    model: self.workspace.name(model),
                    package: self.workspace.name(member),
                    crate_name: artifact.target.name.replace('-', "_"),
                });
            }
        }
        Ok(warnings)
    }

    /// What was left out. Targets of one package hold the same declarations of a dependency: each counts once.
    fn foreign(&self, model: usize, answers: &[&Answer]) -> Option<ProjectWarning> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for answer in answers {
            let mut of_answer: BTreeMap<&str, usize> = BTreeMap::new();
            for it in answer.declared.iter().filter(|it| !self.is_kept(it)) {
                *of_answer.entry(&it.package).or_default() += 1;
            }
            for (package, count) in of_answer {
                let most = counts.entry(package).or_default();
                *most = count.max(*most);
            }
        }
        if counts.is_empty() {
            return None;
        }
        Some(ProjectWarning::Foreign {
            model: self.workspace.name(model),
            count: counts.values().sum(),
            packages: counts.into_keys().map(str::to_owned).collect(),
        })
    }

    fn unmodelled(&self, chosen: &[usize]) -> Vec<ProjectWarning> {
        if self.workspace.one_model.is_some() {
            return Vec::new();
        }
        let heard: BTreeSet<&str> = self
            .answers
            .iter()
            .filter(|it| chosen.contains(&it.package))
            .flat_map(|it| &it.declared)
            .map(|it| it.manifest_dir.as_str())
            .collect();
        let left = self.candidates.iter().filter(|it| !chosen.contains(it) && self.declares(**it));
        left.filter(|it| !heard.contains(self.workspace.folder(**it).as_str()))
            .map(|&it| ProjectWarning::Unmodelled { package: self.workspace.name(it) })
            .collect()
    }
}
