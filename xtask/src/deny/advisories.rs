//! Advisories: whether something is known against a version of a crate that is used here.

mod advisory;
mod database;

use anyhow::{Result, bail};

use self::{
    advisory::{Advisory, Kind},
    database::Database,
};
use super::policy::{self, Policy, Scope};
use crate::{
    metadata::{Metadata, Package},
    step::note,
    workspace::Workspace,
};

/// Checks the crates of others against the advisory database, as `deny.toml` says.
///
/// # Errors
/// When an advisory applies that is not ignored; the message names all of them, each with a remedy.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let policy = Policy::read(workspace)?.advisories;
    let metadata = Metadata::read(workspace)?;
    let crates = crates(&metadata);
    let database = Database::provide(workspace, &names(&crates))?;
    note(database.provenance());
    let faults = faults(&policy, &database.advisories, &crates);
    if !faults.is_empty() {
        bail!("there are advisories:\n{}", faults.join("\n"));
    }
    match database.is_fresh {
        true => super::ask_cargo_deny(workspace, &["advisories"]),
        // It would want to fetch the database, too.
        false => Ok(()),
    }
}

/// Writes the snapshot anew that machines without a network are checked against.
///
/// # Errors
/// When the database can't be fetched, or the snapshot can't be written.
pub(crate) fn take_snapshot(workspace: &Workspace) -> Result<()> {
    let metadata = Metadata::read(workspace)?;
    database::take_snapshot(workspace, &names(&crates(&metadata)))
}

/// A crate of somebody else's.
struct Crate<'a> {
    package: &'a Package,
    /// Whether one of ours names it.
    is_named: bool,
}

fn crates(metadata: &Metadata) -> Vec<Crate<'_>> {
    let ours: Vec<_> = metadata.members().map(|member| member.name.as_str()).collect();
    let edges = metadata.edges();
    let others = metadata.packages.iter().filter(|package| !ours.contains(&package.name.as_str()));
    let is_named = |name: &str| edges.iter().any(|(from, to)| *to == name && ours.contains(from));
    others.map(|package| Crate { package, is_named: is_named(&package.name) }).collect()
}

/// Their names, each once.
fn names<'a>(crates: &[Crate<'a>]) -> Vec<&'a str> {
    let mut names: Vec<_> = crates.iter().map(|used| used.package.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A sentence for every advisory that applies, and for every one that is ignored and does not apply.
fn faults(policy: &policy::Advisories, advisories: &[Advisory], crates: &[Crate<'_>]) -> Vec<String> {
    let mut faults = Vec::new();
    for advisory in advisories {
        let hit = crates.iter().filter(|used| concerns(advisory, used, policy.unmaintained));
        let hit: Vec<_> = hit.map(|used| advisory.fault(&used.package.version)).collect();
        match (policy.ignore.iter().any(|ignored| ignored.id == advisory.id), hit.is_empty()) {
            (false, _) => faults.extend(hit),
            (true, true) => faults.push(format!(
                "deny.toml ignores {}, which applies to nothing here (any more); remove the entry",
                advisory.id
            )),
            (true, false) => {}
        }
    }
    faults
}

fn concerns(advisory: &Advisory, used: &Crate<'_>, unmaintained: Scope) -> bool {
    let is_ours_to_act = match advisory.kind() {
        Kind::Flaw => true,
        Kind::Unmaintained => match unmaintained {
            Scope::All => true,
            Scope::Workspace => used.is_named,
            Scope::None => false,
        },
        Kind::Notice => false,
    };
    is_ours_to_act && advisory.affects(&used.package.name, &used.package.version)
}

#[cfg(test)]
mod tests;
