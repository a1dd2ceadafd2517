//! Opens a document or an address in the person's browser.
//!
//! ```text
//! BROWSER=firefox   firefox /work/target/tm/web/report.html        as `cargo doc --open` does
//! otherwise         xdg-open … (Linux), open … (macOS), rundll32 url.dll,FileProtocolHandler … (Windows)
//! ```
//!
//! The program may be the browser itself and run for hours, so nobody waits for its end: one that has not failed within
//! a moment has opened what it was given. It gets a process group of its own, so that Ctrl-C at the terminal leaves it
//! alone.

use std::ffi::{OsStr, OsString};
use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long an opener has to fail.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why nothing was opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no program that opens it.
    #[error("`{program}` cannot be started: {source}")]
    Start {
        /// The program.
        program: String,
        /// Why not.
        source: io::Error,
    },
    /// The program says that it could not.
    #[error("`{program}` failed: {status}")]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        status: std::process::ExitStatus,
    },
}

/// Opens `what`, a path or an address.
///
/// # Errors
/// When there is no program for that, or it fails at once.
pub fn open(what: impl AsRef<OsStr>) -> Result<(), OpenError> {
    open_with(std::env::var_os("BROWSER").filter(|it| !it.is_empty()), what.as_ref(), PATIENCE)
}

fn open_with(browser: Option<OsString>, what: &OsStr, patience: Duration) -> Result<(), OpenError> {
    let mut command = match &browser {
        Some(browser) => Command::new(browser),
        None => of_the_system(),
    };
    command.arg(what).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().map_err(|source| OpenError::Start { program: program.clone(), source })?;
    let start = Instant::now();
    while start.elapsed() < patience {
        match child.try_wait() {
            Ok(Some(status)) if !status.success() => return Err(OpenError::Failed { program, status }),
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            _ => break,
        }
    }
    Ok(())
}

fn of_the_system() -> Command {
    if cfg!(windows) {
        // No shell: `start` would read an `&` in an address as its own.
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        return command;
    }
    Command::new(if cfg!(target_vendor = "apple") { "open" } else { "xdg-open" })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_or_fails_is_named() {
        let open = |browser: &str| {
            let opened = open_with(Some(browser.into()), OsStr::new("/"), Duration::from_secs(20));
            opened.map_err(|error| error.to_string())
        };
        assert_eq!(open("true"), Ok(()));
        assert!(open("false").is_err_and(|it| it.starts_with("`false` failed: ")));
        assert!(open("/nowhere/browser").is_err_and(|it| it.starts_with("`/nowhere/browser` cannot be started: ")));
    }

    #[test]
    fn nobody_waits_for_a_browser() {
        let start = Instant::now();
        assert!(open_with(Some("sleep".into()), OsStr::new("60"), Duration::from_millis(50)).is_ok());
        assert!(start.elapsed() < Duration::from_secs(60));
    }
}
