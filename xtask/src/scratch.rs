//! A scratch directory for a test, gone when the test ends.
//!
//! The crate that is usually taken for this would change the features of others, and so have xtask's large dependencies
//! compiled a second time just for its tests.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
};

/// An empty directory that nobody else uses.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes the directory; the name must be the test's own.
    pub(crate) fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("xtask-{}-{name}", process::id()));
        fs::create_dir_all(&path).expect("the temporary directory must be writable");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A directory left behind harms nobody; a second panic would hide the test's own.
        let _ = fs::remove_dir_all(&self.0);
    }
}
