//! The policy: the part of `deny.toml` that xtask enforces by itself.

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace::Workspace;

const FILE: &str = "deny.toml";

/// What may be in the dependency tree.
#[derive(Debug, Deserialize)]
pub(super) struct Policy {
    pub(super) licenses: Licenses,
    pub(super) bans: Bans,
    pub(super) advisories: Advisories,
}

/// The licences that are welcome, by their SPDX names.
#[derive(Debug, Deserialize)]
pub(super) struct Licenses {
    pub(super) allow: Vec<String>,
}

/// The crates that are not welcome, or not everywhere.
#[derive(Debug, Deserialize)]
pub(super) struct Bans {
    pub(super) deny: Vec<Ban>,
}

/// A crate that only its wrappers may depend on directly; nobody, if it has none.
#[derive(Debug, Deserialize)]
pub(super) struct Ban {
    #[serde(rename = "crate")]
    pub(super) name: String,
    #[serde(default)]
    pub(super) wrappers: Vec<String>,
    pub(super) reason: String,
}

/// Which advisories count.
#[derive(Debug, Deserialize)]
pub(super) struct Advisories {
    pub(super) ignore: Vec<Ignored>,
    pub(super) unmaintained: Scope,
}

/// An advisory that applies and is lived with.
#[derive(Debug, Deserialize)]
pub(super) struct Ignored {
    pub(super) id: String,
    #[expect(dead_code, reason = "it is for people; that it is there is what counts")]
    reason: String,
}

/// Of which crates something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    All,
    /// Of those that one of ours names.
    Workspace,
    None,
}

impl Policy {
    pub(super) fn read(workspace: &Workspace) -> Result<Self> {
        let text = fs::read_to_string(workspace.path(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        toml::from_str(&text).with_context(|| format!("{FILE} is malformed"))
    }
}
