use crate::support::{TestAuth, config};
use auth::{CheckError, Clock, DatabaseConfig, Operator, test_support::ScratchDatabase};

async fn refusal(database: DatabaseConfig) -> CheckError {
    Operator::open(config(database, "unused".into(), Clock::System)).await.unwrap_err()
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("x.db").display());
    let missing = refusal(DatabaseConfig::new(url.as_str())).await;
    assert!(matches!(&missing, CheckError::Missing(named) if *named == url), "{missing}");
    let in_memory = refusal(DatabaseConfig::new("sqlite::memory:")).await;
    assert!(matches!(in_memory, CheckError::InMemory), "{in_memory}");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_schema_of_another_version_stays_as_it_is() {
    let database = ScratchDatabase::new().await;
    database.execute("CREATE TABLE gone (id INTEGER); DROP TABLE gone").await;
    let empty = refusal(database.config()).await;
    assert!(matches!(empty, CheckError::Foreign(_)), "{empty}");
    let auth = TestAuth::on(database, |_| ()).await;
    let newest = auth.database.text("SELECT CAST(max(version) AS TEXT) FROM _sqlx_migrations").await;
    auth.close().await;
    let ours: i64 = newest.parse().unwrap();
    auth.database.execute(&format!("DELETE FROM _sqlx_migrations WHERE version = {ours}")).await;
    let older = refusal(auth.database.config()).await;
    assert!(
        matches!(older, CheckError::Older { found, ours: newest } if (found, newest) == (ours - 1, ours)),
        "{older}"
    );
    let found = auth.database.text("SELECT CAST(max(version) AS TEXT) FROM _sqlx_migrations").await;
    assert_eq!(found, (ours - 1).to_string(), "it was not migrated");
    auth.database.execute("UPDATE _sqlx_migrations SET version = 999 WHERE version = 2").await;
    let newer = refusal(auth.database.config()).await;
    assert!(matches!(newer, CheckError::Newer { found: 999, .. }), "{newer}");
}
