//! What is handed out: the release build as a package for Debian's package manager, and as a plain archive. The same
//! inputs make the same bytes, so that anybody can build it again and compare.

mod changelog;
mod control;
mod debian;
mod derived;
mod files;
mod libraries;
mod notices;
mod release;
mod sums;
mod tarball;
mod tree;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    build::{self, Profile},
    setup::programs::{Programs, are_installed},
    step::{note, step},
    workspace::Workspace,
};

use release::Release;

/// What packing takes, beside the program.
pub(crate) const TOOLS: &Programs = &[
    ("dpkg-deb", "dpkg"),
    ("tar", "tar"),
    ("gzip", "gzip"),
    ("md5sum", "coreutils"),
    ("objdump", "binutils"),
    ("git", "git"),
];

/// What packing made.
#[derive(Debug)]
pub(crate) struct Packages {
    /// For Debian's package manager.
    pub(crate) deb: PathBuf,
    /// For everybody else.
    pub(crate) tarball: PathBuf,
    /// The digests of both, as `sha256sum --check` reads them.
    pub(crate) sums: PathBuf,
}

/// Builds the release and packs it into `target/dist`, which has nothing else in it afterwards.
///
/// # Errors
/// When a tool is missing or a step fails.
pub(crate) fn dist(workspace: &Workspace) -> Result<()> {
    if !are_installed(workspace, TOOLS) {
        bail!(
            "packing needs dpkg-deb, GNU tar, gzip, md5sum, objdump and git: on another system, use a container of Debian's"
        );
    }
    build::build(workspace, Profile::Release)?;
    let directory = workspace.target().join("dist");
    if directory.exists() {
        fs::remove_dir_all(&directory).context("cannot remove the packages made before")?;
    }
    let packages = step("Packages", || pack(workspace, &workspace.binary(Profile::Release), &directory))?;
    for path in [packages.deb, packages.tarball, packages.sums] {
        note(path.display().to_string());
    }
    Ok(())
}

/// Packs a program that is built already, into a directory that is made where it is missing.
///
/// # Errors
/// When a file is missing, or a tool fails.
pub(crate) fn pack(workspace: &Workspace, program: &Path, directory: &Path) -> Result<Packages> {
    let release = Release::of(workspace)?;
    fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
    let notices = notices::collect(workspace)?;
    let installed = files::installed(workspace, &release, program, &notices)?;
    let deb = debian::pack(workspace, &release, &installed, directory)?;
    let archived = files::archived(workspace, &release, program, &notices)?;
    let tarball = tarball::pack(workspace, &release, &archived, directory)?;
    let sums = sums::write(&[&deb, &tarball], directory)?;
    Ok(Packages { deb, tarball, sums })
}
