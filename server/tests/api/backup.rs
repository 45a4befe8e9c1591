//! `bienvenue backup`, as an operator runs it beside a server that is written to.

use crate::program::{Program, command};
use auth::{
    Clock,
    test_support::{ScratchDatabase, fill},
};
use reqwest::Client;
use std::{
    path::Path,
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tempfile::TempDir;

fn backup(url: &str, file: &Path, options: &[&str]) -> Output {
    let (anywhere, file) = (tempfile::tempdir().unwrap(), file.to_str().unwrap());
    command(&anywhere).args(["backup", file, "--database-url", url]).args(options).output().unwrap()
}

async fn status(client: &Client, address: &str, email: &str) -> u16 {
    let credentials = [("email", email), ("password", "x")];
    client.post(address).form(&credentials).send().await.unwrap().status().as_u16()
}

/// Signs people up one after the other until it is told to stop; answers who was told that they have an account.
async fn sign_ups(url: String, name: &'static str, stop: Arc<AtomicBool>) -> Vec<String> {
    let (client, mut accounts) = (Client::new(), Vec::new());
    while !stop.load(Ordering::SeqCst) {
        let email = format!("{name}{}@me.com", accounts.len());
        assert_eq!(status(&client, &format!("{url}/users"), &email).await, 200);
        accounts.push(email);
    }
    accounts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_under_load_is_whole_and_has_everybody_who_had_an_account_before() {
    let (database, directory) = (ScratchDatabase::file(), TempDir::new().unwrap());
    let (url, copy) = (database.url(), directory.path().join("copy.db"));
    let program = Program::start(&["--database-url", &url]);
    fill(&url.as_str().into(), 20_000, Clock::System.now()).await;
    let client = Client::new();
    for email in ["bob@me.com", "alice@me.com"] {
        assert_eq!(status(&client, &format!("{}/users", program.url), email).await, 200);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let busy = ["carol", "dave"].map(|name| tokio::spawn(sign_ups(program.url.clone(), name, Arc::clone(&stop))));
    // The others go on in threads of their own.
    let made = backup(&url, &copy, &[]);
    stop.store(true, Ordering::SeqCst);
    for signing_up in busy {
        assert!(!signing_up.await.unwrap().is_empty(), "nobody signed up meanwhile");
    }
    let told = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success() && told.contains(" bytes in ") && told.contains("checked and whole"), "{told}");
    let copied = Program::start(&["--database-url", &format!("sqlite:{}", copy.display())]);
    for email in ["bob@me.com", "alice@me.com"] {
        assert_eq!(status(&client, &format!("{}/sessions", copied.url), email).await, 200, "{email}");
    }
}

#[tokio::test]
async fn a_backup_that_is_not_made_says_why() {
    let (database, directory) = (ScratchDatabase::file(), TempDir::new().unwrap());
    let (url, copy) = (database.url(), directory.path().join("copy.db"));
    drop(Program::start(&["--database-url", &url]));
    let missing = format!("sqlite:{}", directory.path().join("x.db").display());
    for (url, code, named) in [
        (missing.as_str(), 65, "there is no database at"),
        ("sqlite::memory:", 78, "in memory"),
        ("postgres://bob:s3cret@127.0.0.1:1/x", 78, "pg_dump"),
    ] {
        let told = backup(url, &copy, &[]);
        let error = String::from_utf8(told.stderr).unwrap();
        assert!(told.status.code() == Some(code) && error.contains(named) && !error.contains("s3cret"), "{error}");
    }
    assert_eq!(backup(&url, &copy, &[]).status.code(), Some(0));
    let again = backup(&url, &copy, &[]);
    assert!(again.status.code() == Some(74) && String::from_utf8(again.stderr).unwrap().contains("--force"));
    assert_eq!(backup(&url, &copy, &["--force"]).status.code(), Some(0));
    for options in [&[][..], &["--force"]] {
        let told = backup(&url, directory.path(), options);
        let error = String::from_utf8(told.stderr).unwrap();
        assert!(told.status.code() == Some(74) && error.contains("is a directory; name a file in it"), "{error}");
    }
    let in_place = command(&directory).args(["backup", "file:odd.db", "--database-url", &url]).output().unwrap();
    assert_eq!(in_place.status.code(), Some(0), "a name is no URI");
    assert!(directory.path().join("file:odd.db").exists());
    let nowhere = backup(&url, &directory.path().join("nowhere/x.db"), &[]);
    assert!(
        nowhere.status.code() == Some(74) && String::from_utf8(nowhere.stderr).unwrap().contains("can't be written")
    );
}
