//! The command line.

mod refusal;

pub use refusal::refusal;

use crate::{
    backup::BackUp,
    check::Check,
    config::Settings,
    doctor::Doctor,
    mail::TestMail,
    move_db::MoveDb,
    restore::Restore,
    transfer::{export::Export, import::Import},
    users::UserCommand,
};
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
    /// Read the whole database, and say whether it is in order. Changes nothing; a server may be running.
    Check(Check),
    /// Copy the SQLite database into a file, as it is at this moment. A server may be running, and goes on.
    Backup(BackUp),
    /// Put a backup in the place of the SQLite database, which is kept under another name. Stop the server before.
    Restore(Restore),
    /// Write all users, with their password hashes, as JSON lines or CSV.
    Export(Export),
    /// Take users from JSON lines or CSV, with the passwords that they have elsewhere. A server may be running.
    Import(Import),
    /// Copy everything into another, empty database: from SQLite to PostgreSQL, or back. Stop every server before.
    MoveDb(MoveDb),
    /// About mails.
    #[command(subcommand)]
    Mail(MailCommand),
    /// About people and their accounts, beside running servers. Takes the settings of serving.
    #[command(subcommand)]
    User(Box<UserCommand>),
}

/// What can be done about mails.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Send a test mail, and say what is wrong where that fails.
    Test(TestMail),
}
