//! The program as cargo calls it in the compiler's place.
//!
//! ```text
//! cargo-tm /…/rustc --crate-name web …               a member of the workspace
//! cargo-tm cargo-tm /…/rustc --crate-name web …      the same, where we stand in for the user's own wrapper too
//! cargo-tm /…/rustc --crate-name serde …             then also all other crates
//! ```
//!
//! A check of a library or program becomes a call of the compiler that dumps, and what it has printed becomes the
//! crate's file. All other calls are handed on as they are.
//!
//! Where the compiler refuses the code, it is called once more as cargo wanted it: its messages are then those of
//! `cargo check`, without the full paths that the dump needs.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode, Output, Stdio};

use cargo_metadata::camino::Utf8PathBuf;
use tm_taint::ir::binary;

use super::call::{Call, without_incremental};
use super::dump::{DumpFolder, ReadDump};
use super::ir_file::{Head, Identity, IrFile};
use super::orders::{Orders, VARIABLE, is_bypassed};
use crate::failure::{Failure, FileError, Misuse};
use crate::project::ProjectError;
use crate::shell::Shell;

/// A call of cargo's.
pub struct Wrapped {
    orders: Orders,
    is_member: bool,
    compiler: OsString,
    arguments: Vec<OsString>,
}

impl Wrapped {
    /// The call, if this process is one: `arguments` begin with the program itself.
    pub fn of(arguments: impl Iterator<Item = OsString>) -> Option<Wrapped> {
        let orders = Orders::given()?;
        let mut arguments = arguments.skip(1).peekable();
        // `cargo tm` itself, in a build script: the variable is inherited.
        arguments.peek().filter(|first| *first != "tm")?;
        let own = std::env::current_exe().ok()?.into_os_string();
        let stands_in = std::env::var_os("RUSTC_WRAPPER").is_some_and(|it| it == own);
        let is_member = arguments.next_if_eq(&own).is_some() || !stands_in;
        let compiler = arguments.next()?;
        Some(Wrapped { orders, is_member, compiler, arguments: arguments.collect() })
    }

    /// Does what is asked; answers with the compiler's exit code.
    pub fn run(self) -> ExitCode {
        let Some(call) = self.check() else { return self.hand_on() };
        match self.dump(&call) {
            Ok(code) => code,
            Err(failure) => say(failure),
        }
    }

    /// The check of a crate whose file is wanted.
    fn check(&self) -> Option<Call> {
        Call::of_check(&self.readable()?).filter(|_| self.orders.all || self.is_member)
    }

    /// The arguments as texts, those of an argument file in its place; cargo writes one where a command line is too long.
    fn readable(&self) -> Option<Vec<String>> {
        let mut readable = Vec::with_capacity(self.arguments.len());
        for argument in &self.arguments {
            let argument = argument.to_str()?;
            match argument.strip_prefix('@') {
                Some(file) => readable.extend(std::fs::read_to_string(file).ok()?.lines().map(str::to_owned)),
                None => readable.push(argument.to_owned()),
            }
        }
        Some(readable)
    }

    /// The compiler behind those of the user's wrappers that `is_wanted`.
    fn compiler(&self, is_wanted: impl Fn(&str) -> bool) -> Command {
        let of_member = self.orders.workspace_wrapper.iter().filter(|_| self.is_member);
        let wrappers = self.orders.wrapper.iter().chain(of_member).filter(|it| is_wanted(it)).map(OsString::from);
        let mut words = wrappers.chain([self.compiler.clone()]);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).env_remove(VARIABLE);
        command
    }

    /// The call as cargo would have made it.
    fn hand_on(&self) -> ExitCode {
        let mut command = self.compiler(|_| true);
        replace_by(command.args(&self.arguments))
    }

    /// The call that dumps, and the crate's file.
    fn dump(&self, call: &Call) -> Result<ExitCode, Failure> {
        let place = call.folder.join(format!("{}.mir", call.stem));
        let failed = |source| Failure::from(FileError::Write { path: path(&place), source });
        let folder = DumpFolder::new(place.clone()).map_err(failed)?;
        let mut output = self.call_with_dump(&folder, |it| !is_bypassed(it))?;
        let is_wrapped = self.orders.wrapper.is_some() || self.orders.workspace_wrapper.is_some();
        if is_wrapped && output.status.success() && folder.files().map_err(failed)?.is_empty() {
            // Somebody answered in the compiler's place. A crate without bodies comes this way too.
            output = self.call_with_dump(&folder, |_| false)?;
        }
        if !output.status.success() {
            drop(folder);
            let mut plain = self.compiler(|_| true);
            let plain = plain.args(&self.arguments).status().map_err(|source| not_started(&plain, source))?;
            return match plain.success() {
                true => Err(refused(call, &output)),
                false => Ok(exit_code(plain.code())),
            };
        }
        let source = |path: &str| std::fs::read_to_string(path).ok();
        let read = folder.read(&call.crate_name, &call.renamed, &call.root, &source).map_err(failed)?;
        let identity = Identity::ours(&self.orders.compiler);
        let ReadDump { krate, tables, coverage, text_bytes } = read;
        let head = Head { identity, crate_name: call.crate_name.clone(), text_bytes, coverage };
        let content = binary::write(&krate, &tables);
        IrFile { head, content }.write(&path(&call.folder.join(format!("{}.tmir", call.stem))))?;
        // cargo reads the compiler's messages here, and starts what depends on the crate once it has its metadata.
        let _ = std::io::stderr().write_all(&output.stderr);
        Ok(ExitCode::SUCCESS)
    }

    /// Calls the compiler, which fills `folder`.
    fn call_with_dump(&self, folder: &DumpFolder, is_wanted: impl Fn(&str) -> bool) -> Result<Output, Failure> {
        let mut command = self.compiler(is_wanted);
        let arguments = without_incremental(self.readable().unwrap_or_default());
        match self.arguments.iter().any(|it| it.to_str().is_some_and(|it| it.starts_with('@'))) {
            true => {
                let file = folder.path().join("arguments");
                let failed = |source| FileError::Write { path: path(&file), source };
                std::fs::write(&file, arguments.join("\n")).map_err(failed)?;
                let mut argument = OsString::from("@");
                argument.push(file);
                command.arg(argument);
            }
            false => drop(command.args(&arguments)),
        }
        folder.fill(&mut command, self.orders.bootstrap);
        let child = command.stderr(Stdio::piped()).spawn();
        child.and_then(|it| it.wait_with_output()).map_err(|source| not_started(&command, source))
    }
}

/// The failure of a compiler that takes the code, but not our flags.
fn refused(call: &Call, output: &Output) -> Failure {
    let said = rendered(&output.stderr);
    let error = Misuse(format!("this compiler does not dump `{}`\n{said}", call.crate_name));
    Failure::new(error).help("`cargo tm taint` knows Rust 1.88 and later")
}

/// What a compiler with `--error-format=json` has said, for people.
pub(super) fn rendered(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let rendered = |line: &str| -> Option<String> {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(message["rendered"].as_str().unwrap_or_default().to_owned())
    };
    let said: String = text.lines().map(|line| rendered(line).unwrap_or_else(|| format!("{line}\n"))).collect();
    said.trim_end().to_owned()
}

/// What a process that ended with `code` answers with; without one a signal has ended it.
fn exit_code(code: Option<i32>) -> ExitCode {
    ExitCode::from(code.and_then(|it| u8::try_from(it).ok()).unwrap_or(1))
}

/// Runs `command` instead of this program.
#[cfg(unix)]
fn replace_by(command: &mut Command) -> ExitCode {
    let error = std::os::unix::process::CommandExt::exec(command);
    say(not_started(command, error))
}

/// Runs `command`, and answers as it does.
#[cfg(not(unix))]
fn replace_by(command: &mut Command) -> ExitCode {
    match command.status() {
        Ok(status) => exit_code(status.code()),
        Err(error) => say(not_started(command, error)),
    }
}

fn not_started(command: &Command, source: std::io::Error) -> Failure {
    ProjectError::Start { program: command.get_program().to_string_lossy().into_owned(), source }.into()
}

/// Says why there is nothing, on the stderr that cargo shows.
fn say(Failure { error, help, .. }: Failure) -> ExitCode {
    Shell::stderr(clap::ColorChoice::Auto, false).error(&*error, help);
    ExitCode::FAILURE
}

fn path(path: &Path) -> Utf8PathBuf {
    path.to_string_lossy().into_owned().into()
}
