//! Cargo's metadata: which crates there are and which of them name which.

use std::{collections::HashMap, path::PathBuf};

use anyhow::{Context, Result};
use semver::Version;
use serde::Deserialize;

use crate::{process, workspace::Workspace};

/// The part of `cargo metadata` that the checks look at.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

/// A crate, ours or another's.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    id: String,
    pub(crate) name: String,
    pub(crate) version: Version,
    /// An SPDX expression.
    pub(crate) license: Option<String>,
    pub(crate) authors: Vec<String>,
    /// Where its Cargo.toml is.
    pub(crate) manifest_path: PathBuf,
    /// What its Cargo.toml names, whether or not it is used in the end.
    pub(crate) dependencies: Vec<Dependency>,
}

/// A line in a `[dependencies]`, `[dev-dependencies]` or `[build-dependencies]` section.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) optional: bool,
    /// `dev`, `build`, or nothing.
    kind: Option<String>,
}

impl Dependency {
    /// Whether only tests use it.
    pub(crate) fn is_for_tests(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDependency>,
}

#[derive(Debug, Deserialize)]
struct NodeDependency {
    pkg: String,
}

impl Metadata {
    /// Asks cargo.
    ///
    /// # Errors
    /// When cargo fails, for example over a malformed Cargo.toml.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let json = process::capture(process::cargo(workspace, "metadata").args(["--format-version", "1"]))?;
        serde_json::from_str(&json).context("cargo's metadata are not what they used to be")
    }

    /// The crates of this workspace.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// Pairs of names of crates, of which the first depends on the second.
    pub(crate) fn edges(&self) -> Vec<(&str, &str)> {
        let names: HashMap<_, _> = self.packages.iter().map(|package| (&package.id, package.name.as_str())).collect();
        let ids =
            self.resolve.nodes.iter().flat_map(|node| node.deps.iter().map(|dependency| (&node.id, &dependency.pkg)));
        ids.filter_map(|(from, to)| names.get(from).copied().zip(names.get(to).copied())).collect()
    }
}
