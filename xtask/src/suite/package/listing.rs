//! The lists of files, with owners and modes.

use std::path::Path;

use anyhow::{Result, bail};

use crate::{process, workspace::Workspace};

/// What the package has, beside directories; everything else has the mode 0644.
const INSTALLED: [&str; 21] = [
    "./usr/bin/bienvenue",
    "./usr/lib/systemd/system/bienvenue.service",
    "./usr/lib/sysusers.d/bienvenue.conf",
    "./usr/share/bienvenue/bienvenue.env",
    "./usr/share/doc/bienvenue/README.md",
    "./usr/share/doc/bienvenue/SECURITY.md",
    "./usr/share/doc/bienvenue/changelog.gz",
    "./usr/share/doc/bienvenue/copyright",
    "./usr/share/doc/bienvenue/docs/account-data.md",
    "./usr/share/doc/bienvenue/docs/faults.md",
    "./usr/share/doc/bienvenue/docs/performance.md",
    "./usr/share/doc/bienvenue/docs/production.md",
    "./usr/share/doc/bienvenue/docs/scaling.md",
    "./usr/share/doc/bienvenue/docs/security.md",
    "./usr/share/doc/bienvenue/docs/sign-up.png",
    "./usr/share/doc/bienvenue/docs/users.md",
    "./usr/share/doc/bienvenue/examples/Caddyfile",
    "./usr/share/doc/bienvenue/examples/journal-upload.conf",
    "./usr/share/doc/bienvenue/examples/nginx.conf",
    "./usr/share/doc/bienvenue/third-party.gz",
    "./usr/share/man/man8/bienvenue.8.gz",
];

/// What the archive must have, in its one directory.
const ARCHIVED: [&str; 6] = [
    "bienvenue",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "THIRD-PARTY",
    "deploy/bienvenue.service",
    "deploy/bienvenue.env.example",
];

/// A line of what `tar --list --verbose` says.
#[derive(Debug, PartialEq, Eq)]
struct Entry<'a> {
    mode: &'a str,
    owner: &'a str,
    path: &'a str,
}

pub(super) fn check_package(workspace: &Workspace, deb: &Path) -> Result<()> {
    let list = process::capture(process::program(workspace, "dpkg-deb").arg("--contents").arg(deb))?;
    let entries: Vec<_> = list.lines().filter_map(entry).collect();
    check_entries(&entries, "./usr/bin/bienvenue")?;
    let files: Vec<_> = entries.iter().filter(|entry| !entry.path.ends_with('/')).map(|entry| entry.path).collect();
    if files != INSTALLED {
        bail!("the package has other files than it should, or in another order:\n{list}");
    }
    Ok(())
}

pub(super) fn check_archive(workspace: &Workspace, archive: &Path) -> Result<()> {
    let list = process::capture(process::program(workspace, "tar").arg("--list").arg("-vf").arg(archive))?;
    let entries: Vec<_> = list.lines().filter_map(entry).collect();
    let Some(directory) = entries.first().map(|entry| entry.path) else { bail!("the archive is empty") };
    check_entries(&entries, &format!("{directory}bienvenue"))?;
    if !entries.iter().map(|entry| entry.path).is_sorted()
        || !entries.iter().all(|entry| entry.path.starts_with(directory))
    {
        bail!("the archive is not one directory in order:\n{list}");
    }
    for file in ARCHIVED {
        if !entries.iter().any(|entry| entry.path.strip_prefix(directory) == Some(file)) {
            bail!("{file} is missing:\n{list}");
        }
    }
    Ok(())
}

/// Whether everything is root's, and nobody else can change it or do more than the names say.
fn check_entries(entries: &[Entry<'_>], program: &str) -> Result<()> {
    for entry in entries {
        let mode = match entry.path {
            path if path.ends_with('/') => "drwxr-xr-x",
            path if path == program => "-rwxr-xr-x",
            _ => "-rw-r--r--",
        };
        if (entry.mode, entry.owner) != (mode, "root/root") {
            bail!("{entry:?} should be root's, with the mode {mode}");
        }
    }
    Ok(())
}

/// Reads `-rw-r--r-- root/root 1234 2026-01-01 12:00 ./path`.
fn entry(line: &str) -> Option<Entry<'_>> {
    let mut words = line.split_whitespace();
    let (mode, owner) = (words.next()?, words.next()?);
    let path = words.nth(3)?;
    Some(Entry { mode, owner, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_owner_or_mode_is_found() {
        let listed = |line| check_entries(&[entry(line).unwrap()], "./usr/bin/bienvenue").is_ok();
        assert!(listed("-rwxr-xr-x root/root 22699184 2026-11-25 15:10 ./usr/bin/bienvenue"));
        assert!(listed("drwxr-xr-x root/root 0 2026-11-25 15:10 ./usr/"));
        assert!(!listed("-rw-r--r-- root/root 22699184 2026-11-25 15:10 ./usr/bin/bienvenue"));
        assert!(!listed("-rw-rw-r-- root/root 1 2026-11-25 15:10 ./usr/share/x"));
        assert!(!listed("-rw-r--r-- bob/root 1 2026-11-25 15:10 ./usr/share/x"));
        assert!(!listed("-rwxr-xr-x root/root 1 2026-11-25 15:10 ./usr/share/x"));
    }
}
