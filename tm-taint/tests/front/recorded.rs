//! Dumps as one file each: all files of a dump behind lines with their names.
//!
//! `TM_RECORD=1 cargo test -p threat-model-taint --test front` records them anew with the toolchains that [`RECORDED`] names.

use std::path::{Path, PathBuf};
use std::process::Command;

use tm_taint::front::probe::{CRATE_NAME, SOURCE};
use tm_taint::front::{Coverage, Dump, DumpFile, read};
use tm_taint::ir::{Crate, Tables};

/// The file, the toolchain as rustup names it, and what else it is given.
pub(crate) const RECORDED: [(&str, &str, &[&str]); 2] =
    [("1.95.0", "1.95.0", &["-Zmir-include-spans=on"]), ("1.97.0-nightly-without-spans", "nightly", &[])];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/front/dumps")
}

/// The files of a recorded dump.
pub(crate) fn files(name: &str) -> Vec<DumpFile> {
    let path = folder().join(format!("{name}.mir"));
    if std::env::var_os("TM_RECORD").is_some() {
        record(&path, name);
    }
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.split("==> ")
        .skip(1)
        .map(|it| {
            let (name, text) = it.split_once(" <==\n").unwrap();
            DumpFile { name: name.to_owned(), text: text.to_owned() }
        })
        .collect()
}

fn record(path: &Path, name: &str) {
    let (_, toolchain, options) = RECORDED.into_iter().find(|it| it.0 == name).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("probe.rs"), SOURCE).unwrap();
    let status = Command::new("rustc")
        .arg(format!("+{toolchain}"))
        .args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--crate-name", CRATE_NAME])
        .args(["-Zdump-mir=built", "-Zdump-mir-dir=dump", "-Ztrim-diagnostic-paths=no", "probe.rs"])
        .args(options)
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(status.success());
    let mut files: Vec<_> =
        std::fs::read_dir(folder.path().join("dump")).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    let mut text = String::new();
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        text.push_str(&format!("==> {name} <==\n{}", std::fs::read_to_string(&file).unwrap()));
    }
    std::fs::write(path, text).unwrap();
}

/// What is read of a dump of the probe.
pub(crate) fn read_probe(files: Vec<DumpFile>) -> (Crate, Tables, Coverage) {
    let sources = |file: &str| (file == "probe.rs").then(|| SOURCE.to_owned());
    let dump = Dump { crate_name: CRATE_NAME, renamed: &[], root: "probe.rs", files, sources: &sources };
    let mut tables = Tables::default();
    let (krate, coverage) = read(&dump, &mut tables);
    (krate, tables, coverage)
}
