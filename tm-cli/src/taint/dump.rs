//! What the compiler has printed of one crate, in a folder that is gone when this is dropped.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use tm_taint::front::{self, Coverage, Dump, DumpFile};
use tm_taint::ir::{Crate, Tables};

/// What lets the compiler print what it has built: all of it, with places and full paths.
const FLAGS: [&str; 3] = ["-Zdump-mir=built", "-Ztrim-diagnostic-paths=no", "-Zmir-include-spans=on"];

/// The folder that the compiler fills: one file a body.
pub(super) struct DumpFolder(PathBuf);

/// A crate as it was read.
pub(super) struct ReadDump {
    pub(super) krate: Crate,
    pub(super) tables: Tables,
    pub(super) coverage: Coverage,
    /// How many bytes the compiler has printed.
    pub(super) text_bytes: u64,
}

impl DumpFolder {
    /// An empty one. What a run that was killed has left there is removed.
    pub(super) fn new(path: PathBuf) -> io::Result<DumpFolder> {
        remove(&path)?;
        fs::create_dir_all(&path)?;
        Ok(DumpFolder(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Lets `compiler` fill the folder; with `bootstrap`, also one that is stable.
    pub(super) fn fill(&self, compiler: &mut Command, bootstrap: bool) {
        let mut place = std::ffi::OsString::from("-Zdump-mir-dir=");
        place.push(&self.0);
        compiler.args(FLAGS).arg(place);
        if bootstrap {
            compiler.env("RUSTC_BOOTSTRAP", "1");
        }
    }

    /// The printed files, in the order of their names.
    pub(super) fn files(&self) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            files.push(entry?.path());
        }
        files.retain(|it| it.extension().is_some_and(|it| it == "mir"));
        files.sort_unstable();
        Ok(files)
    }

    /// Reads the crate; `renamed` are names that others have in it, `sources` has the source files by the names that the compiler was given.
    pub(super) fn read(
        &self,
        crate_name: &str,
        renamed: &[(String, String)],
        root: &str,
        sources: &dyn Fn(&str) -> Option<String>,
    ) -> io::Result<ReadDump> {
        let mut files = Vec::new();
        for path in self.files()? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // Literals of the user's are printed escaped; what is no UTF-8 all the same is replaced.
            let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
            files.push(DumpFile { name, text });
        }
        let text_bytes = files.iter().map(|it| it.text.len() as u64).sum();
        let mut tables = Tables::default();
        let (krate, coverage) = front::read(&Dump { crate_name, renamed, root, files, sources }, &mut tables);
        Ok(ReadDump { krate, tables, coverage, text_bytes })
    }
}

impl Drop for DumpFolder {
    fn drop(&mut self) {
        let _ = remove(&self.0);
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}
