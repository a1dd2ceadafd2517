//! Builds as the user does and notes what cargo reports.

use super::CompilerMessages;
use super::error::ProjectError;
use super::interrupt::{Group, own_process_group};
use super::place::Place;
use super::workspace::{THREAT_MODEL, cargo, not_started};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Artifact, BuildScript, Message, PackageId};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

/// What a build made.
#[derive(Default)]
pub(super) struct Build {
    pub(super) artifacts: Vec<Artifact>,
    scripts: Vec<BuildScript>,
}

impl Build {
    /// Runs `cargo` with `arguments`; it shows progress on our stderr itself, unless that is overheard.
    pub(super) fn run(
        command: &str,
        arguments: &[String],
        behind: &[&str],
        messages: &mut CompilerMessages<'_>,
        place: Option<&Place>,
    ) -> Result<Build, ProjectError> {
        Build::run_with(command, arguments, behind, &[], messages, place)
    }

    /// The same with variables of the environment.
    pub(super) fn run_with(
        command: &str,
        arguments: &[String],
        behind: &[&str],
        environment: &[(&str, OsString)],
        messages: &mut CompilerMessages<'_>,
        place: Option<&Place>,
    ) -> Result<Build, ProjectError> {
        let format = match messages {
            CompilerMessages::Shown | CompilerMessages::Overheard(_) => "--message-format=json-render-diagnostics",
            CompilerMessages::HandedOn(_) => "--message-format=json",
        };
        let mut cargo = cargo(place);
        cargo.arg(command).arg(format).args(arguments).args(behind);
        cargo.envs(environment.iter().map(|(name, value)| (name, value)));
        cargo.stdout(Stdio::piped());
        if let CompilerMessages::Overheard(_) = messages {
            own_process_group(cargo.stdin(Stdio::null()).stderr(Stdio::piped()));
            if std::env::var_os("CARGO_TERM_COLOR").is_none() {
                cargo.env("CARGO_TERM_COLOR", "always"); // whoever hears it can take the colours away
            }
        }
        let mut child = cargo.spawn().map_err(|source| not_started(&cargo, source))?;
        let (build, status) = match messages {
            CompilerMessages::Overheard(hear) => {
                let _group = Group::of(&child);
                let mut stderr = child.stderr.take().expect("stderr is piped");
                std::thread::scope(|scope| {
                    scope.spawn(|| {
                        let mut buffer = [0; 4096];
                        while let Ok(read @ 1..) = stderr.read(&mut buffer) {
                            hear(&buffer[..read]);
                        }
                    });
                    (Build::read(&mut child, &mut |_| {}), child.wait())
                })
            }
            CompilerMessages::HandedOn(hand_on) => (Build::read(&mut child, hand_on), child.wait()),
            CompilerMessages::Shown => (Build::read(&mut child, &mut |_| {}), child.wait()),
        };
        let status = status.map_err(|source| not_started(&cargo, source))?;
        if status.success() { Ok(build) } else { Err(ProjectError::Build) }
    }

    /// Reads cargo's messages to their end, and hands them on.
    fn read(child: &mut Child, hand_on: &mut dyn FnMut(&[u8])) -> Build {
        let mut build = Build::default();
        let mut output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let message = serde_json::from_slice(&line).ok();
            // Ours is not done when the build is: who reads the messages is told at the end.
            let is_end = matches!(message, Some(Message::BuildFinished(_)));
            if !is_end {
                hand_on(&line);
            }
            match message {
                Some(Message::CompilerArtifact(it)) => build.artifacts.push(it),
                Some(Message::BuildScriptExecuted(it)) => build.scripts.push(it),
                _ => {}
            }
            line.clear();
        }
        build
    }

    /// The artifact of the package's library, not of its unit tests.
    pub(super) fn library(&self, package: &PackageId) -> Option<&Artifact> {
        self.artifacts.iter().find(|it| it.package_id == *package && !it.profile.test && rlib(it).is_some())
    }

    /// Whether each build of threat-model has debug assertions; None if it was not built.
    pub(super) fn threat_model_has_debug_assertions(&self) -> Option<bool> {
        let mut builds = self.artifacts.iter().filter(|it| is_threat_model(&it.package_id)).peekable();
        builds.peek()?;
        // Build scripts may have one of their own.
        Some(builds.any(|it| it.profile.debug_assertions))
    }

    /// Whether all that was built of the package has debug assertions, build script apart.
    pub(super) fn has_debug_assertions(&self, package: &PackageId) -> bool {
        let mut of_package =
            self.artifacts.iter().filter(|it| it.package_id == *package && !it.target.is_custom_build());
        of_package.all(|it| it.profile.debug_assertions)
    }

    /// Folders with compiled dependencies, for the compiler's `-L dependency=`.
    pub(super) fn dependency_folders(&self) -> Vec<&Utf8Path> {
        let files = self.artifacts.iter().flat_map(|it| &it.filenames);
        let mut folders: Vec<_> = files.filter(|it| is_library_file(it)).filter_map(|it| it.parent()).collect();
        folders.sort_unstable();
        folders.dedup();
        folders
    }

    /// Native search paths that build scripts gave, as they gave them: `native=/path` or `/path`.
    pub(super) fn linked_paths(&self) -> impl Iterator<Item = &Utf8PathBuf> {
        self.scripts.iter().flat_map(|it| &it.linked_paths)
    }

    /// Variables that the package's build script set.
    pub(super) fn script_environment(&self, package: &PackageId) -> impl Iterator<Item = &(String, String)> {
        self.scripts.iter().filter(move |it| it.package_id == *package).flat_map(|it| &it.env)
    }

    /// Takes in what another build made.
    pub(super) fn add(&mut self, other: Build) {
        self.artifacts.extend(other.artifacts);
        self.scripts.extend(other.scripts);
    }
}

/// The artifact's `.rlib`.
pub(super) fn rlib(artifact: &Artifact) -> Option<&Utf8PathBuf> {
    artifact.filenames.iter().find(|it| it.extension() == Some("rlib"))
}

fn is_library_file(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("rlib" | "rmeta" | "so" | "dylib" | "dll"))
}

/// A package id is `source#name@version`, or `source/name#version`.
fn is_threat_model(id: &PackageId) -> bool {
    let (source, fragment) = id.repr.rsplit_once('#').unwrap_or(("", &id.repr));
    let name = match fragment.split_once('@') {
        Some((name, _)) => name,
        None => source.rsplit('/').next().unwrap_or(source),
    };
    name == THREAT_MODEL
}
