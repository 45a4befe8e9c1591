//! The manifest: the URLs of the files whose names nobody can guess.

use std::fs;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::workspace::Workspace;

/// The manifest's own name in the site.
pub(super) const NAME: &str = "manifest.json";

/// What the server has to know about the site, as URLs on it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The script that pages name.
    pub(crate) boot: String,
    /// The glue, for preloading.
    pub(crate) js: String,
    /// The frontend, for preloading. The boot script asks for it by the name that the build wrote there.
    pub(crate) wasm: String,
    pub(crate) css: String,
}

impl Manifest {
    /// Reads the manifest of the site as it is now.
    ///
    /// # Errors
    /// When there is no site.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let path = workspace.site().join(NAME);
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is malformed", path.display()))
    }

    pub(super) fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self).context("cannot write the manifest")
    }
}
