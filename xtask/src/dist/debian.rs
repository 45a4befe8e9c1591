//! Debian's package, which `dpkg-deb` makes of a directory.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::{
    control,
    files::{self, File},
    libraries,
    release::Release,
    tree,
};
use crate::{process, workspace::Workspace};

/// What runs when the package comes and goes.
const SCRIPTS: [&str; 3] = ["postinst", "prerm", "postrm"];

/// Makes `bienvenue_VERSION_ARCHITECTURE.deb`.
///
/// # Errors
/// When a file is missing, or a tool fails.
pub(super) fn pack(workspace: &Workspace, release: &Release, files: &[File], directory: &Path) -> Result<PathBuf> {
    let root = testbed::Scratch::new("deb").context("no place to make the package in")?;
    tree::write(files, root.path())?;
    let dependencies = libraries::dependencies(workspace, &root.path().join(files::PROGRAM))?;
    let control = control::control(release, files, &dependencies)?;
    tree::write(&about(workspace, control, digests(workspace, files, root.path())?)?, root.path())?;
    let name = format!("bienvenue_{}_{}.deb", release.debian_version(), release.debian_architecture()?);
    let deb = directory.join(name);
    let mut command = process::program(workspace, "dpkg-deb");
    // The level that costs seconds; the others save a tenth of the size and cost half a minute.
    command.args(["--root-owner-group", "-Zxz", "-z1", "--build"]).arg(root.path()).arg(&deb);
    // No file has a later time than this, and all are newer.
    process::capture(command.env("SOURCE_DATE_EPOCH", release.time.to_string()))?;
    fs::metadata(&deb).with_context(|| format!("dpkg-deb did not write {}", deb.display()))?;
    Ok(deb)
}

/// What is in the package about the package.
fn about(workspace: &Workspace, control: String, digests: String) -> Result<Vec<File>> {
    let file = |name: &str, text: String| File {
        path: format!("DEBIAN/{name}"),
        is_program: SCRIPTS.contains(&name),
        content: text.into_bytes(),
    };
    let mut files = vec![file("control", control), file("md5sums", digests)];
    for script in SCRIPTS {
        files.push(file(script, files::read_text(workspace, &format!("deploy/debian/{script}"))?));
    }
    Ok(files)
}

/// The digests that `dpkg --verify` compares with, by which it finds broken files; they protect from nobody.
fn digests(workspace: &Workspace, files: &[File], root: &Path) -> Result<String> {
    let mut paths: Vec<_> = files.iter().map(|file| &file.path).collect();
    paths.sort();
    process::capture(process::program(workspace, "md5sum").args(paths).current_dir(root))
}
