//! The plain archive: one directory with the program, its licences, its documents and the files of `deploy/`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{files::File, release::Release, tree};
use crate::{process, workspace::Workspace};

/// Makes `bienvenue-VERSION-MACHINE-linux.tar.gz`.
///
/// # Errors
/// When a file is missing, or a tool fails.
pub(super) fn pack(workspace: &Workspace, release: &Release, files: &[File], directory: &Path) -> Result<PathBuf> {
    let name = release.archive();
    let root = testbed::Scratch::new("tarball").context("no place to make the archive in")?;
    tree::write(files, root.path())?;
    let archive = directory.join(format!("{name}.tar.gz"));
    let mut command = process::program(workspace, "tar");
    command.args(["--create", "--format=ustar", "--sort=name", "--owner=root:0", "--group=root:0"]);
    command.arg(format!("--mtime=@{}", release.time)).args(["--use-compress-program", "gzip -n", "--file"]);
    process::run(command.arg(&archive).arg("--directory").arg(root.path()).arg(name))?;
    Ok(archive)
}
