//! Ends what runs on our behalf when we are told to end.
//!
//! ```text
//! SIGINT ──▶ cargo tm serve ──SIGTERM──▶ cargo, its rustc and build scripts     (one process group)
//!                           ──SIGTERM──▶ the program that is being asked        (another)
//! ```
//!
//! Signals come to a process and not to its threads, so what is known of them is one value for the whole process.
//! Elsewhere than on Unix the console ends all that runs in it.

use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};

static RUNNING: Mutex<Running> = Mutex::new(Running { groups: Vec::new(), is_ending: false });

struct Running {
    /// The process groups, by the id of their first process.
    groups: Vec<u32>,
    is_ending: bool,
}

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the running process groups, and each that begins from now on.
pub fn end_children() {
    let mut running = running();
    running.is_ending = true;
    running.groups.iter().for_each(|it| end(*it));
}

/// Whether [`end_children`] was called: a build that failed since then has no fault.
pub fn is_ending() -> bool {
    running().is_ending
}

/// A process group that runs, until this is dropped.
pub(super) struct Group(u32);

impl Group {
    /// The group of `child`, whose command went through [`own_process_group`].
    pub(super) fn of(child: &Child) -> Group {
        let mut running = running();
        running.groups.push(child.id());
        if running.is_ending {
            end(child.id());
        }
        Group(child.id())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        running().groups.retain(|it| *it != self.0);
    }
}

/// Lets `command` start a process group: a signal from the terminal then comes to it through us alone.
#[cfg(unix)]
pub(super) fn own_process_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
pub(super) fn own_process_group(_command: &mut Command) {}

#[cfg(unix)]
fn end(group: u32) {
    let group = i32::try_from(group).ok().and_then(rustix::process::Pid::from_raw);
    // It fails when the group has ended already, which is what is wanted.
    let _ = group.map(|it| rustix::process::kill_process_group(it, rustix::process::Signal::TERM));
}

#[cfg(not(unix))]
fn end(_group: u32) {}
