//! The threats that `cargo tm` knows without being told of any.
//!
//! Each is one file, `library/ID.toml`: what goes wrong, on what, when (the condition), what to do about it, and the
//! cases that prove the condition both fires and keeps quiet. This crate only embeds the texts; `tm-core` reads them.

/// Every threat of the library as its id and its TOML text, sorted by id.
pub static LIBRARY: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// The TOML text of the threat called `id`, spelt exactly.
pub fn text(id: &str) -> Option<&'static str> {
    LIBRARY.binary_search_by_key(&id, |(id, _)| id).ok().map(|index| LIBRARY[index].1)
}
