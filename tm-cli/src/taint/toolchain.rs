//! Whether a compiler still prints what the front end reads: a small crate of all constructs is dumped with it, once.
//!
//! The answer lies in `tm/taint` of the target folder, with what it is an answer to.

use std::fs;
use std::process::{Command, Stdio};

use cargo_metadata::camino::Utf8Path;
use serde::{Deserialize, Serialize};
use tm_taint::front::probe::{self, Degraded};

use super::dump::DumpFolder;
use super::ir_file::Identity;
use super::wrapper::rendered;
use crate::failure::{Failure, FileError, Misuse};
use crate::output;
use crate::project::Check;

/// An answer, and the question.
#[derive(Deserialize, Serialize)]
struct Answer {
    #[serde(flatten)]
    identity: Identity,
    degraded: Vec<Degraded>,
}

/// Whether a compiler takes unstable flags by itself; `version` is what `rustc -vV` prints.
pub(super) fn is_unstable(version: &str) -> bool {
    let release = version.lines().find_map(|it| it.strip_prefix("release: ")).unwrap_or_default();
    release.contains("-nightly") || release.contains("-dev")
}

/// What of the language is not read as it should be with the compiler that cargo uses.
///
/// # Errors
/// When the compiler does not print MIR.
pub(super) fn degraded(
    check: &Check,
    identity: &Identity,
    folder: &Utf8Path,
    bootstrap: bool,
) -> Result<Vec<Degraded>, Failure> {
    let path = folder.join(format!("{}.json", name(&identity.compiler)));
    let known = fs::read_to_string(&path).ok().and_then(|text| serde_json::from_str::<Answer>(&text).ok());
    if let Some(answer) = known.filter(|it| it.identity == *identity) {
        return Ok(answer.degraded);
    }
    let degraded = ask(check, bootstrap)?;
    let answer = Answer { identity: identity.clone(), degraded };
    let text = serde_json::to_string_pretty(&answer).map_err(Failure::new)? + "\n";
    // Where it cannot be kept, the next run asks again.
    let _ = fs::create_dir_all(folder).map(|()| output::write_file(&path, &text));
    Ok(answer.degraded)
}

/// `rustc-1.95.0-59807616e`, of the first line of `rustc -vV`.
fn name(compiler: &str) -> String {
    let line = compiler.lines().next().unwrap_or_default();
    let words = line.split(|it: char| !(it.is_ascii_alphanumeric() || it == '.')).filter(|it| !it.is_empty());
    words.take(4).collect::<Vec<_>>().join("-")
}

/// Dumps the crate in a temporary folder.
fn ask(check: &Check, bootstrap: bool) -> Result<Vec<Degraded>, Failure> {
    let here = || std::env::temp_dir().to_string_lossy().into_owned().into();
    let failed = |source| Failure::from(FileError::Write { path: here(), source });
    let scratch = tempfile::Builder::new().prefix("cargo-tm-").tempdir().map_err(failed)?;
    let source = scratch.path().join("probe.rs");
    fs::write(&source, probe::SOURCE).map_err(failed)?;
    let dump = DumpFolder::new(scratch.path().join("mir")).map_err(failed)?;
    // In the user's folder: what is written there says which compiler is meant.
    let mut command = Command::new(check.compiler());
    command.args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--cap-lints=allow", "--error-format=json"]);
    command.args(["--crate-name", probe::CRATE_NAME]).arg(&source).arg("--out-dir").arg(scratch.path());
    let mut remap = std::ffi::OsString::from("--remap-path-prefix=");
    remap.push(scratch.path());
    remap.push("=src");
    dump.fill(command.arg(remap).stdin(Stdio::null()), bootstrap);
    let output = command.output().map_err(|source| FileError::Read { path: "rustc".into(), source })?;
    if !output.status.success() {
        let said = rendered(&output.stderr);
        let error = Misuse(format!("this compiler does not print what `cargo tm taint` reads\n{said}"));
        return Err(Failure::new(error).help("Rust 1.88 and later does"));
    }
    let source = |_: &str| Some(probe::SOURCE.to_owned());
    let read = dump.read(probe::CRATE_NAME, &[], "src/probe.rs", &source).map_err(failed)?;
    Ok(probe::degraded(&read.krate, &read.tables))
}

#[cfg(test)]
mod tests {
    use super::{is_unstable, name};

    #[test]
    fn an_answer_is_named_for_its_compiler() {
        assert_eq!(name("rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\n"), "rustc-1.95.0-59807616e-2026");
        assert_eq!(name("rustc 1.97.0-nightly (abc 2026-05-19)\n"), "rustc-1.97.0-nightly-abc");
        assert_eq!(name("../../x"), "..-..-x");
    }

    #[test]
    fn nightly_compilers_take_unstable_flags() {
        for (release, expected) in
            [("1.95.0", false), ("1.96.0-beta.2", false), ("1.97.0-nightly", true), ("1.97.0-dev", true)]
        {
            assert_eq!(is_unstable(&format!("rustc {release}\nbinary: rustc\nrelease: {release}\n")), expected);
        }
        assert!(!is_unstable("rustc 1.97.0-nightly\n"));
    }
}
