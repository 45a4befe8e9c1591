//! Makes what a release leaves to the next ones: a database with people, sessions and tokens in it, and their secrets on
//! standard output. A PostgreSQL database gets a copy of the same: auth/tests/fixtures/README.md says how.
#![expect(clippy::print_stdout, clippy::expect_used, clippy::unwrap_used, reason = "a tool for whoever releases")]

use auth::{
    Auth, AuthConfig, Clock, DatabaseConfig, MailConfig, Operator, Password, Requester, Timestamp, move_database,
    test_support::production,
};
use std::env::args;

const PASSWORD: &str = "violet anchors sing";
/// 2026-11-22T00:00:00Z, at which the tests' clocks begin.
const NOW: Timestamp = Timestamp::from_millis(1_795_305_600_000);

#[tokio::main]
async fn main() {
    let arguments: Vec<_> = args().skip(1).collect();
    let (sqlite, rest) = arguments.split_first().expect("fixture SQLITE_URL [POSTGRES_URL]");
    let mails = tempfile::tempdir().unwrap();
    let config = AuthConfig {
        mail: MailConfig::Mailbox(mails.path().to_owned()),
        clock: Clock::manual(NOW),
        ..production(DatabaseConfig::new(sqlite.as_str()))
    };
    if !std::fs::exists(sqlite.trim_start_matches("sqlite:")).unwrap() {
        fill(config.clone()).await;
    }
    if let Some(postgres) = rest.first() {
        let (from, to) = (&config.database, &DatabaseConfig::new(postgres.as_str()));
        move_database(from, to, NOW, |_| ()).await.unwrap();
    }
}

/// Bob is signed in, Carol has forgotten her password, Dave has not confirmed his address, Eve is kept out, and Frank
/// wants another address.
async fn fill(config: AuthConfig) {
    let auth = Auth::open(config.clone()).await.unwrap();
    let (nowhere, password) = (Requester::default(), Password::new(PASSWORD));
    for name in ["bob", "carol", "eve", "frank"] {
        auth.sign_up(&at(name), &password, &nowhere).await.unwrap();
        let token = mailed(&auth, &at(name)).await;
        auth.confirm_email(Some(&at(name)), &token, &nowhere).await.unwrap();
    }
    auth.sign_up(&at("dave"), &password, &nowhere).await.unwrap();
    println!("dave_confirms={}", mailed(&auth, &at("dave")).await);
    println!("bob_session={}", auth.log_in(&at("bob"), &password, &nowhere).await.unwrap().token.expose());
    let franks = auth.log_in(&at("frank"), &password, &nowhere).await.unwrap();
    auth.request_email_change(franks.token.expose(), &at("francis"), &password, &nowhere).await.unwrap();
    println!("frank_confirms={}", mailed(&auth, &at("francis")).await);
    auth.request_password_reset(&at("carol"), &nowhere).await.unwrap();
    println!("carol_resets={}", mailed(&auth, &at("carol")).await);
    auth.close().await;
    let operator = Operator::open(config).await.unwrap();
    let eve = operator.find(&at("eve").parse().unwrap()).await.unwrap().unwrap();
    operator.disable(eve.user.id).await.unwrap();
    operator.close().await;
}

fn at(name: &str) -> String {
    format!("{name}@example.org")
}

/// The token in the newest mail to an address.
async fn mailed(auth: &Auth, to: &str) -> String {
    auth.send_due_mails().await.unwrap();
    let mails = auth.mailbox().await.unwrap();
    let tokens = mails.iter().filter(|mail| mail.to == to).filter_map(|mail| mail.text.split("code=").nth(1));
    tokens.filter_map(|rest| rest.split_whitespace().next()).next().expect("a mail with a token").to_owned()
}
