//! Confirming an address, changing it, and taking that back.

use crate::support::{ALICE, BOB, GOOD_PASSWORD, PASSWORD, TestAuth, password};
use auth::{AuthError, PasswordError, Requester};
use std::time::Duration;

const CAROL: &str = "carol@me.com";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const NEW_PASSWORD: &str = "green lanterns hum";

async fn confirm(auth: &TestAuth, email: &str, code: &str) -> Result<(), AuthError> {
    auth.confirm_email(Some(email), code, &Requester::default()).await.map(drop)
}

async fn ask_for(auth: &TestAuth, session: &str, email: &str) -> Result<(), AuthError> {
    auth.request_email_change(session, email, &password(GOOD_PASSWORD), &Requester::default()).await.map(drop)
}

/// Bob, in production, whose address is Carol's by now; his session.
async fn bob_became_carol(auth: &TestAuth) -> String {
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    ask_for(auth, &session, CAROL).await.unwrap();
    confirm(auth, CAROL, &auth.secrets_to(CAROL).await.token).await.unwrap();
    session
}

async fn take_back(auth: &TestAuth, email: &str, code: &str) -> Result<(), AuthError> {
    auth.undo_email_change(email, code, &password(NEW_PASSWORD), &Requester::default()).await.map(drop)
}

fn is_refused<T>(answer: &Result<T, AuthError>) -> bool {
    matches!(answer, Err(AuthError::InvalidCode))
}

#[tokio::test]
async fn in_production_an_account_is_there_once_its_address_is_confirmed() {
    let auth = TestAuth::in_production().await;
    assert_eq!(auth.sign_up(" Bob@Me.com ", &password(GOOD_PASSWORD)).await.unwrap().as_str(), "Bob@Me.com");
    let log_in = async || auth.log_in(BOB, &password(GOOD_PASSWORD), &Requester::default()).await;
    assert!(matches!(log_in().await, Err(AuthError::InvalidCredentials)));
    let secrets = auth.secrets_to("Bob@Me.com").await;
    assert!(is_refused(&confirm(&auth, ALICE, &secrets.token).await), "of another address");
    confirm(&auth, BOB, &secrets.token).await.unwrap();
    assert!(log_in().await.is_ok());
    for used in [&secrets.token, &secrets.code] {
        assert!(is_refused(&confirm(&auth, BOB, used).await));
    }
}

#[tokio::test]
async fn a_code_does_what_the_link_does_however_it_is_typed() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    let code = auth.secrets_to(BOB).await.code;
    assert!(is_refused(&auth.confirm_email(None, &code, &Requester::default()).await), "without the address");
    confirm(&auth, BOB, &format!(" {} ", code.to_lowercase().replace('-', " "))).await.unwrap();
    assert!(auth.valid_login(BOB, &password(GOOD_PASSWORD)).await);
}

#[tokio::test]
async fn a_code_is_tried_ten_times_and_the_link_still_works() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    let secrets = auth.secrets_to(BOB).await;
    let wrong = if secrets.code == "BBBB-BBBB" { "CCCC-CCCC" } else { "BBBB-BBBB" };
    for _ in 0..10 {
        assert!(is_refused(&confirm(&auth, BOB, wrong).await));
    }
    assert!(is_refused(&confirm(&auth, BOB, &secrets.code).await));
    auth.clock.advance(Duration::from_secs(60));
    auth.resend_confirmation(BOB).await.unwrap();
    let newer = auth.secrets_to(BOB).await;
    assert!(is_refused(&confirm(&auth, BOB, &newer.code).await), "asking again gives no more tries");
    confirm(&auth, BOB, &newer.token).await.unwrap();
}

#[tokio::test]
async fn guesses_at_the_same_time_are_counted_too() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    auth.request_password_reset(BOB).await.unwrap();
    let code = auth.secrets_to(BOB).await.code;
    let guesses = (0..10).map(|_| {
        let auth = auth.auth().clone();
        tokio::spawn(async move {
            auth.reset_password(BOB, "BBBB-BBBB", &password(NEW_PASSWORD), &Requester::default()).await.is_ok()
        })
    });
    for guess in guesses.collect::<Vec<_>>() {
        assert!(!guess.await.unwrap());
    }
    let right = auth.reset_password(BOB, &code, &password(NEW_PASSWORD), &Requester::default()).await;
    assert!(matches!(right, Err(AuthError::InvalidResetToken)));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_confirm_at_once_one_does_and_the_others_are_told_that_it_is_used() {
    let auth = TestAuth::in_production().await;
    let other = auth.reopen_with(|config| config.mode = auth::Mode::Production).await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    let token = auth.secrets_to(BOB).await.token;
    let tries = (0..20).map(|number| {
        let auth = if number % 2 == 0 { auth.auth().clone() } else { other.clone() };
        let token = token.clone();
        tokio::spawn(async move { auth.confirm_email(Some(BOB), &token, &Requester::default()).await })
    });
    let mut confirmed = 0;
    for answer in tries.collect::<Vec<_>>() {
        match answer.await.unwrap() {
            Ok(_) => confirmed += 1,
            Err(error) => assert!(matches!(error, AuthError::InvalidCode), "{error:?}"),
        }
    }
    assert_eq!(confirmed, 1);
}

#[tokio::test]
async fn a_stranger_who_signed_up_first_gains_nothing() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password("the stranger's own")).await.unwrap();
    auth.clock.advance(Duration::from_secs(1));
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    let bobs = auth.secrets_to(BOB).await;
    auth.clock.advance(Duration::from_secs(1));
    auth.sign_up(BOB, &password("the stranger's own")).await.unwrap();
    confirm(&auth, BOB, &bobs.token).await.unwrap();
    assert!(auth.valid_login(BOB, &password(GOOD_PASSWORD)).await);
    assert!(!auth.valid_login(BOB, &password("the stranger's own")).await);
    for mail in auth.mails_to(BOB).await {
        let Some(secrets) = crate::support::MailedSecrets::of(&mail.text) else { continue };
        assert!(is_refused(&confirm(&auth, BOB, &secrets.token).await));
    }
}

#[tokio::test]
async fn whose_mail_is_sent_again_is_not_known_so_none_of_the_passwords_counts() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    auth.clock.advance(Duration::from_secs(1));
    auth.sign_up(BOB, &password("the stranger's own")).await.unwrap();
    auth.clock.advance(Duration::from_secs(60));
    auth.resend_confirmation(BOB).await.unwrap();
    confirm(&auth, BOB, &auth.secrets_to(BOB).await.token).await.unwrap();
    for nobodys in [GOOD_PASSWORD, "the stranger's own"] {
        assert!(!auth.valid_login(BOB, &password(nobodys)).await);
    }
    auth.request_password_reset(BOB).await.unwrap();
    auth.update_password(&auth.secrets_to(BOB).await.token, &password(NEW_PASSWORD)).await.unwrap();
    assert!(auth.valid_login(BOB, &password(NEW_PASSWORD)).await);
}

#[tokio::test]
async fn who_has_an_account_is_told_when_somebody_signs_up_with_the_address() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    auth.sign_up("BOB@me.com", &password("the stranger's own")).await.unwrap();
    let mails = auth.mails_to(BOB).await;
    assert_eq!(mails.len(), 2);
    assert!(crate::support::MailedSecrets::of(&mails[0].text).is_none(), "it opens nothing");
    auth.clock.advance(Duration::from_secs(60));
    auth.resend_confirmation(BOB).await.unwrap();
    assert_eq!(auth.mails_to(BOB).await.len(), 2, "there is nothing to confirm");
    assert!(!auth.valid_login(BOB, &password("the stranger's own")).await);
}

#[tokio::test]
async fn a_mail_is_sent_again_once_a_minute_and_five_times_in_all() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    auth.resend_confirmation(BOB).await.unwrap();
    auth.resend_confirmation(ALICE).await.unwrap();
    assert_eq!(auth.mails_to(BOB).await.len(), 1);
    let first = auth.secrets_to(BOB).await;
    for sent in [2, 3, 4, 5, 5] {
        auth.clock.advance(Duration::from_secs(60));
        auth.resend_confirmation(BOB).await.unwrap();
        assert_eq!(auth.mails_to(BOB).await.len(), sent);
    }
    assert!(is_refused(&confirm(&auth, BOB, &first.token).await), "the newest counts");
    assert!(auth.mails_to(ALICE).await.is_empty());
}

#[tokio::test]
async fn who_does_not_confirm_for_a_day_asks_again_and_for_a_week_signs_up_anew() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    let late = auth.secrets_to(BOB).await;
    auth.clock.advance(DAY);
    assert!(is_refused(&confirm(&auth, BOB, &late.token).await));
    assert!(is_refused(&confirm(&auth, BOB, &late.code).await));
    assert_eq!(auth.sweep().await.unwrap().confirmations, 0);
    auth.resend_confirmation(BOB).await.unwrap();
    assert_eq!(auth.mails_to(BOB).await.len(), 2);
    auth.clock.advance(DAY * 6);
    auth.resend_confirmation(BOB).await.unwrap();
    assert_eq!(auth.mails_to(BOB).await.len(), 2);
    assert_eq!(auth.sweep().await.unwrap().confirmations, 1);
}

#[tokio::test]
async fn in_development_the_account_is_there_at_once_and_knows_whether_it_is_confirmed() {
    let auth = TestAuth::new().await;
    auth.sign_up(BOB, &password(PASSWORD)).await.unwrap();
    assert!(matches!(auth.sign_up(BOB, &password(PASSWORD)).await, Err(AuthError::EmailTaken(_))));
    let session = auth.session_of(BOB, PASSWORD).await;
    assert!(!auth.overview(&session).await.unwrap().is_verified);
    confirm(&auth, BOB, &auth.secrets_to(BOB).await.code).await.unwrap();
    assert!(auth.overview(&session).await.unwrap().is_verified);
}

#[tokio::test]
async fn who_comes_from_a_desk_unconfirmed_gets_in_with_a_reset() {
    let desk = TestAuth::with_bob().await;
    let auth = desk.reopen_with(|config| config.mode = auth::Mode::Production).await;
    assert!(!auth.valid_login(BOB, &password(PASSWORD)).await);
    auth.request_password_reset(BOB).await.unwrap();
    let token = desk.secrets_to(BOB).await.token;
    auth.update_password(&token, &password(NEW_PASSWORD)).await.unwrap();
    assert!(auth.valid_login(BOB, &password(NEW_PASSWORD)).await);
}

#[tokio::test]
async fn an_address_changes_when_the_new_one_is_confirmed_and_both_are_told() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    let wrong = auth.request_email_change(&session, CAROL, &password("x"), &Requester::default()).await;
    assert!(matches!(wrong, Err(AuthError::WrongPassword)));
    assert!(matches!(ask_for(&auth, &session, "BOB@me.com").await, Err(AuthError::SameEmail)));
    ask_for(&auth, &session, CAROL).await.unwrap();
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
    assert_eq!(auth.overview(&session).await.unwrap().awaited_email.unwrap().as_str(), CAROL);
    let reset = auth.reset_token(BOB).await;
    confirm(&auth, CAROL, &auth.secrets_to(CAROL).await.token).await.unwrap();
    assert_eq!(auth.who(&session).await.as_deref(), Some(CAROL));
    assert_eq!(auth.overview(&session).await.unwrap().awaited_email, None);
    assert!(auth.update_password(&reset, &password(NEW_PASSWORD)).await.is_err(), "the old address resets nothing");
    assert!(auth.subjects_to(CAROL).await.len() == 2 && auth.subjects_to(BOB).await.len() == 2);
    assert!(auth.valid_login(CAROL, &password(GOOD_PASSWORD)).await);
    assert!(!auth.valid_login(BOB, &password(GOOD_PASSWORD)).await);
}

#[tokio::test]
async fn a_change_of_address_does_not_tell_whether_the_new_one_has_an_account() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    auth.confirmed(ALICE).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    ask_for(&auth, &session, ALICE).await.unwrap();
    assert_eq!(auth.overview(&session).await.unwrap().awaited_email.unwrap().as_str(), ALICE);
    assert_eq!(auth.mails_to(ALICE).await.len(), 2, "its owner is told");
    assert!(auth.cancel_email_change(&session).await.unwrap());
    assert!(!auth.cancel_email_change(&session).await.unwrap());
    assert_eq!(auth.overview(&session).await.unwrap().awaited_email, None);
}

#[tokio::test]
async fn whoever_confirms_an_address_first_has_it() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    ask_for(&auth, &session, CAROL).await.unwrap();
    let change = auth.secrets_to(CAROL).await.token;
    auth.clock.advance(Duration::from_secs(1));
    auth.confirmed(CAROL).await;
    assert!(is_refused(&confirm(&auth, CAROL, &change).await));
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
}

#[tokio::test]
async fn the_old_address_takes_the_account_back_for_a_week() {
    let auth = TestAuth::in_production().await;
    let thief = bob_became_carol(&auth).await;
    let undo = auth.secrets_to(BOB).await;
    auth.sign_up(BOB, &password("the stranger's own")).await.unwrap();
    auth.clock.advance(Duration::from_secs(1));
    confirm(&auth, BOB, &auth.secrets_to(BOB).await.token).await.unwrap_err();
    assert!(is_refused(&take_back(&auth, CAROL, &undo.token).await));
    let weak = auth.undo_email_change(BOB, &undo.token, &password("passwordpassword"), &Requester::default()).await;
    assert!(matches!(weak, Err(AuthError::Password(PasswordError::Common))));
    take_back(&auth, BOB, &undo.code).await.unwrap();
    assert_eq!(auth.who(&thief).await, None);
    assert!(auth.valid_login(BOB, &password(NEW_PASSWORD)).await);
    assert!(!auth.valid_login(BOB, &password(GOOD_PASSWORD)).await);
    assert!(!auth.valid_login(CAROL, &password(NEW_PASSWORD)).await);
    assert!(is_refused(&take_back(&auth, BOB, &undo.token).await));
}

#[tokio::test]
async fn after_a_week_the_old_address_is_nobodys() {
    let auth = TestAuth::in_production().await;
    bob_became_carol(&auth).await;
    let undo = auth.secrets_to(BOB).await;
    auth.clock.advance(DAY * 7);
    assert!(is_refused(&take_back(&auth, BOB, &undo.token).await));
    assert_eq!(auth.sweep().await.unwrap().undos, 1);
    auth.confirmed(BOB).await;
    assert!(auth.valid_login(BOB, &password(GOOD_PASSWORD)).await);
}

#[tokio::test]
async fn who_changed_the_address_twice_loses_it_to_the_first_owner() {
    let auth = TestAuth::in_production().await;
    let thief = bob_became_carol(&auth).await;
    let first = auth.secrets_to(BOB).await;
    auth.clock.advance(Duration::from_secs(60));
    ask_for(&auth, &thief, ALICE).await.unwrap();
    confirm(&auth, ALICE, &auth.secrets_to(ALICE).await.token).await.unwrap();
    let second = auth.secrets_to(CAROL).await;
    take_back(&auth, BOB, &first.token).await.unwrap();
    assert!(is_refused(&take_back(&auth, CAROL, &second.token).await));
    assert!(auth.valid_login(BOB, &password(NEW_PASSWORD)).await);
}

#[tokio::test]
async fn what_was_undone_is_not_announced() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    ask_for(&auth, &session, CAROL).await.unwrap();
    let code = auth.secrets_to(CAROL).await.token;
    confirm(&auth, CAROL, &code).await.unwrap();
    let undo = auth.secrets_to(BOB).await;
    take_back(&auth, BOB, &undo.token).await.unwrap();
    let changed = auth.database.text("SELECT cast(count(*) AS text) FROM outbox WHERE kind LIKE 'address%'").await;
    assert_eq!(changed, "0");
}

#[tokio::test]
async fn a_new_password_voids_a_change_of_address_that_somebody_else_asked_for() {
    for reset in [false, true] {
        let auth = TestAuth::in_production().await;
        auth.confirmed(BOB).await;
        let session = auth.session_of(BOB, GOOD_PASSWORD).await;
        ask_for(&auth, &session, CAROL).await.unwrap();
        let thiefs = auth.secrets_to(CAROL).await.token;
        if reset {
            auth.request_password_reset(BOB).await.unwrap();
            let code = auth.secrets_to(BOB).await.code;
            auth.reset_password(BOB, &code, &password(NEW_PASSWORD), &Requester::default()).await.unwrap();
        } else {
            let (old, new) = (password(GOOD_PASSWORD), password(NEW_PASSWORD));
            auth.change_password(&session, &old, &new, &Requester::default()).await.unwrap();
        }
        assert!(is_refused(&confirm(&auth, CAROL, &thiefs).await));
    }
}

#[tokio::test]
async fn production_refuses_passwords_that_would_be_guessed_first() {
    let auth = TestAuth::in_production().await;
    let refusal = async |email: &str, chosen: &str| match auth.sign_up(email, &password(chosen)).await {
        Err(AuthError::Password(error)) => Some(error),
        _ => None,
    };
    assert_eq!(refusal(BOB, "fourteen chars").await, Some(PasswordError::TooShort { min: 15 }));
    assert_eq!(refusal(BOB, "PasswordPassword").await, Some(PasswordError::Common));
    assert_eq!(refusal("guillaume@holberton.io", "Guillaume@Holberton.io").await, Some(PasswordError::OwnName));
    assert_eq!(refusal(BOB, "Bienvenue bienvenue").await, Some(PasswordError::OwnName));
    assert_eq!(refusal(BOB, GOOD_PASSWORD).await, None);
    let desk = TestAuth::new().await;
    assert!(desk.sign_up(BOB, &password("password")).await.is_ok(), "the contract's clients choose what they like");
}
