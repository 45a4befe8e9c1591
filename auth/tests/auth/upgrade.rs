//! Databases of earlier releases: this one brings them to its schema, and everybody goes on.

use crate::support::{GOOD_PASSWORD, TestAuth, password};
use auth::{
    Mode, Requester,
    test_support::{ScratchDatabase, postgres},
};
use std::{fs, path::PathBuf};

/// The directories of `auth/tests/fixtures`.
const RELEASES: [&str; 1] = ["0.1.0"];

/// What a release left behind.
struct Fixture {
    auth: TestAuth,
    secrets: String,
}

impl Fixture {
    /// A copy of it, which this version has opened.
    async fn of(release: &str) -> Self {
        let file =
            |name: &str| PathBuf::from(format!("{}/tests/fixtures/{release}/{name}", env!("CARGO_MANIFEST_DIR")));
        let database = ScratchDatabase::new().await;
        match postgres() {
            Some(_) => database.execute(&fs::read_to_string(file("postgres.sql")).unwrap()).await,
            None => {
                fs::copy(file("sqlite.db"), database.url().trim_start_matches("sqlite:")).unwrap();
            }
        }
        let auth = TestAuth::on(database, |config| config.mode = Mode::Production).await;
        Self { auth, secrets: fs::read_to_string(file("secrets.txt")).unwrap() }
    }

    fn secret(&self, name: &str) -> &str {
        self.secrets.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap()
    }

    async fn lets_in(&self, email: &str) -> bool {
        self.auth.valid_login(email, &password(GOOD_PASSWORD)).await
    }
}

#[tokio::test]
async fn whoever_had_an_account_or_a_session_goes_on() {
    for release in RELEASES {
        let fixture = Fixture::of(release).await;
        for name in ["bob", "carol", "frank"] {
            assert!(fixture.lets_in(&format!("{name}@example.org")).await, "{name} of {release}");
        }
        assert_eq!(fixture.auth.who(fixture.secret("bob_session")).await.as_deref(), Some("bob@example.org"));
        for name in ["eve", "dave", "francis"] {
            assert!(!fixture.lets_in(&format!("{name}@example.org")).await, "{name} of {release}");
        }
    }
}

#[tokio::test]
async fn what_was_mailed_still_does_what_it_is_for() {
    for release in RELEASES {
        let (fixture, nobody) = (Fixture::of(release).await, Requester::default());
        fixture.auth.confirm_email(None, fixture.secret("dave_confirms"), &nobody).await.unwrap();
        fixture.auth.confirm_email(None, fixture.secret("frank_confirms"), &nobody).await.unwrap();
        assert!(fixture.lets_in("dave@example.org").await && fixture.lets_in("francis@example.org").await, "{release}");
        let chosen = password("orchids hum at dawn");
        fixture.auth.update_password(fixture.secret("carol_resets"), &chosen).await.unwrap();
        assert!(fixture.auth.valid_login("carol@example.org", &chosen).await, "{release}");
        assert!(!fixture.lets_in("carol@example.org").await, "{release}");
    }
}

#[tokio::test]
async fn its_schema_is_that_of_a_new_database() {
    let schema = match postgres() {
        Some(_) => {
            "SELECT string_agg(table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable, ', '
                               ORDER BY table_name, column_name)
             FROM information_schema.columns WHERE table_schema = current_schema()"
        }
        None => {
            "SELECT group_concat(sql, '; ') FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' ORDER BY name)"
        }
    };
    let new = TestAuth::new().await.database.text(schema).await;
    for release in RELEASES {
        assert_eq!(Fixture::of(release).await.auth.database.text(schema).await, new, "{release}");
    }
}

#[test]
fn every_release_is_tried() {
    let directory = format!("{}/tests/fixtures", env!("CARGO_MANIFEST_DIR"));
    let names = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut releases: Vec<_> = names.filter(|name| name != "README.md").collect();
    releases.sort();
    assert_eq!(releases, RELEASES);
}
