use crate::support::{TestAuth, config};
use auth::{Clock, DatabaseConfig, NotReady, Operator, OperatorOpenError, test_support::ScratchDatabase};

#[expect(clippy::panic, reason = "it is how a test fails")]
async fn refusal(database: DatabaseConfig) -> NotReady {
    match Operator::open(config(database, "unused".into(), Clock::System)).await {
        Err(OperatorOpenError::NotReady(reason)) => reason,
        opened => panic!("{opened:?}"),
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("x.db").display());
    assert_eq!(refusal(DatabaseConfig::new(url)).await, NotReady::Missing);
    assert_eq!(refusal(DatabaseConfig::new("sqlite::memory:")).await, NotReady::InMemory);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_schema_of_another_version_stays_as_it_is() {
    let database = ScratchDatabase::new().await;
    database.execute("CREATE TABLE gone (id INTEGER); DROP TABLE gone").await;
    assert_eq!(refusal(database.config()).await, NotReady::Empty);
    let auth = TestAuth::on(database, |_| ()).await;
    let newest = auth.database.text("SELECT CAST(max(version) AS TEXT) FROM _sqlx_migrations").await;
    auth.close().await;
    let ours: i64 = newest.parse().unwrap();
    auth.database.execute(&format!("DELETE FROM _sqlx_migrations WHERE version = {ours}")).await;
    assert_eq!(refusal(auth.database.config()).await, NotReady::Older { found: ours - 1, ours });
    let found = auth.database.text("SELECT CAST(max(version) AS TEXT) FROM _sqlx_migrations").await;
    assert_eq!(found, (ours - 1).to_string(), "it was not migrated");
    auth.database.execute("UPDATE _sqlx_migrations SET version = 999 WHERE version = 2").await;
    assert_eq!(refusal(auth.database.config()).await, NotReady::Newer { found: 999, ours });
}
