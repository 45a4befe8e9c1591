//! Copies of a SQLite database.

use crate::support::{ALICE, BOB, PASSWORD, TestAuth, password};
use auth::{
    BackupError, CheckError, DatabaseConfig, DatabaseUrl, back_up, check_database, test_support::ScratchDatabase,
};
use std::fs;

async fn file_with_bob() -> TestAuth {
    let auth = TestAuth::on(ScratchDatabase::file(), |_| ()).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    auth
}

#[tokio::test]
async fn a_copy_has_what_was_there_and_is_served_from() {
    let (auth, directory) = (file_with_bob().await, tempfile::tempdir().unwrap());
    let copy = directory.path().join("100% of it?.db");
    let bytes = back_up(&auth.database.config(), &copy, false).await.unwrap();
    auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    assert_eq!(copy.metadata().unwrap().len(), bytes);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "there is nothing beside it");
    let config = DatabaseConfig::new(DatabaseUrl::of_file(&copy));
    assert_eq!(check_database(&config).await.unwrap().users, 1);
    let copied = auth.reopen_with(|opened| opened.database = config).await;
    assert!(copied.valid_login(BOB, &password(PASSWORD)).await);
    assert!(!copied.valid_login(ALICE, &password(PASSWORD)).await);
}

#[tokio::test]
async fn what_a_crash_left_in_the_log_is_copied_too() {
    let (auth, directory) = (file_with_bob().await, tempfile::tempdir().unwrap());
    let (crashed, copy) = (directory.path().join("x.db"), directory.path().join("copy.db"));
    let live = auth.database.url().strip_prefix("sqlite:").unwrap().to_owned();
    for ending in ["", "-wal"] {
        fs::copy(format!("{live}{ending}"), directory.path().join(format!("x.db{ending}"))).unwrap();
    }
    let before = fs::read(&crashed).unwrap();
    back_up(&DatabaseConfig::new(DatabaseUrl::of_file(&crashed)), &copy, false).await.unwrap();
    assert_eq!(check_database(&DatabaseConfig::new(DatabaseUrl::of_file(&copy))).await.unwrap().users, 1);
    assert!(fs::read(&crashed).unwrap() == before, "the database was changed");
}

#[tokio::test]
async fn a_file_that_is_there_is_replaced_only_when_asked_for() {
    let (auth, directory) = (file_with_bob().await, tempfile::tempdir().unwrap());
    let (config, copy) = (auth.database.config(), directory.path().join("copy.db"));
    fs::write(&copy, "mine").unwrap();
    let refused = back_up(&config, &copy, false).await.unwrap_err();
    assert!(matches!(refused, BackupError::Exists(_)), "{refused}");
    assert_eq!(fs::read_to_string(&copy).unwrap(), "mine");
    back_up(&config, &copy, true).await.unwrap();
    assert_eq!(check_database(&DatabaseConfig::new(DatabaseUrl::of_file(&copy))).await.unwrap().users, 1);
}

#[tokio::test]
async fn the_database_is_not_replaced_by_its_own_copy() {
    let auth = file_with_bob().await;
    let path = auth.database.url().strip_prefix("sqlite:").unwrap().to_owned();
    for ending in ["", "-wal"] {
        let refused = back_up(&auth.database.config(), format!("{path}{ending}").as_ref(), true).await;
        assert!(matches!(refused, Err(BackupError::Itself(_))), "{ending} {refused:?}");
    }
}

#[tokio::test]
async fn where_no_copy_can_be_made_nothing_is() {
    let (auth, directory) = (file_with_bob().await, tempfile::tempdir().unwrap());
    let nowhere = directory.path().join("nowhere/copy.db");
    let refused = back_up(&auth.database.config(), &nowhere, false).await;
    assert!(matches!(refused, Err(BackupError::Write { .. })), "{refused:?}");
    let copy = directory.path().join("copy.db");
    let missing = DatabaseConfig::new(DatabaseUrl::of_file(&directory.path().join("x.db")));
    let refused = back_up(&missing, &copy, false).await;
    assert!(matches!(refused, Err(BackupError::Source(CheckError::Missing(_)))), "{refused:?}");
    let postgres = DatabaseConfig::new("postgres://bob:s3cret@127.0.0.1:1/x");
    let refused = back_up(&postgres, &copy, false).await.unwrap_err().to_string();
    assert!(refused.contains("pg_dump") && !refused.contains("s3cret"), "{refused}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn what_is_damaged_gets_no_copy() {
    let (auth, directory) = (file_with_bob().await, tempfile::tempdir().unwrap());
    auth.close().await;
    let path = auth.database.url().strip_prefix("sqlite:").unwrap().to_owned();
    auth.database
        .execute(
            "PRAGMA foreign_keys = OFF; DELETE FROM users; INSERT INTO devices
        VALUES (randomblob(16), randomblob(16), randomblob(32), 0, 0)",
        )
        .await;
    let copy = directory.path().join("copy.db");
    let refused = back_up(&auth.database.config(), &copy, false).await;
    assert!(matches!(refused, Err(BackupError::Source(CheckError::Damaged { .. }))), "{refused:?}");
    fs::write(&path, "Dear database, I am a letter. ".repeat(100)).unwrap();
    let refused = back_up(&auth.database.config(), &copy, false).await;
    assert!(matches!(refused, Err(BackupError::Source(CheckError::Open(_)))), "{refused:?}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}
