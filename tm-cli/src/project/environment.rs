//! What `cargo run` gives a program: variables, library path and working directory.

use super::build::Build;
use super::config::Config;
use super::selection::TargetKind;
use cargo_metadata::Package;
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// The variable in which the system's loader looks for shared libraries.
const LIBRARY_PATH: &str = if cfg!(windows) {
    "PATH"
} else if cfg!(target_vendor = "apple") {
    "DYLD_FALLBACK_LIBRARY_PATH"
} else {
    "LD_LIBRARY_PATH"
};

/// The variables for a program of `package` that cargo put at `executable`.
pub(super) fn variables(
    package: &Package,
    build: &Build,
    config: &Config,
    executable: &Utf8Path,
    target_directory: &Utf8Path,
    standard_library: Option<&Utf8Path>,
) -> Vec<(String, OsString)> {
    let mut variables = config.environment();
    let folder = package.manifest_path.parent().unwrap_or(&package.manifest_path);
    let optional = |it: &Option<String>| it.clone().unwrap_or_default();
    let version = &package.version;
    let mut set = |name: &str, value: String| variables.push((name.to_owned(), value.into()));
    set("CARGO_MANIFEST_DIR", folder.to_string());
    set("CARGO_MANIFEST_PATH", package.manifest_path.to_string());
    set("CARGO_PKG_NAME", package.name.to_string());
    set("CARGO_PKG_VERSION", version.to_string());
    set("CARGO_PKG_VERSION_MAJOR", version.major.to_string());
    set("CARGO_PKG_VERSION_MINOR", version.minor.to_string());
    set("CARGO_PKG_VERSION_PATCH", version.patch.to_string());
    set("CARGO_PKG_VERSION_PRE", version.pre.to_string());
    set("CARGO_PKG_AUTHORS", package.authors.join(":"));
    set("CARGO_PKG_DESCRIPTION", optional(&package.description));
    set("CARGO_PKG_HOMEPAGE", optional(&package.homepage));
    set("CARGO_PKG_REPOSITORY", optional(&package.repository));
    set("CARGO_PKG_LICENSE", optional(&package.license));
    for (name, value) in build.script_environment(&package.id) {
        set(name, value.clone());
    }
    let paths = library_path(build, executable, target_directory, standard_library);
    // A path with a separator in its name cannot be said; cargo refuses it, and has done so by now.
    if let Ok(paths) = env::join_paths(paths) {
        variables.push((LIBRARY_PATH.to_owned(), paths));
    }
    variables
}

fn library_path(
    build: &Build,
    executable: &Utf8Path,
    target_directory: &Utf8Path,
    standard_library: Option<&Utf8Path>,
) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = build
        .linked_paths()
        .map(|it| it.as_str().split_once('=').map_or(it.as_path(), |(_, path)| Utf8Path::new(path)))
        // As cargo: system folders that a build script named are the loader's own business.
        .filter(|it| it.starts_with(target_directory))
        .map(PathBuf::from)
        .collect();
    let root = profile_folder(executable);
    paths.extend([root.join("deps").into(), root.into()]);
    paths.extend(standard_library.map(PathBuf::from));
    paths.extend(env::var_os(LIBRARY_PATH).iter().flat_map(env::split_paths));
    paths
}

/// `target/debug` for `target/debug/web`, `target/debug/deps/web-0123` and `target/debug/examples/web`.
fn profile_folder(executable: &Utf8Path) -> Utf8PathBuf {
    let parent = executable.parent().unwrap_or(executable);
    match parent.file_name() {
        Some("deps" | "examples") => parent.parent().unwrap_or(parent).to_owned(),
        _ => parent.to_owned(),
    }
}

/// Where cargo starts it: a test in its package's folder, anything else where the user is.
pub(super) fn directory(kind: TargetKind, is_test: bool, package: &Package) -> Option<Utf8PathBuf> {
    (is_test || matches!(kind, TargetKind::Test | TargetKind::Bench))
        .then(|| package.manifest_path.parent().map(Utf8Path::to_owned))
        .flatten()
}
