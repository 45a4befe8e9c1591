//! The browser of the browser tests.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use super::{apt, npm};
use crate::{process, step::note, workspace::Workspace};

/// The variable that names the browser, to xtask and to the tests' configuration.
pub(crate) const VARIABLE: &str = "CHROMIUM_PATH";

/// The same engine without windows: what Playwright drives where nobody looks, and the name of Debian's package of it.
/// A page is opened in it in a quarter of the time.
const HEADLESS: &str = "chromium-headless-shell";
const WITH_WINDOWS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A Chromium that the tests can drive.
#[derive(Debug)]
pub(crate) enum Chromium {
    /// One that the machine has; the tests must be told where.
    System(PathBuf),
    /// Playwright's own download, which it finds by itself.
    Playwright,
}

impl Chromium {
    /// Finds a browser, or installs one. The npm packages must be there already.
    ///
    /// # Errors
    /// When `CHROMIUM_PATH` leads nowhere, or no browser can be installed.
    pub(crate) fn provide(workspace: &Workspace) -> Result<Self> {
        if let Some(path) = named_by_user()? {
            return Ok(Self::System(path));
        }
        if let Some(path) = process::on_path(HEADLESS) {
            return Ok(Self::System(path));
        }
        if is_downloaded(workspace) {
            return Ok(Self::Playwright);
        }
        if apt::install(workspace, &[HEADLESS]) {
            return process::on_path(HEADLESS).map(Self::System).context("apt installed a browser that is not on PATH");
        }
        if let Some(path) = WITH_WINDOWS.iter().find_map(|name| process::on_path(name)) {
            return Ok(Self::System(path));
        }
        download(workspace).map(|()| Self::Playwright)
    }

    /// Tells a command of the tests which browser to take.
    pub(crate) fn announce(&self, command: &mut Command) {
        match self {
            Self::System(path) => command.env(VARIABLE, path),
            Self::Playwright => command.env_remove(VARIABLE),
        };
    }
}

fn named_by_user() -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from) else {
        return Ok(None);
    };
    if !path.is_file() {
        bail!("{VARIABLE} names {}, which is not a file", path.display());
    }
    std::path::absolute(&path).map(Some).context("cannot make the browser's path absolute")
}

fn is_downloaded(workspace: &Workspace) -> bool {
    let script =
        "process.exit(require('fs').existsSync(require('@playwright/test').chromium.executablePath()) ? 0 : 1)";
    process::succeeds(
        process::program(workspace, "node").args(["-e", script]).current_dir(workspace.path(npm::DIRECTORY)),
    )
}

fn download(workspace: &Workspace) -> Result<()> {
    note("No Chromium here: npx playwright install chromium");
    let mut command = process::program(workspace, "npx");
    command.args(["playwright", "install", "chromium"]).current_dir(workspace.path(npm::DIRECTORY));
    if testbed::is_root() {
        command.arg("--with-deps");
    }
    process::run(&mut command)
        .with_context(|| format!("no browser; install chromium, or name one in the variable {VARIABLE}"))
}
