use super::{
    options::{LARGEST_IDLE_LOG, is_at_least},
    *,
};
use crate::db::{DatabaseState, error, error::Meaning, statement::sql, work::Execute};
use sqlx::ConnectOptions;

fn config_in(directory: &tempfile::TempDir) -> DatabaseConfig {
    DatabaseConfig::new(format!("sqlite:{}", directory.path().join("x.db").display()))
}

fn stopwatch() -> Stopwatch {
    Stopwatch::start(&Arc::default(), Scope::Transaction)
}

#[test]
fn versions_are_compared_as_numbers() {
    assert!(is_at_least("3.51.3", "3.51.3"));
    assert!(is_at_least("3.100.0", "3.51.3"));
    assert!(!is_at_least("3.51.2", "3.51.3"));
    assert!(!is_at_least("3.9.9", "3.51.3"));
}

#[test]
fn other_engines_and_no_file_are_refused_by_name() {
    for url in ["mysql://localhost/x", "sqlite:", "sqlite://", "sqlite://?mode=rwc", "bienvenue.db"] {
        let error = options(&DatabaseConfig::new(url)).unwrap_err().to_string();
        assert!(error.contains(url) && error.contains("sqlite:PATH"), "{error}");
    }
}

#[test]
fn a_disk_in_trouble_is_not_now_and_damage_is_for_good() {
    // BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN; READONLY_DBMOVED, IOERR_SHORT_READ, BUSY_SNAPSHOT.
    for code in ["5", "6", "8", "10", "13", "14", "1032", "522", "517"] {
        assert_eq!(meaning(code), Meaning::Unavailable, "{code}");
    }
    // CORRUPT, NOTADB; CORRUPT_INDEX.
    for code in ["11", "26", "779"] {
        assert_eq!(meaning(code), Meaning::Damaged, "{code}");
    }
    // ERROR, CONSTRAINT_UNIQUE, and what is no code.
    for code in ["1", "2067", "x"] {
        assert_eq!(meaning(code), Meaning::Fault, "{code}");
    }
}

#[tokio::test]
async fn the_writer_is_durable_and_readers_can_not_write() {
    let dir = tempfile::tempdir().unwrap();
    let Database { writer: Writer { pool: writer, .. }, readers, .. } = open(&config_in(&dir)).await.unwrap();
    let pragma = async |name: &'static str| sqlx::query_scalar::<_, String>(name).fetch_one(&writer).await.unwrap();
    assert_eq!(pragma("SELECT journal_mode FROM pragma_journal_mode").await, "wal");
    assert_eq!(pragma("SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous").await, "2", "FULL");
    assert_eq!(pragma("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys").await, "1");
    assert_eq!(pragma("SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout").await, "5000");
    let refused = sqlx::query("DELETE FROM users").execute(&readers).await.unwrap_err().to_string();
    assert!(refused.contains("readonly"), "{refused}");
}

#[tokio::test]
async fn a_transaction_takes_the_write_lock_before_it_reads() {
    let dir = tempfile::tempdir().unwrap();
    let (ours, theirs) = (open(&config_in(&dir)).await.unwrap(), open(&config_in(&dir)).await.unwrap());
    sqlx::query("PRAGMA busy_timeout = 0").execute(&theirs.writer.pool).await.unwrap();
    let transaction = ours.writer.pool.begin_with(BEGIN).await.unwrap();
    let change = Execute(sql("DELETE FROM users").scanning());
    let refused = theirs.run(Scope::Transaction, &change, stopwatch()).await.unwrap_err();
    assert_eq!(error::meaning(&refused, meaning), Meaning::Unavailable, "{refused}");
    transaction.commit().await.unwrap();
    theirs.run(Scope::Transaction, &change, stopwatch()).await.unwrap();
}

#[tokio::test]
async fn a_log_that_grew_behind_a_long_reader_shrinks_when_the_reader_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let Database { writer: Writer { pool: writer, .. }, readers, .. } = open(&config_in(&dir)).await.unwrap();
    let log = || dir.path().join("x.db-wal").metadata().unwrap().len();
    let write = async || {
        let noise = "INSERT INTO noise VALUES (randomblob(1000000))";
        sqlx::query(noise).execute(&writer).await.unwrap();
    };
    sqlx::query("CREATE TABLE noise (bytes BLOB)").execute(&writer).await.unwrap();
    let mut long = readers.begin().await.unwrap();
    sqlx::query("SELECT count(*) FROM noise").execute(&mut *long).await.unwrap();
    while log() <= 2 * LARGEST_IDLE_LOG {
        write().await;
    }
    long.rollback().await.unwrap();
    // The first copies what is in the log, the second begins it anew.
    write().await;
    write().await;
    assert!(log() <= LARGEST_IDLE_LOG, "{}", log());
}

#[tokio::test]
async fn a_database_in_memory_is_read_where_it_is_written() {
    for url in ["sqlite::memory:", "sqlite://x?mode=memory"] {
        let Database { readers, .. } = open(&DatabaseConfig::new(url)).await.unwrap();
        let users: i64 = sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(&readers).await.unwrap();
        assert_eq!(users, 0, "{url}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let Database { writer: Writer { pool: writer, .. }, .. } = open(&config_in(&dir)).await.unwrap();
    sqlx::query("DELETE FROM users").execute(&writer).await.unwrap();
    for name in ["x.db", "x.db-wal", "x.db-shm"] {
        let mode = dir.path().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

/// Sets a file up as an older version of the service left it, which knew so many migrations.
async fn old_database(config: &DatabaseConfig, migrations: usize) {
    file::provide(config, options(config).unwrap().get_filename()).await.unwrap();
    let pool = pool(config, 1).connect_with(options(config).unwrap()).await.unwrap();
    let older = Migrator::with_migrations(MIGRATOR.iter().take(migrations).cloned().collect());
    older.run(&pool).await.unwrap();
    pool.close().await;
}

/// Lets SQLite stop after so many of its steps.
async fn stop_after(pool: &SqlitePool, steps: u32) {
    let mut connection = pool.acquire().await.unwrap();
    let mut left = steps;
    connection.lock_handle().await.unwrap().set_progress_handler(1, move || {
        left = left.saturating_sub(1);
        left > 0
    });
}

#[tokio::test]
async fn a_migration_that_is_stopped_anywhere_leaves_the_old_schema_and_the_next_one_completes() {
    // More would show nothing new: each statement takes hundreds.
    const STRIDE: usize = 211;
    for migrations in [0, 4] {
        let old = MIGRATOR.iter().take(migrations).next_back().map(|migration| migration.version);
        let mut stopped = 0;
        for steps in (1..).step_by(STRIDE) {
            let dir = tempfile::tempdir().unwrap();
            let config = config_in(&dir);
            old_database(&config, migrations).await;
            let writer = pool(&config, 1).connect_with(options(&config).unwrap()).await.unwrap();
            stop_after(&writer, steps).await;
            let migrated = migrate(&writer).await;
            writer.close().await;
            if migrated.is_ok() {
                break;
            }
            stopped += 1;
            let found = match inspect(&config).await.unwrap() {
                DatabaseState::Schema { found, .. } => Some(found),
                _ => None,
            };
            assert_eq!(found, old, "after {steps} steps");
            open(&config).await.unwrap().close().await;
            let found = inspect(&config).await.unwrap();
            assert_eq!(found, DatabaseState::Schema { found: version(), ours: version() });
        }
        assert!(stopped > 10, "{stopped}");
    }
}

#[tokio::test]
async fn statistics_that_an_older_version_left_are_gone() {
    let directory = tempfile::tempdir().unwrap();
    let config = config_in(&directory);
    let statistics = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'";
    let migrations = MIGRATOR.iter().take(10).cloned().collect();
    let mut older = options(&config).unwrap().connect().await.unwrap();
    Migrator::with_migrations(migrations).run_direct(None, &mut older, false).await.unwrap();
    sqlx::query("ANALYZE").execute(&mut older).await.unwrap();
    assert_eq!(sqlx::query_scalar::<_, i64>(statistics).fetch_one(&mut older).await.unwrap(), 1);
    older.close().await.unwrap();
    let database = open(&config).await.unwrap();
    assert_eq!(sqlx::query_scalar::<_, i64>(statistics).fetch_one(&database.readers).await.unwrap(), 0);
    database.close().await;
    let mut closed = options(&config).unwrap().connect().await.unwrap();
    assert_eq!(sqlx::query_scalar::<_, i64>(statistics).fetch_one(&mut closed).await.unwrap(), 0, "nor are new ones");
}
