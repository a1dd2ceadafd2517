//! Where the linker brings the declarations of all crates together.

use crate::declaration::Declaration;

// Also without `debug_assertions`: a profile override may turn them off for this crate and leave them on for the
// user's, whose expansion must then still compile.
inventory::collect!(Declaration);

/// All declarations linked into this program, in order of their source position.
///
/// The linker's own order changes with the profile.
#[cfg(all(debug_assertions, any(unix, windows), not(any(target_family = "wasm", target_os = "aix"))))]
pub(crate) fn declarations() -> std::vec::Vec<&'static Declaration> {
    let mut all: std::vec::Vec<_> = inventory::iter::<Declaration>.into_iter().collect();
    // Items made by one macro call share file, line and column.
    all.sort_by_key(|it| (it.manifest_dir, it.file, it.at, it.key, it.class, it.name));
    all
}
