//! Lists `library/*.toml` for `src/lib.rs` to embed.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=library");
    let library = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("library");
    let mut files = Vec::new();
    for entry in fs::read_dir(&library)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();

    let mut table = String::from("&[\n");
    for path in &files {
        let id = path.file_stem().and_then(|stem| stem.to_str()).expect("ids are ASCII");
        table.push_str(&format!("    ({id:?}, include_str!({path:?})),\n"));
    }
    table.push_str("]\n");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("library.rs"), table)
}
