//! Serving: the built server, run in the user's own directory and given the user's own arguments.

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{
    build::{self, Profile},
    e2e, postgres, process,
    workspace::Workspace,
};

/// Builds the server and becomes it.
///
/// # Errors
/// When it cannot be built or started.
pub(crate) fn serve(workspace: &Workspace, profile: Profile, args: &[OsString]) -> Result<ExitCode> {
    build::build(workspace, profile)?;
    let mut server = Command::new(workspace.binary(profile));
    server.args(args);
    process::forget_xtask(&mut server);
    // The server takes no variable for a setting that is none.
    for variable in [e2e::BINARY, e2e::URL, postgres::VARIABLE] {
        server.env_remove(variable);
    }
    become_program(server)
}

/// Puts the program in xtask's place, so that signals reach it and its exit status is the task's own.
#[cfg(unix)]
fn become_program(mut program: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    let error = program.exec();
    Err(error).with_context(|| format!("cannot start `{}`", process::line(&program)))
}

/// Runs the program and passes its exit status on.
#[cfg(not(unix))]
fn become_program(mut program: Command) -> Result<ExitCode> {
    let status = program.status().with_context(|| format!("cannot start `{}`", process::line(&program)))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}
