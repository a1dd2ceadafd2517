//! The user's model files: those in `models/` beside tm.toml and those that it names, held against the crates of the program.
//!
//! ```text
//! models/ourdb.tm.rs     #![models(krate = "ourdb", version = "2")]
//!   no `ourdb` in the program, or another version     a warning; the file says nothing
//!   ourdb 2.3 has no `ourdb::qurey`                   an error, at its place; did you mean `ourdb::query`?
//! ```
//!
//! The compiler is asked whether the crate has what the file speaks of: with the very metadata that cargo has made of it. A file
//! that was found right is not asked about again before it, the crate or the compiler changes.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use semver::Version;
use serde_json::Value;
use tm_diagnostic::{Diagnostic, nearest};
use tm_taint::model::{CompilerError, FAULT, ModelCheck, ModelFile, read_file};

use super::read::{MadeOf, ReadProgram};
use crate::config::Configured;
use crate::failure::{Failure, FileError, Misuse};
use crate::input;
use crate::project::CheckedCrate;

/// The model files of a program's workspace and packages that speak of crates it has.
///
/// # Errors
/// When one cannot be read, or has a fault: all faults are told.
pub fn model_files(read: &ReadProgram) -> Result<Vec<ModelFile>, Failure> {
    let mut folders: Vec<&Utf8Path> = Vec::new();
    for krate in read.crates.iter().filter(|it| it.checked.is_member) {
        if krate.checked.folder != read.root && !folders.contains(&krate.checked.folder.as_path()) {
            folders.push(&krate.checked.folder);
        }
    }
    let mut paths = Configured::of_packages(&read.root, &folders)?.models;
    for folder in std::iter::once(read.root.as_path()).chain(folders) {
        paths.extend(in_folder(&folder.join("models"))?);
    }
    paths.sort();
    paths.dedup();
    let (mut files, mut faults, mut texts) = (Vec::new(), Vec::new(), BTreeMap::new());
    for path in paths {
        let text = input::read(&path)?;
        let name = path.strip_prefix(&read.root).unwrap_or(&path).to_string();
        let (file, own_faults) = read_file(&name, &text);
        texts.insert(name, text);
        match own_faults.is_empty() {
            true => files.extend(checked(file, &read.made_of, &mut faults)?),
            false => faults.extend(own_faults),
        }
    }
    input::refuse_with(&faults, "the model files", &texts).map(|()| files)
}

/// The model files in a folder, if there is one.
fn in_folder(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, Failure> {
    let Ok(entries) = folder.read_dir_utf8() else { return Ok(Vec::new()) };
    let failed = |source| Failure::from(FileError::Read { path: folder.to_owned(), source });
    let paths = entries.map(|entry| entry.map(|it| it.into_path()).map_err(failed));
    let paths: Vec<_> = paths.collect::<Result<_, _>>()?;
    Ok(paths.into_iter().filter(|it| it.as_str().ends_with(".tm.rs")).collect())
}

/// The file, if the program has the crate that it speaks of; what that does not have goes into `faults`.
fn checked(file: ModelFile, made_of: &MadeOf, faults: &mut Vec<Diagnostic>) -> Result<Option<ModelFile>, Failure> {
    let mut version = String::new();
    if file.krate != "std" {
        match of_version(&file, &made_of.checked.crates) {
            Ok(krate) => version = krate.name_and_version().1.to_owned(),
            Err(warning) => {
                faults.push(*warning);
                return Ok(None);
            }
        }
    }
    let own = missing(&file, &version, made_of)?;
    let is_right = own.is_empty();
    faults.extend(own);
    Ok(is_right.then_some(file))
}

/// The crate in the program that a file speaks of: the newest, where its condition holds for several.
fn of_version<'c>(file: &ModelFile, crates: &'c [CheckedCrate]) -> Result<&'c CheckedCrate, Box<Diagnostic>> {
    let warning = |message: String| Diagnostic::warning(FAULT, message).at(file.header.clone(), "");
    let of_name: Vec<_> = crates.iter().filter(|it| is_library(it) && it.name_and_version().0 == file.krate).collect();
    if of_name.is_empty() {
        let names = crates.iter().map(|it| it.name_and_version().0);
        let warning = warning(format!("the program has no crate `{}`, so this file says nothing", file.krate));
        return Err(Box::new(match nearest(&file.krate, names) {
            Some(near) => warning.with_help(format!("did you mean `{near}`?")),
            None => warning,
        }));
    }
    let version = |it: &CheckedCrate| Version::parse(it.name_and_version().1).ok();
    let fits = |it: &&CheckedCrate| match (&file.version, version(it)) {
        (Some(wanted), Some(version)) => wanted.matches(&version),
        _ => true,
    };
    let newest = of_name.iter().copied().filter(fits).max_by_key(|it| version(it));
    newest.ok_or_else(|| {
        let has: Vec<_> = of_name.iter().map(|it| it.name_and_version().1).collect();
        let wanted = file.version.as_ref().map(ToString::to_string).unwrap_or_default();
        let message = format!("the program has `{}` {}, and this file is for {wanted}", file.krate, has.join(" and "));
        Box::new(warning(message).with_help("look at what has changed in the crate, and widen `version`"))
    })
}

fn is_library(krate: &CheckedCrate) -> bool {
    krate.metadata.file_name().is_some_and(|it| it.starts_with("lib"))
}

/// What the crate does not have of what a file speaks of.
fn missing(file: &ModelFile, version: &str, made_of: &MadeOf) -> Result<Vec<Diagnostic>, Failure> {
    let mut check = ModelCheck::new(file);
    let text = check.text();
    let externs: Vec<String> = externs(file, made_of);
    let states: Vec<_> = externs.iter().map(|it| state(it)).collect();
    let asked = format!("{}\n{}\n{text}", made_of.version, states.join("\n"));
    let answer = made_of.kept.join(format!("models-{:032x}", tm_schema::digest(asked.bytes())));
    if answer.exists() {
        return Ok(Vec::new());
    }
    loop {
        let errors = ask(&check.text(), &externs, made_of)?;
        if !check.judge(version, &errors) {
            break;
        }
    }
    let faults = check.faults();
    if faults.is_empty() {
        // Where it cannot be kept, the next run asks again.
        let _ = fs::create_dir_all(&made_of.kept).and_then(|()| fs::write(&answer, ""));
    }
    Ok(faults)
}

/// A crate as it is now: one in a folder of the user's has a file of the same name after it has changed.
fn state(named: &str) -> String {
    let file = named.split_once('=').map_or(named, |(_, file)| file);
    let state = fs::metadata(file).and_then(|it| Ok((it.len(), it.modified()?)));
    format!("{named} {state:?}")
}

/// The crates that the paths of a file begin with, as `--extern` takes them.
fn externs(file: &ModelFile, made_of: &MadeOf) -> Vec<String> {
    let first = |path: &str| path.trim_start_matches(['<', '&']).split("::").next().unwrap_or_default().to_owned();
    let mut names: Vec<String> = vec![file.krate.replace('-', "_")];
    names.extend(file.entries.iter().map(|it| first(&it.path)));
    names.extend(file.aliases.iter().map(|it| first(&it.path)));
    names.sort();
    names.dedup();
    let own = of_version(file, &made_of.checked.crates).ok();
    let crates = &made_of.checked.crates;
    let found = names.iter().filter_map(|name| {
        let is_own = |it: &&CheckedCrate| it.target.replace('-', "_") == *name && is_library(it);
        let version = |it: &CheckedCrate| Version::parse(it.name_and_version().1).ok();
        let found = own.filter(is_own).or_else(|| crates.iter().filter(is_own).max_by_key(|it| version(it)))?;
        Some(format!("{name}={}", found.metadata))
    });
    found.collect()
}

/// What the compiler says of a text.
fn ask(text: &str, externs: &[String], made_of: &MadeOf) -> Result<Vec<CompilerError>, Failure> {
    let failed = |source| FileError::Write { path: std::env::temp_dir().to_string_lossy().into_owned().into(), source };
    let scratch = tempfile::Builder::new().prefix("cargo-tm-").tempdir().map_err(failed)?;
    let source = scratch.path().join("models.rs");
    fs::write(&source, text).map_err(failed)?;
    let mut command = Command::new(&made_of.compiler);
    command.args([
        "--edition=2021",
        "--crate-type=lib",
        "--crate-name=models",
        "--emit=metadata",
        "--error-format=json",
    ]);
    command.arg(&source).arg("--out-dir").arg(scratch.path());
    command.args(externs.iter().flat_map(|it| ["--extern", it]));
    command.args(made_of.checked.folders.iter().map(|it| format!("-Ldependency={it}")));
    command.args(made_of.target.iter().flat_map(|it| ["--target", it]));
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|source| FileError::Read { path: "rustc".into(), source })?;
    let said = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<CompilerError> = said.lines().filter_map(compiler_error).collect();
    if !output.status.success() && errors.is_empty() {
        let error = Misuse(format!(
            "the compiler cannot be asked about the model files\n{}",
            super::wrapper::rendered(&output.stderr)
        ));
        return Err(Failure::new(error));
    }
    Ok(errors)
}

/// One line of the compiler's JSON, if it is an error.
fn compiler_error(line: &str) -> Option<CompilerError> {
    let message: Value = serde_json::from_str(line).ok()?;
    let span = message["spans"].as_array()?.iter().find(|it| it["is_primary"] == true)?;
    let suggestion = message["children"].as_array()?.iter().find_map(suggestion);
    Some(CompilerError {
        line: usize::try_from(span["line_start"].as_u64()?).ok()?,
        code: message["code"]["code"].as_str()?.to_owned(),
        message: message["message"].as_str()?.to_owned(),
        suggestion,
    })
}

/// The name that a help of the compiler offers: as a change of the text, or ``there is a method `fetch` with a similar name``.
fn suggestion(help: &Value) -> Option<String> {
    let changes = help["spans"].as_array()?.iter().filter_map(|it| it["suggested_replacement"].as_str());
    let change = changes.map(str::trim).find(|it| !it.is_empty());
    let named = || {
        let text = help["message"].as_str().filter(|it| it.contains("similar name"))?;
        text.split('`').nth(1)
    };
    change.or_else(named).map(str::to_owned)
}
