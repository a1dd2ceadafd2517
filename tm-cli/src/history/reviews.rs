//! The reviews of a package: the files of its folder `tm-review`.
//!
//! ```text
//! shop/Cargo.toml
//! shop/tm-review/shop-save-order-1f3a….toml      one file for each thing, see tm_core::freshness::review
//! ```

use std::collections::BTreeMap;

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use tm_core::freshness::Unknown;
use tm_core::freshness::review::{Lock, Reviewed};

use super::observe::sources;
use super::repository::Repositories;
use super::source::bytes_of;
use super::sources::{Tracked, wanted};
use crate::failure::{Failure, FileError};
use crate::input::{self, Input};

/// The folder, in that of the package whose model it is.
pub const FOLDER: &str = "tm-review";

/// The reviews of a model, with what the files are now that its things name; of a model file there are none.
///
/// # Errors
/// When one of them cannot be read.
pub fn lock(input: &Input) -> Result<Lock, Failure> {
    let Some(package) = &input.package else { return Ok(Lock::default()) };
    let reviewed = read(&package.join(FOLDER))?.into_iter().map(|(_, it)| it).collect();
    Ok(Lock { reviewed, files: file_prints(input) })
}

/// The reviews in a folder, each with its file, in the order of names; none if there is no such folder.
///
/// # Errors
/// When the folder or one of its files cannot be read, or is no review.
pub fn read(folder: &Utf8Path) -> Result<Vec<(Utf8PathBuf, Reviewed)>, Failure> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |source| FileError::Read { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in folder.read_dir_utf8().map_err(failed)? {
        let path = entry.map_err(failed)?.into_path();
        if path.extension() == Some("toml") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let mut reviews = Vec::with_capacity(paths.len());
    for path in paths {
        let review = Reviewed::read(&input::read(&path)?).map_err(|error| {
            let malformed = FileError::Malformed { path: path.clone(), format: "a review", source: error.into() };
            Failure::new(malformed).help("remove the file and review again: `cargo tm review`")
        })?;
        reviews.push((path, review));
    }
    Ok(reviews)
}

/// What the files are that things name as their code, by the things' ids; only files that git tracks count.
pub fn file_prints(input: &Input) -> BTreeMap<String, u128> {
    let mut repositories = Repositories::default();
    let mut tracked: BTreeMap<std::path::PathBuf, Result<Tracked, Unknown>> = BTreeMap::new();
    let mut prints = BTreeMap::new();
    for target in input.model.targets() {
        let named = sources(&input.model, target);
        let entity = input.model.entity(target);
        let Some(origin) = entity.origin.as_ref().filter(|_| !named.is_empty()) else { continue };
        let mut files: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
        for source in &named {
            let Ok((repository, wanted)) = wanted(source, origin.folder.as_ref(), &mut repositories) else { continue };
            let all = tracked.entry(repository.top.clone()).or_insert_with(|| Tracked::of(repository));
            for (name, path) in all.iter().flat_map(|it| it.files(&wanted)) {
                files.insert(name.to_owned(), bytes_of(&path));
            }
        }
        if !files.is_empty() {
            // Line ends are a matter of the checkout. A zero is in no path, and ends each of them.
            let plain = |text: Vec<u8>| text.into_iter().filter(|byte| *byte != b'\r');
            let bytes = files.into_iter().flat_map(|(name, text)| {
                let length = text.iter().filter(|byte| **byte != b'\r').count();
                name.into_iter().chain([0]).chain((length as u64).to_le_bytes()).chain(plain(text))
            });
            prints.insert(entity.id.clone(), tm_schema::digest(bytes));
        }
    }
    prints
}
