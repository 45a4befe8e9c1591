//! `bienvenue move-db`: copies everything into another database, and tells how far it is.

use crate::{failure::Failure, output::answered};
use auth::{Clock, DatabaseConfig, DatabaseUrl, Moved, move_database};
use clap::Args;
use std::{
    io::{self, Write},
    time::Duration,
};

/// Counting the rows of a large table takes longer than any statement of a request may.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(60 * 60);

/// From where to where, straight to the database and not through a pooler. A password is better kept in `PGPASSWORD` or
/// a `.pgpass` file: other users of this machine can read command lines.
#[derive(Clone, Debug, Args)]
pub struct MoveDb {
    /// The database to copy: `sqlite:PATH` or `postgres://USER@HOST/DATABASE?sslmode=verify-full`. It is brought to this
    /// version's schema, and else not changed.
    #[arg(long, value_name = "URL")]
    pub from: DatabaseUrl,

    /// The database to copy into, which must be empty; a SQLite file is made. If it was interrupted, the same command
    /// goes on where it stopped.
    #[arg(long, value_name = "URL")]
    pub to: DatabaseUrl,
}

/// Moves, telling how far it is, and what has been compared in the end.
///
/// # Errors
/// [`Failure`]; its message says what to do.
pub async fn run(request: MoveDb, output: &mut impl Write) -> Result<(), Failure> {
    let from = DatabaseConfig { create: false, ..patient(request.from) };
    let to = patient(request.to);
    let mut shown = None;
    let progress = |moved: Moved| {
        // A line for each percent is enough to watch, however many rows there are.
        let percent = (moved.rows * 100).checked_div(moved.of).unwrap_or(100);
        if shown.replace((moved.table, percent)) != Some((moved.table, percent)) {
            // Nobody may be looking; the move goes on.
            _ = writeln!(output, "{}: {} of {} rows ({percent} %)", moved.table, moved.rows, moved.of);
        }
    };
    let moved = move_database(&from, &to, Clock::System.now(), progress).await?;
    answered(report(&moved, output), "everything is moved; start the server with the new --database-url")
}

fn report(moved: &[Moved], output: &mut impl Write) -> io::Result<()> {
    for Moved { table, rows, .. } in moved {
        writeln!(output, "{table}: {rows} rows, equal to the source's")?;
    }
    writeln!(output, "moved; start the server with the new --database-url")
}

fn patient(url: DatabaseUrl) -> DatabaseConfig {
    DatabaseConfig { statement_timeout: STATEMENT_TIMEOUT, ..DatabaseConfig::new(url) }
}
