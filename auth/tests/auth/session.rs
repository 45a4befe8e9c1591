use crate::support::{ALICE, BOB, GOOD_PASSWORD, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{
    Auth, AuthError, EmailError, HashCost, LogIn, Mode, Requester,
    test_support::{Crowd, ScratchDatabase},
};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MOMENT: Duration = Duration::from_millis(1);

#[tokio::test]
async fn a_login_is_valid_with_the_right_password_only() {
    let auth = TestAuth::with_bob().await;
    assert!(auth.valid_login(BOB, &password(PASSWORD)).await);
    assert!(auth.valid_login(" BOB@me.com", &password(PASSWORD)).await);
    for typed in ["", "mysuperpwd", "mySuperPwd ", " mySuperPwd", "mySuperPwd\0", "mySuperPw"] {
        assert!(!auth.valid_login(BOB, &password(typed)).await, "{typed:?}");
    }
    assert!(!auth.valid_login(ALICE, &password(PASSWORD)).await);
    assert!(!auth.valid_login("", &password(PASSWORD)).await);
}

#[tokio::test]
async fn login_with_unknown_email_is_indistinguishable_from_wrong_password() {
    let auth = TestAuth::with_bob().await;
    let wrong = auth.log_in(BOB, &password("wrong"), &Requester::default()).await.unwrap_err();
    let unknown = auth.log_in(ALICE, &password("wrong"), &Requester::default()).await.unwrap_err();
    assert!(matches!(wrong, AuthError::InvalidCredentials));
    assert_eq!(format!("{wrong:?} {wrong}"), format!("{unknown:?} {unknown}"));
    let malformed = auth.log_in("bob", &password("wrong"), &Requester::default()).await.unwrap_err();
    assert!(matches!(malformed, AuthError::Email(EmailError::Malformed)));
}

#[tokio::test]
async fn a_session_recognises_its_owner() {
    let auth = TestAuth::with_bob().await;
    let session = auth.create_session(BOB).await.unwrap().unwrap();
    assert_eq!(auth.who(session.expose()).await.as_deref(), Some(BOB));
    assert!(auth.create_session(ALICE).await.unwrap().is_none());
    assert!(auth.create_session("not an address").await.unwrap().is_none());
}

#[tokio::test]
async fn made_up_tokens_recognise_nobody() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    for made_up in ["", "None", "0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091", &session.to_uppercase(), &session[1..]] {
        assert_eq!(auth.who(made_up).await, None, "{made_up}");
        assert!(!auth.log_out(made_up, &Requester::default()).await.unwrap(), "{made_up}");
    }
}

#[tokio::test]
async fn a_second_device_does_not_end_the_session_of_the_first() {
    let auth = TestAuth::with_bob().await;
    let (phone, laptop) = (auth.session_of(BOB, PASSWORD).await, auth.session_of(BOB, PASSWORD).await);
    assert_ne!(phone, laptop);
    assert!(auth.log_out(&phone, &Requester::default()).await.unwrap());
    assert_eq!(auth.who(&phone).await, None);
    assert_eq!(auth.who(&laptop).await.as_deref(), Some(BOB));
    assert!(!auth.log_out(&phone, &Requester::default()).await.unwrap(), "a second time there is nothing to end");
    let rows = auth.database.text("SELECT CAST(count(*) AS TEXT) FROM sessions").await;
    assert_eq!(rows, "1", "what has ended is not kept");
}

#[tokio::test]
async fn of_many_sessions_that_begin_at_the_same_time_each_works() {
    let auth = TestAuth::with_bob().await;
    for _ in 0..60 {
        let begun = auth.session_of(BOB, PASSWORD).await;
        assert!(auth.who(&begun).await.is_some());
    }
}

#[tokio::test]
async fn the_twenty_first_session_ends_the_one_used_longest_ago() {
    let auth = TestAuth::with_bob().await;
    let mut sessions = Vec::new();
    for _ in 0..20 {
        sessions.push(auth.session_of(BOB, PASSWORD).await);
        auth.clock.advance(Duration::from_secs(61));
    }
    assert!(auth.who(&sessions[0]).await.is_some(), "the first is in use");
    auth.note_uses().await.unwrap();
    auth.clock.advance(Duration::from_secs(61));
    let last = auth.session_of(BOB, PASSWORD).await;
    assert!(auth.who(&sessions[1]).await.is_none());
    for live in [&sessions[0], &sessions[2], &last] {
        assert!(auth.who(live).await.is_some());
    }
}

#[tokio::test]
async fn destroying_ends_every_session_of_one_user_only() {
    let auth = TestAuth::with_bob().await;
    let alice = auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    let (bob_session, alice_session) = (auth.session_of(BOB, PASSWORD).await, auth.session_of(ALICE, PASSWORD).await);
    auth.destroy_session(alice.id).await.unwrap();
    assert_eq!(auth.who(&alice_session).await, None);
    assert_eq!(auth.who(&bob_session).await.as_deref(), Some(BOB));
}

#[tokio::test]
async fn an_unused_session_ends_after_14_days() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    auth.clock.advance(14 * DAY - MOMENT);
    let second_process = auth.reopen().await;
    assert!(second_process.get_user_from_session_id(&session).await.unwrap().is_some());
    second_process.close().await;
    auth.clock.advance(14 * DAY - MOMENT);
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB), "its use has been noted");
    auth.clock.advance(14 * DAY);
    assert_eq!(auth.who(&session).await, None);
}

#[tokio::test]
async fn constant_use_does_not_carry_a_session_beyond_30_days() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    for _ in 0..29 {
        auth.clock.advance(DAY);
        assert!(auth.who(&session).await.is_some());
        auth.note_uses().await.unwrap();
    }
    auth.clock.advance(DAY - MOMENT);
    assert!(auth.who(&session).await.is_some());
    auth.clock.advance(MOMENT);
    assert_eq!(auth.who(&session).await, None);
    assert!(!auth.log_out(&session, &Requester::default()).await.unwrap(), "what has ended can't be ended");
}

#[tokio::test]
async fn the_use_of_a_session_is_noted_at_most_once_a_minute() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    auth.clock.advance(MINUTE - MOMENT);
    assert!(auth.who(&session).await.is_some());
    // Had that use been noted, the session would live on now: it is 14 days since log-in, and less since its use.
    auth.clock.advance(14 * DAY - MINUTE + MOMENT);
    assert_eq!(auth.who(&session).await, None);
}

#[tokio::test]
async fn the_use_of_a_session_is_noted_after_a_minute() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    auth.clock.advance(MINUTE);
    assert!(auth.who(&session).await.is_some());
    let shown = auth.overview(&session).await.unwrap().devices[0].last_seen_at;
    assert_eq!(shown, auth.clock.now(), "it is shown before it is noted");
    auth.note_uses().await.unwrap();
    auth.clock.advance(14 * DAY - MOMENT);
    assert!(auth.who(&session).await.is_some());
}

#[tokio::test]
async fn a_session_that_ended_before_its_use_was_noted_does_not_come_back() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    auth.clock.advance(MINUTE);
    assert!(auth.who(&session).await.is_some());
    assert!(auth.log_out(&session, &Requester::default()).await.unwrap());
    auth.note_uses().await.unwrap();
    assert_eq!(auth.who(&session).await, None);
    assert_eq!(auth.database.text("SELECT CAST(count(*) AS TEXT) FROM sessions").await, "0");
}

#[tokio::test]
async fn a_cheaper_hash_is_renewed_at_the_next_login() {
    let cheap = TestAuth::with_bob().await;
    let dear = cheap.reopen_with(|config| config.hash_cost = HashCost::STANDARD).await;
    assert!(stored_hash(&cheap).await.starts_with("$2b$04$"));
    assert!(!dear.valid_login(BOB, &password("wrong")).await);
    assert!(stored_hash(&cheap).await.starts_with("$2b$04$"));
    assert!(dear.valid_login(BOB, &password(PASSWORD)).await);
    assert!(stored_hash(&cheap).await.starts_with("$2b$12$"));
    assert!(cheap.valid_login(BOB, &password(PASSWORD)).await);
}

#[tokio::test]
async fn a_password_does_not_grow_old() {
    let auth = TestAuth::with_bob().await;
    auth.clock.advance(3_652 * DAY);
    auth.sweep().await.unwrap();
    assert!(auth.valid_login(BOB, &password(PASSWORD)).await);
}

#[tokio::test]
async fn tokens_are_uuids_in_development_and_256_bits_in_production() {
    let development = TestAuth::with_bob().await;
    assert_eq!(development.session_of(BOB, PASSWORD).await.len(), 36);
    let production = TestAuth::in_production().await;
    production.confirmed(BOB).await;
    let session = production.session_of(BOB, GOOD_PASSWORD).await;
    assert_eq!(session.len(), 43);
    assert_eq!(production.who(&session).await.as_deref(), Some(BOB));
}

#[tokio::test]
async fn no_login_with_the_old_password_outlives_a_reset() {
    let auth = TestAuth::with_bob().await;
    let token = auth.reset_token(BOB).await;
    let log_ins = (0..20).map(|_| {
        let auth = Auth::clone(&auth);
        tokio::spawn(async move { auth.log_in(BOB, &password(PASSWORD), &Requester::default()).await })
    });
    let log_ins: Vec<_> = log_ins.collect();
    auth.update_password(&token, &password(OTHER_PASSWORD)).await.unwrap();
    for log_in in log_ins {
        if let Ok(LogIn { token, .. }) = log_in.await.unwrap() {
            assert_eq!(auth.who(token.expose()).await, None);
        }
    }
}

#[tokio::test]
async fn a_session_of_an_older_password_is_nobodys_however_it_came_about() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    // What a log-in leaves behind that read the password before a change and is written down after it.
    auth.database.execute("UPDATE users SET password_version = password_version + 1").await;
    assert_eq!(auth.who(&session).await, None);
    assert!(!auth.log_out(&session, &Requester::default()).await.unwrap());
}

async fn stored_hash(auth: &TestAuth) -> String {
    auth.database.text("SELECT password_hash FROM users").await
}

#[tokio::test]
async fn everybody_of_a_crowd_is_signed_in_and_can_sign_in() {
    let auth = TestAuth::on(ScratchDatabase::file(), |config| config.mode = Mode::Production).await;
    let now = auth.clock.now();
    let crowd = Crowd { people: 3, password: password(GOOD_PASSWORD), cost: 4, since: now, last_seen: now };
    let sessions = crowd.join(&auth.database.url().into()).await;
    assert_eq!(sessions.len(), 3);
    for (number, session) in (1..).zip(&sessions) {
        let email = format!("person{number}@example.org");
        assert_eq!(auth.who(session.expose()).await.as_ref(), Some(&email));
        assert!(auth.valid_login(&email, &password(GOOD_PASSWORD)).await, "{email}");
    }
}
