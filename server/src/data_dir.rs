//! The data directory holds the database and development's mails with their reset links, so it is its owner's alone.

use auth::Mode;
use std::{
    fs::{self, DirBuilder},
    io,
    path::{Path, PathBuf},
};
use thiserror::Error;

/// Why the data directory can't be used.
#[derive(Debug, Error)]
pub enum DataDirError {
    /// It can't be made.
    #[error("can't make the data directory {path:?} ({source}); choose another --data-dir")]
    Make {
        /// The directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Other users of this machine could read what is in it.
    #[error("--data-dir {0:?} is open to every user of this machine; run: chmod o-rwx {0:?}")]
    Open(PathBuf),
}

/// Makes the directory, if it is missing, for its owner alone. In production, refuses one that is open to others.
///
/// # Errors
/// [`DataDirError`]; its message says what to do.
pub(crate) fn provide(path: &Path, mode: Mode) -> Result<(), DataDirError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let fault = |source| DataDirError::Make { path: path.to_owned(), source };
    builder.create(path).map_err(fault)?;
    match mode == Mode::Production && is_open(path).map_err(fault)? {
        true => Err(DataDirError::Open(path.to_owned())),
        false => Ok(()),
    }
}

/// Whether users who are neither the owner nor in the directory's group may do anything with it.
#[cfg(unix)]
pub(crate) fn is_open(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o007 != 0)
}

/// Other systems have permissions that are not read here.
#[cfg(not(unix))]
pub(crate) fn is_open(path: &Path) -> io::Result<bool> {
    fs::metadata(path).map(|_| false)
}
