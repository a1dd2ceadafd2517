//! The crates of a program: checked where something has changed, read where nothing has.

use std::ffi::OsString;
use std::fs;

use cargo_metadata::Package;
use cargo_metadata::camino::Utf8PathBuf;
use tm_taint::Program;
use tm_taint::front::probe::Degraded;
use tm_taint::graph::{CallGraph, Resolver};
use tm_taint::ir::{Crate, Tables, binary, link};

use super::ir_file::{Head, Identity, IrFile};
use super::orders::{Orders, VARIABLE, is_bypassed};
use super::toolchain;
use crate::cargo_messages::Workplace;
use crate::failure::{Failure, FileError, Misuse};
use crate::project::{Check, Checked, CheckedCrate, CompilerMessages, Selection};
use crate::shell::Shell;

/// Which crates are wanted.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// Packages, targets and build.
    pub selection: &'a Selection,
    /// Whether dependencies are analysed too.
    pub deps: bool,
    /// Whether a stable compiler may be told to take unstable flags.
    pub bootstrap: bool,
}

/// A program as it was read.
#[derive(Debug)]
pub struct ReadProgram {
    /// The folder of its workspace, which places in the code are relative to.
    pub root: Utf8PathBuf,
    /// The members of the workspace.
    pub packages: Vec<Package>,
    /// Its crates.
    pub program: Program,
    /// What is said of each of them.
    pub crates: Vec<ReadCrate>,
    /// What of the language is not read as it should be with this compiler.
    pub degraded: Vec<Degraded>,
    /// What the program is made of, for those who ask the compiler about it.
    pub made_of: MadeOf,
}

/// What a program is made of.
#[derive(Debug)]
pub struct MadeOf {
    /// All that cargo has checked.
    pub checked: Checked,
    /// The compiler that cargo uses.
    pub compiler: OsString,
    /// What `rustc -vV` prints.
    pub version: String,
    /// For which target it compiles, if that is said.
    pub target: Option<String>,
    /// The folder for what is kept.
    pub kept: Utf8PathBuf,
}

/// One crate of a program.
#[derive(Debug)]
pub struct ReadCrate {
    /// What cargo says of it.
    pub checked: CheckedCrate,
    /// What its file says of it.
    pub head: Head,
}

impl ReadProgram {
    /// Where its files belong.
    pub fn workplace(&self) -> Workplace<'_> {
        let name = self.packages.first().map_or("", |it| it.name.as_str());
        Workplace { root: &self.root, packages: &self.packages, name, file: "Cargo.toml" }
    }

    /// What each call may end in.
    pub fn calls(&self) -> CallGraph {
        CallGraph::new(&Resolver::new(&self.program))
    }
}

/// Checks the selected packages, and reads what their functions do; `messages` says what becomes of those of the compiler.
///
/// # Errors
/// When the code does not compile, nothing that is selected is a library or program, or the compiler may not print MIR.
pub fn read(
    wanted: &Wanted<'_>,
    shell: &mut Shell,
    messages: &mut CompilerMessages<'_>,
) -> Result<ReadProgram, Failure> {
    let mut check = Check::new(wanted.selection)?;
    let own_folder = check.target_directory().join("tm").join("taint");
    let compiler = check.compiler_version()?;
    let identity = Identity::ours(&compiler);
    if !wanted.bootstrap && !toolchain::is_unstable(&compiler) {
        let compiler = identity.compiler.lines().next().unwrap_or_default();
        let error = Misuse(format!("{compiler} does not print what is analysed without RUSTC_BOOTSTRAP"));
        return Err(Failure::new(error).help("a nightly compiler does: `cargo +nightly tm taint --no-bootstrap`"));
    }
    let degraded = toolchain::degraded(&check, &identity, &own_folder, wanted.bootstrap)?;
    if !degraded.is_empty() {
        let mut names: Vec<_> = degraded.iter().map(|it| format!("`{}`", it.construct)).collect();
        names.dedup();
        let compiler = identity.compiler.lines().next().unwrap_or_default();
        let text = format_args!("{compiler} is not read as it should be in {}", names.join(", "));
        shell.warn(
            text,
            Some("what rests on them may be wrong; `cargo tm taint --format json` shows how they are read"),
        );
    }
    if wanted.deps {
        // cargo gives crates outside the workspace the same names behind a wrapper and without one.
        check.use_target_directory(own_folder.clone());
    }
    let environment = environment(&check, wanted, compiler.clone(), shell)?;
    let mut checked = check.run(&environment, messages)?;
    let own = |checked: &Checked| checked.crates.iter().filter(|it| wanted.deps || it.is_member).cloned().collect();
    let (mut found, mut useless) = read_all(own(&checked), &identity);
    if !useless.is_empty() {
        // cargo does not know our files; without its own, it checks the crate again.
        for it in &useless {
            let failed = |source| FileError::Write { path: it.metadata.clone(), source };
            fs::remove_file(&it.metadata).map_err(failed)?;
        }
        checked = check.run(&environment, messages)?;
        (found, useless) = read_all(own(&checked), &identity);
    }
    match useless.first() {
        None => {
            let Found { mut tables, crates } = found;
            let (crates, mut bodies): (Vec<_>, Vec<_>) = crates.into_iter().unzip();
            link(&mut bodies, &mut tables);
            let target = check.target().map(str::to_owned);
            let made_of = MadeOf { checked, compiler: check.compiler(), version: compiler, target, kept: own_folder };
            let (root, packages) = (check.root().to_owned(), check.packages().to_vec());
            Ok(ReadProgram { root, packages, program: Program::new(tables, bodies), crates, degraded, made_of })
        }
        Some(it) => {
            let path = IrFile::path(&it.metadata);
            let missing = FileError::Read { path, source: std::io::ErrorKind::NotFound.into() };
            Err(Failure::new(missing).help("cargo has not called the compiler through `cargo tm`"))
        }
    }
}

/// Crates with what is kept of them.
#[derive(Default)]
struct Found {
    tables: Tables,
    crates: Vec<(ReadCrate, Crate)>,
}

/// The crates that have a file of use, and those that have none.
fn read_all(crates: Vec<CheckedCrate>, identity: &Identity) -> (Found, Vec<CheckedCrate>) {
    let (mut found, mut useless) = (Found::default(), Vec::new());
    for checked in crates {
        let file = IrFile::read(&IrFile::path(&checked.metadata), identity);
        let krate = file.and_then(|it| Some((binary::read(&it.content, &mut found.tables).ok()?, it.head)));
        match krate {
            Some((krate, head)) => found.crates.push((ReadCrate { checked, head }, krate)),
            None => useless.push(checked),
        }
    }
    (found, useless)
}

/// What makes cargo call this program in the compiler's place.
fn environment(
    check: &Check,
    wanted: &Wanted<'_>,
    compiler: String,
    shell: &mut Shell,
) -> Result<Vec<(&'static str, OsString)>, Failure> {
    let own = std::env::current_exe().map_err(|source| FileError::Read { path: "cargo-tm".into(), source })?;
    let own = own.into_os_string();
    let [wrapper, workspace_wrapper] = check.wrappers().map(|it| it.map(|it| it.to_string_lossy().into_owned()));
    if wanted.selection.verbose > 0 {
        for it in [&wrapper, &workspace_wrapper].into_iter().flatten().filter(|it| is_bypassed(it)) {
            let text = format_args!("`{it}` is left out where crates are analysed: what it has stored has no MIR");
            shell.note(text, None::<&str>);
        }
    }
    let stands_in = wanted.deps || wrapper.is_some();
    let orders = Orders { all: wanted.deps, bootstrap: wanted.bootstrap, compiler, wrapper, workspace_wrapper };
    let orders = serde_json::to_string(&orders).map_err(Failure::new)?;
    let mut environment = vec![(VARIABLE, orders.into()), ("RUSTC_WORKSPACE_WRAPPER", own.clone())];
    environment.extend(stands_in.then_some(("RUSTC_WRAPPER", own)));
    Ok(environment)
}
