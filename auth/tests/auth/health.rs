use crate::support::{BOB, PASSWORD, TestAuth, password};
use auth::{
    DatabaseConfig, DatabaseHealth,
    Verdict::{Failed, Ok, Unknown},
};
use std::{
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const WELL: DatabaseHealth = DatabaseHealth { takes_changes: Ok, has_our_schema: Ok, is_in_place: Ok };

/// A service on a file of its own, in which Bob has an account.
async fn on_a_file() -> (TestAuth, TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    let url = format!("sqlite:{}", path.display());
    let auth = TestAuth::with(|config| config.database = DatabaseConfig::new(url)).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    (auth, directory, path)
}

fn log_of(path: &Path) -> PathBuf {
    path.with_extension("db-wal")
}

#[tokio::test]
async fn a_look_makes_a_change_and_leaves_nothing_behind() {
    let auth = TestAuth::new().await;
    let other = auth.reopen().await;
    let looks = (0..20).map(|turn| {
        let auth = if turn % 2 == 0 { auth.auth().clone() } else { other.clone() };
        tokio::spawn(async move { auth.look_at_database().await })
    });
    for look in looks.collect::<Vec<_>>() {
        assert_eq!(look.await.unwrap(), WELL);
    }
    assert_eq!(auth.database.text("SELECT CAST(count(*) AS TEXT) FROM limits").await, "0");
}

#[tokio::test]
async fn a_look_is_written_to_the_disk() {
    let (auth, _directory, path) = on_a_file().await;
    let before = log_of(&path).metadata().unwrap().len();
    assert_eq!(auth.look_at_database().await, WELL);
    assert!(log_of(&path).metadata().unwrap().len() > before);
}

#[tokio::test]
async fn a_database_that_takes_no_changes_is_seen_and_so_is_when_it_does_again() {
    let auth = TestAuth::new().await;
    auth.database.break_statement("INSERT", "limits").await;
    let seen = auth.look_at_database().await;
    assert_eq!(seen, DatabaseHealth { takes_changes: Failed, has_our_schema: Unknown, is_in_place: Ok });
    auth.database.mend_statement("limits").await;
    assert_eq!(auth.look_at_database().await, WELL);
}

#[tokio::test]
async fn the_schema_of_another_version_is_seen() {
    let auth = TestAuth::new().await;
    auth.database.execute("UPDATE _sqlx_migrations SET version = 999 WHERE version = 2").await;
    assert_eq!(auth.look_at_database().await, DatabaseHealth { has_our_schema: Failed, ..WELL });
}

#[tokio::test]
async fn a_file_that_was_deleted_moved_or_replaced_is_seen() {
    let (auth, directory, path) = on_a_file().await;
    let away = directory.path().join("away.db");
    fs::rename(&path, &away).unwrap();
    assert_eq!(auth.look_at_database().await.is_in_place, Failed, "moved");
    fs::copy(&away, &path).unwrap();
    assert_eq!(auth.look_at_database().await.is_in_place, Failed, "replaced");
    fs::rename(&away, &path).unwrap();
    assert_eq!(auth.look_at_database().await, WELL, "back again");
    fs::remove_file(&path).unwrap();
    assert_eq!(auth.look_at_database().await.is_in_place, Failed, "deleted");
}

#[tokio::test]
async fn damage_is_remembered_once_somebody_has_found_it() {
    let (auth, _directory, path) = on_a_file().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    let mut log = File::options().write(true).open(log_of(&path)).unwrap();
    let length = usize::try_from(log.metadata().unwrap().len()).unwrap();
    log.seek(SeekFrom::Start(32)).unwrap();
    log.write_all(&vec![0xff; length - 32]).unwrap();
    auth.get_user_from_session_id(&session).await.unwrap_err();
    assert_eq!(auth.look_at_database().await.is_in_place, Failed);
}

#[tokio::test]
async fn a_database_in_memory_is_where_it_was() {
    let auth = TestAuth::with(|config| config.database = DatabaseConfig::new("sqlite::memory:")).await;
    assert_eq!(auth.look_at_database().await, WELL);
}
