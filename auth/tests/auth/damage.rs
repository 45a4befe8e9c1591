//! Files that are no longer, or never were, what this service wrote: each is refused before anything is changed.

use crate::support::{BOB, PASSWORD, TestAuth, config, password};
use auth::{Auth, Clock, DatabaseConfig, OpenError, OpenFault, test_support};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// What SQLite writes unless it is told otherwise.
const PAGE: usize = 4096;
/// Of the first page, these bytes say what the file is.
const FILE_HEADER: usize = 100;

/// A database file that can be harmed.
struct Specimen {
    directory: TempDir,
    sound: Vec<u8>,
}

impl Specimen {
    /// One in which Bob has an account and a session, and which was closed in order.
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("x.db").display());
        let auth = TestAuth::with(|config| config.database = DatabaseConfig::new(url)).await;
        auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
        auth.session_of(BOB, PASSWORD).await;
        auth.close().await;
        let sound = fs::read(directory.path().join("x.db")).unwrap();
        Self { directory, sound }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("x.db")
    }

    /// The same with this byte flipped.
    fn flipped(&self, offset: usize) -> Vec<u8> {
        let mut bytes = self.sound.clone();
        bytes[offset] ^= 0xff;
        bytes
    }

    /// The one text that a query answers.
    async fn text(&self, sql: &str) -> String {
        test_support::text(&format!("sqlite:{}", self.path().display()).into(), sql).await
    }

    /// Opens a file with these bytes; answers why it is refused, after a look that nothing has changed.
    async fn refusal_of(&self, bytes: &[u8]) -> Option<OpenError> {
        fs::write(self.path(), bytes).unwrap();
        let refused = match open(&self.path()).await {
            Ok(auth) => {
                auth.close().await;
                return None;
            }
            Err(refused) => refused,
        };
        assert!(fs::read(self.path()).unwrap() == bytes, "the file was changed: {refused}");
        assert_eq!(fs::read_dir(&self.directory).unwrap().count(), 1, "something was made beside it: {refused}");
        assert_eq!(refused.fault(), OpenFault::Database, "{refused}");
        Some(refused)
    }
}

async fn open(path: &Path) -> Result<Auth, OpenError> {
    let database = DatabaseConfig::new(format!("sqlite:{}", path.display()));
    Auth::open(config(database, "unused".into(), Clock::System)).await
}

#[tokio::test]
async fn a_byte_that_flips_in_the_structure_of_any_page_is_found_and_the_file_left_alone() {
    let specimen = Specimen::new().await;
    let name_of_sqlite = 0..16;
    let kinds_of_pages = (0..specimen.sound.len() / PAGE).map(|page| (page * PAGE).max(FILE_HEADER));
    for offset in name_of_sqlite.chain(kinds_of_pages) {
        let refused = specimen.refusal_of(&specimen.flipped(offset)).await;
        assert!(matches!(refused, Some(OpenError::Damaged { .. })), "byte {offset}: {refused:?}");
    }
}

#[tokio::test]
async fn a_byte_that_flips_in_an_index_is_found_and_the_file_left_alone() {
    let specimen = Specimen::new().await;
    let indexes = "SELECT group_concat(rootpage) FROM sqlite_master
                   WHERE type = 'index' AND tbl_name IN ('users', 'sessions', 'activities')";
    let pages = specimen.text(indexes).await;
    // The key that was written first stands at the end of its page.
    let keys: Vec<usize> = pages.split(',').map(|page| page.parse::<usize>().unwrap() * PAGE - 1).collect();
    assert!(keys.len() >= 4, "{pages}");
    for offset in keys {
        let refused = specimen.refusal_of(&specimen.flipped(offset)).await;
        assert!(matches!(refused, Some(OpenError::Damaged { .. })), "byte {offset}: {refused:?}");
    }
}

#[tokio::test]
async fn a_byte_that_flips_in_the_schema_is_found_and_the_file_left_alone() {
    let specimen = Specimen::new().await;
    let statements = specimen.text("SELECT CAST(count(sql) AS TEXT) FROM sqlite_master").await;
    // Where the schema was changed, there are older copies of a statement that nobody reads.
    let copies = specimen.sound.windows(6).enumerate().filter(|(_, text)| text == b"CREATE").map(|(offset, _)| offset);
    let mut found = 0;
    for offset in copies.collect::<Vec<_>>() {
        if let Some(refused) = specimen.refusal_of(&specimen.flipped(offset)).await {
            assert!(matches!(refused, OpenError::Damaged { .. }), "byte {offset}: {refused}");
            found += 1;
        }
    }
    assert_eq!(found.to_string(), statements);
}

#[tokio::test]
async fn a_header_of_zeros_half_a_file_and_an_empty_one_are_refused_and_left_alone() {
    let specimen = Specimen::new().await;
    let mut zeroed = specimen.sound.clone();
    zeroed[..FILE_HEADER].fill(0);
    let half = &specimen.sound[..specimen.sound.len() / 2];
    for damaged in [&zeroed, half] {
        assert!(matches!(specimen.refusal_of(damaged).await, Some(OpenError::Damaged { .. })));
    }
    assert!(matches!(specimen.refusal_of(b"").await, Some(OpenError::EmptyFile { .. })));
    assert!(specimen.refusal_of(&specimen.sound).await.is_none(), "and what is sound is opened");
}

#[tokio::test]
async fn the_database_of_another_program_is_refused_and_left_alone() {
    let specimen = Specimen::new().await;
    let theirs = test_support::ScratchDatabase::file();
    theirs.execute("CREATE TABLE songs (title TEXT); INSERT INTO songs VALUES ('Ne me quitte pas')").await;
    let bytes = theirs.dump().await;
    assert!(matches!(specimen.refusal_of(&bytes).await, Some(OpenError::Foreign { .. })));
}

#[tokio::test]
async fn a_newer_database_is_refused_and_left_alone() {
    let specimen = Specimen::new().await;
    let url = format!("sqlite:{}", specimen.path().display());
    test_support::execute(&url.into(), "UPDATE _sqlx_migrations SET version = 999 WHERE version = 2").await;
    let before = fs::read(specimen.path()).unwrap();
    let refused = open(&specimen.path()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Newer { found: 999, ours } if ours < 999), "{refused}");
    assert_eq!(refused.fault(), OpenFault::Configuration);
    assert!(fs::read(specimen.path()).unwrap() == before, "the file was changed");
    assert_eq!(fs::read_dir(&specimen.directory).unwrap().count(), 1);
}

#[tokio::test]
async fn a_write_ahead_log_of_random_bytes_is_ignored() {
    let specimen = Specimen::new().await;
    let noise: Vec<u8> = (0..3 * PAGE).map(|i| (i * 31 % 251) as u8).collect();
    fs::write(specimen.directory.path().join("x.db-wal"), noise).unwrap();
    let auth = open(&specimen.path()).await.unwrap();
    assert!(auth.valid_login(BOB, &password(PASSWORD)).await);
    auth.close().await;
    assert!(specimen.refusal_of(&fs::read(specimen.path()).unwrap()).await.is_none());
}

/// Ends the service as a database that was deleted under it leaves it: without the file, and with the log.
async fn deleted_while_open(path: &Path) {
    let url = format!("sqlite:{}", path.display());
    let auth = TestAuth::with(|config| config.database = DatabaseConfig::new(url)).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    fs::remove_file(path).unwrap();
    auth.close().await;
    assert!(path.with_extension("db-wal").exists(), "SQLite took it along");
}

#[tokio::test]
async fn a_log_without_its_file_is_never_given_to_a_new_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    deleted_while_open(&path).await;
    let log = fs::read(path.with_extension("db-wal")).unwrap();
    let config = config(DatabaseConfig::new(format!("sqlite:{}", path.display())), "unused".into(), Clock::System);
    let refused = Auth::open(config.clone()).await.unwrap_err();
    assert!(matches!(&refused, OpenError::Orphaned { .. }) && refused.fault() == OpenFault::Database, "{refused}");
    assert!(refused.to_string().contains("move the log away"), "{refused}");
    assert!(!path.exists() && fs::read(path.with_extension("db-wal")).unwrap() == log, "nothing was changed");
    fs::remove_file(path.with_extension("db-wal")).unwrap();
    let auth = Auth::open(config).await.unwrap();
    assert!(!auth.valid_login(BOB, &password(PASSWORD)).await, "a new database knows nobody");
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_a_file_is_as_good_as_the_file() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("elsewhere")).unwrap();
    let [link, file] = ["x.db", "elsewhere/real.db"].map(|name| directory.path().join(name));
    let open = async |path: &Path| {
        let url = format!("sqlite:{}", path.display());
        TestAuth::with(|config| config.database = DatabaseConfig::new(url)).await
    };
    open(&file).await.close().await;
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let auth = open(&link).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    assert!(!link.with_extension("db-wal").exists() && file.with_extension("db-wal").exists());
    auth.close().await;
    assert!(open(&file).await.valid_login(BOB, &password(PASSWORD)).await);
}
