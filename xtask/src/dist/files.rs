//! Which files go where.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use super::{changelog, derived, release::Release};
use crate::workspace::Workspace;

/// A file of a package.
#[derive(Debug)]
pub(super) struct File {
    /// Where it goes, relative to the root.
    pub(super) path: String,
    pub(super) is_program: bool,
    pub(super) content: Vec<u8>,
}

/// Where the package has the program.
pub(super) const PROGRAM: &str = "usr/bin/bienvenue";

const DOC: &str = "usr/share/doc/bienvenue";

/// Documents and examples: where they are, and where in the package's documentation.
const DOCUMENTS: [(&str, &str); 13] = [
    ("README.md", "README.md"),
    ("SECURITY.md", "SECURITY.md"),
    ("docs/account-data.md", "docs/account-data.md"),
    ("docs/faults.md", "docs/faults.md"),
    ("docs/performance.md", "docs/performance.md"),
    ("docs/production.md", "docs/production.md"),
    ("docs/scaling.md", "docs/scaling.md"),
    ("docs/security.md", "docs/security.md"),
    ("docs/sign-up.png", "docs/sign-up.png"),
    ("docs/users.md", "docs/users.md"),
    ("deploy/Caddyfile", "examples/Caddyfile"),
    ("deploy/journal-upload.conf", "examples/journal-upload.conf"),
    ("deploy/nginx.conf", "examples/nginx.conf"),
];

/// What goes into the archive under its own name.
const ARCHIVED: [&str; 18] = [
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "deploy/Caddyfile",
    "deploy/bienvenue.env.example",
    "deploy/bienvenue.service",
    "deploy/journal-upload.conf",
    "deploy/nginx.conf",
    "docs/account-data.md",
    "docs/faults.md",
    "docs/performance.md",
    "docs/production.md",
    "docs/scaling.md",
    "docs/security.md",
    "docs/sign-up.png",
    "docs/users.md",
];

/// The files that Debian's package installs.
///
/// # Errors
/// When one can't be read, or is not what it is expected to be.
pub(super) fn installed(workspace: &Workspace, release: &Release, program: &Path, notices: &str) -> Result<Vec<File>> {
    let text = |path: &str| read_text(workspace, path);
    let changelog = changelog::debian(&text("CHANGELOG.md")?, release)?;
    let unit = derived::unit(&text("deploy/bienvenue.service")?)?;
    let settings = derived::settings(&text("deploy/bienvenue.env.example")?)?;
    let mut files = vec![
        File { is_program: true, ..file(PROGRAM, read(program)?) },
        file("usr/lib/systemd/system/bienvenue.service", unit),
        file("usr/lib/sysusers.d/bienvenue.conf", text("deploy/debian/sysusers.conf")?),
        file("usr/share/bienvenue/bienvenue.env", settings),
        file("usr/share/man/man8/bienvenue.8.gz", compressed(&text("deploy/debian/bienvenue.8")?)?),
        file(&format!("{DOC}/changelog.gz"), compressed(&changelog)?),
        file(&format!("{DOC}/copyright"), text("deploy/debian/copyright")?),
        file(&format!("{DOC}/third-party.gz"), compressed(notices)?),
    ];
    for (source, name) in DOCUMENTS {
        files.push(file(&format!("{DOC}/{name}"), read(&workspace.path(source))?));
    }
    Ok(files)
}

/// The files of the archive, in a directory of its name.
///
/// # Errors
/// When one can't be read.
pub(super) fn archived(workspace: &Workspace, release: &Release, program: &Path, notices: &str) -> Result<Vec<File>> {
    let directory = release.archive();
    let mut files = vec![File { is_program: true, ..file(&format!("{directory}/bienvenue"), read(program)?) }];
    files.push(file(&format!("{directory}/THIRD-PARTY"), notices));
    for path in ARCHIVED {
        files.push(file(&format!("{directory}/{path}"), read(&workspace.path(path))?));
    }
    Ok(files)
}

pub(super) fn read_text(workspace: &Workspace, path: &str) -> Result<String> {
    fs::read_to_string(workspace.path(path)).with_context(|| format!("cannot read {path}"))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn file(path: &str, content: impl Into<Vec<u8>>) -> File {
    File { path: path.to_owned(), is_program: false, content: content.into() }
}

/// As `gzip -9n` does: neither the name nor a time goes in.
fn compressed(text: &str) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes())?;
    Ok(encoder.finish()?)
}
