//! Nothing secret gets into the log, however much is logged, nor into a refusal, however a person reaches the service.

mod operation;
mod person;

use crate::program::Program;
use auth::test_support::ScratchDatabase;
use operation::*;
use person::{Person, Transport};
use serde_json::Value;
use std::collections::BTreeSet;
use testbed::{MailServer, free_address};

/// The first one is taken when signing up, the second is wrong, the others are chosen in their order.
const PASSWORDS: [&str; 5] =
    ["s3cret-passw0rd", "wr0ng-passw0rd", "an0ther-s3cret", "third-s3cret-0ne", "f0urth-and-last"];
const DATABASE_PASSWORD: &str = "s3cret-of-the-database";
/// Who has something to say at this level; secrets pass by each of them. What hyper and lettre would say is left out.
const TALKERS: [&str; 3] = ["auth", "server", "sqlx"];

#[tokio::test]
async fn a_journey_at_trace_level_leaves_no_secret_in_the_log_or_in_a_refusal() {
    let database = ScratchDatabase::new().await;
    // The server under test asks for no password, so any will do; SQLite has none.
    let url = database.url().replacen("://bienvenue@", &format!("://bienvenue:{DATABASE_PASSWORD}@"), 1);
    let mails = MailServer::start(free_address().unwrap()).unwrap();
    let smtp_url = MailServer::url(mails.address());
    let mut program = Program::start(&[
        "--log=trace",
        "--database-url",
        &url,
        "--smtp-url",
        &smtp_url,
        "--mail-from=accounts@example.org",
    ]);
    let mut secrets: BTreeSet<String> =
        PASSWORDS.into_iter().chain([DATABASE_PASSWORD, "$2b$"]).map(Into::into).collect();
    for transport in [Transport::Rest, Transport::Function, Transport::Native] {
        let mut person = Person::of(&program, &mails, transport);
        travel(&mut person).await;
        secrets.append(&mut person.secrets);
        for refusal in person.refusals {
            let found = secrets.iter().find(|secret| refusal.contains(*secret));
            assert!(found.is_none(), "{found:?} in {refusal}");
        }
    }
    program.terminate();
    let (code, log) = program.end();
    assert_eq!(code, Some(0));
    assert!(secrets.len() > 60, "sessions, tokens, codes and digests are among them: {}", secrets.len());
    let entries: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for talker in TALKERS {
        assert!(entries.iter().any(|entry| entry["target"].as_str().unwrap().starts_with(talker)), "{talker}");
    }
    for secret in &secrets {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in {line:?}");
    }
}

/// From signing up to deleting the account, with a mistake wherever one can be made.
async fn travel(person: &mut Person<'_>) {
    let [password, wrong, second, third, fourth] = PASSWORDS;
    let (email, new_email) = (person.email("bob"), person.email("robert"));
    let (email, new_email) = (("email", email.as_str()), new_email.as_str());
    person.does(REGISTER, &[email, ("password", password)]).await;
    person.is_refused(REGISTER, &[email, ("password", password)]).await;
    let mail = person.mail(email.1);
    person.is_refused(VERIFY, &[email, ("code", "BCDF-2345")]).await;
    person.does(VERIFY, &[email, ("code", &mail.code)]).await;
    person.is_refused(LOG_IN, &[email, ("password", wrong)]).await;
    person.does(LOG_IN, &[email, ("password", password)]).await;
    person.opens("/profile").await;
    person.opens(&format!("/account?password={password}")).await;

    person.does(STRENGTH, &[email, ("password", second)]).await;
    person.is_refused(CONFIRM_PASSWORD, &[("current_password", wrong)]).await;
    person.does(CONFIRM_PASSWORD, &[("current_password", password)]).await;
    person.is_refused(CHANGE_PASSWORD, &[("current_password", wrong), ("new_password", second)]).await;
    person.does(CHANGE_PASSWORD, &[("current_password", password), ("new_password", second)]).await;

    person.is_refused(CHANGE_EMAIL, &[("new_email", new_email), ("current_password", wrong)]).await;
    person.does(CHANGE_EMAIL, &[("new_email", new_email), ("current_password", second)]).await;
    let mail = person.mail(new_email);
    person.does(VERIFY, &[("email", new_email), ("code", &mail.token)]).await;
    let mail = person.mail(email.1);
    person.is_refused(UNDO_EMAIL_CHANGE, &[email, ("code", "BCDF-2345"), ("new_password", third)]).await;
    person.does(UNDO_EMAIL_CHANGE, &[email, ("code", &mail.token), ("new_password", third)]).await;

    person.does(FORGOT, &[email]).await;
    let mail = person.mail(email.1);
    person.is_refused(RESET, &[email, ("reset_token", "BCDF-2345"), ("new_password", fourth)]).await;
    person.does(RESET, &[email, ("reset_token", &mail.code), ("new_password", fourth)]).await;
    person.is_refused(RESET, &[email, ("reset_token", &mail.token), ("new_password", fourth)]).await;
    person.does(LOG_IN, &[email, ("password", fourth)]).await;
    person.does(LOG_OUT, &[]).await;
    person.does(LOG_IN, &[email, ("password", fourth)]).await;
    person.is_refused(DELETE_ACCOUNT, &[("current_password", wrong), ("confirmation", email.1)]).await;
    person.does(DELETE_ACCOUNT, &[("current_password", fourth), ("confirmation", email.1)]).await;
}
