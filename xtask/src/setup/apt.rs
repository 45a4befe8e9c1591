//! Debian's package manager, used where xtask runs as root: in containers and on build machines.

use std::process::Command;

use anyhow::Result;
use testbed::is_root;

use crate::{process, step::note, workspace::Workspace};

/// Installs packages, where this is a machine for that; tells whether it has done so.
pub(crate) fn install(workspace: &Workspace, packages: &[&str]) -> bool {
    if process::on_path("apt-get").is_none() || !is_root() {
        return false;
    }
    note(format!("Installing with apt: {}", packages.join(" ")));
    match try_install(workspace, packages) {
        Ok(()) => true,
        Err(error) => {
            note(format!("{error:#}"));
            false
        }
    }
}

fn try_install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    process::run(apt_get(workspace).args(["update", "-qq"]))?;
    process::run(apt_get(workspace).args(["install", "-y", "-qq"]).args(packages))
}

fn apt_get(workspace: &Workspace) -> Command {
    let mut command = process::program(workspace, "apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
