//! The advisory database of the Rust project's security group: fetched where it can be, else as of some earlier day.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::advisory::Advisory;
use crate::{process, workspace::Workspace};

/// Where the database lives (CC0).
const HOME: &str = "https://github.com/RustSec/advisory-db";
/// A copy that is younger than this is not fetched again.
const FRESH: Duration = Duration::from_secs(24 * 60 * 60);
/// Rather no copy than one that is waited for for minutes.
const PATIENCE: [&str; 4] = ["-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=10"];
/// What concerns our crates, for machines that can't fetch anything.
const SNAPSHOT: &str = "xtask/advisories.toml";
const ABOUT_THE_SNAPSHOT: &str = "\
# What the RustSec advisory database (CC0) says about crates that are used here, for machines that can't fetch it.
# Written by `cargo xtask advisories`.
";

/// What is known, and since when.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Database {
    /// The day of its last change, as `2026-11-22`.
    as_of: String,
    /// Whether it is less than a day old.
    #[serde(skip)]
    pub(super) is_fresh: bool,
    pub(super) advisories: Vec<Advisory>,
}

/// A copy of the database in a directory, with the note of when it was fetched beside it.
struct Clone<'a> {
    workspace: &'a Workspace,
    directory: PathBuf,
}

impl Database {
    /// The newest that can be had about these crates.
    ///
    /// # Errors
    /// When an advisory can't be read.
    pub(super) fn provide(workspace: &Workspace, crates: &[&str]) -> Result<Self> {
        let clone = Clone { workspace, directory: workspace.path("target/advisory-db") };
        Self::newest(&clone, HOME, &workspace.path(SNAPSHOT), crates)
    }

    fn newest(clone: &Clone<'_>, home: &str, snapshot: &Path, crates: &[&str]) -> Result<Self> {
        if clone.is_fresh() || clone.fetch(home) {
            return clone.read(true, crates);
        }
        let snapshot = fs::read_to_string(snapshot).with_context(|| format!("cannot read {}", snapshot.display()))?;
        let snapshot: Self = toml::from_str(&snapshot).with_context(|| format!("{SNAPSHOT} is malformed"))?;
        match clone.read(false, crates) {
            Ok(earlier) if earlier.as_of > snapshot.as_of => Ok(earlier),
            _ => Ok(snapshot),
        }
    }

    /// What to tell about it.
    pub(super) fn provenance(&self) -> String {
        match self.is_fresh {
            true => format!("The advisory database as of {}.", self.as_of),
            false => format!(
                "The advisory database can't be fetched; this is what it said on {} about crates that were here then.",
                self.as_of
            ),
        }
    }
}

/// Writes the part of today's database that concerns these crates into the repository.
///
/// # Errors
/// When it can't be fetched, or the file can't be written.
pub(super) fn take_snapshot(workspace: &Workspace, crates: &[&str]) -> Result<()> {
    let database = Database::provide(workspace, crates)?;
    if !database.is_fresh {
        bail!("the advisory database can't be fetched from {HOME}");
    }
    let text = toml::to_string(&database).context("the snapshot can't be put into words")?;
    fs::write(workspace.path(SNAPSHOT), format!("{ABOUT_THE_SNAPSHOT}{text}")).context(SNAPSHOT)
}

impl Clone<'_> {
    fn is_fresh(&self) -> bool {
        let fetched = fs::metadata(self.stamp()).and_then(|metadata| metadata.modified());
        fetched.is_ok_and(|fetched| fetched.elapsed().is_ok_and(|age| age < FRESH))
    }

    /// Gets what is new; tells whether that went well.
    fn fetch(&self, home: &str) -> bool {
        let fetched = fs::create_dir_all(&self.directory).is_ok()
            && self.git(&["init", "--quiet"])
            && self.git(&[&PATIENCE[..], &["fetch", "--quiet", "--depth=1", home, "HEAD"]].concat())
            && self.git(&["checkout", "--quiet", "--force", "FETCH_HEAD"]);
        fetched && fs::write(self.stamp(), "").is_ok()
    }

    fn read(&self, is_fresh: bool, crates: &[&str]) -> Result<Database> {
        let all = self.directory.join("crates");
        if !all.is_dir() {
            bail!("{} is no advisory database", self.directory.display());
        }
        let mut log = process::program(self.workspace, "git");
        let as_of = process::capture(log.args(["log", "-1", "--format=%cs"]).current_dir(&self.directory))?;
        let mut advisories = Vec::new();
        for name in crates {
            // Most crates have none.
            let Ok(files) = fs::read_dir(all.join(name)) else { continue };
            for file in files {
                let file = file?.path();
                let advisory = Advisory::read(&fs::read_to_string(&file)?);
                advisories.extend(advisory.with_context(|| format!("{} can't be read", file.display()))?);
            }
        }
        advisories.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(Database { as_of: as_of.trim().to_owned(), is_fresh, advisories })
    }

    fn git(&self, arguments: &[&str]) -> bool {
        let mut git = process::program(self.workspace, "git");
        process::succeeds(git.args(arguments).current_dir(&self.directory).env("GIT_TERMINAL_PROMPT", "0"))
    }

    fn stamp(&self) -> PathBuf {
        self.directory.with_extension("stamp")
    }
}

#[cfg(test)]
mod tests;
