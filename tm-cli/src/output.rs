//! Where results go: stdout, or a file that is written whole or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};

use cargo_metadata::camino::Utf8Path;

use crate::failure::{Failure, FileError};

/// Writes `text` to `path`, or to stdout without one.
///
/// # Errors
/// When the file or stdout cannot be written.
pub fn write(path: Option<&Utf8Path>, text: &str) -> Result<(), Failure> {
    stream(path, |out| out.write_all(text.as_bytes()))
}

/// Writes what `write` writes to `path`, or to stdout without one.
///
/// A reader that closes the pipe has seen enough: that is no failure.
///
/// # Errors
/// When the file or stdout cannot be written.
pub fn stream(
    path: Option<&Utf8Path>,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Failure> {
    match path {
        Some(path) => stream_file(path, write),
        None => {
            let mut stdout = std::io::stdout().lock();
            match write(&mut stdout).and_then(|()| stdout.flush()) {
                Err(source) if source.kind() != ErrorKind::BrokenPipe => {
                    Err(FileError::Write { path: "stdout".into(), source }.into())
                }
                _ => Ok(()),
            }
        }
    }
}

/// Replaces `path` by a file with `text` in one step; devices and pipes are written to as they are.
///
/// A link stays a link to the file it names, and a file keeps its permissions.
///
/// # Errors
/// When the folder does not exist or cannot be written to, or `path` is a folder or read-only.
pub fn write_file(path: &Utf8Path, text: &str) -> Result<(), Failure> {
    stream_file(path, |out| out.write_all(text.as_bytes()))
}

/// Writes `files`, each a name and a text, into `folder`, which is made if it is not there: all of them, or none.
///
/// A file that exists is replaced only if `replaces`.
///
/// # Errors
/// When a file exists that may not be replaced, or the folder cannot be written to.
pub fn write_folder(folder: &Utf8Path, files: &[(&str, &str)], replaces: bool) -> Result<(), Failure> {
    let existing = |name: &str| folder.join(name).symlink_metadata().is_ok();
    if let (Some((name, _)), false) = (files.iter().find(|(name, _)| existing(name)), replaces) {
        let exists = Failure::from(FileError::Exists { path: folder.join(name) });
        return Err(exists.help("nothing was written; `--force` replaces files that are there"));
    }
    let failed = |source: std::io::Error| Failure::from(FileError::Write { path: folder.to_owned(), source });
    let is_new = !folder.exists();
    fs::create_dir_all(folder).map_err(failed)?;
    let written = in_folder(folder, files);
    if written.is_err() && is_new {
        let _ = fs::remove_dir(folder); // leave nothing half done
    }
    written.map_err(failed)
}

/// Writes everything beside its place, and moves it there once all of it is written. What stood there is kept until then,
/// and put back if a move fails.
fn in_folder(folder: &Utf8Path, files: &[(&str, &str)]) -> std::io::Result<()> {
    let beside = tempfile::Builder::new().prefix(".cargo-tm-").tempdir_in(folder)?;
    let (new, old) = (beside.path().join("new"), beside.path().join("old"));
    fs::create_dir(&new)?;
    fs::create_dir(&old)?;
    for (name, text) in files {
        fs::write(new.join(name), text)?;
    }
    let mut moved = Vec::new();
    for (name, _) in files {
        let place = folder.join(name);
        let stood = place.symlink_metadata().is_ok();
        let step = if stood { fs::rename(&place, old.join(name)) } else { Ok(()) };
        match step.and_then(|()| fs::rename(new.join(name), &place)) {
            Ok(()) => moved.push((name, stood)),
            Err(error) => {
                let _ = if stood { fs::rename(old.join(name), &place) } else { Ok(()) };
                for (name, stood) in moved {
                    let _ = match stood {
                        true => fs::rename(old.join(name), folder.join(name)),
                        false => fs::remove_file(folder.join(name)),
                    };
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

fn stream_file(path: &Utf8Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Failure> {
    let failed = |source| Failure::from(FileError::Write { path: path.to_owned(), source });
    if fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir() && !it.permissions().readonly()) {
        return File::options().write(true).open(path).and_then(|mut it| write(&mut it)).map_err(failed);
    }
    replace_file(path, |file| write(file).and_then(|()| file.flush()).map_err(failed))
}

/// Replaces the regular file `path` by the one that `fill` is given to fill, in one step.
///
/// A link stays a link to the file it names, and a file keeps its permissions.
///
/// # Errors
/// When the folder does not exist or cannot be written to, `path` is a folder, read-only or no regular file, or `fill`
/// fails; nothing has changed then.
pub fn replace_file(
    path: &Utf8Path,
    fill: impl FnOnce(&mut tempfile::NamedTempFile) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |source| Failure::from(FileError::Write { path: path.to_owned(), source });
    let existing = fs::metadata(path).ok();
    match &existing {
        Some(metadata) if metadata.is_dir() => return Err(failed(ErrorKind::IsADirectory.into())),
        // The new file would only need the folder to be writable.
        Some(metadata) if metadata.permissions().readonly() => return Err(failed(ErrorKind::PermissionDenied.into())),
        Some(metadata) if !metadata.is_file() => return Err(failed(std::io::Error::other("it is no regular file"))),
        _ => {}
    }
    let folder = path.parent().filter(|it| !it.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    if !folder.is_dir() {
        return Err(FileError::NoFolder { path: path.to_owned(), folder: folder.to_owned() }.into());
    }
    let real = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    let folder = if existing.is_some() { real.parent().unwrap_or(folder) } else { folder };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cargo-tm-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less the umask, as for any new file
    // Without the name of the temporary file, which means nothing to anybody.
    let mut file = builder.tempfile_in(folder).map_err(|error| failed(error.kind().into()))?;
    fill(&mut file)?;
    if let Some(metadata) = existing {
        file.as_file().set_permissions(metadata.permissions()).map_err(failed)?;
    }
    file.persist(&real).map_err(|error| failed(error.error))?;
    Ok(())
}
