//! Whether a database is whole.

use crate::support::{BOB, PASSWORD, TestAuth, password};
use auth::{
    CheckError, DatabaseConfig, OpenError, check_database,
    test_support::{ScratchDatabase, postgres},
};
use std::{fs, path::Path};

async fn fault(config: &DatabaseConfig) -> CheckError {
    check_database(config).await.unwrap_err()
}

/// A file with Bob's account, closed.
async fn file_with_bob(path: &Path) -> DatabaseConfig {
    let config = DatabaseConfig { create: false, ..DatabaseConfig::new(format!("sqlite:{}", path.display())) };
    let auth = TestAuth::with(|opened| opened.database = DatabaseConfig { create: true, ..config.clone() }).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    auth.close().await;
    config
}

#[tokio::test]
async fn a_database_in_order_is_whole_while_it_is_served_from_and_afterwards() {
    let auth = TestAuth::with_bob().await;
    let beside = check_database(&auth.database.config()).await.unwrap();
    assert_eq!((beside.users, beside.schema), (1, beside.ours));
    let before = auth.database.dump().await;
    assert_eq!(check_database(&auth.database.config()).await.unwrap(), beside);
    assert!(auth.database.dump().await == before, "it was changed");
    auth.close().await;
    assert_eq!(check_database(&auth.database.config()).await.unwrap(), beside);
}

#[tokio::test]
async fn a_row_that_belongs_to_nobody_is_found() {
    let auth = TestAuth::with_bob().await;
    auth.session_of(BOB, PASSWORD).await;
    auth.close().await;
    let forget = match postgres() {
        Some(_) => "ALTER TABLE sessions DROP CONSTRAINT sessions_user_id_fkey; DELETE FROM users",
        None => "PRAGMA foreign_keys = OFF; DELETE FROM activities; DELETE FROM devices; DELETE FROM users",
    };
    auth.database.execute(forget).await;
    let fault = fault(&auth.database.config()).await;
    assert!(matches!(&fault, CheckError::Damaged { others: 0, .. }), "{fault}");
    assert!(fault.to_string().contains("a row of sessions refers to one of users that is not there"), "{fault}");
}

#[tokio::test]
async fn what_another_version_made_is_told() {
    let auth = TestAuth::with_bob().await;
    auth.close().await;
    let older = "UPDATE _sqlx_migrations SET version = 0 - version WHERE version > 7";
    auth.database.execute(older).await;
    let checked = check_database(&auth.database.config()).await.unwrap();
    assert_eq!((checked.schema, checked.users), (7, 1));
    auth.database.execute("UPDATE _sqlx_migrations SET version = 999 WHERE version = 7").await;
    assert!(matches!(fault(&auth.database.config()).await, CheckError::Newer { found: 999, .. }));
}

#[tokio::test]
async fn where_there_is_nothing_of_ours_nothing_is_made() {
    let database = ScratchDatabase::new().await;
    database.execute("CREATE TABLE theirs (id INTEGER)").await;
    let fault_of_theirs = fault(&database.config()).await;
    // A SQLite file belongs to one program, a PostgreSQL database may be shared.
    let is_theirs = matches!(fault_of_theirs, CheckError::Foreign(_) | CheckError::Open(OpenError::Foreign { .. }));
    assert!(is_theirs, "{fault_of_theirs}");
    let directory = tempfile::tempdir().unwrap();
    let nowhere = DatabaseConfig::new(format!("sqlite:{}", directory.path().join("x.db").display()));
    assert!(matches!(fault(&nowhere).await, CheckError::Missing(_)));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    assert!(matches!(fault(&DatabaseConfig::new("sqlite::memory:")).await, CheckError::InMemory));
}

#[tokio::test]
async fn damage_is_found_and_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    let config = file_with_bob(&path).await;
    let whole = fs::read(&path).unwrap();
    let mut scratched = whole.clone();
    // The second page, where a table or an index begins, and the first one's end: the schema.
    scratched[4096..4196].fill(0xa5);
    let letter = b"Dear database, I am a letter. ".repeat(100);
    for damaged in [scratched, whole[..whole.len() / 2].to_vec(), letter, Vec::new()] {
        fs::write(&path, &damaged).unwrap();
        let fault = fault(&config).await;
        assert!(!fault.to_string().is_empty());
        assert!(fs::read(&path).unwrap() == damaged, "{fault}");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "{fault}");
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(check_database(&config).await.unwrap().users, 1);
}
