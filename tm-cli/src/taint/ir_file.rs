//! The file beside a crate's metadata that holds what its functions do.
//!
//! ```text
//! cargo-tm ir 1                                                      the version of this envelope
//! {"tool":"0.1.0","reader":"1f…","compiler":"rustc 1.95.0 …","crate":"web",…}      what made it, and of what
//! …                                                                  the bytes of tm_taint::ir::binary
//! ```

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use tm_taint::front::{self, Coverage};

use crate::failure::{Failure, FileError};
use crate::output;

const FIRST_LINE: &str = "cargo-tm ir 1\n";

/// The longest head that is read.
const HEAD_LIMIT: u64 = 1024 * 1024;

/// What made a file. Only one that the same made is of use.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The version of cargo-tm.
    pub tool: String,
    /// The revision of the front end that read the dump.
    pub reader: String,
    /// What `rustc -vV` printed.
    pub compiler: String,
}

impl Identity {
    /// This program's, with the compiler that printed `compiler`.
    pub(super) fn ours(compiler: &str) -> Identity {
        Identity {
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            reader: front::REVISION.to_owned(),
            compiler: compiler.to_owned(),
        }
    }
}

/// A crate's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IrFile {
    /// What is said of it.
    pub(super) head: Head,
    /// The crate, as `tm_taint::ir::binary` writes it.
    pub(super) content: Vec<u8>,
}

/// What a file says of itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Head {
    /// What made it.
    #[serde(flatten)]
    pub identity: Identity,
    /// The name of the crate in paths.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// How many bytes of text the compiler printed.
    pub text_bytes: u64,
    /// How much of that was understood.
    pub coverage: Coverage,
}

impl IrFile {
    /// The file of the crate whose metadata is at `metadata`: beside it, and called like it.
    pub(super) fn path(metadata: &Utf8Path) -> Utf8PathBuf {
        let stem = metadata.file_stem().unwrap_or_default();
        metadata.with_file_name(format!("{}.tmir", stem.strip_prefix("lib").unwrap_or(stem)))
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub(super) fn write(&self, path: &Utf8Path) -> Result<(), Failure> {
        let failed = |source| Failure::from(FileError::Write { path: path.to_owned(), source });
        let head = serde_json::to_string(&self.head).map_err(|error| failed(error.into()))?;
        output::replace_file(path, |file| {
            let parts = [FIRST_LINE.as_bytes(), head.as_bytes(), b"\n", &self.content];
            parts.into_iter().try_for_each(|it| file.write_all(it)).and_then(|()| file.flush()).map_err(failed)
        })
    }

    /// Reads it, if it is there, whole, and made by `identity`.
    pub(super) fn read(path: &Utf8Path, identity: &Identity) -> Option<IrFile> {
        let mut file = BufReader::new(File::open(path).ok()?);
        let mut line = String::new();
        file.by_ref().take(FIRST_LINE.len() as u64).read_line(&mut line).ok()?;
        if line != FIRST_LINE {
            return None;
        }
        line.clear();
        file.by_ref().take(HEAD_LIMIT).read_line(&mut line).ok()?;
        let head: Head = serde_json::from_str(&line).ok().filter(|it: &Head| it.identity == *identity)?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).ok()?;
        Some(IrFile { head, content })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_only_if_the_same_made_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = Utf8Path::from_path(folder.path()).expect("its name is UTF-8").join("web-01.tmir");
        let identity = Identity::ours("rustc 1.95.0\nhost: x\n");
        assert_eq!(IrFile::read(&path, &identity), None, "there is none");
        let coverage = Coverage { bodies: 2, ..Coverage::default() };
        let head = Head { identity: identity.clone(), crate_name: "web".to_owned(), text_bytes: 7, coverage };
        let file = IrFile { head, content: b"\x00\n\xff".to_vec() };
        file.write(&path).expect("it can be written");
        assert_eq!(IrFile::read(&path, &identity).as_ref(), Some(&file));
        assert_eq!(IrFile::read(&path, &Identity { tool: "0.0.9".to_owned(), ..identity.clone() }), None);
        assert_eq!(IrFile::read(&path, &Identity { reader: "0".to_owned(), ..identity.clone() }), None);
        assert_eq!(IrFile::read(&path, &Identity::ours("rustc 1.96.0\n")), None);
        for damaged in [&b""[..], b"cargo-tm ir 2\n{}\n", b"cargo-tm ir 1\n", b"cargo-tm ir 1\n{}\n", b"\xff\xfe\n"] {
            std::fs::write(&path, damaged).expect("it can be written");
            assert_eq!(IrFile::read(&path, &identity), None, "{damaged:?}");
        }
    }

    #[test]
    fn it_lies_beside_the_metadata() {
        for (metadata, expected) in [
            ("/t/debug/deps/libweb-01.rmeta", "/t/debug/deps/web-01.tmir"),
            ("/t/debug/deps/liblib-01.rmeta", "/t/debug/deps/lib-01.tmir"),
        ] {
            assert_eq!(IrFile::path(Utf8Path::new(metadata)), expected);
        }
    }
}
