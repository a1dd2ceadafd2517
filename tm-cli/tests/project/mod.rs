//! Real cargo projects for the tests: written to a folder of the test's own, built in a target folder they all share.
#![allow(dead_code, reason = "each test file uses a part")]

use clap::Parser;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use tm_cli::project::{Asking, Collected, CompilerMessages, ProjectError, Selection, collect};
use tm_cli::shell::Shell;

/// A project on disk. Package names must differ from test to test, for the shared target folder's sake.
pub(crate) struct Project {
    pub(crate) folder: PathBuf,
}

#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    asking: Asking,
}

impl Project {
    /// Writes `files`, each a path and a text. `TM_CRATE` in a text is the folder of the `tm` crate.
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Project {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects").join(name);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the workspace");
        let project = Project { folder };
        let _ = fs::remove_dir_all(&project.folder);
        for (path, text) in files {
            project.write(
                path,
                &text.replace("TM_CRATE", root.join("tm").to_str().expect("the checkout's path is UTF-8")),
            );
        }
        // The versions that are known to be there: a test never asks a registry.
        let lock = fs::read_to_string(root.join("Cargo.lock")).expect("the workspace has a lock file");
        project.write("Cargo.lock", &lock);
        project
    }

    /// One package with the given targets, which depends on `tm`.
    pub(crate) fn package(name: &str, files: &[(&str, &str)]) -> Project {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [dependencies]\nthreat-model = {{ path = \"TM_CRATE\" }}\n[workspace]\n"
        );
        let mut all = vec![("Cargo.toml", manifest.as_str())];
        all.extend_from_slice(files);
        Project::new(name, &all)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the test's folder can be made");
        fs::write(path, text).expect("the test's file can be written");
    }

    /// The target folder of all projects.
    pub(crate) fn target_folder() -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("target")
    }

    pub(crate) fn collect(&self, line: &str) -> Result<Collected, ProjectError> {
        let target = Project::target_folder();
        let manifest = self.folder.join("Cargo.toml");
        let fixed = ["tm", "--offline", "--quiet", "--target-dir"].map(String::from).into_iter();
        let fixed = fixed.chain([path(&target), "--manifest-path".to_owned(), path(&manifest)]);
        let words = fixed.chain(line.split_whitespace().map(str::to_owned));
        let line = CommandLine::try_parse_from(words).unwrap_or_else(|it| panic!("{it}"));
        collect(&line.selection, &line.asking, &mut Shell::to(Box::new(std::io::sink()), true), CompilerMessages::Shown)
    }

    /// Collects and compares: the models, targets and keys (classes where there is no key), or the error.
    #[track_caller]
    pub(crate) fn check(&self, line: &str, expected: &str) {
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        let actual = self.summary(&self.collect(line));
        let actual: Vec<&str> = actual.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        assert_eq!(actual.join("\n"), expected.join("\n"));
    }

    fn summary(&self, result: &Result<Collected, ProjectError>) -> String {
        let mut text = String::new();
        match result {
            Err(error) => {
                let _ = writeln!(text, "error: {error}");
                let _ = error.help().map(|it| writeln!(text, "help: {it}"));
            }
            Ok(collected) => {
                for model in &collected.models {
                    let _ = writeln!(text, "model {}", model.package);
                    for it in &model.exports {
                        let keys = keys(&it.text);
                        let _ = writeln!(text, "{:?} {} of {}: {keys}", it.target_kind, it.target_name, it.package);
                    }
                }
                for it in &collected.warnings {
                    let _ = writeln!(text, "warning: {it}");
                    let _ = it.help().map(|it| writeln!(text, "help: {it}"));
                }
            }
        }
        text.replace(&path(&self.folder), "PROJECT")
    }
}

fn keys(export: &str) -> String {
    let export: serde_json::Value = serde_json::from_str(export).expect("an export is JSON");
    let declarations = export["declarations"].as_array().expect("an export has declarations");
    let keys = declarations.iter().map(|it| match it["key"].as_str() {
        Some("") | None => it["class"].as_str().unwrap_or("?"),
        Some(key) => key,
    });
    keys.collect::<Vec<_>>().join(" ")
}

pub(crate) fn path(path: &Path) -> String {
    path.to_str().expect("the checkout's path is UTF-8").to_owned()
}
