//! The programs, and what the compiler printed of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use semver::{Version, VersionReq};
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
    let dump =
        Dump { crate_name: "programs", renamed: &[], root: "src/lib.rs", files: files.collect(), sources: &sources };
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

/// A library that cargo has checked.
pub(crate) struct Library {
    /// Its name in paths.
    pub(crate) name: String,
    /// `registry+https://…#sqlx@0.8.6`
    pub(crate) package: String,
    file: PathBuf,
}

impl Library {
    /// `0.8.6`
    pub(crate) fn version(&self) -> Option<Version> {
        self.package.rsplit_once('@')?.1.parse().ok()
    }
}

/// What a package depends on, as cargo has checked it.
pub(crate) struct Libraries {
    pub(crate) all: Vec<Library>,
    folders: BTreeSet<PathBuf>,
}

impl Libraries {
    /// Checks the package in a folder.
    pub(crate) fn of(folder: &Path) -> Libraries {
        let cargo = Command::new("cargo")
            .args(["check", "--locked", "--message-format=json"])
            .current_dir(folder)
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo runs");
        assert!(cargo.status.success(), "{} does not compile", folder.display());
        let mut libraries = Libraries { all: Vec::new(), folders: BTreeSet::new() };
        for line in String::from_utf8_lossy(&cargo.stdout).lines() {
            let message: Value = serde_json::from_str(line).expect("cargo writes JSON");
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let files: Vec<_> =
                message["filenames"].as_array().into_iter().flatten().map(|it| PathBuf::from(text(it))).collect();
            libraries.folders.extend(files.iter().filter_map(|it| it.parent()).map(Path::to_owned));
            // What build scripts and proc macros use is compiled to code as well.
            if let [file] = &files[..] {
                let name = text(&message["target"]["name"]).replace('-', "_");
                libraries.all.push(Library { name, package: text(&message["package_id"]), file: file.clone() });
            }
        }
        libraries
    }

    /// The compiler, which finds these libraries by their names.
    pub(crate) fn rustc<'l>(&'l self, libraries: impl Iterator<Item = &'l Library>) -> Command {
        let mut rustc = Command::new("rustc");
        rustc.args(["--crate-type", "lib", "--emit", "metadata"]);
        rustc.args(self.folders.iter().map(|it| format!("-Ldependency={}", it.display())));
        for it in libraries {
            rustc.arg("--extern").arg(format!("{}={}", it.name, it.file.display()));
        }
        rustc
    }
}

/// Checks the package with cargo, and then once more with flags that print it.
fn record(path: &Path) {
    let libraries = Libraries::of(&folder());
    let manifest = std::fs::read_to_string(folder().join("Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let wanted = manifest["dependencies"].as_table().expect("dependencies").iter().map(|(name, said)| {
        let version = said.get("version").unwrap_or(said).as_str().expect("a version");
        (name.replace('-', "_"), VersionReq::parse(version).expect("a condition on versions"))
    });
    let wanted: BTreeMap<String, VersionReq> = wanted.collect();
    // There may be another version, which others depend on.
    let is_direct = |it: &&Library| {
        wanted.get(&it.name).is_some_and(|wanted| it.version().is_none_or(|version| wanted.matches(&version)))
    };
    let dump = tempfile::tempdir().expect("a folder");
    let mut rustc = libraries.rustc(libraries.all.iter().filter(is_direct));
    rustc.args(["--edition", "2024", "--crate-name", "programs", "src/lib.rs"]);
    rustc.args(["-Zdump-mir=built", "-Ztrim-diagnostic-paths=no", "-Zmir-include-spans=on", "--cap-lints", "allow"]);
    rustc.arg(format!("-Zdump-mir-dir={}", dump.path().join("mir").display()));
    rustc.arg("--out-dir").arg(dump.path());
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
