//! Confirming an address, changing it, and taking that back.

use crate::support::{ALICE, BOB, GOOD_PASSWORD, MailedSecrets, PASSWORD, TestAuth, password};
use auth::{AuthError, PasswordError, Requester};
use std::time::Duration;

const CAROL: &str = "carol@me.com";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const NEW_PASSWORD: &str = "green lanterns hum";
const STRANGERS: &str = "the stranger's own";

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
    auth.ask_again(BOB).await;
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

/// Whether anybody gets in with the password that the owner of an address, or a stranger, signed up with.
async fn somebody_gets_in(auth: &TestAuth) -> bool {
    auth.valid_login(BOB, &password(GOOD_PASSWORD)).await || auth.valid_login(BOB, &password(STRANGERS)).await
}

#[tokio::test]
async fn whoever_signs_up_with_somebody_elses_address_gains_nothing_first_or_last() {
    for pause in [0, 61] {
        for (first, second) in [(GOOD_PASSWORD, STRANGERS), (STRANGERS, GOOD_PASSWORD)] {
            let auth = TestAuth::in_production().await;
            auth.sign_up(BOB, &password(first)).await.unwrap();
            auth.clock.advance(Duration::from_secs(pause));
            auth.sign_up(BOB, &password(second)).await.unwrap();
            let newest = auth.secrets_to(BOB).await;
            let confirmed = auth.confirm_email(Some(BOB), &newest.token, &Requester::default()).await.unwrap();
            assert!(!confirmed.has_password, "its owner is told to choose one");
            assert!(!somebody_gets_in(&auth).await);
            auth.request_password_reset(BOB).await.unwrap();
            auth.update_password(&auth.secrets_to(BOB).await.token, &password(NEW_PASSWORD)).await.unwrap();
            assert!(auth.valid_login(BOB, &password(NEW_PASSWORD)).await);
        }
    }
}

#[tokio::test]
async fn many_strangers_do_not_crowd_the_owner_of_an_address_out() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    for _ in 0..7 {
        auth.clock.advance(Duration::from_secs(60));
        auth.sign_up(BOB, &password(STRANGERS)).await.unwrap();
    }
    auth.ask_again(BOB).await;
    confirm(&auth, BOB, &auth.secrets_to(BOB).await.token).await.unwrap();
    assert!(!somebody_gets_in(&auth).await);
}

#[tokio::test]
async fn a_sign_up_that_expired_does_not_spoil_the_next() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(STRANGERS)).await.unwrap();
    auth.clock.advance(DAY * 7);
    auth.confirmed(BOB).await;
    assert!(auth.valid_login(BOB, &password(GOOD_PASSWORD)).await);
}

#[tokio::test]
async fn signing_up_again_brings_no_second_mail_within_a_minute_and_no_more_tries() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(ALICE).await;
    for email in [ALICE, BOB] {
        auth.clock.advance(DAY);
        let before = auth.mails_to(email).await.len();
        for _ in 0..3 {
            auth.sign_up(email, &password(GOOD_PASSWORD)).await.unwrap();
        }
        assert_eq!(auth.mails_to(email).await.len(), before + 1);
    }
    for _ in 0..10 {
        confirm(&auth, BOB, "BBBB-BBBB").await.unwrap_err();
    }
    auth.clock.advance(Duration::from_secs(60));
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    let newest = auth.secrets_to(BOB).await;
    assert!(is_refused(&confirm(&auth, BOB, &newest.code).await));
    confirm(&auth, BOB, &newest.token).await.unwrap();
}

#[tokio::test]
async fn a_mail_says_who_signed_up_so_that_nobody_confirms_a_strangers_account() {
    let auth = TestAuth::in_production().await;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
    let requester = Requester::new(Some(firefox), "203.0.113.7".parse().ok());
    auth.auth().sign_up(BOB, &password(GOOD_PASSWORD), &requester).await.unwrap();
    let text = &auth.mails_to(BOB).await[0].text;
    assert!(text.contains("Firefox on Linux") && text.contains("203.0.113.0"), "{text}");
    assert!(text.contains("do not confirm") && !text.contains("When:"), "{text}");
    auth.clock.advance(Duration::from_secs(60));
    let elsewhere = Requester::new(Some("curl/8.14.1"), "198.51.100.7".parse().ok());
    auth.resend_confirmation(BOB, &elsewhere).await.unwrap();
    let again = &auth.mails_to(BOB).await[0];
    assert!(again.text.contains("Firefox on Linux") && again.text.contains("203.0.113.0"), "{}", again.text);
    let token = MailedSecrets::of(&again.text).unwrap().token;
    let confirmed = auth.confirm_email(Some(BOB), &token, &elsewhere).await.unwrap();
    assert!(!confirmed.has_password, "who asks from elsewhere may not be who signed up");
    assert!(!auth.valid_login(BOB, &password(GOOD_PASSWORD)).await);
}

#[tokio::test]
async fn whoever_signed_up_asks_for_the_mail_again_and_keeps_the_password() {
    let auth = TestAuth::in_production().await;
    let firefox = Requester::new(Some("Firefox/150.0 Linux"), "203.0.113.7".parse().ok());
    auth.auth().sign_up(" Bob@me.com", &password(GOOD_PASSWORD), &firefox).await.unwrap();
    auth.clock.advance(Duration::from_secs(60));
    auth.resend_confirmation(BOB, &firefox).await.unwrap();
    let mails = auth.mails_to("Bob@me.com").await;
    assert_eq!(mails.len(), 2, "it goes to the address as it was signed up with");
    let token = MailedSecrets::of(&mails[0].text).unwrap().token;
    assert!(auth.confirm_email(Some(BOB), &token, &firefox).await.unwrap().has_password);
    assert!(auth.valid_login(BOB, &password(GOOD_PASSWORD)).await);
}

#[tokio::test]
async fn a_stranger_does_not_keep_replacing_the_link() {
    let auth = TestAuth::in_production().await;
    for _ in 0..9 {
        auth.sign_up(BOB, &password(STRANGERS)).await.unwrap();
        auth.mails_to(BOB).await;
        auth.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(auth.mails_to(BOB).await.len(), 5);
    confirm(&auth, BOB, &auth.secrets_to(BOB).await.token).await.unwrap();
    assert!(!somebody_gets_in(&auth).await);
}

#[tokio::test]
async fn who_has_an_account_is_told_when_somebody_signs_up_with_the_address() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    auth.sign_up("BOB@me.com", &password(STRANGERS)).await.unwrap();
    let mails = auth.mails_to(BOB).await;
    assert_eq!(mails.len(), 2);
    assert!(MailedSecrets::of(&mails[0].text).is_none(), "it opens nothing");
    auth.ask_again(BOB).await;
    assert_eq!(auth.mails_to(BOB).await.len(), 2, "there is nothing to confirm");
    assert!(!auth.valid_login(BOB, &password(STRANGERS)).await);
}

#[tokio::test]
async fn a_mail_is_sent_again_once_a_minute_and_five_times_in_all() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    for email in [BOB, ALICE] {
        auth.resend_confirmation(email, &Requester::default()).await.unwrap();
    }
    assert_eq!(auth.mails_to(BOB).await.len(), 1);
    let first = auth.secrets_to(BOB).await;
    for sent in [2, 3, 4, 5, 5] {
        auth.ask_again(BOB).await;
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
    auth.ask_again(BOB).await;
    assert_eq!(auth.mails_to(BOB).await.len(), 2);
    auth.clock.advance(DAY * 6 - Duration::from_secs(60 * 60));
    auth.ask_again(BOB).await;
    let last = &auth.mails_to(BOB).await[0].text;
    assert!(last.contains("for the next 57 minutes"), "no longer than it can be confirmed: {last}");
    auth.clock.advance(Duration::from_secs(60 * 60));
    auth.ask_again(BOB).await;
    assert_eq!(auth.mails_to(BOB).await.len(), 3);
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
    auth.request_password_reset(BOB, &Requester::default()).await.unwrap();
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
    let (reset, elsewhere) = (auth.reset_token(BOB).await, auth.session_of(BOB, GOOD_PASSWORD).await);
    confirm(&auth, CAROL, &auth.secrets_to(CAROL).await.token).await.unwrap();
    assert_eq!(auth.who(&session).await.as_deref(), Some(CAROL));
    assert_eq!(auth.who(&elsewhere).await, None, "whoever else is signed in may be whom one gets away from");
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
    assert!(matches!(confirm(&auth, CAROL, &change).await, Err(AuthError::EmailTaken(_))));
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
}

#[tokio::test]
async fn the_old_address_takes_the_account_back_for_a_week() {
    let auth = TestAuth::in_production().await;
    let thief = bob_became_carol(&auth).await;
    let undo = auth.secrets_to(BOB).await;
    auth.sign_up(BOB, &password(STRANGERS)).await.unwrap();
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
    let thief = bob_became_carol(&auth).await;
    let undo = auth.secrets_to(BOB).await;
    auth.clock.advance(Duration::from_secs(60));
    ask_for(&auth, &thief, ALICE).await.unwrap();
    confirm(&auth, ALICE, &auth.secrets_to(ALICE).await.token).await.unwrap();
    let announced =
        async || auth.database.text("SELECT cast(count(*) AS text) FROM outbox WHERE kind LIKE 'address%'").await;
    assert_eq!(announced().await, "2", "of the second change, to either address");
    take_back(&auth, BOB, &undo.token).await.unwrap();
    assert_eq!(announced().await, "0");
}

#[tokio::test]
async fn what_waits_for_an_address_of_its_own_comes_before_another_accounts_wish() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    auth.sign_up(CAROL, &password(GOOD_PASSWORD)).await.unwrap();
    let carols = auth.secrets_to(CAROL).await;
    auth.clock.advance(Duration::from_secs(1));
    ask_for(&auth, &session, CAROL).await.unwrap();
    auth.ask_again(CAROL).await;
    let again = auth.secrets_to(CAROL).await;
    assert_ne!(again.code, carols.code);
    confirm(&auth, CAROL, &again.code).await.unwrap();
    assert!(auth.valid_login(CAROL, &password(GOOD_PASSWORD)).await);
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB), "the stranger has gained nothing");
}

#[tokio::test]
async fn a_change_that_is_void_does_not_spoil_a_sign_up_with_the_same_address() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    ask_for(&auth, &session, CAROL).await.unwrap();
    let void = auth.secrets_to(CAROL).await.token;
    auth.database.execute("UPDATE users SET password_version = password_version + 1").await;
    auth.sign_up(CAROL, &password(GOOD_PASSWORD)).await.unwrap();
    let own = auth.secrets_to(CAROL).await.token;
    assert!(is_refused(&confirm(&auth, CAROL, &void).await));
    confirm(&auth, CAROL, &own).await.unwrap();
}

#[tokio::test]
async fn whoever_asks_for_an_address_with_a_password_that_is_replaced_meanwhile_does_not_get_it() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    ask_for(&auth, &session, CAROL).await.unwrap();
    let thiefs = auth.secrets_to(CAROL).await.token;
    // As if the request had been on its way while the owner chose another password.
    auth.database.execute("UPDATE users SET password_version = password_version + 1").await;
    assert!(is_refused(&confirm(&auth, CAROL, &thiefs).await));
}

#[tokio::test]
async fn an_address_that_a_deleted_account_asked_for_is_confirmed_by_nobody() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    ask_for(&auth, &session, CAROL).await.unwrap();
    let token = auth.secrets_to(CAROL).await.token;
    // As if the account had been deleted while the request was on its way.
    auth.database.execute("DELETE FROM users").await;
    assert!(is_refused(&confirm(&auth, CAROL, &token).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_overlaps_a_change_of_password_leaves_nothing_behind() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let thief = auth.session_of(BOB, GOOD_PASSWORD).await;
    let owner = auth.session_of(BOB, GOOD_PASSWORD).await;
    let (old, new, nobody) = (password(GOOD_PASSWORD), password(NEW_PASSWORD), Requester::default());
    let (asked, changed) =
        tokio::join!(ask_for(&auth, &thief, CAROL), auth.change_password(&owner, &old, &new, &nobody));
    changed.unwrap();
    if asked.is_ok()
        && let Some(secrets) = auth.mails_to(CAROL).await.first().and_then(|mail| MailedSecrets::of(&mail.text))
    {
        assert!(is_refused(&confirm(&auth, CAROL, &secrets.token).await));
    }
    assert!(auth.valid_login(BOB, &new).await);
}

#[tokio::test]
async fn an_export_has_the_addresses_before_and_the_mails_on_their_way() {
    let auth = TestAuth::in_production().await;
    let session = bob_became_carol(&auth).await;
    let export = auth.export(&session, &Requester::default()).await.unwrap();
    let [former] = &export.former_emails[..] else { panic!("{:?}", export.former_emails) };
    assert_eq!((former.email.as_str(), former.changed_at.plus(DAY * 7)), (BOB, former.kept_until));
    let mails: Vec<_> = export.mails.iter().map(|mail| (mail.kind.as_str(), mail.to.as_str())).collect();
    assert!(
        mails.len() == 2 && mails.contains(&("address_changed", BOB)) && mails.contains(&("address_is_new", CAROL)),
        "{mails:?}"
    );
    auth.clock.advance(DAY * 7);
    let later = auth.session_of(CAROL, GOOD_PASSWORD).await;
    assert!(auth.export(&later, &Requester::default()).await.unwrap().former_emails.is_empty());
}

#[tokio::test]
async fn an_export_does_not_tell_whether_an_address_that_was_asked_for_is_somebodys() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    // A mail that has not left yet. It is there only if nobody has the address.
    let queue = "INSERT INTO outbox (id, user_id, kind, recipient, created_at, due_at, attempts, expires_at)
                 SELECT id, id, 'confirm_new_address', 'carol@me.com', 0, 0, 0, 0 FROM users";
    auth.database.execute(queue).await;
    assert!(auth.export(&session, &Requester::default()).await.unwrap().mails.is_empty());
}

#[tokio::test]
async fn who_signed_up_on_a_desk_with_an_address_that_is_not_theirs_gains_nothing_in_public() {
    let desk = TestAuth::new().await;
    desk.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    let strangers = desk.session_of(BOB, GOOD_PASSWORD).await;
    let mailed = desk.secrets_to(BOB).await.token;
    let public = desk.reopen_with(|config| config.mode = auth::Mode::Production).await;
    desk.clock.advance(Duration::from_secs(60));
    public.resend_confirmation(BOB, &Requester::default()).await.unwrap();
    assert_eq!(desk.mails_to(BOB).await.len(), 1);
    assert!(is_refused(&public.confirm_email(Some(BOB), &mailed, &Requester::default()).await));
    assert!(!public.valid_login(BOB, &password(GOOD_PASSWORD)).await);
    assert_eq!(public.get_user_from_session_id(&strangers).await.unwrap(), None);
}

#[tokio::test]
async fn an_address_that_can_be_taken_back_is_nobody_elses_meanwhile() {
    let auth = TestAuth::in_production().await;
    bob_became_carol(&auth).await;
    assert!(matches!(auth.register_user(BOB, &password(GOOD_PASSWORD)).await, Err(AuthError::EmailTaken(_))));
}

#[tokio::test]
async fn a_reset_is_for_the_address_that_it_was_mailed_to() {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    ask_for(&auth, &session, CAROL).await.unwrap();
    let change = auth.secrets_to(CAROL).await.token;
    auth.request_password_reset(BOB).await.unwrap();
    let reset = auth.secrets_to(BOB).await;
    // As if the mail had been asked for while the address changed.
    auth.database.execute("CREATE TABLE kept AS SELECT * FROM password_reset_tokens").await;
    confirm(&auth, CAROL, &change).await.unwrap();
    auth.database.execute("INSERT INTO password_reset_tokens SELECT * FROM kept").await;
    for (email, secret) in [(BOB, &reset.token), (CAROL, &reset.token), (CAROL, &reset.code)] {
        let used = auth.reset_password(email, secret, &password(NEW_PASSWORD), &Requester::default()).await;
        assert!(matches!(used, Err(AuthError::InvalidResetToken)), "{email}");
    }
}

#[tokio::test]
async fn nobodys_session_counts_in_production_while_the_address_is_not_confirmed() {
    let desk = TestAuth::with_bob().await;
    let session = desk.session_of(BOB, PASSWORD).await;
    let auth = desk.reopen_with(|config| config.mode = auth::Mode::Production).await;
    assert_eq!(auth.get_user_from_session_id(&session).await.unwrap(), None);
    assert!(matches!(auth.overview(&session).await, Err(AuthError::NotLoggedIn)));
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

/// Of sixteen characters, and nothing but keys beside each other.
const BREACHED: &str = "1qaz2wsx3edc4RFV";

#[tokio::test]
async fn a_password_that_became_known_is_refused_wherever_one_is_chosen() {
    let auth = TestAuth::in_production().await;
    let is_refused = |error: &AuthError| matches!(error, AuthError::Password(PasswordError::Common));
    assert!(is_refused(&auth.sign_up(BOB, &password(BREACHED)).await.unwrap_err()));
    auth.confirmed(BOB).await;
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    let (current, new, bob) = (password(GOOD_PASSWORD), password(BREACHED), Requester::default());
    assert!(is_refused(&auth.change_password(&session, &current, &new, &bob).await.unwrap_err()));
    auth.request_password_reset(BOB).await.unwrap();
    let reset = auth.secrets_to(BOB).await.token;
    assert!(is_refused(&auth.update_password(&reset, &new).await.unwrap_err()));
    assert!(auth.valid_login(BOB, &current).await);
    auth.update_password(&reset, &password(NEW_PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn production_refuses_passwords_that_would_be_guessed_first() {
    let auth = TestAuth::in_production().await;
    let refusal = async |email: &str, chosen: &str| match auth.sign_up(email, &password(chosen)).await {
        Err(AuthError::Password(error)) => Some(error),
        _ => None,
    };
    assert_eq!(refusal(BOB, "fourteen chars").await, Some(PasswordError::TooShort { min: 15 }));
    assert_eq!(refusal(BOB, &"e\u{301}".repeat(14)).await, Some(PasswordError::TooShort { min: 15 }), "as it is meant");
    assert_eq!(refusal(BOB, "PasswordPassword").await, Some(PasswordError::Common));
    assert_eq!(refusal("guillaume@holberton.io", "Guillaume@Holberton.io").await, Some(PasswordError::OwnName));
    assert_eq!(refusal(BOB, "Bienvenue bienvenue").await, Some(PasswordError::OwnName));
    assert_eq!(refusal(BOB, GOOD_PASSWORD).await, None);
    let desk = TestAuth::new().await;
    assert!(desk.sign_up(BOB, &password("password")).await.is_ok(), "the contract's clients choose what they like");
}
