//! Holding a database file, so that nobody serves from it.
//!
//! Every connection to a SQLite database in WAL mode keeps a shared lock on the file for as long as it is open, by which
//! the last one to close knows that it is the last. A lock on the whole file, taken in the same way (`fcntl`), is refused
//! while there is any such connection, and keeps new ones waiting. It asks nothing of what is in the file, which may be
//! damaged: that is when a backup is wanted.

use std::{fs::File, io, path::Path};

/// What came of trying to hold a file.
#[derive(Debug)]
pub(super) enum Hold {
    /// There is none.
    Missing,
    /// Nobody else has it open. The operating system takes the hold away as soon as this process closes the file in any
    /// place, so nothing else may open it meanwhile.
    Held(File),
    /// Somebody has it open.
    Taken,
}

impl Hold {
    /// The file, open, where it is held.
    pub(super) fn file(&self) -> Option<&File> {
        match self {
            Self::Held(file) => Some(file),
            Self::Missing | Self::Taken => None,
        }
    }
}

/// Tries to hold a file.
pub(super) fn hold(path: &Path) -> io::Result<Hold> {
    match File::options().read(true).write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Hold::Missing),
        Err(error) => Err(error),
        Ok(file) => lock(file),
    }
}

#[cfg(unix)]
fn lock(file: File) -> io::Result<Hold> {
    use rustix::{
        fs::{FlockOperation, fcntl_lock},
        io::Errno,
    };
    match fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Hold::Held(file)),
        Err(Errno::AGAIN | Errno::ACCESS) => Ok(Hold::Taken),
        Err(error) => Err(error.into()),
    }
}

/// Other systems refuse to rename over a file that is open.
#[cfg(not(unix))]
fn lock(_: File) -> io::Result<Hold> {
    Ok(Hold::Missing)
}
