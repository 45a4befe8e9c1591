//! Writes rows like those of sessions, each in a transaction of its own that survives a power cut, as the service's do:
//! `commits scratch.db 10` does so for 10 seconds, and tells how many a second.

use bench::{Outcome, arguments, tell};
use serde_json::json;
use sqlx::{
    ConnectOptions, Connection, Executor, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::time::{Duration, Instant};

/// The table of sessions with its indexes, as far as its rows are wide.
const TABLE: &str = "
    CREATE TABLE sessions (
        id BLOB NOT NULL PRIMARY KEY, token_digest BLOB NOT NULL UNIQUE, user_id BLOB NOT NULL,
        created_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
        device TEXT NOT NULL, network TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sessions_by_user ON sessions (user_id);
    CREATE INDEX sessions_by_expiry ON sessions (expires_at);";
const INSERT: &str = "INSERT INTO sessions VALUES
    (randomblob(16), randomblob(32), randomblob(16), $1, $1, $1, 'Firefox on Linux', '192.0.2.0/24')";

#[tokio::main]
async fn main() -> Outcome {
    let [file, seconds] = arguments("commits FILE SECONDS")?;
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let mut connection = options.connect().await?;
    connection.execute(TABLE).await?;
    let per_second = rate(&mut connection, Duration::from_secs(seconds.parse()?)).await?;
    connection.close().await?;
    tell(json!({ "per_second": per_second }))
}

async fn rate(connection: &mut SqliteConnection, time: Duration) -> sqlx::Result<f64> {
    let (begun, mut commits) = (Instant::now(), 0_u32);
    while begun.elapsed() < time {
        sqlx::query(INSERT).bind(i64::from(commits)).execute(&mut *connection).await?;
        commits += 1;
    }
    Ok(f64::from(commits) / begun.elapsed().as_secs_f64())
}
