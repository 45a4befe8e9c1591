use super::{Service, said};
use crate::{
    program::command,
    support::{ALICE, BOB},
};

#[tokio::test]
async fn what_can_not_be_done_is_said_in_one_sentence() {
    let service = Service::with_bob().await;
    let id = "7b0c0c7e-3c1c-4a0e-9d53-0a2f5a1f9f57";
    for (arguments, code, sentence) in [
        (&["show", ALICE][..], 1, "there is no account with the address alice@me.com; look with bienvenue user list"),
        (&["disable", id], 1, "there is no account with the id 7b0c0c7e-3c1c-4a0e-9d53-0a2f5a1f9f57; look with"),
        (&["enable", "bob"], 1, "\"bob\" is neither an address nor an id; look with bienvenue user list"),
        (&["end-sessions", BOB, "--session", "x"], 1, "this account has no session \"x\"; look with bienvenue user"),
        (&["end-sessions", BOB, "--session", id], 1, "this account has no session"),
        (&["list", "--after", "bob"], 1, "\"bob\" is no address"),
        (&["create", "bob", "--password-stdin"], 1, "\"bob\" is no address"),
        (&["create", "BOB@me.com", "--password-stdin"], 1, "BOB@me.com has an account already"),
        (&["create", ALICE], 78, "add --public-url, such as https://accounts.example.org"),
        (&["reset-link", BOB], 78, "add --public-url"),
        (&["reset-link", BOB, "--public-url", "here"], 78, "--public-url \"here\" is not usable"),
        (&["reset-link", BOB, "--public-url", "http://a.example", "--mode", "production"], 78, "write https://"),
        (&["create", ALICE, "--password-stdin", "--mode", "production"], 1, "shorter than 15 characters; give another"),
        (&["list", "--log", "loud=;"], 78, "--log"),
        (&["list", "--database-url", "mysql://bob:s3cret@x/y"], 78, "--database-url"),
        (&["end-sessions"], 78, "<ADDRESS-OR-ID>"),
        (&["end-sessions", BOB, "--everybody"], 78, "can't be used together with"),
    ] {
        let said = said(&mut service.command(arguments), "x\n");
        assert_eq!((said.code, said.output.as_str()), (Some(code), ""), "{arguments:?} {said:?}");
        assert!(said.error.contains(sentence) && !said.error.contains("s3cret"), "{sentence}: {said:?}");
    }
    let misspelt = said(service.command(&["list"]).env("BIENVENUE_DATABSE_URL", "x"), "");
    assert!(misspelt.code == Some(78) && misspelt.error.contains("BIENVENUE_DATABASE_URL"), "{misspelt:?}");
    assert_eq!(service.json(&["list"]).len(), 1, "nothing was done");
}

#[tokio::test]
async fn a_disabled_account_gets_no_link() {
    let service = Service::with_bob().await;
    service.user(&["disable", BOB]);
    let said = service.user(&["reset-link", BOB, "--public-url", "https://accounts.example.org"]);
    assert_eq!((said.code, said.output.as_str()), (Some(1), ""));
    assert!(said.error.contains("is disabled; run bienvenue user enable before"), "{said:?}");
}

#[tokio::test]
async fn a_database_that_is_not_there_or_of_another_version_is_left_alone() {
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("users.csv"), "email\n").unwrap();
    for line in ["user list", "check", "backup x.db", "export", "import users.csv"] {
        let nothing = said(command(&elsewhere).args(line.split(' ')), "");
        assert_eq!((nothing.code, nothing.output.as_str()), (Some(65), ""), "{line}: {nothing:?}");
        let sentence = "there is no database at sqlite:./data/bienvenue.db; check --database-url and --data-dir";
        assert!(nothing.error.contains(sentence), "{line}: {nothing:?}");
    }
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 1, "nothing was made");
    let service = Service::with_bob().await;
    service.database.execute("UPDATE _sqlx_migrations SET version = 999 WHERE version = 2").await;
    let newer = service.user(&["list"]);
    assert!(newer.code == Some(78) && newer.error.contains("use the newer bienvenue"), "{newer:?}");
    service.database.execute("DELETE FROM _sqlx_migrations WHERE version > 2").await;
    let older = service.user(&["list"]);
    assert!(older.code == Some(78) && older.error.contains("start the server of this version"), "{older:?}");
}

#[tokio::test]
async fn a_database_that_can_not_be_used_ends_with_65_and_one_that_is_not_reached_with_74() {
    let service = Service::with_bob().await;
    service.database.execute("ALTER TABLE activities RENAME TO elsewhere").await;
    for arguments in [&["show", BOB][..], &["disable", BOB]] {
        let failed = service.user(arguments);
        assert!(failed.code == Some(65) && failed.output.is_empty(), "{failed:?}");
        assert!(
            failed.error.contains("it has not been done (") && failed.error.contains("bienvenue check"),
            "{failed:?}"
        );
    }
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("x.db"), "Dear database, I am a letter. ".repeat(100)).unwrap();
    let damaged = said(command(&directory).args(["user", "list", "--database-url", "sqlite:x.db"]), "");
    assert!(damaged.code == Some(65) && damaged.error.contains("is no SQLite database"), "{damaged:?}");
    let nobody = format!("postgres://bob:s3cret@{}/x?sslmode=disable", testbed::free_address().unwrap());
    let away = said(command(&directory).args(["user", "list", "--database-url", &nobody]), "");
    assert!(away.code == Some(74) && !away.error.contains("s3cret") && !away.error.contains("--data-dir"), "{away:?}");
    assert!(away.error.contains("; start the database server, or check host and port in --database-url"), "{away:?}");
}
