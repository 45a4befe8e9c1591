//! The index of the write-ahead log says whether anybody, in whatever process, has changed the database: its header is
//! written anew with each commit, before whoever commits is answered. To look at it costs two system calls, a
//! hundredth of the smallest query.
//!
//! The header's layout is SQLite's own (sqlite.org/walformat.html, section 2). It is read from the file that all
//! processes share, which is the memory that SQLite itself uses.

use super::{
    beside,
    place::{Identity, identity},
};
use std::{
    collections::HashMap,
    fs::File,
    io,
    path::Path,
    sync::{Arc, LazyLock, Mutex, PoisonError, Weak},
};

/// The header has this many bytes, and stands there twice: whoever writes it does the second copy first, whoever reads it
/// in the meantime finds two that differ.
const HEADER: usize = 48;
/// The header's first four bytes, in the machine's order of bytes.
const VERSION: u32 = 3_007_000;

/// All that are open. To close a file drops every lock that the process has on it, whoever took them
/// (sqlite.org/howtocorrupt.html, section 2.2), so the file of one database is opened once, and closed by the last who
/// had that database open.
static OPEN: LazyLock<Mutex<HashMap<Identity, Weak<WalIndex>>>> = LazyLock::new(Mutex::default);

/// The index of the log of an open database.
#[derive(Debug)]
pub(in crate::db) struct WalIndex(File);

/// What the header says. Where it says the same twice, nothing was committed between the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) struct WalState([u8; HEADER]);

impl WalIndex {
    /// Of the database in this file, which is open, and stays open for as long as this does.
    pub(super) fn of(path: &Path) -> io::Result<Arc<Self>> {
        let path = beside(path, "-shm");
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, index| index.strong_count() > 0);
        let identity = identity(&path)?;
        if let Some(index) = open.get(&identity).and_then(Weak::upgrade) {
            return Ok(index);
        }
        let index = Arc::new(Self(File::open(path)?));
        open.insert(identity, Arc::downgrade(&index));
        Ok(index)
    }

    /// What the header says now; `None` where it can't be known, as while somebody is writing it.
    #[cfg(unix)]
    pub(in crate::db) fn state(&self) -> Option<WalState> {
        // SQLite deletes it when nobody has the database open any more, and makes another one for whoever comes next.
        let is_in_use = rustix::fs::fstat(&self.0).is_ok_and(|file| file.st_nlink > 0);
        let mut header = [0; 2 * HEADER];
        let read = rustix::io::pread(&self.0, &mut header, 0).ok()?;
        WalState::read(header.get(..read)?).filter(|_| is_in_use)
    }

    /// Elsewhere it is not known that the file shows what is in memory.
    #[cfg(not(unix))]
    pub(in crate::db) fn state(&self) -> Option<WalState> {
        None
    }
}

impl WalState {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (first, second) = (bytes.first_chunk::<HEADER>()?, bytes.last_chunk::<HEADER>()?);
        let is_whole = bytes.len() == 2 * HEADER && first == second;
        let is_known = first.first_chunk() == Some(&VERSION.to_ne_bytes());
        (is_whole && is_known).then_some(Self(*first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twice(header: [u8; HEADER]) -> Vec<u8> {
        header.repeat(2)
    }

    fn header() -> [u8; HEADER] {
        let mut header = [7; HEADER];
        header.first_chunk_mut().map(|version: &mut [u8; 4]| *version = VERSION.to_ne_bytes()).unwrap();
        header
    }

    #[test]
    fn a_header_that_is_being_written_or_of_another_version_says_nothing() {
        let whole = twice(header());
        assert!(WalState::read(&whole).is_some());
        for changed in [8, 40, HEADER + 8, 2 * HEADER - 1] {
            let mut torn = whole.clone();
            torn[changed] ^= 1;
            assert_eq!(WalState::read(&torn), None, "{changed}");
        }
        assert_eq!(WalState::read(&whole[..HEADER]), None);
        assert_eq!(WalState::read(&[]), None);
        let mut newer = header();
        newer[0] ^= 1;
        assert_eq!(WalState::read(&twice(newer)), None);
    }
}
