//! A database for one test: a SQLite file or, where a variable names a server, a schema on PostgreSQL, which a new
//! connection finds as if it were a database of its own and which takes a fiftieth of the time to make. It goes with the
//! test.
#![expect(clippy::missing_panics_doc, clippy::unwrap_used, reason = "a panic is how a test fails")]

mod crowd;
mod people;

use crate::{AuthConfig, Clock, DatabaseConfig, DatabaseUrl, HashCost, Limits, MailConfig, Mode, config::EngineKind};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use std::{env, num::NonZeroU32, path::Path, str::FromStr, thread};
use tempfile::TempDir;
use tokio::runtime;
use url::Url;

pub use crate::{
    db::{Occupied, TableDigest},
    token::with_failing_draw,
};
pub use crowd::Crowd;
pub use people::fill;

/// The variable that names a PostgreSQL database in which tests may make schemas. Unset, they use SQLite.
pub const POSTGRES_URL: &str = "BIENVENUE_TEST_POSTGRES_URL";

/// The variable by which a test asks the program that it starts for hashes that cost next to nothing. Only programs that
/// are built for tests look for it.
pub const CHEAP_HASHES: &str = "TEST_CHEAP_HASHES";

/// Of each service that a test opens: several are open at once, and a server takes a hundred or so in all.
const CONNECTIONS: NonZeroU32 = NonZeroU32::new(4).unwrap();

/// A database that goes with its owner.
#[derive(Debug)]
pub struct ScratchDatabase {
    place: Place,
}

/// A SQLite file that nobody else can use.
#[derive(Debug)]
pub struct Held {
    _connection: SqliteConnection,
}

#[derive(Debug)]
enum Place {
    File(TempDir),
    Schema { database: String, url: String, name: String },
}

/// A service in production mode, but for what its hashes cost; it sends no mail.
#[must_use]
pub fn production(database: DatabaseConfig) -> AuthConfig {
    AuthConfig {
        mode: Mode::Production,
        database,
        mail: MailConfig::Mailbox("unused".into()),
        public_url: "https://accounts.example.org".into(),
        clock: Clock::System,
        hash_cost: HashCost::LOWEST,
        min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
        limits: Limits::of(Mode::Production),
    }
}

/// The PostgreSQL database in which tests may make schemas, if there is one.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "tests have no settings")]
pub fn postgres() -> Option<Url> {
    let url = env::var(POSTGRES_URL).ok().filter(|url| !url.is_empty())?;
    Some(url.parse().unwrap())
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings")]
pub(crate) fn wants_cheap_hashes() -> bool {
    env::var(CHEAP_HASHES).is_ok()
}

impl ScratchDatabase {
    /// An empty database on the engine under test.
    pub async fn new() -> Self {
        match postgres() {
            Some(database) => Self::within(&database).await,
            None => Self::file(),
        }
    }

    /// A SQLite file that does not exist yet.
    #[must_use]
    pub fn file() -> Self {
        Self { place: Place::File(tempfile::tempdir().unwrap()) }
    }

    /// An empty schema in a PostgreSQL database.
    pub async fn within(database: &Url) -> Self {
        let name = format!("bienvenue_{}", crate::token::random_uuid().unwrap().simple());
        let mut url = database.clone();
        url.query_pairs_mut().append_pair("options", &format!("-csearch_path={name}"));
        let database = database.to_string();
        let mut connection = PgConnection::connect(&database).await.unwrap();
        connection.execute(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).await.unwrap();
        connection.close().await.unwrap();
        Self { place: Place::Schema { database, url: url.into(), name } }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.place {
            Place::File(directory) => format!("sqlite:{}", directory.path().join("bienvenue.db").display()),
            Place::Schema { url, .. } => url.clone(),
        }
    }

    /// How a service reaches it.
    #[must_use]
    pub fn config(&self) -> DatabaseConfig {
        DatabaseConfig { connections: Some(CONNECTIONS), ..DatabaseConfig::new(self.url()) }
    }

    /// Does to the database what the service never would.
    pub async fn execute(&self, sql: &str) {
        execute(&self.url().into(), sql).await;
    }

    /// Locks a SQLite file for as long as the answer is kept, as whoever has it for themselves does.
    pub async fn hold(&self) -> Held {
        let mut connection = SqliteConnection::connect(&self.url()).await.unwrap();
        connection.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").await.unwrap();
        Held { _connection: connection }
    }

    /// The one text that a query answers.
    pub async fn text(&self, sql: &str) -> String {
        text(&self.url().into(), sql).await
    }

    /// Lets every statement of this kind fail on this table, such as `UPDATE` on `users`.
    pub async fn break_statement(&self, kind: &str, table: &str) {
        match &self.place {
            Place::File(_) => {
                let fault = "BEGIN SELECT RAISE(ABORT, 'disk trouble'); END";
                self.execute(&format!("CREATE TRIGGER fault BEFORE {kind} ON {table} {fault}")).await;
            }
            Place::Schema { .. } => {
                self.execute(&format!(
                    "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS
                         $$ BEGIN RAISE EXCEPTION 'disk trouble'; END $$;
                     CREATE TRIGGER fault BEFORE {kind} ON {table} EXECUTE FUNCTION fault()"
                ))
                .await;
            }
        }
    }

    /// Mends what [`ScratchDatabase::break_statement`] broke.
    pub async fn mend_statement(&self, table: &str) {
        match &self.place {
            Place::File(_) => self.execute("DROP TRIGGER fault").await,
            Place::Schema { .. } => {
                self.execute(&format!("DROP TRIGGER fault ON {table}; DROP FUNCTION fault()")).await
            }
        }
    }

    /// Every byte that is stored; on PostgreSQL, of rows that are alive.
    pub async fn dump(&self) -> Vec<u8> {
        match &self.place {
            Place::File(directory) => {
                let files = ["bienvenue.db", "bienvenue.db-wal"];
                let read = |name| std::fs::read(directory.path().join(name)).unwrap_or_default();
                files.into_iter().flat_map(read).collect()
            }
            Place::Schema { url, .. } => dump_of(url).await,
        }
    }
}

/// Another process's hold on a SQLite file, in which nobody else can write.
#[derive(Debug)]
pub struct Lock(SqliteConnection);

/// Begins to write to a SQLite file, and does not end.
pub async fn lock(file: &Path) -> Lock {
    let mut connection = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    connection.execute("BEGIN IMMEDIATE").await.unwrap();
    Lock(connection)
}

impl Lock {
    /// Lets others write again.
    pub async fn release(mut self) {
        self.0.execute("ROLLBACK").await.unwrap();
        self.0.close().await.unwrap();
    }
}

/// The one text that a query to a database answers.
pub async fn text(url: &DatabaseUrl, sql: &str) -> String {
    if url.engine() == Some(EngineKind::Postgres) {
        let mut connection = PgConnection::connect(url.expose()).await.unwrap();
        return sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
    }
    let mut connection = SqliteConnection::connect(url.expose()).await.unwrap();
    let text = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    text
}

/// Does to a database what the service never would.
pub async fn execute(url: &DatabaseUrl, sql: &str) {
    if url.engine() == Some(EngineKind::Postgres) {
        let mut connection = PgConnection::connect(url.expose()).await.unwrap();
        connection.execute(AssertSqlSafe(sql)).await.unwrap();
        return connection.close().await.unwrap();
    }
    let options = SqliteConnectOptions::from_str(url.expose()).unwrap().create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}

/// All values of all tables, as PostgreSQL keeps them: bytes as bytes.
async fn dump_of(url: &str) -> Vec<u8> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut dump = Vec::new();
    for table in tables {
        let rows = format!("COPY {table} TO STDOUT (FORMAT binary)");
        let mut rows = connection.copy_out_raw(&rows).await.unwrap();
        while let Some(bytes) = std::future::poll_fn(|context| rows.as_mut().poll_next(context)).await {
            dump.extend_from_slice(&bytes.unwrap());
        }
    }
    dump
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        let Place::Schema { database, name, .. } = &self.place else { return };
        let (database, name) = (database.clone(), name.clone());
        // What is dropped can't wait; a thread can. What could not be dropped is in nobody's way.
        let dropping = thread::spawn(move || {
            let drop = async {
                let mut connection = PgConnection::connect(&database).await?;
                let statement = format!("SET lock_timeout = '5s'; DROP SCHEMA {name} CASCADE");
                connection.execute(AssertSqlSafe(statement)).await
            };
            runtime::Builder::new_current_thread().enable_all().build().map(|runtime| runtime.block_on(drop))
        });
        _ = dropping.join();
    }
}
