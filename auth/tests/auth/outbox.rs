//! Mails through a mail server that is there, or not, or not yet.

use crate::support::{ALICE, BOB, MailedSecrets, OTHER_PASSWORD, PASSWORD, TestAuth, by_smtp, password};
use auth::{Auth, MailError, Requester, check_mail_server};
use std::{net::SocketAddr, time::Duration};
use testbed::{MailServer, free_address};

/// After so long, everybody who began to send a mail has given up.
const LATER: Duration = Duration::from_secs(2 * 60);

/// A service in which Bob has an account, and which mails through the server at this address.
async fn mailing_through(address: SocketAddr) -> TestAuth {
    let auth = TestAuth::with(|config| config.mail = by_smtp(&MailServer::url(address))).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    auth
}

/// The token in a mail's link.
fn code_in(mail: &str) -> String {
    let text = mailparse::parse_mail(mail.as_bytes()).unwrap();
    let text = text.subparts.first().unwrap_or(&text).get_body().unwrap();
    MailedSecrets::of(&text).unwrap().token
}

async fn waiting(auth: &TestAuth) -> String {
    auth.database.text("SELECT cast(count(*) AS text) FROM outbox").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_arrives_and_is_forgotten() {
    let server = MailServer::start("127.0.0.1:0".parse().unwrap()).unwrap();
    let auth = mailing_through(server.address()).await;
    assert!(!auth.has_mailbox());
    let token = auth.request_password_reset(BOB).await.unwrap().token.unwrap();
    let mail = server.next().unwrap();
    assert!(mail.contains("From: Bienvenue <accounts@example.org>\r\n"), "{mail}");
    assert!(mail.contains(&format!("To: {BOB}\r\n")) && mail.contains("\r\nMessage-ID: <"), "{mail}");
    assert_eq!(code_in(&mail), token.expose());
    auth.settle_mails().await;
    assert_eq!(waiting(&auth).await, "0");
    auth.clock.advance(LATER);
    assert_eq!(auth.send_due_mails().await.unwrap(), 0, "it is sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_is_sent_later_by_whoever_is_there() {
    let address = free_address().unwrap();
    let auth = mailing_through(address).await;
    let first = auth.request_password_reset(BOB).await.unwrap().token.unwrap();
    auth.settle_mails().await;
    assert_eq!(auth.send_due_mails().await.unwrap(), 0, "it was put off");
    // As after a restart: nobody knows the secret any more.
    let other = auth.reopen_with(|config| config.mail = by_smtp(&MailServer::url(address))).await;
    let server = MailServer::start(address).unwrap();
    auth.clock.advance(LATER);
    assert_eq!(other.send_due_mails().await.unwrap(), 1);
    let code = code_in(&server.next().unwrap());
    assert_eq!(waiting(&auth).await, "0");
    assert!(auth.update_password(first.expose(), &password(OTHER_PASSWORD)).await.is_err(), "it was never mailed");
    auth.update_password(&code, &password(OTHER_PASSWORD)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_undone_superseded_or_is_too_late_is_not_sent() {
    let address = free_address().unwrap();
    let auth = mailing_through(address).await;
    let used = auth.request_password_reset(BOB).await.unwrap().token.unwrap();
    auth.update_password(used.expose(), &password(OTHER_PASSWORD)).await.unwrap();
    auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    for _ in 0..3 {
        auth.clock.advance(Duration::from_millis(1));
        auth.request_password_reset(ALICE).await.unwrap();
    }
    auth.settle_mails().await;
    assert_eq!(waiting(&auth).await, "3", "one for each, the newest, and that Bob's password was changed");
    let server = MailServer::start(address).unwrap();
    auth.clock.advance(LATER);
    assert_eq!(auth.send_due_mails().await.unwrap(), 2);
    assert!(server.next().unwrap().contains("Subject: Your password was changed\r\n"));
    assert!(server.next().unwrap().contains(&format!("To: {ALICE}\r\n")));
    assert_eq!((waiting(&auth).await.as_str(), server.rest()), ("0", Vec::new()));
    drop(server);
    auth.request_password_reset(ALICE).await.unwrap();
    auth.settle_mails().await;
    auth.clock.advance(Duration::from_secs(30 * 60));
    assert_eq!(auth.send_due_mails().await.unwrap(), 0);
    assert_eq!(auth.sweep().await.unwrap().mails, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_instances_send_each_mail_once() {
    let address = free_address().unwrap();
    let auth = mailing_through(address).await;
    for person in 0..12 {
        let email = format!("person{person}@me.com");
        auth.register_user(&email, &password(PASSWORD)).await.unwrap();
        auth.request_password_reset(&email).await.unwrap();
    }
    auth.settle_mails().await;
    let server = MailServer::start(address).unwrap();
    let other = auth.reopen_with(|config| config.mail = by_smtp(&MailServer::url(address))).await;
    auth.clock.advance(LATER);
    let all: &Auth = &auth;
    let (one, two) = tokio::join!(all.send_due_mails(), other.send_due_mails());
    // Who finds a mail that somebody else has just taken looks again with the next round.
    let rest = auth.send_due_mails().await.unwrap();
    assert_eq!(one.unwrap() + two.unwrap() + rest, 12);
    let mut recipients: Vec<_> = server.rest().iter().map(|mail| recipient(mail)).collect();
    assert_eq!(recipients.len(), 12);
    recipients.sort();
    recipients.dedup();
    assert_eq!(recipients.len(), 12);
}

fn recipient(mail: &str) -> String {
    mail.lines().find(|line| line.starts_with("To: ")).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_try_leaves_a_newer_request_alone() {
    let address = free_address().unwrap();
    let auth = mailing_through(address).await;
    auth.request_password_reset(BOB).await.unwrap();
    auth.settle_mails().await;
    auth.clock.advance(LATER);
    let newer = auth.reset_token(BOB).await;
    let server = MailServer::start(address).unwrap();
    assert_eq!(auth.send_due_mails().await.unwrap(), 0, "its code would kill the newer one");
    assert_eq!((waiting(&auth).await.as_str(), server.rest()), ("0", Vec::new()));
    auth.update_password(&newer, &password(OTHER_PASSWORD)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_mail_says_how_long_its_code_still_works() {
    let address = free_address().unwrap();
    let auth = mailing_through(address).await;
    auth.request_password_reset(BOB).await.unwrap();
    auth.settle_mails().await;
    auth.clock.advance(Duration::from_secs(20 * 60));
    let server = MailServer::start(address).unwrap();
    assert_eq!(auth.send_due_mails().await.unwrap(), 1);
    assert!(server.next().unwrap().contains("for the next 10 minutes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_and_its_mail_are_there_both_or_neither() {
    let auth = mailing_through(free_address().unwrap()).await;
    let before = auth.reset_token(BOB).await;
    auth.database.break_statement("INSERT", "outbox").await;
    assert!(auth.request_password_reset(BOB).await.is_err());
    auth.database.mend_statement("outbox").await;
    auth.update_password(&before, &password(OTHER_PASSWORD)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_a_good_bye_is_on_its_way_to_who_deleted_the_account() {
    let auth = mailing_through(free_address().unwrap()).await;
    let session = auth.session_of(BOB, PASSWORD).await;
    auth.request_password_reset(BOB).await.unwrap();
    auth.settle_mails().await;
    assert_eq!(waiting(&auth).await, "1");
    let means_it = auth::Confirmation { password: &password(PASSWORD), email: BOB };
    auth.delete_account(&session, &means_it, &Requester::default()).await.unwrap();
    assert_eq!(auth.database.text("SELECT kind FROM outbox").await, "account_deleted");
}

/// As the service does it: when a mail is queued, and every now and then.
async fn rounds(auth: &Auth, clock: &auth::Clock, rounds: usize) {
    for _ in 0..rounds {
        clock.advance(LATER);
        auth.send_due_mails().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_the_server_never_takes_is_given_up_after_a_day_but_not_the_way_back() {
    let server = MailServer::start("127.0.0.1:0".parse().unwrap()).unwrap();
    let auth = mailing_through(server.address()).await;
    let lost = "bob@nowhere.example";
    auth.register_user(lost, &password(PASSWORD)).await.unwrap();
    let session = auth.session_of(lost, PASSWORD).await;
    let (old, new) = (password(PASSWORD), password(OTHER_PASSWORD));
    auth.change_password(&session, &old, &new, &Requester::default()).await.unwrap();
    auth.request_email_change(&session, ALICE, &new, &Requester::default()).await.unwrap();
    let token = code_in(&server.next().unwrap());
    auth.confirm_email(Some(ALICE), &token, &Requester::default()).await.unwrap();
    rounds(&auth, &auth.clock, 20).await;
    let kinds = async || auth.database.text("SELECT coalesce(min(kind) || ' ' || max(kind), '') FROM outbox").await;
    assert_eq!(kinds().await, "address_changed password_changed", "some mean a quota when they say never");
    auth.clock.advance(Duration::from_secs(24 * 60 * 60));
    rounds(&auth, &auth.clock, 1).await;
    assert_eq!(kinds().await, "address_changed address_changed");
    assert!(server.next().unwrap().contains(ALICE), "others get theirs, over the same connections");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_delivered_keeps_no_other_mail_waiting() {
    let address = free_address().unwrap();
    let auth = mailing_through(address).await;
    for person in ["a@nowhere.example", "b@nowhere.example"] {
        auth.register_user(person, &password(PASSWORD)).await.unwrap();
        auth.request_password_reset(person).await.unwrap();
    }
    auth.settle_mails().await;
    rounds(&auth, &auth.clock, 1).await;
    auth.clock.advance(Duration::from_secs(60));
    auth.request_password_reset(BOB).await.unwrap();
    auth.settle_mails().await;
    auth.clock.advance(Duration::from_secs(10 * 60));
    let server = MailServer::start(address).unwrap();
    auth.database.break_statement("DELETE", "outbox").await;
    // Bob's mail is handed over and can't be forgotten, which ends the round.
    assert!(auth.send_due_mails().await.is_err());
    assert!(server.next().unwrap().contains(BOB));
    let attempts = auth.database.text("SELECT cast(max(attempts) AS text) FROM outbox").await;
    assert_eq!(attempts, "2", "the others have not been tried before it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_to_an_address_that_is_not_asked_for_any_more_brings_nobody_elses_secrets() {
    let address = free_address().unwrap();
    let auth = mailing_through(address).await;
    let session = auth.session_of(BOB, PASSWORD).await;
    let (typed, nobody) = (password(PASSWORD), Requester::default());
    auth.request_email_change(&session, "evil@me.com", &typed, &nobody).await.unwrap();
    auth.settle_mails().await;
    // As if another address had been asked for in the same millisecond.
    auth.database.execute("UPDATE email_confirmations SET email = 'alice@me.com', email_key = 'alice@me.com'").await;
    let server = MailServer::start(address).unwrap();
    auth.clock.advance(LATER);
    assert_eq!(auth.send_due_mails().await.unwrap(), 0);
    assert!(server.rest().is_empty());
}

#[tokio::test]
async fn a_mail_server_is_looked_for_without_sending_a_mail() {
    let server = MailServer::start("127.0.0.1:0".parse().unwrap()).unwrap();
    check_mail_server(by_smtp(&MailServer::url(server.address()))).await.unwrap();
    assert!(server.rest().is_empty());
    let nobody = testbed::free_address().unwrap();
    let error = check_mail_server(by_smtp(&MailServer::url(nobody))).await.unwrap_err();
    assert!(matches!(error, MailError::Smtp { reason: "could not be reached", .. }), "{error:?}");
}
