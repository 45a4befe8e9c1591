//! What is asked for too often, and by whom. The published limits, on a clock of our own.

use crate::support::{ALICE, BOB, GOOD_PASSWORD, PASSWORD, TestAuth, password};
use auth::{Auth, AuthError, Limits, LogIn, Mode, Requester};
use std::{net::IpAddr, time::Duration};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const NEW_PASSWORD: &str = "green lanterns hum";

async fn limited() -> TestAuth {
    let auth = TestAuth::with(|config| config.limits = Limits::PUBLISHED).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    auth
}

async fn limited_in_production() -> TestAuth {
    let auth = TestAuth::with(|config| {
        config.mode = Mode::Production;
        config.limits = Limits::PUBLISHED;
    })
    .await;
    auth.confirmed(BOB).await;
    auth.clock.advance(DAY);
    auth
}

/// Somebody at the host of this number.
fn from(host: u32) -> Requester {
    Requester::new(None, Some(IpAddr::from((0xcb00_7100_u32 + host).to_be_bytes())))
}

async fn log_in(auth: &Auth, email: &str, typed: &str, requester: &Requester) -> Result<LogIn, AuthError> {
    auth.log_in(email, &password(typed), requester).await
}

/// Whether a wrong password was looked at; `None` for how long to wait otherwise.
#[expect(clippy::panic, reason = "it is how a test fails")]
async fn guess(auth: &Auth, email: &str, requester: &Requester) -> Option<u64> {
    match log_in(auth, email, "wrong", requester).await {
        Err(AuthError::InvalidCredentials) => None,
        Err(AuthError::TooMany { wait }) => Some(wait.as_secs()),
        other => panic!("{other:?}"),
    }
}

/// Bob's laptop, on which he signed in.
async fn laptop(auth: &TestAuth, typed: &str) -> Requester {
    let device = log_in(auth, BOB, typed, &from(7)).await.unwrap().device.unwrap();
    from(7).on_device(Some(device.expose()))
}

#[tokio::test]
async fn wrong_passwords_are_free_five_times_and_then_cost_time_known_or_not() {
    let auth = limited().await;
    for email in [BOB, "nobody@me.com"] {
        for spelling in [email.to_owned(), email.to_uppercase(), format!(" {email} ")].iter().cycle().take(5) {
            assert_eq!(guess(&auth, spelling, &from(1)).await, None);
        }
        assert_eq!(guess(&auth, email, &from(2)).await, Some(30), "from elsewhere, too");
    }
    let right = log_in(&auth, BOB, PASSWORD, &from(3)).await;
    assert!(matches!(right, Err(AuthError::TooMany { .. })), "whoever it is, the password is not looked at");
    auth.clock.advance(Duration::from_secs(30));
    assert!(log_in(&auth, BOB, PASSWORD, &from(3)).await.is_ok());
    for host in 10..15 {
        assert_eq!(guess(&auth, BOB, &from(host)).await, None, "the owner was there: it begins anew");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_guesses_at_once_exactly_five_are_looked_at_whatever_instance_is_asked() {
    let auth = limited().await;
    let other = auth.reopen_with(|config| config.limits = Limits::PUBLISHED).await;
    let guesses: Vec<_> = (0..200)
        .map(|number| {
            let auth = if number % 2 == 0 { auth.auth().clone() } else { other.clone() };
            tokio::spawn(async move { guess(&auth, BOB, &from(number)).await.is_none() })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        looked_at += u32::from(guess.await.unwrap());
    }
    assert_eq!(looked_at, 5);
    let after_a_restart = auth.reopen_with(|config| config.limits = Limits::PUBLISHED).await;
    assert_eq!(guess(&after_a_restart, BOB, &from(999)).await, Some(30));
}

#[tokio::test]
async fn strangers_who_guess_for_a_month_get_a_hundred_tries_and_the_owner_gets_in_all_the_time() {
    let auth = limited().await;
    let laptop = laptop(&auth, PASSWORD).await;
    let session = auth.session_of(BOB, PASSWORD).await;
    let mut looked_at = 0;
    for round in 0..725 {
        looked_at += u32::from(guess(&auth, BOB, &from(1_000 + round)).await.is_none());
        auth.clock.advance(HOUR);
        if round % 100 == 0 {
            assert!(log_in(&auth, BOB, PASSWORD, &laptop).await.is_ok(), "{round}");
            assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
            auth.note_uses().await.unwrap();
        }
    }
    assert_eq!(looked_at, 100);
    assert_eq!(guess(&auth, BOB, &from(2)).await, Some(3_600));
    let token = auth.reset_token(BOB).await;
    auth.update_password(&token, &password(NEW_PASSWORD)).await.unwrap();
    assert!(log_in(&auth, BOB, NEW_PASSWORD, &from(2)).await.is_ok(), "a reset helps, too");
}

#[tokio::test]
async fn a_known_device_has_ten_tries_an_hour_of_its_own_for_its_own_account() {
    let auth = limited().await;
    auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    let laptop = laptop(&auth, PASSWORD).await;
    for _ in 0..10 {
        assert_eq!(guess(&auth, BOB, &laptop).await, None);
    }
    assert_eq!(guess(&auth, BOB, &laptop).await, Some(360));
    auth.clock.advance(Duration::from_secs(360));
    assert!(log_in(&auth, BOB, PASSWORD, &laptop).await.is_ok());
    for _ in 0..5 {
        assert_eq!(guess(&auth, ALICE, &laptop).await, None);
    }
    assert!(guess(&auth, ALICE, &laptop).await.is_some(), "it is a stranger's for Alice");
    auth.clock.advance(HOUR);
    let hers = log_in(&auth, ALICE, PASSWORD, &laptop).await.unwrap();
    assert!(hers.device.is_none(), "one cookie does for both of them");
    for _ in 0..6 {
        assert_eq!(guess(&auth, ALICE, &laptop).await, None);
    }
}

#[tokio::test]
async fn a_cookie_that_we_did_not_give_makes_no_device_known() {
    let auth = limited().await;
    let planted = auth.reset_token(BOB).await;
    let strangers = from(7).on_device(Some(&planted));
    let device = log_in(&auth, BOB, PASSWORD, &strangers).await.unwrap().device;
    assert!(device.is_some_and(|device| device.expose() != planted));
    for _ in 0..5 {
        assert_eq!(guess(&auth, BOB, &strangers).await, None);
    }
    assert!(guess(&auth, BOB, &strangers).await.is_some());
    let nonsense = from(8).on_device(Some("nonsense"));
    assert!(guess(&auth, BOB, &nonsense).await.is_some());
}

#[tokio::test]
async fn a_device_is_forgotten_after_half_a_year_with_the_sixth_and_with_a_reset() {
    let auth = limited().await;
    let used_up = async |device: &Requester| {
        let mut looked_at = 0;
        while guess(&auth, BOB, device).await.is_none() {
            looked_at += 1;
        }
        looked_at
    };
    let first = laptop(&auth, PASSWORD).await;
    auth.clock.advance(DAY * 180);
    assert_eq!(used_up(&first).await, 5);
    assert_eq!(auth.sweep().await.unwrap().devices, 1);
    auth.clock.advance(DAY);
    let second = laptop(&auth, PASSWORD).await;
    for _ in 0..5 {
        auth.clock.advance(MINUTE);
        laptop(&auth, PASSWORD).await;
    }
    assert_eq!(used_up(&second).await, 5);
    auth.clock.advance(DAY);
    let third = laptop(&auth, PASSWORD).await;
    let token = auth.reset_token(BOB).await;
    let reset = auth.reset_password(BOB, &token, &password(NEW_PASSWORD), &from(9)).await.unwrap();
    assert_eq!(used_up(&third).await, 5);
    let fresh = from(9).on_device(Some(reset.device.unwrap().expose()));
    assert!(log_in(&auth, BOB, NEW_PASSWORD, &fresh).await.is_ok(), "whoever reset it signs in next");
}

#[tokio::test]
async fn a_network_fails_twenty_times_a_minute_and_for_thirty_accounts_an_hour() {
    let auth = limited().await;
    for person in 0..20 {
        assert_eq!(guess(&auth, &format!("person{person}@me.com"), &from(1)).await, None);
    }
    assert_eq!(guess(&auth, "another@me.com", &from(1)).await, Some(3));
    assert_eq!(guess(&auth, "another@me.com", &from(2)).await, None);
    auth.clock.advance(MINUTE);
    for person in 20..30 {
        assert_eq!(guess(&auth, &format!("person{person}@me.com"), &from(1)).await, None);
    }
    let wait = guess(&auth, "another@me.com", &from(1)).await;
    assert_eq!(wait, Some(60), "of two minutes for each, one is over");
    assert_eq!(guess(&auth, "person29@me.com", &from(1)).await, None, "it is not another account");
}

#[tokio::test]
async fn a_network_tries_one_account_ten_times_in_a_quarter_of_an_hour() {
    let auth = TestAuth::with(|config| {
        config.limits = Limits { guesses: "1000/1s/1s/1000".parse().unwrap(), ..Limits::PUBLISHED };
    })
    .await;
    for _ in 0..10 {
        assert_eq!(guess(&auth, BOB, &from(1)).await, None);
    }
    assert_eq!(guess(&auth, BOB, &from(1)).await, Some(90));
    assert_eq!(guess(&auth, BOB, &from(2)).await, None);
}

#[tokio::test]
async fn what_succeeds_does_not_count() {
    let auth = limited().await;
    for _ in 0..40 {
        assert!(log_in(&auth, BOB, PASSWORD, &from(1)).await.is_ok());
        assert!(auth.valid_login(BOB, &password(PASSWORD)).await);
    }
}

#[tokio::test]
async fn an_ipv6_site_counts_as_one_network_however_many_it_has() {
    let auth = limited().await;
    let from = |site: u32| Requester::new(None, format!("2001:db8:1:{site:x}::1").parse().ok());
    for person in 0..200 {
        assert_eq!(guess(&auth, &format!("person{person}@me.com"), &from(person)).await, None);
    }
    assert!(guess(&auth, "another@me.com", &from(999)).await.is_some());
}

#[tokio::test]
async fn a_session_gives_ten_wrong_passwords_and_no_other_session_suffers() {
    let auth = limited().await;
    let (thiefs, owners) = (auth.session_of(BOB, PASSWORD).await, auth.session_of(BOB, PASSWORD).await);
    let confirm = async |session: &str, typed: &str| auth.confirm_password(session, &password(typed), &from(1)).await;
    for _ in 0..15 {
        confirm(&owners, PASSWORD).await.unwrap();
    }
    for _ in 0..10 {
        assert!(matches!(confirm(&thiefs, "wrong").await, Err(AuthError::WrongPassword)));
    }
    assert!(matches!(confirm(&thiefs, PASSWORD).await, Err(AuthError::TooMany { .. })));
    confirm(&owners, PASSWORD).await.unwrap();
    assert!(log_in(&auth, BOB, PASSWORD, &from(1)).await.is_ok());
}

#[tokio::test]
async fn a_network_signs_up_ten_times_an_hour() {
    let auth = limited().await;
    let sign_up = async |person: u32, host: u32| {
        let email = format!("person{person}@me.com");
        auth.auth().sign_up(&email, &password(PASSWORD), &from(host)).await
    };
    for person in 0..10 {
        sign_up(person, 1).await.unwrap();
    }
    let refused = sign_up(10, 1).await;
    assert!(matches!(refused, Err(AuthError::TooMany { wait }) if wait == MINUTE * 6), "{refused:?}");
    sign_up(10, 2).await.unwrap();
}

#[tokio::test]
async fn whoever_asks_for_resets_of_somebody_gets_three_an_hour_and_the_last_one_works() {
    let auth = limited_in_production().await;
    auth.mails_to(BOB).await;
    let before = auth.mails_to(BOB).await.len();
    let ask = async |requester: &Requester| auth.auth().request_password_reset(BOB, requester).await.unwrap();
    for _ in 0..8 {
        assert_eq!(ask(&from(1)).await.email.as_str(), BOB, "the answer is the same");
        auth.clock.advance(Duration::from_secs(61));
    }
    assert_eq!(auth.mails_to(BOB).await.len(), before + 3);
    let last = auth.secrets_to(BOB).await;
    let laptop = laptop(&auth, GOOD_PASSWORD).await;
    ask(&laptop).await;
    let owners = auth.secrets_to(BOB).await;
    assert_ne!(owners.token, last.token, "the owner's device has a share of its own");
    auth.reset_password(BOB, &owners.token, &password(NEW_PASSWORD), &laptop).await.unwrap();
}

#[tokio::test]
async fn a_second_reset_within_a_minute_is_not_sent_and_the_first_works() {
    let auth = limited_in_production().await;
    for _ in 0..2 {
        auth.auth().request_password_reset(BOB, &from(1)).await.unwrap();
    }
    let mails = auth.mails_to(BOB).await;
    let resets = mails.iter().filter(|mail| mail.subject.contains("new password")).count();
    assert_eq!(resets, 1);
    let token = auth.secrets_to(BOB).await.token;
    auth.reset_password(BOB, &token, &password(NEW_PASSWORD), &from(1)).await.unwrap();
}

#[tokio::test]
async fn an_address_gets_ten_mails_a_day_that_strangers_ask_for() {
    let auth = limited_in_production().await;
    let before = auth.mails_to(BOB).await.len();
    for host in 0..14 {
        auth.auth().request_password_reset(BOB, &from(host)).await.unwrap();
        auth.auth().sign_up(BOB, &password(GOOD_PASSWORD), &from(100 + host)).await.unwrap();
        auth.clock.advance(Duration::from_secs(61));
    }
    assert_eq!(auth.mails_to(BOB).await.len(), before + 10);
    let laptop = laptop(&auth, GOOD_PASSWORD).await;
    auth.auth().request_password_reset(BOB, &laptop).await.unwrap();
    assert_eq!(auth.mails_to(BOB).await.len(), before + 12, "a new device, and the owner's reset");
    let session = auth.session_of(BOB, GOOD_PASSWORD).await;
    for stranger in [ALICE, BOB] {
        let change = auth.request_email_change(&session, stranger, &password(GOOD_PASSWORD), &from(1)).await;
        assert_eq!(change.is_ok(), stranger == ALICE);
    }
}

#[tokio::test]
async fn a_network_asks_for_ten_mails_an_hour_and_tries_twenty_codes_a_minute() {
    let auth = limited_in_production().await;
    for person in 0..10 {
        let email = format!("person{person}@me.com");
        match person % 2 {
            0 => drop(auth.auth().request_password_reset(&email, &from(1)).await.unwrap()),
            _ => drop(auth.resend_confirmation(&email, &from(1)).await.unwrap()),
        }
    }
    let refused = auth.auth().request_password_reset(ALICE, &from(1)).await;
    assert!(matches!(refused, Err(AuthError::TooMany { .. })), "for whatever address");
    let wrong = "BBBB-BBBB";
    for number in 0..20 {
        let refused = match number % 3 {
            0 => auth.confirm_email(Some(ALICE), wrong, &from(1)).await.map(drop),
            1 => auth.undo_email_change(ALICE, wrong, &password(NEW_PASSWORD), &from(1)).await.map(drop),
            _ => auth.reset_password(ALICE, wrong, &password(NEW_PASSWORD), &from(1)).await.map(drop),
        };
        assert!(matches!(refused, Err(AuthError::InvalidCode | AuthError::InvalidResetToken)), "{refused:?}");
    }
    let refused = auth.confirm_email(Some(ALICE), wrong, &from(1)).await;
    assert!(matches!(refused, Err(AuthError::TooMany { wait }) if wait.as_secs() == 3), "{refused:?}");
}

#[tokio::test]
async fn what_can_not_be_counted_is_not_allowed_and_who_is_signed_in_goes_on() {
    let auth = limited().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    auth.database.break_statement("INSERT", "limits").await;
    assert!(matches!(
        log_in(&auth, BOB, PASSWORD, &from(1)).await,
        Err(AuthError::Internal(_) | AuthError::Unavailable(_))
    ));
    assert!(auth.auth().sign_up(ALICE, &password(PASSWORD), &from(1)).await.is_err());
    assert!(auth.auth().request_password_reset(BOB, &from(1)).await.is_err());
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
}

#[tokio::test]
async fn what_is_counted_goes_when_it_counts_nothing_any_more_and_names_nobody() {
    let auth = limited().await;
    for person in 0..50 {
        guess(&auth, &format!("person{person}@secret.example"), &from(person)).await;
    }
    assert!(!auth.database.dump().await.windows(14).any(|window| window == b"secret.example"));
    auth.clock.advance(DAY);
    assert_eq!(auth.sweep().await.unwrap().limits, 50 * 4);
}

#[tokio::test]
async fn a_desk_allows_a_thousand_times_as_much() {
    let auth = TestAuth::new().await;
    for _ in 0..30 {
        assert_eq!(guess(&auth, BOB, &from(1)).await, None);
    }
}
