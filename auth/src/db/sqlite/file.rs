//! The file of a database, and those that SQLite keeps beside it.

use super::options;
use crate::{DatabaseConfig, db::OpenError};
use std::{
    ffi::OsString,
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
};

/// Where the database is.
pub(in crate::db) fn path(config: &DatabaseConfig) -> Result<PathBuf, OpenError> {
    Ok(options(config)?.get_filename().to_owned())
}

/// The file that SQLite keeps beside a database under this ending.
pub(in crate::db) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// What tells a file from another one of the same name.
#[cfg(unix)]
pub(super) fn file_id(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    path.metadata().ok().map(|file| (file.dev(), file.ino()))
}

/// On other systems, no file is replaced that is open.
#[cfg(not(unix))]
pub(super) fn file_id(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Makes the file, if it is missing, for its owner alone. SQLite gives the files beside it the same permissions.
pub(super) fn create_private(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            Err(OpenError::Create { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}
