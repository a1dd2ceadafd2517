//! One after the other in a target folder: cargo puts a program where the last one of its name was.
//!
//! ```text
//! cargo tm check --features deny    builds target/debug/web, runs it
//! cargo tm model                                                    builds target/debug/web, runs it
//! ```
//!
//! cargo itself lets one build at a time into a target folder; that the program is still there when it is run is ours to
//! see to.

use super::interrupt::is_ending;
use cargo_metadata::camino::Utf8Path;
use std::fs::File;
use std::time::Duration;

/// Between two looks at whether it is our turn.
const PAUSE: Duration = Duration::from_millis(20);

/// The right to build and run in a target folder, until this is dropped.
pub(super) struct Turn {
    _folder: Option<File>,
}

impl Turn {
    /// Waits until no other process has the right; `waiting` is called first if one has it.
    ///
    /// A folder that is not there yet is cargo's to make, and none that can be locked: nothing waits then.
    pub(super) fn take(folder: &Utf8Path, waiting: impl FnOnce()) -> Turn {
        let Ok(file) = File::open(folder) else { return Turn { _folder: None } };
        if is_taken(&file) {
            waiting();
            while is_taken(&file) && !is_ending() {
                std::thread::sleep(PAUSE);
            }
        }
        Turn { _folder: Some(file) }
    }
}

/// Takes the lock, unless somebody has it.
#[cfg(unix)]
fn is_taken(folder: &File) -> bool {
    use rustix::fs::{FlockOperation, flock};
    // Where locks are not known, as on some network file systems, there is nothing to wait for.
    flock(folder, FlockOperation::NonBlockingLockExclusive) == Err(rustix::io::Errno::WOULDBLOCK)
}

#[cfg(not(unix))]
fn is_taken(_folder: &File) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn the_second_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap();
        let first = Turn::take(path, || panic!("nobody has it"));
        let (says, said) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let waiting = says.clone();
                let _second = Turn::take(path, || waiting.send("waits").unwrap());
                says.send("has it").unwrap();
            });
            assert_eq!(said.recv(), Ok("waits"));
            assert_eq!(said.try_recv(), Err(mpsc::TryRecvError::Empty));
            drop(first);
            assert_eq!(said.recv(), Ok("has it"));
        });
    }

    #[test]
    fn a_folder_that_is_not_there_keeps_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("target");
        let _first = Turn::take(&path, || panic!("nobody has it"));
        let _second = Turn::take(&path, || panic!("nobody has it"));
        assert!(!path.exists());
    }
}
