//! The files of an open database, and whether they are still where they were opened. Whoever deletes, moves or replaces
//! them does not take them away from SQLite, which would go on writing to what nobody finds any more.

use super::beside;
use std::{
    fs::{self, Metadata},
    io,
    path::{Path, PathBuf},
};

/// The database file and its write-ahead log.
#[derive(Debug)]
pub(super) struct Place(Vec<(PathBuf, Identity)>);

/// What tells a file from another of the same name.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    #[cfg(unix)]
    device_and_inode: (u64, u64),
}

impl Place {
    /// Of the database in this file, which is open, and has been written to.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let identified = |path: PathBuf| identity(&path).map(|identity| (path, identity));
        Ok(Self(vec![identified(path.to_owned())?, identified(beside(path, "-wal"))?]))
    }

    /// Fails unless the files are where they were. This asks the operating system for what it has in memory.
    pub(super) fn check(&self) -> Result<(), sqlx::Error> {
        for (path, opened) in &self.0 {
            if identity(path).ok().as_ref() != Some(opened) {
                let reason = format!("{} was deleted, moved or replaced while it was in use", path.display());
                return Err(sqlx::Error::Io(io::Error::other(reason)));
            }
        }
        Ok(())
    }
}

/// Which file stands there.
pub(super) fn identity(path: &Path) -> io::Result<Identity> {
    fs::metadata(path).map(|metadata| Identity::from(&metadata))
}

impl From<&Metadata> for Identity {
    #[cfg(unix)]
    fn from(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device_and_inode: (metadata.dev(), metadata.ino()) }
    }

    #[cfg(not(unix))]
    fn from(_: &Metadata) -> Self {
        Self {}
    }
}
