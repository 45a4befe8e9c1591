//! The deny check: who may depend on which crate from elsewhere, and under which licences, as `deny.toml` says.
//!
//! cargo-deny knows more than this check (sources, and what was yanked), and is asked too where it is installed. The bans,
//! the licences and the advisories are enforced here in any case, so that no machine skips them.

pub(crate) mod advisories;
mod bans;
mod licenses;
mod policy;

use anyhow::{Context, Result, bail};

use self::policy::Policy;
use crate::{metadata::Metadata, process, step::note, workspace::Workspace};

/// Checks the dependency tree against `deny.toml`.
///
/// # Errors
/// When a crate or its licence must not be there; the message names all of them.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let policy = Policy::read(workspace)?;
    let metadata = Metadata::read(workspace)?;
    let mut faults = bans::faults(&policy.bans.deny, &metadata.edges());
    faults.extend(licenses::faults(&policy.licenses.allow, &metadata.packages)?);
    if !faults.is_empty() {
        bail!("deny.toml does not allow this:\n{}", faults.join("\n"));
    }
    ask_cargo_deny(workspace, &["bans", "licenses", "sources"])
}

/// Asks cargo-deny about these, too, where it is installed.
fn ask_cargo_deny(workspace: &Workspace, about: &[&str]) -> Result<()> {
    if !process::succeeds(process::cargo(workspace, "deny").arg("--version")) {
        note(format!("cargo-deny is not installed, so it was not asked about {}.", about.join(", ")));
        return Ok(());
    }
    process::run(process::cargo(workspace, "deny").arg("check").args(about)).context("cargo-deny found something")
}
