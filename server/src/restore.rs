//! `bienvenue restore`: puts a backup in the place of the SQLite database.

use crate::{config::DatabaseSettings, data_dir, failure::Failure, output::answered};
use auth::{Clock, DatabaseUrl, Mode, Restored, restore};
use clap::Args;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

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
    let restored = restore(&config, &request.file, Clock::System.now()).await?;
    answered(
        tell(&restored, &request.file, &config.url, output),
        "the backup is restored, and the server can be started",
    )
}

fn tell(restored: &Restored, backup: &Path, url: &DatabaseUrl, output: &mut impl Write) -> io::Result<()> {
    let Restored { users, sessions, replaced } = restored;
    writeln!(output, "{url} holds what was in {}: {users} accounts", backup.display())?;
    writeln!(output, "ended: {sessions} sessions, and all reset mails, known devices and changes of address")?;
    if let Some(replaced) = replaced {
        writeln!(output, "the database that was there is kept as {}", replaced.display())?;
    }
    writeln!(output, "accounts that were disabled since are enabled again; start the server")
}
