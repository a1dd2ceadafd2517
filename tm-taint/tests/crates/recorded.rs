//! The programs, and what the compiler printed of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tm_taint::Program;
use tm_taint::front::{Dump, DumpFile, read};
use tm_taint::ir::Tables;

/// The package, below the tests' own folder.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crates/programs")
}

/// The files of the programs, by name.
pub(crate) fn sources() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder().join("src")).expect("the programs are there");
    let mut sources: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a text"))
        })
        .collect();
    sources.sort();
    sources
}

/// The programs as they were read.
pub(crate) fn program() -> Program {
    let path = folder().with_extension("mir");
    if std::env::var_os("TM_RECORD").is_some() {
        record(&path);
    }
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let files = text.split("==> ").skip(1).map(|it| {
        let (name, text) = it.split_once(" <==\n").expect("a name");
        DumpFile { name: name.to_owned(), text: text.to_owned() }
    });
    let sources = |name: &str| std::fs::read_to_string(folder().join(name)).ok();
    let dump = Dump { crate_name: "programs", root: "src/lib.rs", files: files.collect(), sources: &sources };
    let mut tables = Tables::default();
    let (krate, _) = read(&dump, &mut tables);
    Program::new(tables, vec![krate])
}

/// The text with `/registry/` in place of the folder that cargo unpacks crates in: `/home/…/registry/src/HOST-HASH/`.
fn without_own_folders(text: &str) -> String {
    let mut parts = text.split("/registry/src/");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let start = kept.rfind(|it: char| it.is_whitespace() || "@\"(".contains(it)).map_or(0, |at| at + 1);
        kept.truncate(start);
        kept.push_str("/registry/");
        kept.push_str(part.split_once('/').map_or("", |(_, rest)| rest));
    }
    kept
}

/// Checks the package with cargo, and then once more with flags that print it.
fn record(path: &Path) {
    let cargo = Command::new("cargo")
        .args(["check", "--locked", "--message-format=json"])
        .current_dir(folder())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(cargo.status.success(), "the programs do not compile");
    let dump = tempfile::tempdir().expect("a folder");
    let mut rustc = Command::new("rustc");
    rustc.args([
        "--edition",
        "2024",
        "--crate-type",
        "lib",
        "--emit",
        "metadata",
        "--crate-name",
        "programs",
        "src/lib.rs",
    ]);
    rustc.args(["-Zdump-mir=built", "-Ztrim-diagnostic-paths=no", "-Zmir-include-spans=on", "--cap-lints", "allow"]);
    rustc.arg(format!("-Zdump-mir-dir={}", dump.path().join("mir").display()));
    rustc.arg("--out-dir").arg(dump.path());
    let wanted = std::fs::read_to_string(folder().join("Cargo.toml")).expect("a manifest");
    for line in String::from_utf8_lossy(&cargo.stdout).lines() {
        let message: Value = serde_json::from_str(line).expect("cargo writes JSON");
        let name = message["target"]["name"].as_str().unwrap_or_default();
        let files: Vec<_> = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // What build scripts and proc macros use is compiled to code as well.
        let is_checked = files.len() == 1;
        for file in files {
            let folder = Path::new(file).parent().expect("a folder");
            rustc.arg("-L").arg(format!("dependency={}", folder.display()));
            let is_direct = wanted
                .lines()
                .any(|line| line.split_once(" = ").is_some_and(|(dependency, _)| dependency.replace('-', "_") == name));
            if is_direct && is_checked {
                rustc.arg("--extern").arg(format!("{name}={file}"));
            }
        }
    }
    let status = rustc.env("RUSTC_BOOTSTRAP", "1").current_dir(folder()).status().expect("rustc runs");
    assert!(status.success());
    let files = std::fs::read_dir(dump.path().join("mir")).expect("a dump");
    let mut files: Vec<_> = files.map(|it| it.expect("a file").path()).collect();
    files.sort();
    let mut text = String::new();
    for file in files {
        let name = file.file_name().expect("a name").to_string_lossy();
        text.push_str(&format!("==> {name} <==\n{}", std::fs::read_to_string(&file).expect("a text")));
    }
    std::fs::write(path, without_own_folders(&text)).expect("it can be written");
}
