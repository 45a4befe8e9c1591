//! `bienvenue`: reads its settings, serves, and says plainly what keeps it from it.

use clap::{Parser, error::ErrorKind};
use server::{
    RunError, backup, check,
    cli::{CONFIGURATION_ERROR, Cli, Command, MailCommand, refusal},
    config::{Config, ConfigError, environment},
    doctor::{self, Doctor},
    failure::Failure,
    mail, move_db,
    output::answered,
    restore, run, telemetry,
    transfer::{export, import},
    users,
};
use std::{
    env,
    fmt::Display,
    future::Future,
    io::{Write, stderr, stdout},
    process::ExitCode,
};
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error, 1),
    };
    let code = runtime.block_on(command());
    // What is to be finished has been. Only what can't be cut off goes on, such as asking for a host's address.
    runtime.shutdown_background();
    code
}

async fn command() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return unreadable(&error),
    };
    match cli.command {
        Some(Command::Doctor(request)) => examine(*request).await,
        Some(Command::Check(request)) => administer(check::run(&request, &mut stdout())).await,
        Some(Command::Backup(request)) => administer(backup::run(&request, &mut stdout())).await,
        Some(Command::Restore(request)) => administer(restore::run(&request, &mut stdout())).await,
        Some(Command::Export(request)) => administer(export::run(&request, &mut stdout())).await,
        Some(Command::Import(request)) => administer(import::run(&request, &mut stdout())).await,
        Some(Command::MoveDb(request)) => administer(move_db::run(request, &mut stdout())).await,
        Some(Command::Mail(MailCommand::Test(request))) => administer(mail::test(request, &mut stdout())).await,
        Some(Command::User(command)) => administer(users::run(*command)).await,
        None => serve(Config::read(cli.settings, env::vars_os())).await,
    }
}

async fn examine(Doctor { json, settings }: Doctor) -> ExitCode {
    let report = doctor::examine(&settings, env::vars_os()).await;
    let told = match json {
        true => report.write_json(&mut stdout()),
        false => report.write_text(&mut stdout()),
    };
    ended(answered(told, "write it elsewhere"), report.exit_code())
}

/// Runs a command that has the settings of serving, unless one of them is misspelt.
async fn administer(command: impl Future<Output = Result<(), Failure>>) -> ExitCode {
    if let Err(error) = environment::check(env::vars_os()) {
        return fail(&error, CONFIGURATION_ERROR);
    }
    ended(command.await, 0)
}

fn ended(done: Result<(), Failure>, code: u8) -> ExitCode {
    match done {
        Ok(()) => ExitCode::from(code),
        Err(failure) => fail(&failure, failure.code),
    }
}

async fn serve(config: Result<Config, ConfigError>) -> ExitCode {
    let config = match config {
        Ok(config) => config,
        Err(error) => return fail(&error, CONFIGURATION_ERROR),
    };
    let log = telemetry::start(&config.log, config.log_format);
    let ended = run(config).await;
    drop(log);
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        // The log says so. Standard error may be stuck, and whoever sends a second signal wants no more waiting.
        Err(error @ RunError::Interrupted) => ExitCode::from(error.exit_code()),
        Err(error) => fail(&error, error.exit_code()),
    }
}

/// Help and version are answers, too. All else is a line that can't be read, and what stands in it are settings.
fn unreadable(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ended(answered(error.print(), "write it elsewhere"), 0),
        _ => fail(&refusal(error), CONFIGURATION_ERROR),
    }
}

/// This is for the person who typed the command, not for the log. Nobody may be reading.
fn fail(error: &dyn Display, code: u8) -> ExitCode {
    _ = writeln!(stderr(), "bienvenue: {error}");
    ExitCode::from(code)
}
