//! Answers `cargo tm` before `main` runs: a constructor that writes the export and ends the process.
//!
//! ```text
//! CARGO_TM_EXPORT=<token>:/tmp/…/export ./target/debug/app
//!
//! the file before     <token>
//! the file after      <token>␊{"format":"threat-model-export",…}␊
//! ```
//!
//! The process acts only when the variable names an existing regular file that holds the token and nothing else, and
//! never when it runs with another user's rights. In every other case this is a look at one environment variable and
//! the program runs as usual.
//!
//! Declarations register themselves in constructors too, and the linker may put some behind this one. On ELF the hook
//! therefore runs what is still behind it in `.init_array` first. That includes the hook of another version of this
//! crate, if one is linked: it finds the file already claimed (`<token>␊…`), adds its own document and returns, and
//! `cargo tm` sees two documents where one should be.
//!
//! ELF targets are proven on Linux with glibc. Windows (`.CRT$XCY` sorts behind inventory's `.CRT$XCU`) and macOS
//! (this crate is linked behind those that use it) are written by the book and untested.

#[path = "export.rs"]
mod export;

use crate::registry;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::vec::Vec;

/// The variable in which `cargo tm` passes `<token>:<absolute path>`.
const VARIABLE: &str = "CARGO_TM_EXPORT";

/// A token shorter than this is no secret.
const SHORTEST_TOKEN: usize = 32;

/// What `cargo tm` looks for in an executable's bytes: it does not run one that could not answer.
#[used]
static MARKER: [u8; 35] = *b"threat-model export hook, format 1\n";

#[used]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(windows, unsafe(link_section = ".CRT$XCY"))]
#[cfg_attr(not(any(target_vendor = "apple", windows)), unsafe(link_section = ".init_array"))]
static CONSTRUCTOR: Constructor = constructor;

/// glibc gives its constructors what it gives `main`; other C libraries give nothing.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
type Constructor = extern "C" fn(std::ffi::c_int, Strings, Strings);
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
type Constructor = extern "C" fn();

#[cfg(all(target_os = "linux", target_env = "gnu"))]
type Strings = *const *const std::ffi::c_char;

#[cfg(all(target_os = "linux", target_env = "gnu"))]
extern "C" fn constructor(argc: std::ffi::c_int, argv: Strings, envp: Strings) {
    answer(|it| it(argc, argv, envp));
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
extern "C" fn constructor() {
    answer(|it| it());
}

fn answer(call: impl Fn(Constructor)) {
    match Request::of_this_process() {
        None => {}
        Some(Request::Answer(file)) => {
            // The panic of a constructor aborts by itself; one of ours must not unwind into the C runtime.
            let written = panic::catch_unwind(AssertUnwindSafe(|| {
                claim(&file)?;
                run_constructors_behind(call);
                append(&file)
            }));
            exit(if matches!(written, Ok(Ok(()))) { 0 } else { 1 })
        }
        Some(Request::Join(file)) => {
            // A document cut short is still a second line, and nobody takes it for a whole one.
            let _ = panic::catch_unwind(AssertUnwindSafe(|| append(&file)));
        }
    }
}

/// The assembler's directive for a `usize`.
#[cfg(all(target_pointer_width = "64", not(any(target_vendor = "apple", windows))))]
macro_rules! word {
    () => {
        ".quad"
    };
}
#[cfg(all(not(target_pointer_width = "64"), not(any(target_vendor = "apple", windows))))]
macro_rules! word {
    () => {
        ".long"
    };
}

// The bounds of `.init_array`, as two words. The linker's symbols are weak here: a shared library linked by GNU ld has
// no such symbols, and would not link for want of them. The table is weak because another version of this crate defines
// the same one. Both take assembly on stable Rust.
#[cfg(not(any(target_vendor = "apple", windows)))]
core::arch::global_asm!(
    ".weak __init_array_start",
    ".hidden __init_array_start",
    ".weak __init_array_end",
    ".hidden __init_array_end",
    ".weak __threat_model_init_array",
    ".hidden __threat_model_init_array",
    ".pushsection .data.rel.ro.threat_model, \"aw\"",
    ".balign 8",
    "__threat_model_init_array:",
    concat!(word!(), " __init_array_start, __init_array_end"),
    ".popsection",
);

/// Runs the constructors that the linker put behind this one.
#[cfg(not(any(target_vendor = "apple", windows)))]
fn run_constructors_behind(call: impl Fn(Constructor)) {
    unsafe extern "C" {
        static __threat_model_init_array: [usize; 2];
    }
    // SAFETY: the table above is two words that the linker and the loader have filled in.
    let [start, end] = unsafe { (&raw const __threat_model_init_array).read_volatile() };
    let this = (&raw const CONSTRUCTOR).addr();
    if !(start..end).contains(&this) {
        return;
    }
    let words = (end - this) / size_of::<usize>();
    for index in 1..words {
        // SAFETY: the words from `this` to `end` are the rest of the array that holds CONSTRUCTOR.
        let behind = unsafe { (&raw const CONSTRUCTOR).cast::<usize>().add(index).read_volatile() };
        if behind != 0 && behind != usize::MAX {
            // SAFETY: every other word of the array is the address of a constructor.
            call(unsafe { std::mem::transmute::<usize, Constructor>(behind) });
        }
    }
}

/// The section names already put inventory's constructors before this one.
#[cfg(any(target_vendor = "apple", windows))]
fn run_constructors_behind(_call: impl Fn(Constructor)) {}

/// What `cargo tm` asks of this process.
enum Request {
    /// Write the export to this file and end.
    Answer(File),
    /// Another version of this crate is answering already: add a document.
    Join(File),
}

impl Request {
    fn of_this_process() -> Option<Request> {
        let variable = std::env::var_os(VARIABLE)?;
        // SAFETY: the marker is an initialized static; reading it volatile keeps it in the executable.
        let marker = unsafe { (&raw const MARKER).read_volatile() };
        if marker[0] != b't' || runs_with_other_rights() {
            return None;
        }
        Request::of_variable(&variable)
    }

    fn of_variable(variable: &OsStr) -> Option<Request> {
        let (token, path) = split(variable)?;
        let path = Path::new(&path);
        // Not through a link, and a pipe or device is not even opened.
        if !path.is_absolute() || !fs::symlink_metadata(path).ok()?.is_file() {
            return None;
        }
        let file = OpenOptions::new().read(true).append(true).open(path).ok()?;
        if !file.metadata().ok()?.is_file() {
            return None;
        }
        let mut start = Vec::with_capacity(token.len() + 1);
        (&file).take(token.len() as u64 + 1).read_to_end(&mut start).ok()?;
        match start.strip_prefix(token)? {
            [] => Some(Request::Answer(file)),
            b"\n" => Some(Request::Join(file)),
            _ => None,
        }
    }
}

/// The token's bytes and the path in `<token>:<path>`.
fn split(variable: &OsStr) -> Option<(&[u8], OsString)> {
    let bytes = variable.as_encoded_bytes();
    let colon = bytes.iter().position(|&it| it == b':')?;
    let (token, path) = (&bytes[..colon], &bytes[colon + 1..]);
    if token.len() < SHORTEST_TOKEN || !token.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    // SAFETY: the bytes come from an `OsStr` and were split right after an ASCII character.
    Some((token, unsafe { OsString::from_encoded_bytes_unchecked(path.to_vec()) }))
}

/// Tells the hooks of other versions, which run before the export is written, that somebody answers.
fn claim(mut file: &File) -> io::Result<()> {
    file.write_all(b"\n")
}

fn append(file: &File) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    export::write(&mut out, &registry::declarations())?;
    out.flush()
}

/// Whether the process runs with more rights than its caller, who then chooses no file for it to write.
fn runs_with_other_rights() -> bool {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use std::ffi::c_ulong;
        const AT_SECURE: c_ulong = 23;
        unsafe extern "C" {
            safe fn getauxval(kind: c_ulong) -> c_ulong;
        }
        getauxval(AT_SECURE) != 0
    }
    #[cfg(any(
        target_vendor = "apple",
        target_os = "freebsd",
        target_os = "netbsd",
        target_os = "openbsd",
        target_os = "dragonfly",
        target_os = "illumos",
    ))]
    {
        use std::ffi::c_int;
        unsafe extern "C" {
            safe fn issetugid() -> c_int;
        }
        issetugid() != 0
    }
    #[cfg(windows)]
    {
        false
    }
}

/// Ends the process without destructors, `atexit` handlers or flushed buffers: nothing of the user's has begun.
fn exit(code: i32) -> ! {
    #[cfg(unix)]
    {
        unsafe extern "C" {
            safe fn _exit(code: i32) -> !;
        }
        _exit(code)
    }
    #[cfg(windows)]
    {
        std::process::exit(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;
    use std::path::PathBuf;
    use std::string::String;

    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    /// What the hook would do for `variable` with a file that holds `content`; `PATH` stands for the file.
    fn check(name: &str, variable: &str, content: &str, expected: &str) {
        let path = file(name, content);
        let variable = variable.replace("PATH", path.to_str().expect("the test's own path is UTF-8"));
        let request = match Request::of_variable(OsStr::new(&variable)) {
            None => "nothing",
            Some(Request::Answer(_)) => "answer",
            Some(Request::Join(_)) => "join",
        };
        assert_eq!(request, expected, "{variable} with {content:?}");
        assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some(content), "looking changes nothing");
        fs::remove_file(path).expect("the file is the test's own");
    }

    fn file(name: &str, content: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("tm-hook-{}-{name}", std::process::id()));
        fs::write(&path, content).expect("the temporary folder can be written");
        path
    }

    #[test]
    fn only_the_token_alone_is_answered() {
        let request = &format!("{TOKEN}:PATH");
        check("token", request, TOKEN, "answer");
        check("claimed", request, &format!("{TOKEN}\n"), "join");
        check("second", request, &format!("{TOKEN}\n{{}}\n"), "join");
        check("empty", request, "", "nothing");
        check("precious", request, "precious\n", "nothing");
        check("longer", request, &format!("{TOKEN}0"), "nothing");
        check("shorter", request, &TOKEN[1..], "nothing");
    }

    #[test]
    fn the_variable_must_be_a_token_and_an_absolute_path() {
        check("bare", "PATH", "PATH", "nothing");
        check("short", "0123:PATH", "0123", "nothing");
        check("words", &format!("{}:PATH", "x".repeat(32)), &"x".repeat(32), "nothing");
        check("relative", &format!("{TOKEN}:Cargo.toml"), TOKEN, "nothing");
        check("missing", &format!("{TOKEN}:PATH.not"), TOKEN, "nothing");
        check("folder", &format!("{TOKEN}:/"), TOKEN, "nothing");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let path = file("linked", TOKEN);
        let link = path.with_extension("link");
        std::os::unix::fs::symlink(&path, &link).expect("the temporary folder takes a link");
        let variable: String = format!("{TOKEN}:{}", link.display());
        assert!(Request::of_variable(OsStr::new(&variable)).is_none());
        fs::remove_file(link).expect("the link is the test's own");
        fs::remove_file(path).expect("the file is the test's own");
    }
}
