//! A system in a directory, where packages are installed without running anything of it: `dpkg` hands the directory
//! to the package's scripts in `DPKG_ROOT`. Nobody has to be root for that.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{process, workspace::Workspace};

/// Where the settings are.
pub(super) const SETTINGS: &str = "etc/bienvenue.env";

/// Where a service that starts with the system is named.
const ENABLED: &str = "etc/systemd/system/multi-user.target.wants/bienvenue.service";

/// What we must be allowed that `dpkg` refuses otherwise: not to be root, to have no other packages, and to have a
/// `PATH` of our own.
const FORCE: &str = "--force-script-chrootless,not-root,depends,bad-path";

/// A system with nothing installed.
pub(super) struct System<'a> {
    workspace: &'a Workspace,
    root: PathBuf,
}

impl<'a> System<'a> {
    /// Makes one in a new directory.
    pub(super) fn new(workspace: &'a Workspace, root: &Path) -> Result<Self> {
        for directory in ["etc", "var/lib/dpkg/info", "var/lib/dpkg/updates"] {
            fs::create_dir_all(root.join(directory))?;
        }
        for file in ["etc/passwd", "etc/group", "var/lib/dpkg/status"] {
            fs::write(root.join(file), "")?;
        }
        Ok(Self { workspace, root: root.to_path_buf() })
    }

    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    pub(super) fn settings(&self) -> Result<String> {
        fs::read_to_string(self.path(SETTINGS)).context("the package made no settings")
    }

    pub(super) fn install(&self, deb: &Path) -> Result<()> {
        self.dpkg(["--install".into(), deb.into()])?;
        // Says which files differ from their digests, and nothing when none does.
        let changed = self.dpkg(["--verify".into()])?;
        if !changed.is_empty() {
            bail!("installed files are not those of the package:\n{changed}");
        }
        if !fs::read_to_string(self.path("etc/passwd"))?.contains("bienvenue:") {
            bail!("the package made no user");
        }
        if !self.is_enabled() {
            bail!("the service would not start with the system");
        }
        self.check_privacy()
    }

    /// An upgrade leaves alone what the administrator has made of the settings.
    pub(super) fn check_upgrade(&self, deb: &Path) -> Result<()> {
        let settings = "BIENVENUE_MODE=production\n# Changed.\n";
        fs::write(self.path(SETTINGS), settings)?;
        self.install(deb).context("the upgrade")?;
        match self.settings()? == settings {
            true => Ok(()),
            false => bail!("the upgrade changed the settings"),
        }
    }

    /// A package that was removed leaves the settings, and the database.
    pub(super) fn check_removal(&self) -> Result<()> {
        let database = self.path("var/lib/bienvenue/bienvenue.db");
        fs::create_dir_all(self.path("var/lib/bienvenue"))?;
        fs::write(&database, "accounts")?;
        self.dpkg(["--remove".into(), "bienvenue".into()])?;
        if self.path("usr/bin/bienvenue").exists() || !self.path(SETTINGS).exists() || !database.exists() {
            bail!("removal must take the program, and leave settings and accounts");
        }
        Ok(())
    }

    /// A purge takes all but the accounts, and tells that these are still there.
    pub(super) fn check_purge(&self) -> Result<()> {
        let said = self.dpkg(["--purge".into(), "bienvenue".into()])?;
        if self.path(SETTINGS).exists() || self.is_enabled() {
            bail!("a purge must take the settings, and the service out of the system's start");
        }
        if !self.path("var/lib/bienvenue/bienvenue.db").exists() || !said.contains("/var/lib/bienvenue are kept") {
            bail!("a purge must leave the accounts, and say so:\n{said}");
        }
        Ok(())
    }

    /// A link to a path of the system, which does not exist outside.
    fn is_enabled(&self) -> bool {
        self.path(ENABLED).is_symlink()
    }

    fn check_privacy(&self) -> Result<()> {
        let mode =
            process::capture(process::program(self.workspace, "stat").args(["--format=%a"]).arg(self.path(SETTINGS)))?;
        match mode.trim() {
            "600" => Ok(()),
            other => bail!("the settings have the mode {other}: others could read passwords there"),
        }
    }

    /// Runs it on this system; answers what it and the package's scripts said.
    fn dpkg<const N: usize>(&self, arguments: [OsString; N]) -> Result<String> {
        let mut command = process::program(self.workspace, "dpkg");
        let (mut root, mut log) = (OsString::from("--root="), OsString::from("--log="));
        root.push(&self.root);
        log.push(self.path("dpkg.log"));
        command.args([OsString::from(FORCE), root, log]).args(arguments);
        let path = env::var_os("PATH").unwrap_or_default();
        let hidden = ["/usr/sbin", "/sbin"].map(PathBuf::from);
        command.env("PATH", env::join_paths(env::split_paths(&path).chain(hidden))?);
        process::capture(command.env("LC_ALL", "C"))
    }
}
