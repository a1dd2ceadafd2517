//! Where cargo and the compiler are called, if not where the user is.
//!
//! ```text
//! cargo tm diff main     in ~/web: the work tree                      as the user calls cargo
//!                        in ~/.cache/cargo-tm/…/tree: main            the same toolchain, whatever main asks for
//! ```
//!
//! cargo reads its configuration from the folder it is called in, and so do we.

use std::ffi::OsString;
use std::process::Command;

use cargo_metadata::camino::Utf8PathBuf;

/// A folder to call cargo in, and what has to be different in its environment there.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The folder.
    pub folder: Utf8PathBuf,
    /// The toolchain, as rustup takes it in `RUSTUP_TOOLCHAIN`; none where that is set already, or there is no rustup.
    pub toolchain: Option<OsString>,
    /// Variables that speak of the user's repository, and mean nothing here.
    pub hidden: &'static [&'static str],
}

impl Place {
    /// Lets `command` run here.
    pub(super) fn apply(&self, command: &mut Command) {
        command.current_dir(&self.folder);
        for name in self.hidden {
            command.env_remove(name);
        }
        // What is compiled here is compiled once; the state for the next time would only take space.
        command.env("CARGO_INCREMENTAL", "0");
        if let Some(toolchain) = &self.toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
    }
}

/// `command`, at `place` if there is one.
pub(super) fn at(place: Option<&Place>, mut command: Command) -> Command {
    place.into_iter().for_each(|it| it.apply(&mut command));
    command
}
