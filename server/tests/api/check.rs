//! `bienvenue check`, as an operator runs it.

use crate::program::{Program, command};
use auth::test_support::ScratchDatabase;
use serde_json::Value;
use std::{fs, process::Output};

fn check(arguments: &[&str]) -> Output {
    command(&tempfile::tempdir().unwrap()).arg("check").args(arguments).output().unwrap()
}

#[tokio::test]
async fn a_database_is_checked_while_it_is_served_from() {
    let database = ScratchDatabase::new().await;
    let url = database.url();
    let program = Program::start(&["--database-url", &url]);
    let credentials = [("email", "bob@me.com"), ("password", "x")];
    let answer = reqwest::Client::new().post(format!("{}/users", program.url)).form(&credentials).send().await;
    assert_eq!(answer.unwrap().status(), 200);
    let told = check(&["--database-url", &url]);
    assert_eq!(told.status.code(), Some(0), "{told:?}");
    assert!(String::from_utf8(told.stdout).unwrap().contains("whole, 1 accounts"));
    let json: Value = serde_json::from_slice(&check(&["--json", "--database-url", &url]).stdout).unwrap();
    assert_eq!(
        (&json["ok"], &json["users"], &json["schema"]),
        (&true.into(), &1.into(), &json["schema_of_this_version"])
    );
}

#[test]
fn what_is_no_database_of_ours_ends_with_65_and_one_sentence() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    let url = format!("sqlite:{}", path.display());
    let refusal = |named: &str| {
        let told = check(&["--database-url", &url]);
        let error = String::from_utf8(told.stderr).unwrap();
        assert!(told.status.code() == Some(65) && told.stdout.is_empty(), "{error}");
        assert!(error.lines().count() == 1 && error.contains(named) && error.contains("; "), "{error}");
        let json = check(&["--json", "--database-url", &url]);
        let told: Value = serde_json::from_slice(&json.stdout).unwrap();
        assert!(json.status.code() == Some(65) && told["ok"] == false, "{told}");
        assert!(told["problem"].as_str().unwrap().contains(named), "{told}");
    };
    refusal("there is no database at");
    assert!(!path.exists());
    fs::write(&path, "").unwrap();
    refusal("is empty");
    fs::write(&path, "Dear database, I am a letter. ".repeat(100)).unwrap();
    refusal("is no SQLite database");
}

#[test]
fn a_setting_that_can_not_be_used_ends_with_78() {
    for arguments in [["--database-url", "mysql://x/y"], ["--database-url", "sqlite::memory:"]] {
        assert_eq!(check(&arguments).status.code(), Some(78), "{arguments:?}");
    }
    let misspelt = command(&tempfile::tempdir().unwrap()).arg("check").env("BIENVENUE_DATABASE", "x").output().unwrap();
    assert_eq!(misspelt.status.code(), Some(78));
}
