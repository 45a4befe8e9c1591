//! Putting a backup in the place of a SQLite database.

use crate::support::{ALICE, BOB, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{
    CheckError, Clock, DatabaseConfig, DatabaseUrl, Requester, RestoreError, Restored, Timestamp, back_up,
    check_database, restore, test_support::ScratchDatabase,
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// 2026-11-22T00:00:00Z
const NOW: Timestamp = Timestamp::from_millis(1_795_305_600_000);

/// A service on a file, and a backup of it.
struct Backed {
    auth: TestAuth,
    directory: TempDir,
}

impl Backed {
    /// A backup in which Bob is signed in, awaits a reset and another address.
    async fn with_bob() -> Self {
        let auth = TestAuth::on(ScratchDatabase::file(), |_| ()).await;
        auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
        let backed = Self { auth, directory: tempfile::tempdir().unwrap() };
        let session = backed.auth.session_of(BOB, PASSWORD).await;
        backed
            .auth
            .request_email_change(&session, "b@me.com", &password(PASSWORD), &Requester::default())
            .await
            .unwrap();
        backed.auth.reset_token(BOB).await;
        back_up(&backed.auth.database.config(), &backed.backup(), false).await.unwrap();
        backed
    }

    fn backup(&self) -> PathBuf {
        self.directory.path().join("backup.db")
    }

    fn database(&self) -> PathBuf {
        self.auth.database.url().strip_prefix("sqlite:").unwrap().into()
    }

    /// The names of what is beside the database.
    fn beside(&self) -> Vec<String> {
        names(self.database().parent().unwrap())
    }

    async fn restore(&self) -> Result<Restored, RestoreError> {
        let config = DatabaseConfig { create: false, ..self.auth.database.config() };
        restore(&config, &self.backup(), NOW).await
    }

    async fn rows(&self, table: &str) -> String {
        self.auth.database.text(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await
    }
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn accounts_are_as_in_the_backup_and_what_opens_them_has_ended() {
    let backed = Backed::with_bob().await;
    let session = backed.auth.session_of(BOB, PASSWORD).await;
    backed.auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    let token = backed.auth.reset_token(BOB).await;
    backed.auth.update_password(&token, &password(OTHER_PASSWORD)).await.unwrap();
    backed.auth.close().await;
    let (whole, before) = (fs::read(backed.backup()).unwrap(), fs::read(backed.database()).unwrap());
    let restored = backed.restore().await.unwrap();
    let kept = format!("{}.replaced-2026-11-22T00-00-00Z", backed.database().display());
    assert_eq!(restored, Restored { users: 1, sessions: 1, replaced: Some(kept.clone().into()) });
    assert!(fs::read(backed.backup()).unwrap() == whole, "the backup was changed");
    assert!(fs::read(&kept).unwrap() == before, "what was replaced was changed");
    assert_eq!(backed.beside(), ["bienvenue.db", "bienvenue.db.replaced-2026-11-22T00-00-00Z"]);
    for table in ["sessions", "password_reset_tokens", "email_confirmations", "devices", "limits", "outbox"] {
        assert_eq!(backed.rows(table).await, "0", "{table}");
    }
    let auth = backed.auth.reopen().await;
    assert!(auth.get_user_from_session_id(&session).await.unwrap().is_none());
    assert!(auth.valid_login(BOB, &password(PASSWORD)).await, "the password is that of the backup");
    assert!(!auth.valid_login(ALICE, &password(PASSWORD)).await);
}

#[tokio::test]
async fn a_sign_up_that_waits_goes_on() {
    let auth = TestAuth::on(ScratchDatabase::file(), |config| config.mode = auth::Mode::Production).await;
    auth.sign_up(ALICE, &password("violet anchors sing")).await.unwrap();
    let backed = Backed { auth, directory: tempfile::tempdir().unwrap() };
    back_up(&backed.auth.database.config(), &backed.backup(), false).await.unwrap();
    backed.auth.close().await;
    backed.restore().await.unwrap();
    assert_eq!(backed.rows("email_confirmations").await, "1");
}

#[tokio::test]
async fn a_log_that_a_crash_left_is_not_read_into_the_backup_and_is_kept() {
    let backed = Backed::with_bob().await;
    backed.auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    let crashed = backed.directory.path().join("crashed");
    fs::create_dir(&crashed).unwrap();
    for ending in ["", "-wal"] {
        fs::copy(format!("{}{ending}", backed.database().display()), crashed.join(format!("x.db{ending}"))).unwrap();
    }
    let config = DatabaseConfig::new(DatabaseUrl::of_file(&crashed.join("x.db")));
    let kept = restore(&config, &backed.backup(), NOW).await.unwrap().replaced.unwrap();
    assert_eq!(names(&crashed).len(), 3, "the database, what it replaced, and the log of that");
    assert_eq!(check_database(&config).await.unwrap().users, 1);
    let kept = DatabaseConfig::new(DatabaseUrl::of_file(&kept));
    assert_eq!(check_database(&kept).await.unwrap().users, 2, "what was in the log is lost");
}

#[tokio::test]
async fn a_newer_backup_is_refused() {
    let backed = Backed::with_bob().await;
    backed.auth.close().await;
    execute(&backed.backup(), "UPDATE _sqlx_migrations SET version = 999 WHERE version = 2").await;
    let before = fs::read(backed.database()).unwrap();
    let refused = backed.restore().await.unwrap_err();
    assert!(matches!(refused, RestoreError::Backup(CheckError::Newer { found: 999, .. })), "{refused}");
    assert!(fs::read(backed.database()).unwrap() == before);
}

#[tokio::test]
async fn what_is_no_whole_backup_is_refused_and_nothing_is_changed() {
    let backed = Backed::with_bob().await;
    backed.auth.close().await;
    let (whole, before) = (fs::read(backed.backup()).unwrap(), (fs::read(backed.database()).unwrap(), backed.beside()));
    let letter = b"Dear database, I am a letter. ".repeat(100);
    for backup in [letter, whole[..whole.len() - 5000].to_vec(), whole[..50].to_vec(), Vec::new()] {
        fs::write(backed.backup(), &backup).unwrap();
        let refused = backed.restore().await.unwrap_err();
        assert!(matches!(refused, RestoreError::Backup(_)), "{refused}");
        assert!(fs::read(backed.backup()).unwrap() == backup, "{refused}");
        assert!((fs::read(backed.database()).unwrap(), backed.beside()) == before, "{refused}");
    }
    fs::write(backed.backup(), &whole).unwrap();
    execute(&backed.backup(), "INSERT INTO unfinished_moves (id, source, started_at) VALUES (1, 'sqlite:x.db', 0)")
        .await;
    assert!(backed.restore().await.unwrap_err().to_string().contains("unfinished copy"));
    fs::remove_file(backed.backup()).unwrap();
    assert!(matches!(backed.restore().await, Err(RestoreError::File { .. })));
    assert!((fs::read(backed.database()).unwrap(), backed.beside()) == before);
}

#[tokio::test]
async fn a_database_is_no_backup() {
    let backed = Backed::with_bob().await;
    let config = backed.auth.database.config();
    let live = backed.directory.path().join("live.db");
    for ending in ["", "-wal"] {
        fs::copy(format!("{}{ending}", backed.database().display()), format!("{}{ending}", live.display())).unwrap();
    }
    backed.auth.close().await;
    let refused = restore(&config, &live, NOW).await;
    assert!(matches!(refused, Err(RestoreError::HasLog(_))), "{refused:?}");
    let refused = restore(&config, &backed.database(), NOW).await;
    assert!(matches!(refused, Err(RestoreError::Itself(_))), "{refused:?}");
}

#[tokio::test]
async fn a_damaged_database_and_one_that_is_gone_are_what_a_backup_is_for() {
    let backed = Backed::with_bob().await;
    backed.auth.close().await;
    fs::write(backed.database(), "Dear database, I am a letter.").unwrap();
    let kept = backed.restore().await.unwrap().replaced.unwrap();
    assert_eq!(fs::read_to_string(&kept).unwrap(), "Dear database, I am a letter.");
    fs::remove_file(kept).unwrap();
    fs::remove_file(backed.database()).unwrap();
    assert_eq!(backed.restore().await.unwrap().replaced, None);
    assert_eq!(backed.beside(), ["bienvenue.db"]);
    assert!(backed.auth.reopen().await.valid_login(BOB, &password(PASSWORD)).await);
}

#[tokio::test]
async fn where_no_file_is_served_from_nothing_is_restored() {
    for (url, named) in [("sqlite::memory:", "name a file"), ("postgres://bob:s3cret@127.0.0.1:1/x", "pg_restore")] {
        let refused = restore(&DatabaseConfig::new(url), Path::new("backup.db"), Clock::System.now()).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(named) && !refused.contains("s3cret"), "{refused}");
    }
}

/// Whoever starts while another file takes the name of the one that it waits for must not serve from the old one.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_start_that_waits_for_a_file_that_is_replaced_takes_the_new_one() {
    let backed = Backed::with_bob().await;
    let path = backed.database();
    backed.auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    backed.auth.close().await;
    let holder = backed.auth.database.hold().await;
    let times_open = || {
        let open = fs::read_dir("/proc/self/fd").unwrap().filter_map(|fd| fs::read_link(fd.ok()?.path()).ok());
        open.filter(|file| *file == path).count()
    };
    let once = times_open();
    let start = backed.auth.reopen();
    tokio::pin!(start);
    while times_open() == once {
        // Polled for as long as it takes to open the file, which then waits for its holder.
        let started = tokio::time::timeout(std::time::Duration::from_millis(1), &mut start).await;
        assert!(started.is_err(), "it did not wait");
    }
    fs::rename(backed.backup(), &path).unwrap();
    drop(holder);
    let auth = start.await;
    assert!(auth.valid_login(BOB, &password(PASSWORD)).await);
    assert!(!auth.valid_login(ALICE, &password(PASSWORD)).await, "it serves from the file that was replaced");
}

async fn execute(path: &Path, sql: &str) {
    auth::test_support::execute(&DatabaseUrl::of_file(path), sql).await;
}
