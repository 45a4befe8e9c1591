//! `bienvenue restore`: puts a backup in the place of the SQLite database.

use crate::{config::DatabaseSettings, data_dir, failure::Failure};
use auth::{Clock, Mode, Restored, restore};
use clap::Args;
use std::{io::Write, path::PathBuf};

/// Which backup, and in the place of which database.
#[derive(Clone, Debug, Args)]
pub struct Restore {
    /// The backup. It is not changed.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// The settings that serving has, too.
    #[command(flatten)]
    pub database: DatabaseSettings,
}

/// Restores, and says what is there now, what has ended, and where the former database is.
///
/// # Errors
/// [`Failure`] when nothing was restored; its message says what to do.
pub async fn run(request: &Restore, output: &mut impl Write) -> Result<(), Failure> {
    if request.database.is_in_data_dir() {
        data_dir::provide(&request.database.data_dir, Mode::Development)?;
    }
    let config = request.database.of_what_is_there();
    let Restored { users, sessions, replaced } = restore(&config, &request.file, Clock::System.now()).await?;
    // Nobody may be reading; it is done.
    _ = writeln!(output, "{} holds what was in {}: {users} accounts", config.url, request.file.display());
    _ = writeln!(output, "ended: {sessions} sessions, and all reset mails, known devices and changes of address");
    if let Some(replaced) = replaced {
        _ = writeln!(output, "the database that was there is kept as {}", replaced.display());
    }
    _ = writeln!(output, "accounts that were disabled since are enabled again; start the server");
    Ok(())
}
