//! The Python packages of the tests of the API's description, in a virtual environment of their own.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use super::apt;
use crate::{process, step::note, workspace::Workspace};

/// The directory of these tests, relative to the root.
pub(crate) const DIRECTORY: &str = "end2end/schema";
/// What Debian's Python needs besides itself.
const PACKAGES: [&str; 2] = ["python3", "python3-venv"];

/// A directory with Python packages, and what belongs into it.
struct Environment {
    directory: PathBuf,
    requirements: PathBuf,
}

/// Whether there is a Python that can make an environment, or could be installed.
pub(crate) fn is_installed(workspace: &Workspace) -> bool {
    can_make_environments(workspace)
        || apt::install(workspace, &PACKAGES) && can_make_environments(workspace)
        // Where everything is in place already, nothing has to be made.
        || Environment::of(workspace).is_current()
}

/// Installs what `requirements.txt` asks for, unless that was done before; answers the program `schemathesis`.
///
/// # Errors
/// When an environment can't be made, or the packages can't be fetched.
pub(crate) fn provide(workspace: &Workspace) -> Result<PathBuf> {
    let environment = Environment::of(workspace);
    if !environment.is_current() {
        note("The Python packages are missing or old: pip install");
        environment.make(workspace)?;
    }
    Ok(environment.program("schemathesis"))
}

fn can_make_environments(workspace: &Workspace) -> bool {
    // Debian ships `venv` without `ensurepip`, which is what it can't do without.
    let question = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))";
    process::succeeds(process::program(workspace, "python3").args(["-c", question]))
}

impl Environment {
    fn of(workspace: &Workspace) -> Self {
        Self {
            directory: workspace.path("target/schemathesis"),
            requirements: workspace.path(DIRECTORY).join("requirements.txt"),
        }
    }

    /// Whether it has what is asked for now.
    fn is_current(&self) -> bool {
        let (wanted, installed) = (fs::read(&self.requirements), fs::read(self.stamp()));
        wanted.ok().zip(installed.ok()).is_some_and(|(wanted, installed)| wanted == installed)
    }

    fn make(&self, workspace: &Workspace) -> Result<()> {
        let mut python = process::program(workspace, "python3");
        process::run(python.args(["-m", "venv", "--clear"]).arg(&self.directory))
            .context("python3 can't make a virtual environment; install python3-venv")?;
        let mut pip = process::program(workspace, self.program("python"));
        // Wheels only: nothing is built, and no stranger's script is run.
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]);
        pip.args(["--require-hashes", "--only-binary=:all:", "--requirement"]).arg(&self.requirements);
        process::run(&mut pip).with_context(|| {
            format!(
                "the packages of {} could not be installed; that needs the network once, and not again until the file \
                 changes",
                self.requirements.display()
            )
        })?;
        fs::copy(&self.requirements, self.stamp()).context("cannot note what was installed").map(drop)
    }

    fn program(&self, name: &str) -> PathBuf {
        let programs = if cfg!(windows) { "Scripts" } else { "bin" };
        self.directory.join(programs).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A copy of the requirements, written when they were all installed.
    fn stamp(&self) -> PathBuf {
        self.directory.join("requirements.txt")
    }
}

#[cfg(test)]
mod tests {
    use testbed::Scratch;

    use super::*;

    #[test]
    fn an_environment_is_current_until_something_else_is_asked_for() {
        let scratch = Scratch::new("environment").unwrap();
        let requirements = scratch.path().join("wanted.txt");
        let environment = Environment { directory: scratch.path().join("environment"), requirements };
        let ask_for = |what: &str| fs::write(&environment.requirements, what).unwrap();
        ask_for("one==1");
        assert!(!environment.is_current(), "nothing is there");
        fs::create_dir(&environment.directory).unwrap();
        fs::copy(&environment.requirements, environment.stamp()).unwrap();
        assert!(environment.is_current());
        ask_for("one==2");
        assert!(!environment.is_current());
    }
}
