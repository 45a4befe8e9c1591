//! The account that programs run as. PostgreSQL and pgbouncer refuse to be run by root.

use std::{fs, io, path::Path, process::Command};

#[cfg(target_os = "linux")]
use std::os::unix::fs::MetadataExt;
#[cfg(unix)]
use std::os::unix::{fs::chown, process::CommandExt};

/// Who runs a program: ourselves, or, where we are root, somebody who may do nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Account {
    Own,
    Unprivileged { uid: u32, gid: u32 },
}

impl Account {
    /// # Errors
    /// When root has nobody to hand over to.
    pub(crate) fn unprivileged() -> io::Result<Self> {
        if !is_root() {
            return Ok(Self::Own);
        }
        let accounts = fs::read_to_string("/etc/passwd")?;
        let find = |name| accounts.lines().find_map(|line| unprivileged(line, name));
        let found = find("postgres").or_else(|| find("nobody"));
        found.ok_or_else(|| io::Error::other("there is no account `postgres` or `nobody` to run PostgreSQL as"))
    }

    /// Lets the account write to a file or directory.
    pub(crate) fn give(self, path: &Path) -> io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Unprivileged { uid, gid } => chown(path, Some(uid), Some(gid)),
        }
    }

    /// Lets the account run a command.
    pub(crate) fn run(self, command: &mut Command) -> &mut Command {
        match self {
            Self::Own => command,
            Self::Unprivileged { uid, gid } => command.uid(uid).gid(gid),
        }
    }
}

/// Whether this process may do everything.
#[cfg(target_os = "linux")]
pub fn is_root() -> bool {
    // The kernel gives this directory to whoever runs the process.
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Whether this process may do everything; of interest on Linux only.
#[cfg(not(target_os = "linux"))]
pub fn is_root() -> bool {
    false
}

#[cfg(not(unix))]
fn chown(_: &Path, _: Option<u32>, _: Option<u32>) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
trait CommandExt {
    fn uid(&mut self, _: u32) -> &mut Self {
        self
    }

    fn gid(&mut self, _: u32) -> &mut Self {
        self
    }
}

#[cfg(not(unix))]
impl CommandExt for Command {}

/// Reads `name:password:uid:gid:…` (passwd(5)).
fn unprivileged(line: &str, name: &str) -> Option<Account> {
    let mut fields = line.split(':');
    if fields.next()? != name {
        return None;
    }
    let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Account::Unprivileged { uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let line = "postgres:x:101:104:PostgreSQL administrator:/var/lib/postgresql:/bin/bash";
        let found = unprivileged(line, "postgres");
        assert!(matches!(found, Some(Account::Unprivileged { uid: 101, gid: 104 })));
        assert!(unprivileged(line, "post").is_none());
        assert!(unprivileged("postgres:x", "postgres").is_none());
    }
}
