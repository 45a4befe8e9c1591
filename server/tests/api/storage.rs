//! What becomes of requests while the SQLite file under the service is in trouble: it is never the person's failure, and
//! nothing is said to be kept that is not.

use crate::{
    program::Program,
    support::{ALICE, Answer, BOB, PASSWORD, TestApp},
};
use auth::{DatabaseConfig, test_support, test_support::ScratchDatabase};
use reqwest::header::COOKIE;
use std::{
    fs,
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// What SQLite writes unless it is told otherwise.
const PAGE: u64 = 4096;

/// A service on a SQLite file on which Bob has an account and is signed in.
struct Service {
    app: TestApp,
    cookie: String,
    directory: TempDir,
}

impl Service {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let app = TestApp::with(config(&file(directory.path())), |_| ()).await;
        register(&app, BOB).await;
        let cookie = app.bobs_cookie().await;
        Self { app, cookie, directory }
    }

    /// Every way to change something, each answered "not now" and nothing else, while reading goes on.
    async fn refuses_changes(&self) {
        let (app, cookie) = (&self.app, self.cookie.as_str());
        let log_out = Answer::of(app.request("DELETE", "/sessions").header(COOKIE, cookie)).await;
        assert!(matches!(&log_out.cookies()[..], [cookie] if cookie.contains("Max-Age=0")), "{log_out:?}");
        let log_in = app.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await;
        let reset = app.send("POST", "/reset_password", &[("email", BOB)]).await;
        let form = app.send("POST", "/api/login", &[("email", BOB), ("password", PASSWORD)]).await;
        for answer in [register(app, ALICE).await, log_out, log_in, reset, form] {
            assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "2"), "{answer:?}");
        }
        let button = Answer::of(app.request("POST", "/api/logout").header(COOKIE, cookie)).await;
        assert_eq!((button.status.as_u16(), button.cookies().len()), (503, 0), "it can be pressed again: {button:?}");
        assert_eq!(app.profile_status(cookie).await, 200, "the session goes on");
        assert_eq!(app.open("/account", cookie).await.status, 200);
    }
}

async fn register(app: &TestApp, email: &str) -> Answer {
    app.send("POST", "/users", &[("email", email), ("password", PASSWORD)]).await
}

fn file(directory: &Path) -> PathBuf {
    directory.join("x.db")
}

fn config(file: &Path) -> DatabaseConfig {
    DatabaseConfig::new(format!("sqlite:{}", file.display()))
}

#[tokio::test]
async fn a_database_file_that_was_moved_away_or_replaced_is_not_written_to_and_used_again_when_it_is_back() {
    let service = Service::start().await;
    let (file, away) = (file(service.directory.path()), service.directory.path().join("away.db"));
    fs::rename(&file, &away).unwrap();
    service.refuses_changes().await;
    fs::write(&file, "").unwrap();
    service.refuses_changes().await;
    assert_eq!(fs::metadata(&file).unwrap().len(), 0, "nothing begins anew in its place");
    fs::rename(&away, &file).unwrap();
    assert_eq!(register(&service.app, ALICE).await.status, 200);
    assert_eq!(service.app.profile_status(&service.cookie).await, 200);
}

#[tokio::test]
async fn without_its_write_ahead_log_nothing_is_said_to_be_kept() {
    let service = Service::start().await;
    fs::remove_file(service.directory.path().join("x.db-wal")).unwrap();
    service.refuses_changes().await;
}

/// A database file of more than is read at the start, in which Bob has an account, and with what is no page in the place
/// of the table of users.
async fn damaged() -> ScratchDatabase {
    let database = ScratchDatabase::file();
    let app = TestApp::with(database.config(), |_| ()).await;
    register(&app, BOB).await;
    app.auth.close().await;
    database.execute("CREATE TABLE noise (bytes BLOB); INSERT INTO noise VALUES (randomblob(2000000))").await;
    let root = "SELECT CAST(rootpage AS TEXT) FROM sqlite_master WHERE name = 'users'";
    let page: u64 = database.text(root).await.parse().unwrap();
    let file = database.url();
    let mut file = fs::File::options().read(true).write(true).open(file.strip_prefix("sqlite:").unwrap()).unwrap();
    let (place, mut kind) = (SeekFrom::Start((page - 1) * PAGE), [0]);
    file.seek(place).unwrap();
    file.read_exact(&mut kind).unwrap();
    file.seek(place).unwrap();
    file.write_all(&[kind[0] ^ 0xff]).unwrap();
    database
}

#[tokio::test]
async fn damage_that_is_met_is_500_and_nothing_is_written_afterwards() {
    let database = damaged().await;
    let app = TestApp::with(database.config(), |_| ()).await;
    assert!(!app.auth.is_damaged(), "nobody has met it");
    let token = app.auth.create_session(BOB).await;
    assert!(matches!(token, Err(auth::AuthError::Internal(_))), "never as if there was no such person: {token:?}");
    assert!(app.auth.is_damaged());
    let written = database.dump().await;
    let log_in = app.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await;
    for answer in [register(&app, ALICE).await, log_in] {
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "2"), "{answer:?}");
    }
    assert!(database.dump().await == written, "something was written");
}

#[tokio::test]
async fn damage_that_nobody_has_met_is_found_while_the_service_runs() {
    let database = damaged().await;
    let program = Program::start(&["--database-url", &database.url()]);
    let found = program.event("db_corrupt");
    assert_eq!(found["level"], "ERROR", "{found}");
}

#[tokio::test]
async fn a_lock_of_another_process_is_503_for_changes_and_nothing_for_reading() {
    let directory = tempfile::tempdir().unwrap();
    let impatient =
        DatabaseConfig { statement_timeout: std::time::Duration::from_millis(200), ..config(&file(directory.path())) };
    let app = TestApp::with(impatient, |_| ()).await;
    register(&app, BOB).await;
    let service = Service { cookie: app.bobs_cookie().await, app, directory };
    let lock = test_support::lock(&file(service.directory.path())).await;
    service.refuses_changes().await;
    lock.release().await;
    assert_eq!(register(&service.app, ALICE).await.status, 200);
}
