//! The compiler's messages and ours in one stream, as editors read them from `cargo check --message-format=json`.
//!
//! ```text
//! {"reason":"compiler-artifact",…}             cargo's own lines, unchanged and as they come
//! {"reason":"compiler-message",…}
//! {"reason":"compiler-message",…"INP05"…}      ours, once there is a model
//! {"reason":"build-finished","success":true}   cargo's last line, held back until all is said
//! ```
//!
//! Code that does not compile has no model: then the compiler's messages are all there is, and the exit code is 2.

use std::io::{ErrorKind, Write};

use cargo_metadata::camino::Utf8Path;
use cargo_metadata::{Package, Target};
use tm_diagnostic::Report;
use tm_diagnostic::render::{Origin, cargo_message};

use crate::failure::{Failure, FileError};
use crate::input::sources_below;
use crate::output;

/// Where the files are that messages are about.
#[derive(Clone, Copy, Debug)]
pub struct Workplace<'a> {
    /// The folder that places are relative to.
    pub root: &'a Utf8Path,
    /// The members of the workspace.
    pub packages: &'a [Package],
    /// The package that is meant where a file belongs to none.
    pub name: &'a str,
    /// The file that is meant where there is no place.
    pub file: &'a str,
}

/// A stream of messages, to stdout as they come or to a file at the end.
pub struct CargoMessages<'a> {
    path: Option<&'a Utf8Path>,
    /// What is to go to the file.
    kept: Vec<u8>,
    is_empty: bool,
    failed: Option<std::io::Error>,
}

impl<'a> CargoMessages<'a> {
    /// Messages for the file `path`, or for stdout without one.
    pub fn to(path: Option<&'a Utf8Path>) -> CargoMessages<'a> {
        CargoMessages { path, kept: Vec::new(), is_empty: true, failed: None }
    }

    /// A line of cargo's, with its line break.
    pub fn hand_on(&mut self, line: &[u8]) {
        self.is_empty = false;
        if self.path.is_some() {
            self.kept.extend_from_slice(line);
        } else if self.failed.is_none() {
            let mut stdout = std::io::stdout().lock();
            self.failed = stdout.write_all(line).and_then(|()| stdout.flush()).err();
        }
    }

    /// What counts of a report, each as a message of the package and target whose file it is about.
    pub fn tell(&mut self, place: &Workplace<'_>, report: &Report) {
        let diagnostics: Vec<_> = report.open().cloned().collect();
        let sources = sources_below(place.root, &diagnostics);
        for diagnostic in &diagnostics {
            let file = diagnostic.primary.as_ref().map_or(place.file, |it| &it.at.file);
            if let Some(origin) = origin(place, file) {
                self.hand_on((cargo_message(diagnostic, &sources, &origin) + "\n").as_bytes());
            }
        }
    }

    /// Ends the stream as cargo does, if it began.
    ///
    /// # Errors
    /// When something could not be written; a reader that closes the pipe has seen enough.
    pub fn finish(mut self, success: bool) -> Result<(), Failure> {
        if self.is_empty {
            return Ok(());
        }
        self.hand_on(format!("{{\"reason\":\"build-finished\",\"success\":{success}}}\n").as_bytes());
        if let Some(path) = self.path {
            return output::stream(Some(path), |out| out.write_all(&self.kept));
        }
        match self.failed {
            Some(source) if source.kind() != ErrorKind::BrokenPipe => {
                Err(FileError::Write { path: "stdout".into(), source }.into())
            }
            _ => Ok(()),
        }
    }
}

/// The package and target that `file` belongs to; the package of the model where it belongs to none.
fn origin(place: &Workplace<'_>, file: &str) -> Option<Origin> {
    let file = place.root.join(file);
    let depth = |it: &Package| depth(it.manifest_path.parent(), &file);
    let innermost = place.packages.iter().filter(|it| depth(it) > 0).max_by_key(|it| depth(it));
    let package = innermost.or_else(|| place.packages.iter().find(|it| *it.name == place.name))?;
    Some(Origin {
        package_id: package.id.repr.clone(),
        manifest_path: package.manifest_path.to_string(),
        target: serde_json::to_value(target(package, &file)?).ok()?,
    })
}

/// The target whose root is `file`, else the first one whose root's folder is the nearest above it: cargo names the
/// library first.
fn target<'p>(package: &'p Package, file: &Utf8Path) -> Option<&'p Target> {
    let targets = || package.targets.iter().filter(|it| !it.is_custom_build());
    let nearest = || targets().rev().max_by_key(|it| depth(it.src_path.parent(), file));
    package.targets.iter().find(|it| it.src_path == file).or_else(nearest)
}

/// How deep `folder` is, if `file` is below it: the deepest one is the nearest.
fn depth(folder: Option<&Utf8Path>, file: &Utf8Path) -> usize {
    folder.filter(|it| file.starts_with(it)).map_or(0, |it| it.as_str().len())
}
