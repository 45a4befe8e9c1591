use crate::support::{ALICE, BOB, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{ActivityKind, AuthError, Confirmation, PasswordError, Requester};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn phone() -> Requester {
    Requester::new(Some("Mozilla/5.0 (Android 16) Firefox/145.0"), Some("203.0.113.7".parse().unwrap()))
}

fn laptop() -> Requester {
    Requester::new(Some("Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0"), Some("2001:db8::1".parse().unwrap()))
}

async fn sign_in(auth: &TestAuth, requester: &Requester) -> String {
    auth.log_in(BOB, &password(PASSWORD), requester).await.unwrap().token.expose().to_owned()
}

async fn kinds(auth: &TestAuth, session: &str) -> Vec<ActivityKind> {
    auth.overview(session).await.unwrap().activities.into_iter().map(|activity| activity.kind).collect()
}

#[tokio::test]
async fn every_device_is_listed_with_its_words_and_times() {
    let auth = TestAuth::with_bob().await;
    let phone_session = sign_in(&auth, &phone()).await;
    auth.clock.advance(DAY);
    let laptop_session = sign_in(&auth, &laptop()).await;
    let begun = auth.clock.now();
    auth.clock.advance(5 * MINUTE);
    let overview = auth.overview(&laptop_session).await.unwrap();
    let [on_laptop, on_phone] = &overview.devices[..] else { panic!("{overview:?}") };
    assert_eq!(on_laptop.id, auth.overview(&laptop_session).await.unwrap().session.id);
    assert_eq!((on_laptop.requester.device(), on_laptop.requester.network()), ("Firefox on Linux", "2001:db8::/48"));
    assert_eq!((on_laptop.created_at, on_laptop.last_seen_at), (begun, auth.clock.now()));
    assert_eq!((on_phone.requester.device(), on_phone.requester.network()), ("Firefox on Android", "203.0.113.0/24"));
    assert_eq!(on_phone.last_seen_at, begun.minus(DAY));
    auth.clock.advance(14 * DAY - 6 * MINUTE);
    assert_eq!(auth.overview(&laptop_session).await.unwrap().devices.len(), 1, "the phone's has ended by itself");
    assert_eq!(auth.who(&phone_session).await, None);
}

#[tokio::test]
async fn sessions_of_other_devices_are_ended_by_who_knows_the_password() {
    let auth = TestAuth::with_bob().await;
    let (phone_session, laptop_session) = (sign_in(&auth, &phone()).await, sign_in(&auth, &laptop()).await);
    let overview = async |session: &String| auth.overview(session).await.unwrap().session;
    let (on_phone, on_laptop) = (overview(&phone_session).await.id, overview(&laptop_session).await.id);
    auth.clock.advance(16 * MINUTE);
    assert!(!overview(&laptop_session).await.confirmed);
    let one = auth.end_session(&laptop_session, on_phone, &laptop()).await;
    let by_no_name = auth.end_session_by_name(&laptop_session, "x", &laptop()).await;
    let all = auth.end_other_sessions(&laptop_session, &laptop()).await;
    assert!(matches!(one, Err(AuthError::NotConfirmed)) && matches!(by_no_name, Err(AuthError::NotConfirmed)));
    assert!(matches!(all, Err(AuthError::NotConfirmed)));
    assert!(auth.who(&phone_session).await.is_some());
    auth.confirm_password(&laptop_session, &password(PASSWORD), &laptop()).await.unwrap();
    assert!(auth.end_session(&laptop_session, on_phone, &laptop()).await.unwrap());
    auth.clock.advance(16 * MINUTE);
    assert!(auth.end_session(&laptop_session, on_laptop, &laptop()).await.unwrap(), "one's own ends like any sign-out");
}

#[tokio::test]
async fn one_session_can_be_ended_from_another_and_is_refused_at_once() {
    let auth = TestAuth::with_bob().await;
    let (phone_session, laptop_session) = (sign_in(&auth, &phone()).await, sign_in(&auth, &laptop()).await);
    let id = auth.overview(&phone_session).await.unwrap().session.id;
    auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    let alices = auth.session_of(ALICE, PASSWORD).await;
    assert!(!auth.end_session(&alices, id, &phone()).await.unwrap(), "it is not Alice's");
    assert!(auth.who(&phone_session).await.is_some());
    assert!(auth.end_session(&laptop_session, id, &laptop()).await.unwrap());
    assert_eq!((auth.who(&phone_session).await, auth.who(&laptop_session).await.as_deref()), (None, Some(BOB)));
    assert!(!auth.end_session(&laptop_session, id, &laptop()).await.unwrap());
    assert!(matches!(auth.end_session(&phone_session, id, &phone()).await, Err(AuthError::NotLoggedIn)));
    assert!(kinds(&auth, &laptop_session).await.contains(&ActivityKind::SessionEnded));
}

#[tokio::test]
async fn all_other_sessions_can_be_ended_at_once() {
    let auth = TestAuth::with_bob().await;
    let others = [sign_in(&auth, &phone()).await, sign_in(&auth, &phone()).await];
    let mine = sign_in(&auth, &laptop()).await;
    assert_eq!(auth.end_other_sessions(&mine, &laptop()).await.unwrap(), 2);
    for other in &others {
        assert_eq!(auth.who(other).await, None);
    }
    assert_eq!(auth.who(&mine).await.as_deref(), Some(BOB));
    assert_eq!(auth.end_other_sessions(&mine, &laptop()).await.unwrap(), 0);
    let ended = kinds(&auth, &mine).await.iter().filter(|kind| **kind == ActivityKind::OtherSessionsEnded).count();
    assert_eq!(ended, 1, "what changed nothing is not written down");
}

#[tokio::test]
async fn a_changed_password_ends_all_other_sessions_and_makes_older_mails_useless() {
    let auth = TestAuth::with_bob().await;
    let (other, mine, token) =
        (sign_in(&auth, &phone()).await, sign_in(&auth, &laptop()).await, auth.reset_token(BOB).await);
    let change = async |current: &str, new: &str| {
        auth.change_password(&mine, &password(current), &password(new), &laptop()).await
    };
    assert!(matches!(change("wrong", OTHER_PASSWORD).await, Err(AuthError::WrongPassword)));
    assert!(matches!(change("", OTHER_PASSWORD).await, Err(AuthError::WrongPassword)));
    assert!(matches!(change(PASSWORD, "").await, Err(AuthError::Password(PasswordError::Missing))));
    assert!(
        auth.who(&other).await.is_some() && auth.valid_login(BOB, &password(PASSWORD)).await,
        "nothing has changed"
    );
    change(PASSWORD, OTHER_PASSWORD).await.unwrap();
    assert_eq!((auth.who(&other).await, auth.who(&mine).await.as_deref()), (None, Some(BOB)));
    assert!(auth.valid_login(BOB, &password(OTHER_PASSWORD)).await);
    assert!(!auth.valid_login(BOB, &password(PASSWORD)).await);
    assert!(matches!(auth.update_password(&token, &password("x")).await, Err(AuthError::InvalidResetToken)));
    assert!(auth.reopen().await.overview(&mine).await.is_ok(), "on every instance");
    assert!(kinds(&auth, &mine).await.contains(&ActivityKind::PasswordChanged));
}

#[tokio::test]
async fn a_password_change_that_fails_half_way_has_not_happened() {
    let auth = TestAuth::with_bob().await;
    let (other, mine) = (sign_in(&auth, &phone()).await, sign_in(&auth, &laptop()).await);
    for (kind, table) in [("DELETE", "sessions"), ("UPDATE", "sessions"), ("INSERT", "activities")] {
        auth.database.break_statement(kind, table).await;
        let failed = auth.change_password(&mine, &password(PASSWORD), &password(OTHER_PASSWORD), &laptop()).await;
        assert!(matches!(failed, Err(AuthError::Internal(_))), "{kind} {table}");
        auth.database.mend_statement(table).await;
        assert!(auth.valid_login(BOB, &password(PASSWORD)).await, "{kind} {table}");
        assert!(auth.who(&other).await.is_some() && auth.who(&mine).await.is_some(), "{kind} {table}");
    }
}

#[tokio::test]
async fn data_is_given_out_only_within_15_minutes_of_the_password() {
    let auth = TestAuth::with_bob().await;
    let session = sign_in(&auth, &laptop()).await;
    let confirmed = async || auth.overview(&session).await.unwrap().session.confirmed;
    assert!(confirmed().await);
    auth.clock.advance(15 * MINUTE);
    assert!(!confirmed().await);
    assert!(matches!(auth.export(&session, &laptop()).await, Err(AuthError::NotConfirmed)));
    let wrong = auth.confirm_password(&session, &password("wrong"), &laptop()).await;
    assert!(matches!(wrong, Err(AuthError::WrongPassword)));
    assert!(!confirmed().await);
    auth.confirm_password(&session, &password(PASSWORD), &laptop()).await.unwrap();
    assert!(confirmed().await);
    let export = auth.export(&session, &laptop()).await.unwrap();
    assert!(export.former_emails.is_empty() && export.mails.is_empty());
    let data = export.data;
    assert_eq!((data.session.user.email.as_str(), data.devices.len()), (BOB, 1));
    let kinds: Vec<_> = data.activities.iter().map(|activity| activity.kind).collect();
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    for kind in [ActivityKind::DataDownloaded, ActivityKind::SignInFailed, ActivityKind::SignedIn] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    let unconfirmed = auth.create_session(BOB).await.unwrap().unwrap();
    assert!(matches!(auth.export(unconfirmed.expose(), &laptop()).await, Err(AuthError::NotConfirmed)));
}

#[tokio::test]
async fn deleting_an_account_removes_every_row_and_kills_every_cookie() {
    let auth = TestAuth::with_bob().await;
    let (other, mine) = (sign_in(&auth, &phone()).await, sign_in(&auth, &laptop()).await);
    auth.reset_token(BOB).await;
    let delete = async |email: &str, typed: &str| {
        auth.delete_account(&mine, &Confirmation { password: &password(typed), email }, &laptop()).await
    };
    assert!(matches!(delete(ALICE, PASSWORD).await, Err(AuthError::NotMeant)));
    assert!(matches!(delete("", PASSWORD).await, Err(AuthError::NotMeant)));
    assert!(matches!(delete(BOB, "wrong").await, Err(AuthError::WrongPassword)));
    assert!(auth.who(&mine).await.is_some());
    delete("BOB@me.com ", PASSWORD).await.unwrap();
    assert_eq!((auth.who(&mine).await, auth.who(&other).await), (None, None));
    assert!(!auth.valid_login(BOB, &password(PASSWORD)).await);
    for table in ["users", "sessions", "activities", "password_reset_tokens"] {
        let rows = auth.database.text(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await;
        assert_eq!(rows, "0", "{table}");
    }
    auth.register_user(BOB, &password("again")).await.unwrap();
}

#[tokio::test]
async fn what_happens_is_written_down_for_90_days() {
    let auth = TestAuth::with_bob().await;
    let session = sign_in(&auth, &phone()).await;
    auth.log_out(&session, &phone()).await.unwrap();
    assert!(auth.log_in(BOB, &password("wrong"), &phone()).await.is_err());
    let token = auth.reset_token(BOB).await;
    auth.reset_password(BOB, &token, &password(PASSWORD), &laptop()).await.unwrap();
    auth.clock.advance(DAY);
    let session = sign_in(&auth, &laptop()).await;
    let activities = auth.overview(&session).await.unwrap().activities;
    assert_eq!((activities[0].kind, activities[0].happened_at), (ActivityKind::SignedIn, auth.clock.now()));
    let before: Vec<_> = activities[1..].iter().map(|activity| (activity.kind, activity.requester.device())).collect();
    assert_eq!(before.len(), 4, "{before:?}");
    for expected in [
        (ActivityKind::SignedIn, "Firefox on Android"),
        (ActivityKind::SignedOut, "Firefox on Android"),
        (ActivityKind::SignInFailed, "Firefox on Android"),
        (ActivityKind::PasswordReset, "Firefox on Linux"),
    ] {
        assert!(before.contains(&expected), "{before:?}");
    }
    auth.clock.advance(89 * DAY);
    assert_eq!(auth.sweep().await.unwrap().activities, 4);
}

#[tokio::test]
async fn a_log_in_that_can_not_be_written_down_has_not_happened() {
    let auth = TestAuth::with_bob().await;
    auth.database.break_statement("INSERT", "activities").await;
    assert!(auth.log_in(BOB, &password(PASSWORD), &phone()).await.is_err());
    let sessions = auth.database.text("SELECT CAST(count(*) AS TEXT) FROM sessions").await;
    assert_eq!(sessions, "0");
}
