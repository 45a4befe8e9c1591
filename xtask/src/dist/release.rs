//! What is packed: which version, for which machines, and as of when.

use std::env;

use anyhow::{Context, Result, bail};

use crate::{process, workspace::Workspace};

/// The variable that tells reproducible builds the time (reproducible-builds.org/specs/source-date-epoch).
const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// A version for one kind of machine.
#[derive(Debug)]
pub(super) struct Release {
    /// As Cargo.toml spells it.
    pub(super) version: &'static str,
    /// Seconds since 1970: the time that all files bear.
    pub(super) time: i64,
    /// The kind of machine, as compilers call it.
    pub(super) machine: &'static str,
}

impl Release {
    /// This version, for this machine, as of the last commit unless the environment says otherwise.
    ///
    /// # Errors
    /// When this is not Linux, or neither git nor the environment knows a time.
    pub(super) fn of(workspace: &Workspace) -> Result<Self> {
        if env::consts::OS != "linux" {
            bail!("packages are made on Linux, for Linux");
        }
        let time = match env::var_os(VARIABLE) {
            Some(time) => time.to_string_lossy().into_owned(),
            None => process::capture(process::program(workspace, "git").args(["log", "-1", "--format=%ct"]))
                .with_context(|| format!("the time of the last commit is not known; set {VARIABLE}"))?,
        };
        // All crates of the workspace have one version.
        Ok(Self { version: env!("CARGO_PKG_VERSION"), time: seconds(&time)?, machine: env::consts::ARCH })
    }

    /// What the archive is called, and the one directory in it.
    pub(super) fn archive(&self) -> String {
        format!("bienvenue-{}-{}-linux", self.version, self.machine)
    }

    /// The version as Debian compares it: what comes before a release is before it, and what looks like a revision of
    /// Debian's is none.
    pub(super) fn debian_version(&self) -> String {
        self.version.replacen('-', "~", 1).replace('-', ".")
    }

    /// Debian's name for the kind of machine.
    ///
    /// # Errors
    /// When we don't know it.
    pub(super) fn debian_architecture(&self) -> Result<&'static str> {
        Ok(match self.machine {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            "riscv64" => "riscv64",
            "s390x" => "s390x",
            other => bail!("Debian's name for {other} is not known; add it where this is said"),
        })
    }
}

fn seconds(time: &str) -> Result<i64> {
    let seconds = time.trim().parse().ok().filter(|seconds| *seconds >= 0);
    seconds.with_context(|| format!("{time:?} is no time; set {VARIABLE} to seconds since 1970"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(version: &'static str, machine: &'static str) -> Release {
        Release { version, time: 0, machine }
    }

    #[test]
    fn debian_sorts_what_precedes_a_release_before_it_and_sees_no_revision() {
        let versions = ["1.2.3", "1.2.3-rc.1", "1.2.3-rc-1"].map(|version| release(version, "").debian_version());
        assert_eq!(versions, ["1.2.3", "1.2.3~rc.1", "1.2.3~rc.1"]);
    }

    #[test]
    fn machines_have_debians_names_or_are_refused() {
        assert_eq!(release("1", "x86_64").debian_architecture().unwrap(), "amd64");
        assert_eq!(release("1", "aarch64").debian_architecture().unwrap(), "arm64");
        assert!(release("1", "vax").debian_architecture().is_err());
    }

    #[test]
    fn a_time_is_a_number_of_seconds_from_1970_on() {
        assert_eq!(seconds("1795619439\n").unwrap(), 1_795_619_439);
        for wrong in ["", "yesterday", "-1", "1.5"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
