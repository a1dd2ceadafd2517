//! Reckons a number of the sources of the front end and of the intermediate representation: what they make of a dump is of use
//! only to the same sources.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What decides on the bytes that are kept of a crate.
const SOURCES: [&str; 2] = ["src/front", "src/ir"];

fn main() -> io::Result<()> {
    let package = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut hash = Fnv::default();
    for folder in SOURCES {
        println!("cargo::rerun-if-changed={folder}");
        add(&package.join(folder), &mut hash)?;
    }
    println!("cargo::rustc-env=TM_TAINT_REVISION={:016x}", hash.0);
    Ok(())
}

/// Names and contents of all that is below `folder`, in the order of the names.
fn add(folder: &Path, hash: &mut Fnv) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        hash.add(entry.file_name().as_encoded_bytes());
        match entry.file_type()?.is_dir() {
            true => add(&entry.path(), hash)?,
            false => hash.add(&fs::read(entry.path())?),
        }
    }
    Ok(())
}

/// FNV-1a: the same in each build, which the standard library promises of no hasher.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds `bytes`, and how many there are.
    fn add(&mut self, bytes: &[u8]) {
        for byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
