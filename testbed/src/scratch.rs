//! A scratch directory.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// An empty directory that nobody else uses, gone with its owner.
#[derive(Debug)]
pub struct Scratch(PathBuf);

static MADE: AtomicU32 = AtomicU32::new(0);

impl Scratch {
    /// Makes the directory; the name says what it is for.
    ///
    /// # Errors
    /// When the system's temporary directory can't be written to.
    pub fn new(name: &str) -> io::Result<Self> {
        loop {
            let number = MADE.fetch_add(1, Ordering::Relaxed);
            let path = env::temp_dir().join(format!("bienvenue-{}-{number}-{name}", process::id()));
            match fs::create_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => return made.map(|()| Self(path)),
            }
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A directory left behind harms nobody; a panic here would hide a test's own.
        _ = fs::remove_dir_all(&self.0);
    }
}
