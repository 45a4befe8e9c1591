//! A PostgreSQL server for tests: one that the user names, or one of our own that goes with them.

use std::{
    env,
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{process, setup::apt, step::note, workspace::Workspace};

/// The variable that names the server to the tests.
pub(crate) const VARIABLE: &str = "BIENVENUE_TEST_POSTGRES_URL";

/// What our own servers are made of, as programs and as Debian's packages.
const PROGRAMS: [(&str, &str); 4] =
    [("initdb", "postgresql"), ("openssl", "openssl"), ("pgbouncer", "pgbouncer"), ("nginx", "nginx-light")];

/// Where the tests find a server.
pub(crate) enum Server {
    /// The one that the user named.
    Named(String),
    /// One of our own, which ends with this value.
    Own(testbed::Postgres),
}

impl Server {
    /// Finds a server, or starts one.
    ///
    /// # Errors
    /// When our own does not start.
    pub(crate) fn provide(workspace: &Workspace) -> Result<Option<Self>> {
        match env::var_os(VARIABLE).and_then(|url| url.into_string().ok()).filter(|url| !url.is_empty()) {
            Some(url) => Ok(Some(Self::Named(url))),
            None if are_installed(workspace) => {
                testbed::Postgres::start().map(|server| Some(Self::Own(server))).context("no PostgreSQL")
            }
            None => Ok(None),
        }
    }

    /// Where it is; the user may make schemas there.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Named(url) => url.clone(),
            Self::Own(server) => server.url("postgres"),
        }
    }
}

/// Whether servers of our own can be started: PostgreSQL, the pooler and the proxy are here, or could be installed.
pub(crate) fn are_installed(workspace: &Workspace) -> bool {
    let missing = || {
        let missing = PROGRAMS.into_iter().filter(|(program, _)| testbed::program(program).is_none());
        missing.map(|(_, package)| package).collect::<Vec<_>>()
    };
    if missing().is_empty() || apt::install(workspace, &missing()) && missing().is_empty() {
        return true;
    }
    note(format!("Not here, and not to be installed by us: {}.", missing().join(", ")));
    false
}

/// Runs a command that finds a fresh server in [`VARIABLE`].
///
/// # Errors
/// When there is no server, or the command can't be started.
pub(crate) fn run(workspace: &Workspace, command: &[OsString]) -> Result<ExitCode> {
    let server = Server::provide(workspace)?.context("PostgreSQL is missing; install it, or name a server")?;
    let (program, args) = command.split_first().context("which command? For example: -- cargo test -p auth")?;
    let mut command = Command::new(program);
    process::forget_xtask(&mut command);
    process::run(command.args(args).env(VARIABLE, server.url()))?;
    Ok(ExitCode::SUCCESS)
}
