//! The layers: which crate of this workspace may name which, and what must never reach the browser.
//!
//! ARCHITECTURE.md draws these arrows; here they are checked, so that the picture stays true.

mod arrows;
mod browser;

use anyhow::{Result, bail};

use crate::{metadata::Metadata, process, toolchain::TARGET, workspace::Workspace};

/// Checks the arrows between the workspace's crates, and the browser's build.
///
/// # Errors
/// When something points or leads where it must not; the message names it.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let metadata = Metadata::read(workspace)?;
    let tree = ["-p", "frontend", "--target", TARGET, "-e", "normal", "--prefix", "none"];
    let tree = process::capture(process::cargo(workspace, "tree").args(tree))?;
    let mut faults = arrows::faults(&metadata);
    faults.extend(browser::faults(&tree));
    if !faults.is_empty() {
        bail!("the layers are broken:\n{}", faults.join("\n"));
    }
    Ok(())
}
