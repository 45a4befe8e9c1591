//! The workspace: where the repository lies, and the places in it that several tasks share.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::build::Profile;

/// The repository's root directory.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the workspace that this xtask belongs to.
    ///
    /// # Errors
    /// When xtask's own directory has no parent.
    pub(crate) fn find() -> Result<Self> {
        // What cargo says now counts more than what it said when xtask was compiled: the directory may have moved.
        let xtask = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&xtask).parent().context("xtask must lie inside the workspace")?;
        Ok(Self { root: root.to_path_buf() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path given relative to the root, as an absolute one.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Where cargo builds; always named to cargo, so that a user's `CARGO_TARGET_DIR` cannot lead it elsewhere.
    pub(crate) fn target(&self) -> PathBuf {
        self.path("target")
    }

    /// What the server embeds: everything that a browser can ask for by name.
    pub(crate) fn site(&self) -> PathBuf {
        self.path("target/site")
    }

    /// The server's executable.
    pub(crate) fn binary(&self, profile: Profile) -> PathBuf {
        let name = format!("bienvenue{}", env::consts::EXE_SUFFIX);
        self.target().join(profile.directory()).join(name)
    }
}
