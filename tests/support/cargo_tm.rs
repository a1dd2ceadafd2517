//! Runs the real `cargo tm`, and compares what it says with golden files.
//!
//! ```text
//! $ cargo tm check --from tm missing.json
//! --- stderr
//! error: failed to read `missing.json`
//!   = cause: No such file or directory (os error 2)
//! --- exit code 2
//! ```
//!
//! `TM_BLESS=1` writes the golden files anew.
#![allow(dead_code, reason = "each test file uses a part")]

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The day of every run that decides something.
pub(crate) const TODAY: &str = "2026-11-21";

/// The packages in `examples/`.
pub(crate) const EXAMPLES: [&str; 5] = ["guestbook", "model-only", "webshop", "door-lock", "support-agent"];

/// The checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the workspace")
}

/// The program, built as this test was started: once, and in the workspace's target folder.
pub(crate) fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let arguments = ["build", "--package", "cargo-tm", "--message-format=json-render-diagnostics"];
        let built = Command::new(env!("CARGO")).args(arguments).current_dir(root()).stderr(Stdio::inherit()).output();
        let built = built.expect("cargo runs");
        assert!(built.status.success(), "cargo-tm does not build");
        let messages = String::from_utf8(built.stdout).expect("cargo writes UTF-8");
        let messages = messages.lines().map(|line| serde_json::from_str(line).expect("cargo writes JSON"));
        let executable =
            messages.filter_map(|it: serde_json::Value| it["executable"].as_str().map(PathBuf::from)).next_back();
        executable.expect("cargo names the program")
    })
}

/// A picture as golden files keep it: without the 70 KB of its font, which readers have something like.
pub(crate) fn without_font(svg: &str) -> String {
    let (head, rest) = svg.split_once("src: url(\"").expect("a picture has its font");
    let (_, tail) = rest.split_once("\") format").expect("the font has a format");
    format!("{head}src: url(\"data:,\") format{tail}")
}

/// The target folder of the workspace, in which the examples are built.
fn workspace_target() -> &'static Path {
    program().ancestors().nth(2).expect("a program is in the folder of its profile")
}

/// The target folder that all crates of these tests share, which stays between runs. It is there before any run: those
/// of the same package wait for each other then.
pub(crate) fn target() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

/// The folder of pytm's data, if it is at hand; where `TM_PYTM_PARITY` names one, it must be there.
#[expect(clippy::print_stderr, reason = "whoever reads the log must see what was skipped")]
pub(crate) fn parity() -> Option<PathBuf> {
    let named = std::env::var_os("TM_PYTM_PARITY").map(PathBuf::from);
    let folder = named.clone().unwrap_or_else(|| root().join("../shared/pytm-parity"));
    if folder.join("threats.json").exists() {
        return Some(folder);
    }
    assert!(named.is_none(), "pytm-parity not found at {}", folder.display());
    eprintln!("skipped: pytm-parity not found");
    None
}

/// Whether `program` can be started.
#[expect(clippy::print_stderr, reason = "whoever reads the log must see what was skipped")]
pub(crate) fn has(program: &str, version_flag: &str) -> bool {
    let found = Command::new(program).arg(version_flag).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        assert!(std::env::var_os("TM_REQUIRE_TOOLS").is_none_or(|it| it != "1"), "{program} not found");
        eprintln!("skipped: {program} not found");
    }
    found
}

/// A command without what the environment of this test would tell it.
fn plain(program: &Path, folder: &Path, target: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("CARGO_TARGET_DIR", target).stdin(Stdio::null());
    command.env("CARGO", env!("CARGO"));
    for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "CLICOLOR_FORCE", "CARGO_TERM_COLOR", "RUSTFLAGS"] {
        command.env_remove(name);
    }
    for name in ["CARGO_ENCODED_RUSTFLAGS", "CARGO_TERM_VERBOSE", "CARGO_TERM_QUIET", "CARGO_BUILD_TARGET"] {
        command.env_remove(name);
    }
    command
}

/// `cargo tm` in the checkout, where the examples are.
pub(crate) fn in_checkout(arguments: &[&str]) -> Run {
    Run::of(plain(program(), root(), workspace_target()).args(arguments))
}

/// The same, which must succeed; its stdout.
pub(crate) fn of_example(example: &str, arguments: &[&str]) -> String {
    let run = in_checkout(&[arguments, &["--quiet", "--package", example]].concat());
    assert_eq!(run.code, Some(0), "{arguments:?} {example}\n{}", run.stderr);
    run.stdout
}

/// What a program said and how it ended.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Run {
        let Output { status, stdout, stderr } = command.output().expect("the program can be started");
        let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
        let run = Run { stdout: text(stdout), stderr: text(stderr), code: status.code() };
        assert!(!run.stderr.contains("panicked at"), "{}", run.stderr);
        run
    }
}

/// A folder of a test's own, and the commands that run in it.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    transcript: String,
}

impl Folder {
    /// An empty one. The target folder may be inside our checkout: a package there would be a member of our workspace, and
    /// commands would follow our cargo configuration.
    pub(crate) fn new(name: &str) -> Folder {
        let mut checkout = DefaultHasher::new();
        root().hash(&mut checkout);
        let temporary = std::env::temp_dir().canonicalize().expect("the system has a temporary folder");
        let path = temporary.join(format!("cargo-tm-tests-{:x}", checkout.finish())).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the temporary folder can be written");
        Folder::at(path)
    }

    pub(crate) fn at(path: PathBuf) -> Folder {
        Folder { path, transcript: String::new() }
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the test's folder can be made");
        fs::write(path, content).expect("the test's file can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// A package that depends on `tm`. Names differ from test to test, for the shared target folder's sake.
    pub(crate) fn package(&self, folder: &str, name: &str, more: &str) {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nthreat-model = {{ path = {:?} }}\n{more}",
            root().join("tm").display().to_string()
        );
        self.write(&format!("{folder}/Cargo.toml"), manifest);
        self.lock();
    }

    /// The versions that are known to be there: a test asks no registry.
    pub(crate) fn lock(&self) {
        fs::copy(root().join("Cargo.lock"), self.path.join("Cargo.lock")).expect("the workspace has a lock file");
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = plain(program(), &self.path, &target());
        command.env("CARGO_NET_OFFLINE", "true");
        command
    }

    pub(crate) fn tm(&self, line: &str) -> Run {
        Run::of(self.command().args(words(line)))
    }

    /// Runs cargo, which must succeed; its stderr.
    pub(crate) fn cargo(&self, line: &str) -> String {
        let mut cargo = plain(Path::new(env!("CARGO")), &self.path, &target());
        let run = Run::of(cargo.env("CARGO_NET_OFFLINE", "true").args(words(line)));
        assert_eq!(run.code, Some(0), "cargo {line}\n{}", run.stderr);
        run.stderr
    }

    /// Runs a command that must end with `code`, and notes what it says. It is given words, less those in quotes.
    #[track_caller]
    pub(crate) fn session(&mut self, code: i32, line: &str) -> Run {
        self.session_with(code, line, &[])
    }

    /// The same with variables of the environment.
    #[track_caller]
    pub(crate) fn session_with(&mut self, code: i32, line: &str, variables: &[(&str, &str)]) -> Run {
        let run = Run::of(self.command().args(words(line)).envs(variables.iter().copied()));
        let prefix: String = variables.iter().map(|(name, value)| format!("{name}={value} ")).collect();
        let mut text = format!("$ {prefix}cargo tm {line}\n{}", run.stdout);
        if !run.stderr.is_empty() {
            text += &format!("--- stderr\n{}", run.stderr);
        }
        text += &format!("--- exit code {}\n\n", run.code.map_or("none".to_owned(), |it| it.to_string()));
        let text = self.redacted(&text);
        assert_eq!(run.code, Some(code), "{text}");
        self.transcript += &text;
        run
    }

    /// Notes the content of a file, each line behind a bar.
    pub(crate) fn note(&mut self, text: &str) {
        self.transcript.extend(text.lines().map(|line| format!("| {line}\n")));
    }

    /// Without what differs from machine to machine.
    pub(crate) fn redacted(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (path, name) in [(&*self.path, "[folder]"), (&*target(), "[target]"), (root(), "[checkout]")] {
            let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            for path in [path, &real] {
                text = text.replace(&path.display().to_string(), name);
            }
        }
        text.replace(std::env::consts::EXE_SUFFIX, if std::env::consts::EXE_SUFFIX.is_empty() { "" } else { "[exe]" })
    }

    /// Compares all sessions with a golden file.
    #[track_caller]
    pub(crate) fn expect(&mut self, name: &str) {
        golden(name, &self.take());
    }

    /// All sessions since the last time.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.transcript)
    }

    /// The files in it, each with its size, and those below its folders.
    pub(crate) fn listing(&self) -> String {
        let mut files = Vec::new();
        let mut folders = vec![self.path.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
                let kind = entry.file_type().expect("the file has a type");
                if kind.is_dir() {
                    folders.push(entry.path());
                }
                let name = entry.path().strip_prefix(&self.path).expect("it is below").display().to_string();
                let content = if kind.is_file() { fs::read(entry.path()).unwrap_or_default() } else { Vec::new() };
                let sum = content.iter().fold(content.len(), |sum, byte| sum.wrapping_mul(31) ^ usize::from(*byte));
                files.push(format!("{name} {sum:x}"));
            }
        }
        files.sort();
        files.join("\n")
    }
}

/// The words of a line, some of them in single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// Compares `actual` with a golden file, or writes that file if `TM_BLESS` is set.
#[track_caller]
pub(crate) fn golden(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if std::env::var_os("TM_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(path, actual).expect("the golden file can be written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == actual,
        "golden/{name} differs; TM_BLESS=1 takes this over:\n{}",
        difference(&expected, actual)
    );
}

/// The lines between the first and the last that differ, with a line before and behind.
fn difference(expected: &str, actual: &str) -> String {
    const SHOWN: usize = 40;
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut text = format!("@@ line {} @@\n", start + 1);
    text.extend(old[..start].last().map(|line| format!("  {line}\n")));
    for (mark, lines) in [('-', &old[start..old.len() - end]), ('+', &new[start..new.len() - end])] {
        text.extend(lines.iter().take(SHOWN).map(|line| format!("{mark} {line}\n")));
        if lines.len() > SHOWN {
            text += &format!("{mark} … {} more lines\n", lines.len() - SHOWN);
        }
    }
    text.extend(old[old.len() - end..].first().map(|line| format!("  {line}\n")));
    text
}
