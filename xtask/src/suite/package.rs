//! What is handed out, tried as whoever gets it does: the bytes, the list of files, and the whole life of the package on
//! a system that is a scratch directory.

mod listing;
mod service;
mod system;

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{
    build::Profile,
    dist::{self, Packages},
    process,
    report::{Results, Tally},
    workspace::Workspace,
};

/// A property of the packages, and how it is tried.
type Check = (&'static str, fn(&Trial<'_>) -> Result<()>);

const CHECKS: &[Check] = &[
    ("the same inputs make the same bytes", same_bytes),
    ("files, owners and modes of the package", |trial| listing::check_package(trial.workspace, &trial.packages.deb)),
    ("files, owners and modes of the archive", |trial| {
        listing::check_archive(trial.workspace, &trial.packages.tarball)
    }),
    ("what the package says about itself", fields),
    ("digests", digests),
    ("installed, started, upgraded, removed and purged", life),
];

/// How many tests this is.
pub(super) const TESTS: u64 = CHECKS.len() as u64;

/// Packages of the release build, and a directory for what is done with them.
struct Trial<'a> {
    workspace: &'a Workspace,
    packages: Packages,
    directory: &'a Path,
}

/// Packs the release build and looks at what came of it.
pub(super) fn run(workspace: &Workspace) -> Result<Results> {
    let scratch = testbed::Scratch::new("package")?;
    let packages = pack(workspace, &scratch.path().join("once"))?;
    let trial = Trial { workspace, packages, directory: scratch.path() };
    let result = |(name, check): &Check| match check(&trial) {
        Ok(()) => Tally::PASS.into(),
        Err(error) => Results::failure(format!("{name}: {error:#}")),
    };
    Ok(CHECKS.iter().map(result).fold(Results::default(), Results::plus))
}

fn pack(workspace: &Workspace, directory: &Path) -> Result<Packages> {
    dist::pack(workspace, &workspace.binary(Profile::Release), directory)
}

fn same_bytes(trial: &Trial<'_>) -> Result<()> {
    let again = pack(trial.workspace, &trial.directory.join("again"))?;
    let Packages { deb, tarball, sums } = &trial.packages;
    for (one, other) in [(deb, &again.deb), (tarball, &again.tarball), (sums, &again.sums)] {
        if one.file_name() != other.file_name() || fs::read(one)? != fs::read(other)? {
            bail!("{} and {} differ", one.display(), other.display());
        }
    }
    Ok(())
}

fn fields(trial: &Trial<'_>) -> Result<()> {
    let mut command = process::program(trial.workspace, "dpkg-deb");
    let fields = process::capture(command.arg("--field").arg(&trial.packages.deb))?;
    for (name, start) in [
        ("Package", "bienvenue"),
        ("Version", env!("CARGO_PKG_VERSION")),
        ("Depends", "libc6 (>= 2."),
        ("Recommends", "ca-certificates, default-mta | mail-transport-agent"),
    ] {
        let value = fields.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        if !value.with_context(|| format!("{name} is missing"))?.starts_with(start) {
            bail!("{name} does not begin with {start:?}:\n{fields}");
        }
    }
    Ok(())
}

/// Ours, by another program than the one that made them.
fn digests(trial: &Trial<'_>) -> Result<()> {
    let mut command = process::program(trial.workspace, "sha256sum");
    let directory = trial.packages.sums.parent().context("the digests lie nowhere")?;
    let said = process::capture(command.args(["--check", "SHA256SUMS"]).current_dir(directory))?;
    match said.lines().count() {
        2 => Ok(()),
        _ => bail!("not two files have digests:\n{said}"),
    }
}

fn life(trial: &Trial<'_>) -> Result<()> {
    let system = system::System::new(trial.workspace, &trial.directory.join("system"))?;
    let deb = &trial.packages.deb;
    system.install(deb).context("the first installation")?;
    service::check(&system)?;
    system.check_upgrade(deb)?;
    system.check_removal()?;
    system.check_purge()
}
