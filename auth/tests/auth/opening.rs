use crate::support::{BOB, PASSWORD, TestAuth, config, password};
use auth::{Auth, Clock, DatabaseConfig, DatabaseState, OpenError, inspect_database, test_support::ScratchDatabase};
use std::collections::BTreeSet;

#[tokio::test]
async fn what_was_stored_is_there_after_a_restart() {
    let first = TestAuth::with_bob().await;
    let session = first.session_of(BOB, PASSWORD).await;
    first.close().await;
    let second = first.reopen().await;
    assert!(second.valid_login(BOB, &password(PASSWORD)).await);
    assert!(second.get_user_from_session_id(&session).await.unwrap().is_some());
}

#[tokio::test]
async fn closing_folds_the_write_ahead_log_into_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("x.db").display());
    let auth = TestAuth::with(|config| config.database = DatabaseConfig::new(url)).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    let log = directory.path().join("x.db-wal");
    assert!(log.exists());
    auth.close().await;
    assert!(!log.exists());
}

#[tokio::test]
async fn a_database_in_memory_works() {
    let auth = TestAuth::with(|config| config.database = DatabaseConfig::new("sqlite::memory:")).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    let session = auth.session_of(BOB, PASSWORD).await;
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    let letter = "Dear database, I am a letter. ".repeat(100);
    std::fs::write(&path, &letter).unwrap();
    let database = DatabaseConfig::new(format!("sqlite:{}", path.display()));
    let opened = Auth::open(config(database, directory.path().to_owned(), Clock::System)).await;
    assert!(matches!(opened, Err(OpenError::Damaged { .. })));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[tokio::test]
async fn an_engine_that_is_not_supported_is_named() {
    let refused =
        Auth::open(config(DatabaseConfig::new("mysql://u:s3cret@localhost/x"), "unused".into(), Clock::System));
    let refused = refused.await.unwrap_err().to_string();
    for part in ["mysql://u@localhost/x", "sqlite:PATH", "postgres://"] {
        assert!(refused.contains(part), "{refused}");
    }
    assert!(!refused.contains("s3cret"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn instances_that_start_at_the_same_time_all_find_the_schema() {
    for _ in 0..5 {
        let database = ScratchDatabase::new().await;
        let opening = (0..8).map(|_| {
            let config =
                config(DatabaseConfig { connections: None, ..database.config() }, "unused".into(), Clock::System);
            tokio::spawn(Auth::open(config))
        });
        for opened in opening.collect::<Vec<_>>() {
            opened.await.unwrap().unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    let database = ScratchDatabase::new().await;
    // The second migration changes this table, the third makes this one: it fails, and both before it with it.
    database.execute("CREATE VIEW unfinished_moves AS SELECT 1 AS mine").await;
    let open = || Auth::open(config(database.config(), "unused".into(), Clock::System));
    assert!(matches!(open().await, Err(OpenError::Migrate(_))));
    database.execute("CREATE TABLE users (mine INTEGER); DROP TABLE users; DROP VIEW unfinished_moves").await;
    open().await.unwrap().register_user(BOB, &password(PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn a_database_is_looked_at_without_being_changed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    let config = DatabaseConfig::new(format!("sqlite:{}", path.display()));
    let names = || {
        let entries = std::fs::read_dir(directory.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<BTreeSet<_>>()
    };
    let missing = inspect_database(&config).await.unwrap();
    assert_eq!((missing, names().len()), (DatabaseState::Missing { directory: directory.path().to_owned() }, 0));
    std::fs::write(&path, "").unwrap();
    assert!(matches!(inspect_database(&config).await, Err(OpenError::EmptyFile { .. })));
    std::fs::remove_file(&path).unwrap();
    let auth = TestAuth::with(|opened| opened.database = config.clone()).await;
    let DatabaseState::Schema { found, ours } = inspect_database(&config).await.unwrap() else { unreachable!() };
    assert!(found == ours && ours >= 5, "{found} {ours}");
    auth.close().await;
    let before = (std::fs::read(&path).unwrap(), names());
    assert_eq!(before.1.len(), 1, "{before:?}");
    assert_eq!(inspect_database(&config).await.unwrap(), DatabaseState::Schema { found, ours });
    assert!((std::fs::read(&path).unwrap(), names()) == before, "closed, it is as it was");
    let in_memory = inspect_database(&DatabaseConfig::new("sqlite::memory:")).await.unwrap();
    assert_eq!(in_memory, DatabaseState::InMemory);
}

#[tokio::test]
async fn what_another_version_or_half_a_move_left_is_seen() {
    let database = ScratchDatabase::new().await;
    let auth = TestAuth::with(|config| config.database = database.config()).await;
    auth.close().await;
    database.execute("UPDATE _sqlx_migrations SET version = 999 WHERE version = 2").await;
    let state = inspect_database(&database.config()).await.unwrap();
    assert!(matches!(state, DatabaseState::Schema { found: 999, ours } if ours < 999), "{state:?}");
    database.execute("INSERT INTO unfinished_moves (id, source, started_at) VALUES (1, 'sqlite:old.db', 0)").await;
    let error = inspect_database(&database.config()).await.unwrap_err();
    assert!(matches!(error, OpenError::UnfinishedMove { source_url } if source_url == "sqlite:old.db"));
}

#[tokio::test]
async fn what_can_not_be_looked_at_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    std::fs::write(&path, "Dear database, I am a letter. ".repeat(100)).unwrap();
    let nobody = testbed::free_address().unwrap();
    for (url, reason) in [
        (format!("sqlite:{}", path.display()), "not a database"),
        (format!("sqlite:{}", directory.path().display()), "directory"),
        (format!("postgres://bob:s3cret@{nobody}/x?sslmode=disable"), "refused"),
        ("mysql://bob:s3cret@x/y".to_owned(), "no engine has this name"),
    ] {
        let error = inspect_database(&DatabaseConfig::new(url)).await.unwrap_err().to_string();
        assert!(error.contains(reason) && !error.contains("s3cret"), "{error}");
    }
}

#[tokio::test]
async fn a_new_database_knows_nobody() {
    let auth = TestAuth::new().await;
    for table in ["users", "sessions", "email_confirmations", "password_reset_tokens", "devices"] {
        let rows = auth.database.text(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await;
        assert_eq!(rows, "0", "{table}");
    }
}
