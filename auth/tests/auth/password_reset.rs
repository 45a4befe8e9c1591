use crate::support::{ALICE, BOB, MailedSecrets, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{AuthError, EmailError, Mode, PasswordError, Requester};
use std::time::Duration;

const LIFETIME: Duration = Duration::from_secs(30 * 60);
const MOMENT: Duration = Duration::from_millis(1);

fn is_invalid_token<T: std::fmt::Debug>(result: Result<T, AuthError>) -> bool {
    matches!(result.unwrap_err(), AuthError::InvalidResetToken)
}

#[tokio::test]
async fn a_token_sets_the_password_once_and_ends_every_session() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    let token = auth.reset_token(BOB).await;
    assert!(auth.who(&session).await.is_some(), "asking changes nothing");
    auth.update_password(&token, &password(OTHER_PASSWORD)).await.unwrap();
    assert_eq!(auth.who(&session).await, None);
    assert!(auth.valid_login(BOB, &password(OTHER_PASSWORD)).await);
    assert!(!auth.valid_login(BOB, &password(PASSWORD)).await);
    assert!(is_invalid_token(auth.update_password(&token, &password("third")).await));
}

#[tokio::test]
async fn an_unknown_address_gets_no_token() {
    let auth = TestAuth::with_bob().await;
    assert!(matches!(auth.get_reset_password_token(ALICE).await, Err(AuthError::UnknownEmail)));
    assert!(matches!(auth.get_reset_password_token("").await, Err(AuthError::Email(EmailError::Missing))));
}

#[tokio::test]
async fn a_token_expires_after_30_minutes() {
    let auth = TestAuth::with_bob().await;
    let token = auth.reset_token(BOB).await;
    auth.clock.advance(LIFETIME);
    assert!(is_invalid_token(auth.update_password(&token, &password(OTHER_PASSWORD)).await));
    let token = auth.reset_token(BOB).await;
    auth.clock.advance(LIFETIME - MOMENT);
    auth.update_password(&token, &password(OTHER_PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn a_newer_token_supersedes_the_older() {
    let auth = TestAuth::with_bob().await;
    let (older, newer) = (auth.reset_token(BOB).await, auth.reset_token(BOB).await);
    assert!(is_invalid_token(auth.update_password(&older, &password(OTHER_PASSWORD)).await));
    auth.update_password(&newer, &password(OTHER_PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn made_up_tokens_and_session_tokens_reset_nothing() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    for made_up in ["", "None", "0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091", &session] {
        assert!(is_invalid_token(auth.update_password(made_up, &password(OTHER_PASSWORD)).await), "{made_up}");
    }
    assert!(auth.valid_login(BOB, &password(PASSWORD)).await);
}

#[tokio::test]
async fn somebody_elses_address_does_not_use_the_token_up() {
    let auth = TestAuth::with_bob().await;
    auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    let token = auth.reset_token(BOB).await;
    for email in [ALICE, "nobody@me.com"] {
        assert!(
            is_invalid_token(
                auth.reset_password(email, &token, &password(OTHER_PASSWORD), &Requester::default()).await
            ),
            "{email}"
        );
    }
    let reset =
        auth.reset_password(" BOB@me.com", &token, &password(OTHER_PASSWORD), &Requester::default()).await.unwrap();
    assert_eq!(reset.email.as_str(), BOB);
    assert!(auth.valid_login(ALICE, &password(PASSWORD)).await, "hers is as it was");
}

#[tokio::test]
async fn a_refused_password_does_not_use_the_token_up() {
    let auth = TestAuth::with_bob().await;
    let token = auth.reset_token(BOB).await;
    let refused = auth.update_password(&token, &password("")).await.unwrap_err();
    assert!(matches!(refused, AuthError::Password(PasswordError::Missing)));
    auth.update_password(&token, &password(OTHER_PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn the_mail_carries_the_token_in_the_fragment_of_our_own_address() {
    let auth = TestAuth::with_bob().await;
    let request = auth.request_password_reset(" BOB@me.com").await.unwrap();
    assert_eq!(request.email.as_str(), BOB);
    let [mail] = auth.mailbox().await.unwrap().try_into().ok().unwrap();
    let token = request.token.as_ref().unwrap().expose();
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (BOB, "Choose a new password"));
    let link = format!("http://localhost:5000/reset-password#email=bob%40me.com&code={token}\n");
    let code = MailedSecrets::of(&mail.text).unwrap().code;
    assert!(mail.text.contains(&link), "{}", mail.text);
    assert_eq!(mail.date, "Sun, 22 Nov 2026 00:00:00 +0000");
    let requester = Requester::default();
    auth.reset_password(BOB, &code, &password(OTHER_PASSWORD), &requester).await.unwrap();
    let used = auth.update_password(token, &password(OTHER_PASSWORD)).await;
    assert!(matches!(used, Err(AuthError::InvalidResetToken)), "they are one");
}

#[tokio::test]
async fn a_code_may_bring_spaces_along() {
    let auth = TestAuth::with_bob().await;
    let token = auth.reset_token(BOB).await;
    auth.update_password(&format!(" {token}\r\n"), &password(OTHER_PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn production_hands_out_no_token_and_tells_nobody_who_has_an_account() {
    let auth = TestAuth::with(|config| config.mode = Mode::Production).await;
    auth.register_user(BOB, &password("a long enough password")).await.unwrap();
    for (email, mails) in [(ALICE, 0), (BOB, 1)] {
        let request = auth.request_password_reset(email).await.unwrap();
        assert_eq!((request.email.as_str(), request.token.is_none()), (email, true));
        assert_eq!(auth.mailbox().await.unwrap().len(), mails);
    }
    let refused = auth.request_password_reset("bob").await.unwrap_err();
    assert!(matches!(refused, AuthError::Email(EmailError::Malformed)));
}

#[tokio::test]
async fn a_reset_that_fails_half_way_has_not_happened() {
    let auth = TestAuth::with_bob().await;
    let (session, token) = (auth.session_of(BOB, PASSWORD).await, auth.reset_token(BOB).await);
    for (kind, table) in [("UPDATE", "users"), ("DELETE", "sessions")] {
        auth.database.break_statement(kind, table).await;
        let failed = auth.update_password(&token, &password(OTHER_PASSWORD)).await.unwrap_err();
        assert!(matches!(failed, AuthError::Internal(_)), "{table}");
        auth.database.mend_statement(table).await;
        assert!(auth.valid_login(BOB, &password(PASSWORD)).await, "{table}");
        assert_eq!(auth.who(&session).await.as_deref(), Some(BOB), "{table}");
    }
    auth.update_password(&token, &password(OTHER_PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn a_refused_request_sends_no_mail() {
    let auth = TestAuth::with_bob().await;
    assert!(auth.request_password_reset(ALICE).await.is_err());
    assert!(auth.mailbox().await.unwrap().is_empty());
}
