//! The command line.

use crate::{config::Settings, doctor::Doctor, mail::TestMail, move_db::MoveDb};
use clap::{Parser, Subcommand};

/// What the program ends with when a setting can't be used (`EX_CONFIG` of BSD's sysexits).
pub const CONFIGURATION_ERROR: u8 = 78;

/// What the program ends with when the database can't be used as it is (`EX_DATAERR`).
pub const DATABASE_ERROR: u8 = 65;
/// What it ends with when the disk, the network or the database server fails (`EX_IOERR`). That may be over already.
pub const IO_ERROR: u8 = 74;

/// Bienvenue: sign-up, sign-in, sessions and password reset, as pages and as a REST API.
#[derive(Debug, Parser)]
#[command(name = "bienvenue", version, about, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub settings: Settings,
}

/// What an operator does besides serving.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at everything that serving needs, and say what is wrong and what to do. Takes the settings of serving.
    Doctor(Box<Doctor>),
    /// Copy everything into another, empty database: from SQLite to PostgreSQL, or back. Stop every server before.
    MoveDb(MoveDb),
    /// About mails.
    #[command(subcommand)]
    Mail(MailCommand),
}

/// What can be done about mails.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Send a test mail, and say what is wrong where that fails.
    Test(TestMail),
}
