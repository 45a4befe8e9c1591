//! `bienvenue`: reads its settings, serves, and says plainly what keeps it from it.

use clap::Parser;
use server::{
    cli::{Cli, Command, MailCommand},
    config::Config,
    mail, move_db, run, telemetry,
};
use std::{io::stdout, process::ExitCode};

/// What the shell calls a configuration error (`EX_CONFIG` of BSD's sysexits).
const CONFIGURATION_ERROR: u8 = 78;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Some(Command::MoveDb(request)) => match move_db::run(request, &mut stdout()).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error, 1),
        },
        Some(Command::Mail(MailCommand::Test(request))) => match mail::test(request, &mut stdout()).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) if error.is_configuration() => fail(&error, CONFIGURATION_ERROR),
            Err(error) => fail(&error, 1),
        },
        None => serve(Config::try_from(cli.settings)).await,
    }
}

async fn serve(config: Result<Config, server::config::ConfigError>) -> ExitCode {
    let config = match config {
        Ok(config) => config,
        Err(error) => return fail(&error, CONFIGURATION_ERROR),
    };
    telemetry::start(&config.log, config.log_format);
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is_configuration() => fail(&error, CONFIGURATION_ERROR),
        Err(error) => fail(&error, 1),
    }
}

#[expect(clippy::print_stderr, reason = "this is for the person who typed the command, not for the log")]
fn fail(error: &dyn std::error::Error, code: u8) -> ExitCode {
    eprintln!("bienvenue: {error}");
    ExitCode::from(code)
}
