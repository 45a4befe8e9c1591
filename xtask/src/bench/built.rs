//! What is built for a measurement: the product as it is shipped, the limits, and what only measuring needs.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::options::{Measurement, Plan};
use crate::{
    build::{self, Profile},
    process,
    step::step,
    workspace::Workspace,
};

/// What is built with what only tests may use has a directory of its own, where nobody takes it for a release.
pub(super) const PROFILE_FOR_MEASURING: &str = "measuring";

/// Where the programs are.
#[derive(Debug)]
pub(crate) struct Built {
    /// Of what anybody may run.
    directory: PathBuf,
    /// Of what is for measuring only.
    for_measuring: PathBuf,
}

impl Built {
    /// Builds what a plan needs.
    ///
    /// # Errors
    /// When something does not build.
    pub(crate) fn build(workspace: &Workspace, plan: &Plan) -> Result<Self> {
        build::build(workspace, plan.profile)?;
        let profile = match plan.profile {
            Profile::Release => PROFILE_FOR_MEASURING,
            Profile::Dev => "dev",
        };
        let cargo = |profile: &str, arguments: &str| {
            let mut command = process::cargo(workspace, "build");
            command.args(["--target-dir", "target", "--profile", profile]);
            process::run(command.args(arguments.split(' ')))
        };
        let ours = if plan.profile == Profile::Release { "release" } else { "dev" };
        step("Limits", || cargo(ours, "-p bench --bins"))?;
        step("Crowd", || cargo(profile, "-p auth --example crowd --features auth/test-support"))?;
        if plan.has(Measurement::Writes) {
            step("Server with cheap hashes", || {
                cargo(profile, "-p server --bin bienvenue --features auth/test-support")
            })?;
        }
        Ok(Self::in_target(&workspace.target(), plan.profile))
    }

    fn in_target(target: &Path, profile: Profile) -> Self {
        let directory = target.join(profile.directory());
        let for_measuring = match profile {
            Profile::Release => target.join(PROFILE_FOR_MEASURING),
            Profile::Dev => directory.clone(),
        };
        Self { directory, for_measuring }
    }

    /// The product; with hashes that cost next to nothing, if it is told so, only where it is built for tests.
    pub(crate) fn server(&self, for_tests: bool) -> PathBuf {
        executable(if for_tests { &self.for_measuring } else { &self.directory }, "bienvenue")
    }

    /// What the product is compared with.
    pub(crate) fn limit(&self, name: &str) -> PathBuf {
        executable(&self.directory, name)
    }

    /// What makes databases.
    pub(crate) fn crowd(&self) -> PathBuf {
        executable(&self.for_measuring.join("examples"), "crowd")
    }
}

fn executable(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_for_tests_is_never_where_releases_are() {
        let built = Built::in_target(Path::new("target"), Profile::Release);
        assert!(built.server(false).starts_with("target/release"));
        assert!(!built.server(true).starts_with("target/release"));
    }
}
