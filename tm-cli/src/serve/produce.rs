//! From what is saved to the reports: the pipeline of `cargo tm report`, and what it reads.
//!
//! ```text
//! produce ─▶ Documents { reports: [web, …], sources: {"src/main.rs": "…"} }
//!         └▶ Failure, and behind it all that cargo said
//! ```

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use cargo_metadata::TargetKind as CargoKind;
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use tm_core::model::Model;
use tm_core::render::check_summary;
use tm_core::render::picture::Frame;
use tm_core::render::report::Format;
use tm_diagnostic::Location;

use super::ansi;
use super::preview::{Document, Documents};
use super::watch::Watched;
use crate::analysis::Analysis;
use crate::commands::report;
use crate::failure::Failure;
use crate::input;
use crate::options::{ModelOptions, ThreatOptions};
use crate::project::{self, CompilerMessages, Members, ProjectError};
use crate::shell::{self, Shell};

/// What the reports are made from.
pub struct Recipe<'a> {
    /// Where the model comes from.
    pub model: &'a ModelOptions,
    /// Which threats are looked for.
    pub threats: &'a ThreatOptions,
    /// What is filled.
    pub template: Option<&'a Utf8Path>,
}

/// How much of what cargo says is kept: the first errors are those that count.
const KEPT: usize = 256 << 10;

/// Where links in reports lead to a source file.
const SOURCE_BASE: &str = "/source/";

impl Recipe<'_> {
    /// The reports, or what went wrong as a terminal would show it. All is said on stderr too.
    ///
    /// # Errors
    /// As [`report::run`].
    pub fn produce(&self, shell: &mut Shell) -> Result<Documents, String> {
        let mut stderr = shell::stream(self.model.selection.color);
        let mut heard = Vec::new();
        let mut hear = |bytes: &[u8]| {
            // A closed stderr is no reason to stop.
            let _ = stderr.write_all(bytes).and_then(|()| stderr.flush());
            heard.extend_from_slice(&bytes[..bytes.len().min(KEPT - heard.len())]);
        };
        let documents = self.documents(shell, CompilerMessages::Overheard(&mut hear));
        documents.map_err(|failure| {
            if !project::is_ending() {
                input::eprint_diagnostics(&failure.faults);
                shell.error(&*failure.error, failure.help.as_deref());
            }
            explained(failure, &String::from_utf8_lossy(&heard))
        })
    }

    fn documents(&self, shell: &mut Shell, messages: CompilerMessages<'_>) -> Result<Documents, Failure> {
        let template = report::template(self.template, Format::Html)?;
        let inputs = input::models_and_messages(self.model, shell, messages)?;
        let mut documents = Documents::default();
        for input in inputs {
            input.warn(self.model.selection.color);
            let analysis = Analysis::new(input, self.threats)?;
            let pictures = report::pictures(&analysis, Frame::Page, shell);
            let (template, notation) = (template.as_ref(), self.model.notation());
            let html = report::text(&analysis, Format::Html, template, SOURCE_BASE, None, notation, &pictures)?;
            let Analysis { input, assessment, diagnostics, .. } = &analysis;
            documents.sources.extend(input.texts(places(&input.model).map(|it| it.file.as_str())));
            documents.sources.extend(input.sources(diagnostics));
            documents.reports.push(Document {
                name: input.name.clone(),
                summary: check_summary(&input.name, assessment, diagnostics),
                html: html.into(),
            });
        }
        Ok(documents)
    }

    /// What the reports are made of, as far as it can be known now. What was known `before` stays while cargo cannot
    /// read the workspace.
    pub fn watched(&self, before: &Watched) -> Watched {
        let mut watched = Watched::default();
        if self.model.from.is_empty() {
            match project::members(&self.model.selection) {
                Ok(members) => add_members(&mut watched, &members),
                Err(_) if before.files.is_empty() => add_nearest(&mut watched, self.model),
                Err(_) => watched = before.clone(),
            }
        } else {
            watched.files.extend(self.model.from.chunks(2).filter_map(|pair| pair.get(1)).map(PathBuf::from));
            let here = std::env::current_dir().unwrap_or_default();
            watched.files.extend(here.ancestors().map(|it| it.join("tm.toml")));
        }
        let ThreatOptions { threats, add_threats, baseline, .. } = self.threats;
        let mut given: Vec<PathBuf> = threats.iter().chain(add_threats).map(PathBuf::from).collect();
        given.extend(watched.files.iter().filter(|it| it.ends_with("tm.toml")).flat_map(|it| threat_files(it)));
        for path in given {
            let kind = if path.is_dir() { &mut watched.folders } else { &mut watched.files };
            kind.insert(path);
        }
        watched.files.extend(baseline.iter().chain(self.template.map(ToOwned::to_owned).as_ref()).map(PathBuf::from));
        watched
    }
}

/// What went wrong, with what cargo said where the build failed: warnings of one that did not are another matter.
fn explained(failure: Failure, heard: &str) -> String {
    let said = Said::default();
    let mut shell = Shell::to(Box::new(said.clone()), false);
    shell.error(&*failure.error, failure.help);
    let said = String::from_utf8_lossy(&said.0.borrow()).into_owned();
    let is_of_cargo = matches!(failure.error.downcast_ref(), Some(ProjectError::Build));
    let cargo = if is_of_cargo { without_progress(heard) } else { "" };
    // Faults end with a line break, what cargo says may not.
    let gap = if cargo.is_empty() || cargo.ends_with('\n') { "" } else { "\n" };
    format!("{cargo}{gap}{}{said}", failure.faults)
}

/// What a shell says.
#[derive(Clone, Default)]
struct Said(Rc<RefCell<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What cargo said from its first error or warning on: what stands before is what it did. Empty if there is none.
fn without_progress(heard: &str) -> &str {
    let mut start = 0;
    for line in heard.split_inclusive('\n') {
        let plain = ansi::plain(line);
        if plain.starts_with("error") || plain.starts_with("warning") {
            return &heard[start..];
        }
        start += line.len();
    }
    ""
}

/// All places that the model has.
fn places(model: &Model) -> impl Iterator<Item = &Location> {
    let entities = model.targets().map(|it| model.entity(it));
    let said = entities.flat_map(|it| {
        let expectations = it.expectations.iter().map(|it| &it.at);
        let overrides = it.overrides.iter().map(|it| &it.at);
        let assumptions = it.assumptions.iter().map(|it| &it.at);
        std::iter::once(&it.at).chain(expectations).chain(overrides).chain(assumptions)
    });
    let assumptions = model.options.assumptions.iter().map(|it| &it.at);
    std::iter::once(&model.at).chain(assumptions).chain(said).flatten()
}

fn add_members(watched: &mut Watched, members: &Members) {
    let Members { root, target_directory, packages, sources } = members;
    let folders: BTreeSet<&Utf8Path> = packages.iter().filter_map(|it| it.manifest_path.parent()).collect();
    for folder in &folders {
        watched.files.extend([folder.join("Cargo.toml"), folder.join("tm.toml")].map(PathBuf::from));
    }
    let of_workspace =
        ["Cargo.toml", "Cargo.lock", "tm.toml", ".cargo/config.toml", "rust-toolchain.toml", "rust-toolchain"];
    watched.files.extend(of_workspace.map(|it| PathBuf::from(root.join(it))));
    for (kind, source) in sources {
        let Some(folder) = source.parent() else { continue };
        match folders.contains(folder) {
            // A package's folder holds everything, the files that its program writes too.
            true if *kind == CargoKind::CustomBuild => drop(watched.files.insert(source.into())),
            true => drop(watched.packages.insert(folder.into())),
            false => drop(watched.folders.insert(folder.into())),
        }
    }
    watched.target = Some(target_directory.into());
}

/// Where the fault must be if cargo cannot read the workspace.
fn add_nearest(watched: &mut Watched, options: &ModelOptions) {
    let here = std::env::current_dir().unwrap_or_default();
    let given = options.selection.manifest_path.as_deref().map(|it| here.join(it));
    let nearest = || here.ancestors().map(|it| it.join("Cargo.toml")).find(|it| it.exists());
    let manifest = given.or_else(nearest).unwrap_or_else(|| here.join("Cargo.toml"));
    watched.packages.extend(manifest.parent().map(Path::to_owned));
    watched.files.insert(manifest);
}

/// The threat files and folders that a tm.toml names, as far as it can be read.
fn threat_files(path: &Path) -> Vec<PathBuf> {
    let Some(path) = Utf8Path::from_path(path) else { return Vec::new() };
    let Ok(text) = input::read(path) else { return Vec::new() };
    let (config, _) = tm_core::config::read(path.as_str(), &text);
    let folder = path.parent().map(Utf8PathBuf::from).unwrap_or_default();
    config.threats.files.iter().map(|it| folder.join(it).into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Misuse;

    #[test]
    fn what_cargo_did_is_left_out() {
        let did = "\x1b[1m\x1b[92m   Compiling\x1b[0m web v0.1.0\n";
        let said = "\x1b[1m\x1b[91merror\x1b[0m: no such thing\n  --> src/main.rs\n";
        assert_eq!(without_progress(&format!("{did}{said}")), said);
        assert_eq!(without_progress(did), "");
        assert_eq!(without_progress(""), "");
    }

    #[test]
    fn a_failure_has_everything_in_the_order_of_a_terminal() {
        let warning = "warning: unused\n";
        let failure = Failure::new(Misuse("it cannot be used".into())).faults("error: a fault\n").help("mend it");
        let text = ansi::plain(&explained(failure, warning));
        assert_eq!(text, "error: a fault\nerror: it cannot be used\n  = help: mend it\n");
        let text = ansi::plain(&explained(ProjectError::Build.into(), &format!("{warning}error: no such thing")));
        let expected =
            "warning: unused\nerror: no such thing\nerror: cargo could not build the code, so there is no model\n";
        assert_eq!(text, expected);
    }
}
