use crate::support::{ALICE, BOB, OTHER_PASSWORD, PASSWORD, TestAuth, by_smtp, password};
use auth::{Auth, Requester, Swept};
use std::time::Duration;
use testbed::{MailServer, free_address};

fn contains(dump: &[u8], text: &str) -> bool {
    let bare = text.replace('-', "");
    let decoded: Vec<u8> =
        (0..bare.len() / 2).filter_map(|i| u8::from_str_radix(&bare[2 * i..2 * i + 2], 16).ok()).collect();
    let found = |needle: &[u8]| needle.len() > 4 && dump.windows(needle.len()).any(|window| window == needle);
    found(text.as_bytes()) || found(&decoded)
}

#[tokio::test]
async fn a_dump_of_the_database_contains_no_secret_that_works() {
    let auth = TestAuth::with_bob().await;
    let (session, token) = (auth.session_of(BOB, PASSWORD).await, auth.reset_token(BOB).await);
    // A mail on its way holds a secret, too.
    let nowhere = MailServer::url(free_address().unwrap());
    let mailing = auth.reopen_with(|config| config.mail = by_smtp(&nowhere)).await;
    mailing.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    let mailed = mailing.request_password_reset(ALICE, &Requester::default()).await.unwrap().token.unwrap();
    assert_eq!(auth.database.text("SELECT cast(count(*) AS text) FROM outbox").await, "1");
    let dump = auth.database.dump().await;
    assert!(contains(&dump, BOB), "this is the right database");
    for secret in [PASSWORD, &session, &token, mailed.expose()] {
        assert!(!contains(&dump, secret));
    }
    // What does stand there is of no use: presented as a secret, every stored text of that shape is refused.
    for text in dump.split(|byte| !byte.is_ascii_graphic()).filter_map(|text| std::str::from_utf8(text).ok()) {
        assert_eq!(auth.who(text).await, None);
        assert!(auth.update_password(text, &password(OTHER_PASSWORD)).await.is_err());
        assert!(!auth.valid_login(BOB, &password(text)).await || text.is_empty());
    }
    assert!(auth.who(&session).await.is_some());
}

#[tokio::test]
async fn debug_output_of_the_service_and_its_answers_shows_no_secret() {
    let auth = TestAuth::with_bob().await;
    let auth: &Auth = &auth;
    let log_in = auth.log_in(BOB, &password(PASSWORD), &Requester::default()).await.unwrap();
    let request = auth.request_password_reset(BOB, &Requester::default()).await.unwrap();
    let shown = format!("{auth:?} {log_in:?} {request:?}");
    for secret in [PASSWORD, log_in.token.expose(), request.token.as_ref().unwrap().expose()] {
        assert!(!shown.contains(secret));
    }
}

#[tokio::test]
async fn sweeping_removes_what_has_expired_and_nothing_else() {
    let auth = TestAuth::with_bob().await;
    auth.session_of(BOB, PASSWORD).await;
    auth.reset_token(BOB).await;
    assert_eq!(auth.sweep().await.unwrap(), Swept::default());
    auth.clock.advance(Duration::from_secs(30 * 60));
    assert_eq!(auth.sweep().await.unwrap(), Swept { reset_tokens: 1, ..Swept::default() });
    // Exactly 14 days after the log-in.
    auth.clock.advance(Duration::from_secs(14 * 24 * 60 * 60 - 30 * 60));
    let fresh = auth.session_of(BOB, PASSWORD).await;
    assert_eq!(auth.sweep().await.unwrap(), Swept { sessions: 1, ..Swept::default() });
    assert!(auth.who(&fresh).await.is_some());
}
