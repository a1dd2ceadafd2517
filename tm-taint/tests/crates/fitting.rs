//! The shipped models against the crates themselves, newest and oldest. It takes the crates, so it runs only where they are recorded:
//! `TM_RECORD=1 cargo test -p threat-model-taint --test crates fit`.

use std::path::Path;

use serde_json::Value;
use tm_taint::model::{CompilerError, ModelCheck, ModelFile, shipped_files};

use super::recorded::{Libraries, Library};

/// What the crates that a package depends on do not have of what the files say; and how many files were asked about.
fn missing(package: &str) -> (Vec<String>, usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crates").join(package);
    let libraries = Libraries::of(&folder);
    // What it depends on itself has the features that the models need.
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
    let is_direct = |file: &ModelFile| manifest.lines().any(|it| it.starts_with(&format!("{} = ", file.krate)));
    let (mut faults, mut asked) = (Vec::new(), 0);
    for file in shipped_files() {
        let fitting = libraries.all.iter().find(|it| fits(&file, it));
        if file.krate != "std" && (fitting.is_none() || !is_direct(&file)) {
            continue;
        }
        asked += 1;
        let mut check = ModelCheck::new(&file);
        while check.judge("", &errors(&check.text(), &libraries, &file)) {}
        faults.extend(
            check.faults().into_iter().map(|it| format!("{}: {} ({})", file.name, it.message, it.notes.join(", "))),
        );
    }
    (faults, asked)
}

/// Whether a model file speaks of a library, in this version.
fn fits(file: &ModelFile, library: &Library) -> bool {
    let is_meant = |version| file.version.as_ref().is_none_or(|wanted| wanted.matches(&version));
    library.name == file.krate.replace('-', "_") && library.version().is_some_and(is_meant)
}

fn errors(text: &str, libraries: &Libraries, file: &ModelFile) -> Vec<CompilerError> {
    let scratch = tempfile::tempdir().expect("a folder");
    let source = scratch.path().join("models.rs");
    std::fs::write(&source, text).expect("it can be written");
    let is_wanted = |it: &&Library| {
        fits(file, it) || file.aliases.iter().any(|alias| alias.path.split("::").next() == Some(&it.name))
    };
    let mut rustc = libraries.rustc(libraries.all.iter().filter(is_wanted));
    rustc.args(["--edition=2021", "--crate-name=models", "--error-format=json"]).arg(&source);
    let output = rustc.arg("--out-dir").arg(scratch.path()).output().expect("rustc runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    said.lines().filter_map(error).collect()
}

fn error(line: &str) -> Option<CompilerError> {
    let message: Value = serde_json::from_str(line).ok()?;
    let span = message["spans"].as_array()?.iter().find(|it| it["is_primary"] == true)?;
    Some(CompilerError {
        line: usize::try_from(span["line_start"].as_u64()?).ok()?,
        code: message["code"]["code"].as_str()?.to_owned(),
        message: message["message"].as_str()?.to_owned(),
        suggestion: None,
    })
}

#[test]
#[expect(clippy::print_stderr, reason = "whoever reads the log must see what was skipped")]
fn shipped_models_fit_the_crates() {
    if std::env::var_os("TM_RECORD").is_none() {
        eprintln!("skipped: TM_RECORD is not set");
        return;
    }
    assert_eq!(missing("programs"), (Vec::new(), shipped_files().len()));
    assert_eq!(missing("oldest"), (Vec::new(), 10));
}
