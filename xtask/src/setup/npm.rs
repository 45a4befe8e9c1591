//! The npm packages of the browser tests.

use std::{fs, path::Path, time::SystemTime};

use anyhow::{Result, bail};

use crate::{process, step::note, workspace::Workspace};

/// The directory of the browser tests, relative to the root.
pub(crate) const DIRECTORY: &str = "end2end";

/// Installs what `package-lock.json` asks for, unless that was done before.
///
/// # Errors
/// When Node is missing, or npm fails.
pub(crate) fn provide(workspace: &Workspace) -> Result<()> {
    if ["node", "npm", "npx"].iter().any(|tool| process::on_path(tool).is_none()) {
        bail!(
            "the browser tests need Node.js 20 or newer, with npm and npx, on PATH.\n\
             Get it from your distribution (Debian: apt install nodejs npm) or from nodejs.org."
        );
    }
    let directory = workspace.path(DIRECTORY);
    if is_current(&directory) {
        return Ok(());
    }
    note("The npm packages are missing or old: npm ci");
    process::run(process::program(workspace, "npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(directory))
}

/// Whether npm has installed what the lock file says: npm notes what it installed in a file of its own.
fn is_current(directory: &Path) -> bool {
    let wanted = modified(&directory.join("package-lock.json"));
    let installed = modified(&directory.join("node_modules/.package-lock.json"));
    wanted.zip(installed).is_some_and(|(wanted, installed)| wanted <= installed)
}

fn modified(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}
