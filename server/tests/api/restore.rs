//! `bienvenue restore`, as an operator runs it.

use crate::program::{Program, command};
use reqwest::{Client, StatusCode};
use std::{fs, path::Path, process::Output};
use tempfile::TempDir;

fn run(directory: &TempDir, arguments: &[&str]) -> Output {
    command(directory).args(arguments).output().unwrap()
}

async fn send(program: &Program, route: &str, email: &str, password: &str) -> reqwest::Response {
    let credentials = [("email", email), ("password", password)];
    Client::new().post(format!("{}{route}", program.url)).form(&credentials).send().await.unwrap()
}

async fn profile(program: &Program, cookie: &str) -> StatusCode {
    Client::new().get(format!("{}/profile", program.url)).header("cookie", cookie).send().await.unwrap().status()
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn a_restored_backup_has_its_accounts_and_nobody_is_signed_in() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let (database, backup) = (format!("sqlite:{}", data.join("x.db").display()), directory.path().join("backup.db"));
    fs::create_dir(&data).unwrap();
    let settings = ["--database-url", database.as_str()];
    let mut program = Program::start(&settings);
    send(&program, "/users", "bob@me.com", "x").await;
    let signed_in = send(&program, "/sessions", "bob@me.com", "x").await;
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(profile(&program, &cookie).await, 200);
    let file = backup.to_str().unwrap();
    assert!(run(&directory, &["backup", file, "--database-url", &database]).status.success());
    send(&program, "/users", "alice@me.com", "x").await;
    let refused = run(&directory, &["restore", file, "--database-url", &database]);
    assert!(refused.status.code() == Some(1) && error(&refused).contains("stop the server"), "{refused:?}");
    assert_eq!(profile(&program, &cookie).await, 200, "the server goes on");
    program.terminate();
    program.end();
    let restored = run(&directory, &["restore", file, "--database-url", &database]);
    let told = String::from_utf8(restored.stdout).unwrap();
    assert!(restored.status.success() && told.contains("1 accounts") && told.contains("1 sessions"), "{told}");
    let kept = told.lines().find_map(|line| line.strip_prefix("the database that was there is kept as ")).unwrap();
    assert!(Path::new(kept).starts_with(&data) && Path::new(kept).exists(), "{kept}");
    let program = Program::start(&settings);
    assert_eq!(profile(&program, &cookie).await, 403, "the session has come back");
    assert_eq!(send(&program, "/sessions", "bob@me.com", "x").await.status(), 200);
    assert_eq!(send(&program, "/sessions", "alice@me.com", "x").await.status(), 401);
}

#[test]
fn what_a_crash_left_beside_the_database_is_not_read_into_the_backup() {
    let directory = TempDir::new().unwrap();
    let at = |name: &str| directory.path().join(name);
    drop(Program::start(&["--database-url", &format!("sqlite:{}", at("x.db").display())]));
    // Ended in the middle, it leaves its log.
    assert!(at("x.db-wal").metadata().unwrap().len() > 0);
    let url = format!("sqlite:{}", at("x.db").display());
    let backup = at("backup.db");
    assert!(run(&directory, &["backup", backup.to_str().unwrap(), "--database-url", &url]).status.success());
    assert!(run(&directory, &["restore", backup.to_str().unwrap(), "--database-url", &url]).status.success());
    assert!(!at("x.db-wal").exists() && !at("x.db-shm").exists());
    assert_eq!(run(&directory, &["check", "--database-url", &url]).status.code(), Some(0));
}

#[test]
fn what_can_not_be_restored_says_why_and_changes_nothing() {
    let directory = TempDir::new().unwrap();
    let (backup, file) = (directory.path().join("backup.db"), "backup.db");
    let refusal = |url: &str, code: i32, named: &str| {
        let told = run(&directory, &["restore", file, "--database-url", url]);
        let error = error(&told);
        assert!(told.status.code() == Some(code) && error.contains(named) && !error.contains("s3cret"), "{error}");
        assert!(error.lines().count() == 1 && !directory.path().join("x.db").exists(), "{error}");
    };
    refusal("sqlite:x.db", 74, "nothing was restored");
    fs::create_dir(&backup).unwrap();
    refusal("sqlite:x.db", 74, "\"backup.db\": is a directory, so nothing was restored; see that it is a file");
    fs::remove_dir(&backup).unwrap();
    fs::write(&backup, "Dear database, I am a letter. ".repeat(100)).unwrap();
    refusal("sqlite:x.db", 65, "\"backup.db\" is damaged, or is no SQLite database");
    fs::write(&backup, "").unwrap();
    refusal("sqlite:x.db", 65, "\"backup.db\" is empty");
    refusal("sqlite::memory:", 78, "name a file");
    refusal("postgres://bob:s3cret@127.0.0.1:1/x", 78, "pg_restore");
    refusal("mysql://bob:s3cret@127.0.0.1:1/x", 78, "--database-url");
}

#[tokio::test]
async fn a_newer_backup_is_refused_with_78() {
    let directory = TempDir::new().unwrap();
    let url = format!("sqlite:{}", directory.path().join("backup.db").display());
    let mut program = Program::start(&["--database-url", &url]);
    program.terminate();
    program.end();
    let newer = "UPDATE _sqlx_migrations SET version = 999 WHERE version = 2";
    auth::test_support::execute(&url.as_str().into(), newer).await;
    let refused = run(&directory, &["restore", "backup.db"]);
    assert!(refused.status.code() == Some(78) && error(&refused).contains("database is newer"), "{refused:?}");
    assert_eq!(fs::read_dir(directory.path().join("data")).unwrap().count(), 0);
}
