//! Runs one program and reads what its hook wrote.
//!
//! ```text
//! CARGO_TM_EXPORT=<token>:/tmp/.tmpX/export  target/debug/web     (as `cargo run` would start it)
//! ```
//!
//! A program without the hook's mark is never started: it would run its `main`. One that has it gets no input, a time
//! limit, and a process group of its own that is ended with it.

use super::error::ProjectError;
use super::interrupt::{Group, own_process_group};
use super::selection::TargetKind;
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// What `tm`'s hook leaves in the bytes of an executable, up to its number.
const MARK: &[u8] = b"threat-model export hook, format ";

/// The export's size past which nobody wrote it by annotating code.
const LARGEST_EXPORT: u64 = 256 << 20;

/// How much of the start and of the end of a program's stderr is kept, and how many lines of each are shown. A panic
/// speaks first, before its backtrace; a log speaks last.
const KEPT_STDERR: usize = 8 << 10;
const SHOWN_LINES: usize = 6;

/// A program that is asked, as messages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The package it is of.
    pub package: String,
    /// What it is; [`TargetKind::Lib`] is a library behind its runner or its unit tests.
    pub kind: TargetKind,
    /// Its name.
    pub name: String,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Target { package, kind, name } = self;
        match kind {
            TargetKind::Lib => write!(f, "the library of `{package}`"),
            TargetKind::Bin => write!(f, "binary `{name}` of `{package}`"),
            TargetKind::Example => write!(f, "example `{name}` of `{package}`"),
            TargetKind::Test => write!(f, "test `{name}` of `{package}`"),
            TargetKind::Bench => write!(f, "benchmark `{name}` of `{package}`"),
        }
    }
}

/// How to start a program.
pub(super) struct Program<'a> {
    pub(super) target: Target,
    pub(super) executable: &'a Utf8Path,
    /// The words in front of the executable, if the platform has a runner.
    pub(super) runner: Vec<OsString>,
    pub(super) directory: Option<Utf8PathBuf>,
    pub(super) environment: Vec<(String, OsString)>,
}

/// Whether `executable` holds the hook.
pub(super) fn can_answer(executable: &Utf8Path) -> Result<bool, ProjectError> {
    contains(executable, MARK).map_err(|source| ProjectError::File { path: executable.to_owned(), source })
}

/// Whether the file holds `needle`, read no further than needed.
pub(super) fn contains(path: &Utf8Path, needle: &[u8]) -> io::Result<bool> {
    let finder = memchr::memmem::Finder::new(needle);
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 20];
    let mut kept = 0;
    loop {
        let read = file.read(&mut buffer[kept..])?;
        if read == 0 {
            return Ok(false);
        }
        let filled = kept + read;
        if finder.find(&buffer[..filled]).is_some() {
            return Ok(true);
        }
        kept = filled.min(needle.len() - 1);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

/// Runs `program` and gives back the one line of JSON that its hook wrote.
pub(super) fn answer(program: Program<'_>, scratch: &Utf8Path, limit: Duration) -> Result<String, ProjectError> {
    let token = token();
    let path = scratch.join("export");
    let failed = |source| ProjectError::File { path: path.clone(), source };
    fs::write(&path, &token).map_err(failed)?;

    let target = program.target.clone();
    let end = run(program, &format!("{token}:{path}"), limit)?;
    let size = fs::metadata(&path).map_err(failed)?.len();
    if size > LARGEST_EXPORT {
        return Err(ProjectError::Malformed { target, reason: format!("it has {size} bytes") });
    }
    let written = fs::read(&path).map_err(failed)?;
    fs::remove_file(&path).map_err(failed)?;

    match end.status {
        None => return Err(ProjectError::Hangs { target, seconds: limit.as_secs(), stderr: end.stderr }),
        Some(_) if written == token.as_bytes() && end.is_usual() => return Err(ProjectError::DidNotAnswer { target }),
        Some(status) if !status.success() => {
            return Err(ProjectError::Crashed { target, status: status.to_string(), stderr: end.stderr });
        }
        Some(_) => {}
    }
    documents(written, &token).map_err(|reason| ProjectError::Malformed { target: target.clone(), reason }).and_then(
        |mut documents| match documents.len() {
            1 => Ok(documents.remove(0)),
            _ => Err(ProjectError::SeveralVersions {
                target,
                versions: documents.iter().map(|it| version(it)).collect(),
            }),
        },
    )
}

/// The lines behind the token's.
fn documents(written: Vec<u8>, token: &str) -> Result<Vec<String>, String> {
    let text = String::from_utf8(written).map_err(|_| "it is not UTF-8".to_owned())?;
    let rest = text.strip_prefix(token).and_then(|it| it.strip_prefix('\n')).ok_or("it lost its token")?;
    let documents: Vec<String> = rest.split_terminator('\n').map(str::to_owned).collect();
    if documents.is_empty() {
        return Err("it is empty".to_owned());
    }
    Ok(documents)
}

/// The version of `threat-model` that wrote `document`; unknown if the document is cut short.
fn version(document: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Head {
        tm: String,
    }
    serde_json::from_str::<Head>(document).map_or_else(|_| "an unknown one".to_owned(), |it| it.tm)
}

fn token() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// How a program ended.
struct End {
    /// None: it had to be ended.
    status: Option<ExitStatus>,
    /// The first and the last lines it wrote.
    stderr: String,
}

impl End {
    /// Whether it ran to the end of its `main`, or of the runner's.
    fn is_usual(&self) -> bool {
        self.status.is_some_and(|it| it.success() || it.code() == Some(super::library::MAIN_WAS_REACHED))
    }
}

fn run(program: Program<'_>, variable: &str, limit: Duration) -> Result<End, ProjectError> {
    let mut command = match program.runner.split_first() {
        None => Command::new(program.executable),
        Some((runner, arguments)) => {
            let mut command = Command::new(runner);
            command.args(arguments).arg(program.executable);
            command
        }
    };
    command.envs(program.environment).env("CARGO_TM_EXPORT", variable);
    if let Some(directory) = &program.directory {
        command.current_dir(directory);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    own_process_group(&mut command);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(source) if is_foreign_format(&source) => {
            return Err(ProjectError::ForeignMachine { target: program.target, source });
        }
        Err(source) => {
            return Err(ProjectError::Start { program: command.get_program().to_string_lossy().into_owned(), source });
        }
    };
    let group = Group::of(&child);
    let stderr = excerpt(child.stderr.take().expect("stderr is piped"));
    let status = wait(&mut child, limit);
    drop(group);
    // Also after a normal end: what it started must not outlive it, nor keep its stderr open.
    end_process_group(&mut child);
    if status.is_none() {
        let _ = child.wait();
    }
    let stderr = stderr.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
    Ok(End { status, stderr: shown_lines(&stderr) })
}

fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if start.elapsed() >= limit {
            return None;
        }
        std::thread::sleep(pause);
        pause = (pause * 3 / 2).min(Duration::from_millis(20));
    }
}

#[cfg(unix)]
fn end_process_group(child: &mut Child) {
    let group = rustix::process::Pid::from_child(child);
    // It fails when the group has ended already, which is what is wanted.
    let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
}

#[cfg(not(unix))]
fn end_process_group(child: &mut Child) {
    let _ = child.kill();
}

/// Whether the system does not know the executable's format.
fn is_foreign_format(error: &io::Error) -> bool {
    const ENOEXEC: i32 = 8;
    const ERROR_BAD_EXE_FORMAT: i32 = 193;
    error.raw_os_error() == Some(if cfg!(windows) { ERROR_BAD_EXE_FORMAT } else { ENOEXEC })
}

/// Reads `from` to its end in a thread and keeps the first and the last bytes.
fn excerpt(mut from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            kept.extend_from_slice(&buffer[..read]);
            let surplus = kept.len().saturating_sub(2 * KEPT_STDERR);
            if surplus > 0 {
                kept.drain(KEPT_STDERR..KEPT_STDERR + surplus);
            }
        }
        let _ = sender.send(kept);
    });
    receiver
}

fn shown_lines(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.len() > 2 * SHOWN_LINES {
        lines.splice(SHOWN_LINES..lines.len() - SHOWN_LINES, ["…"]);
    }
    // A program's escape sequences are not for our terminal.
    lines.join("\n").replace(|c: char| c.is_control() && c != '\n' && c != '\t', "")
}
