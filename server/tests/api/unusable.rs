//! Starting on a database that can't be used: a code and a sentence that say who has to do what, soon, and no trace.

use crate::program::command;
use auth::{Auth, AuthConfig, Clock, HashCost, Limits, MailConfig, Mode, test_support::ScratchDatabase};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The longest that a start that fails may take.
const SOON: Duration = Duration::from_secs(5);

/// How the service opens this database.
fn config(database: &ScratchDatabase) -> AuthConfig {
    AuthConfig {
        mode: Mode::Development,
        database: database.config(),
        mail: MailConfig::Mailbox("unused".into()),
        public_url: "http://localhost".into(),
        clock: Clock::System,
        hash_cost: HashCost::LOWEST,
        min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
        limits: Limits::of(Mode::Development),
    }
}

/// Starts on this database, which is not to succeed; answers the exit code and what it said.
fn refused(directory: &TempDir, database: &str) -> (Option<i32>, String) {
    let mut program = command(directory);
    refused_by(program.args(["--listen", "127.0.0.1:0", "--database-url", &format!("sqlite:{database}")]))
}

fn refused_by(program: &mut Command) -> (Option<i32>, String) {
    let begun = Instant::now();
    let Output { status, stderr, .. } = program.output().unwrap();
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    let said = String::from_utf8(stderr).unwrap();
    let sentences: Vec<_> = said.lines().filter(|line| line.starts_with("bienvenue: ")).map(str::to_owned).collect();
    assert_eq!(sentences.len(), 1, "{said}");
    (status.code(), sentences[0].clone())
}

/// The names and contents of all files below.
fn contents(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let mut files: Vec<_> =
        files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_file_that_is_no_database_of_ours_ends_the_start_with_65_and_stays_as_it_is() {
    let other = ScratchDatabase::file();
    other.execute("CREATE TABLE songs (title TEXT)").await;
    for (bytes, said) in [
        (b"Dear database, I am a letter.\n".repeat(100), "is no SQLite database"),
        (vec![0; 4096], "is damaged"),
        (Vec::new(), "is empty; restore a backup"),
        (other.dump().await, "another program"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("x.db"), &bytes).unwrap();
        let (code, sentence) = refused(&directory, "x.db");
        assert_eq!(code, Some(65), "{sentence}");
        assert!(sentence.contains(said) && sentence.contains("x.db"), "{sentence}");
        assert!(contents(directory.path()) == [("x.db".to_owned(), bytes)], "something was changed: {sentence}");
    }
}

#[tokio::test]
async fn a_newer_database_ends_the_start_with_78_and_an_unfinished_copy_with_65() {
    let database = ScratchDatabase::new().await;
    let directory = tempfile::tempdir().unwrap();
    let start = || {
        let mut program = command(&directory);
        refused_by(program.args(["--listen", "127.0.0.1:0", "--database-url", &database.url()]))
    };
    Auth::open(config(&database)).await.unwrap().close().await;
    database.execute("INSERT INTO unfinished_moves (id, source, started_at) VALUES (1, 'sqlite:old.db', 0)").await;
    let (code, sentence) = start();
    assert_eq!(code, Some(65), "{sentence}");
    assert!(sentence.contains("run the same move-db again"), "{sentence}");
    database.execute("DELETE FROM unfinished_moves").await;
    database.execute("UPDATE _sqlx_migrations SET version = 999 WHERE version = 2").await;
    let (code, sentence) = start();
    assert_eq!(code, Some(78), "{sentence}");
    assert!(sentence.contains("newer than this version") && sentence.contains("999"), "{sentence}");
}

/// The program as somebody whom permissions bind: root is bound by none.
#[cfg(unix)]
fn program_of_a_user(directory: &TempDir) -> Command {
    use std::os::unix::{fs::chown, process::CommandExt};
    const NOBODY: u32 = 65_534;
    if !rustix::process::geteuid().is_root() {
        return command(directory);
    }
    // Where it was built, it may be root's alone.
    let copy = directory.path().join("bienvenue");
    if !copy.exists() {
        fs::copy(env!("CARGO_BIN_EXE_bienvenue"), &copy).unwrap();
        chown(directory, Some(NOBODY), None).unwrap();
    }
    let mut program = Command::new(copy);
    program.current_dir(directory).env_clear().uid(NOBODY);
    program
}

#[cfg(unix)]
#[tokio::test]
async fn what_may_not_be_written_ends_the_start_with_65_and_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let (directory, database) = (tempfile::tempdir().unwrap(), ScratchDatabase::file());
    Auth::open(config(&database)).await.unwrap().close().await;
    let place = directory.path().join("place");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("x.db"), database.dump().await).unwrap();
    let before = contents(&place);
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for (of_file, of_place, name, said) in [
        (0o444, 0o777, "x.db", "can't be written"),
        (0o666, 0o555, "x.db", "must own it and its directory"),
        (0o666, 0o555, "new.db", "can't be made"),
    ] {
        allow(&place.join("x.db"), of_file);
        allow(&place, of_place);
        let mut program = program_of_a_user(&directory);
        let url = format!("sqlite:place/{name}");
        let (code, sentence) = refused_by(program.args(["--listen", "127.0.0.1:0", "--database-url", &url]));
        assert_eq!(code, Some(65), "{sentence}");
        assert!(sentence.contains(said) && sentence.contains(name), "{sentence}");
        assert!(contents(&place) == before, "something was changed: {sentence}");
    }
    allow(&place, 0o755);
}
