//! A PostgreSQL server for tests: one that the user names, or one of our own that goes with them.

use std::{
    env,
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{
    process,
    setup::programs::{Programs, are_installed},
    workspace::Workspace,
};

/// The variable that names the server to the tests.
pub(crate) const VARIABLE: &str = "BIENVENUE_TEST_POSTGRES_URL";

/// What a server of our own is made of.
const SERVER: &Programs = &[("initdb", "postgresql"), ("openssl", "openssl")];
/// What stands around it in some tests.
const COMPANY: &Programs = &[("pgbouncer", "pgbouncer"), ("nginx", "nginx-light")];

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
            None if are_installed(workspace, SERVER) => {
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

/// Whether tests can start all they need: PostgreSQL, a pooler and a proxy.
pub(crate) fn has_company(workspace: &Workspace) -> bool {
    are_installed(workspace, SERVER) && are_installed(workspace, COMPANY)
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
