use crate::support::{BOB, PASSWORD, TestAuth, config, password};
use auth::{Auth, Clock, OpenError};

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
    let auth = TestAuth::with_bob().await;
    auth.close().await;
    assert!(!auth.directory.path().join("bienvenue.db-wal").exists());
}

#[tokio::test]
async fn a_database_in_memory_works() {
    let auth = TestAuth::with(|config| config.database_url = "sqlite::memory:".into()).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    let session = auth.session_of(BOB, PASSWORD).await;
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
    assert!(!auth.directory.path().join("bienvenue.db").exists());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bienvenue.db");
    let letter = "Dear database, I am a letter. ".repeat(100);
    std::fs::write(&path, &letter).unwrap();
    let opened = Auth::open(config(directory.path().to_owned(), Clock::System)).await;
    assert!(matches!(opened, Err(OpenError::Open(_))));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[tokio::test]
async fn an_engine_that_is_not_supported_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let mut config = config(directory.path().to_owned(), Clock::System);
    config.database_url = "mysql://localhost/bienvenue".into();
    let refused = Auth::open(config).await.unwrap_err().to_string();
    assert!(refused.contains("mysql://localhost/bienvenue") && refused.contains("sqlite:PATH"), "{refused}");
}
