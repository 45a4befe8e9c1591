use super::{MOMENT, activities, bob_and_operator, find};
use crate::support::{ALICE, BOB, GOOD_PASSWORD, TestAuth, password};
use auth::{
    ActivityKind, Auth, AuthError, Clock, Limits, Operator, Requester, move_database, test_support::ScratchDatabase,
};
use std::time::Duration;
use tokio::task::JoinSet;

const NEW_PASSWORD: &str = "green lanterns hum";
const CAROL: &str = "carol@me.com";

async fn disable_bob(operator: &Operator) -> Option<u64> {
    let bob = find(operator, BOB).await.unwrap();
    operator.disable(bob.user.id).await.unwrap()
}

async fn enable_bob(operator: &Operator) -> bool {
    let bob = find(operator, BOB).await.unwrap();
    operator.enable(bob.user.id).await.unwrap()
}

async fn log_in(auth: &Auth, typed: &str) -> Result<String, AuthError> {
    let log_in = auth.log_in(BOB, &password(typed), &Requester::default()).await?;
    Ok(log_in.token.expose().to_owned())
}

fn is_refused<T>(answer: &Result<T, AuthError>) -> bool {
    matches!(answer, Err(AuthError::InvalidCredentials))
}

/// Bob, who has become Carol.
async fn become_carol(auth: &TestAuth, session: &str) {
    let me = Requester::default();
    auth.request_email_change(session, CAROL, &password(GOOD_PASSWORD), &me).await.unwrap();
    let secrets = auth.secrets_to(CAROL).await;
    auth.confirm_email(Some(CAROL), &secrets.token, &me).await.unwrap();
}

#[tokio::test]
async fn nobody_gets_into_a_disabled_account_and_its_owner_does_again() {
    let (auth, session, operator) = bob_and_operator().await;
    let second = auth.session_of(BOB, GOOD_PASSWORD).await;
    auth.clock.advance(MOMENT);
    assert_eq!(disable_bob(&operator).await, Some(2));
    for session in [&session, &second] {
        assert_eq!(auth.who(session).await, None);
        assert!(matches!(auth.overview(session).await, Err(AuthError::NotLoggedIn)));
        assert!(!auth.log_out(session, &Requester::default()).await.unwrap());
    }
    assert!(is_refused(&log_in(&auth, GOOD_PASSWORD).await));
    assert!(!auth.valid_login(BOB, &password(GOOD_PASSWORD)).await);
    assert!(auth.create_session(BOB).await.unwrap().is_none());
    assert_eq!(find(&operator, BOB).await.unwrap().disabled_at, Some(auth.clock.now()));
    assert_eq!(activities(&operator).await[0], (ActivityKind::DisabledByOperator, "Operator".to_owned()));
    assert_eq!(disable_bob(&operator).await, None, "it is already");
    auth.clock.advance(MOMENT);
    assert!(enable_bob(&operator).await && !enable_bob(&operator).await);
    assert_eq!(activities(&operator).await[0].0, ActivityKind::EnabledByOperator);
    let third = log_in(&auth, GOOD_PASSWORD).await.unwrap();
    assert_eq!((auth.who(&session).await, auth.who(&third).await.as_deref()), (None, Some(BOB)));
}

#[tokio::test]
async fn a_session_of_a_disabled_account_is_refused_by_the_look_for_it() {
    let (auth, session, _) = bob_and_operator().await;
    auth.database.execute("UPDATE users SET disabled_at = 1").await;
    assert_eq!(auth.who(&session).await, None);
    assert!(auth.create_session(BOB).await.unwrap().is_none());
    auth.database.execute("UPDATE users SET disabled_at = NULL").await;
    assert!(auth.who(&session).await.is_some(), "that was all that kept it out");
}

#[tokio::test]
async fn a_wrong_and_a_right_password_count_alike() {
    let auth = TestAuth::with(|config| config.limits = Limits::PUBLISHED).await;
    auth.register_user(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    disable_bob(&auth.operator().await).await;
    for typed in ["wrong", GOOD_PASSWORD, GOOD_PASSWORD, "wrong", GOOD_PASSWORD] {
        assert!(is_refused(&log_in(&auth, typed).await));
    }
    for typed in ["wrong", GOOD_PASSWORD] {
        let refused = log_in(&auth, typed).await;
        assert!(matches!(refused, Err(AuthError::TooMany { wait }) if wait == Duration::from_secs(30)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_reset_asks_nothing_of_a_disabled_account_and_one_in_flight_does_nothing() {
    let (auth, _, operator) = bob_and_operator().await;
    auth.request_password_reset(BOB).await.unwrap();
    let (mailed, mails) = (auth.secrets_to(BOB).await, auth.mails_to(BOB).await.len());
    disable_bob(&operator).await;
    let reset = async |code: &str| auth.reset_password(BOB, code, &password(NEW_PASSWORD), &Requester::default()).await;
    for code in [&mailed.token, &mailed.code] {
        assert!(matches!(reset(code).await, Err(AuthError::InvalidResetToken)));
    }
    let decoys = "SELECT CAST(count(*) AS TEXT) FROM decoys WHERE written_at = (SELECT max(written_at) FROM decoys)";
    auth.database.execute("DELETE FROM decoys").await;
    let request = auth.request_password_reset(BOB).await.unwrap();
    assert_eq!((request.email.as_str(), request.token.is_none()), (BOB, true));
    assert_eq!(auth.database.text(decoys).await, "1", "so that it waits for the disk as well");
    assert_eq!(auth.mails_to(BOB).await.len(), mails);
    let bob = find(&operator, BOB).await.unwrap().user;
    assert!(operator.reset_link(&bob).await.unwrap().is_none());
    assert!(matches!(auth.get_reset_password_token(BOB).await, Err(AuthError::UnknownEmail)));
    enable_bob(&operator).await;
    assert!(matches!(reset(&mailed.token).await, Err(AuthError::InvalidResetToken)), "it stays void");
    log_in(&auth, GOOD_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_reset_token_that_was_left_is_none_while_the_account_is_disabled() {
    let (auth, _, operator) = bob_and_operator().await;
    let bob = find(&operator, BOB).await.unwrap().user;
    let link = operator.reset_link(&bob).await.unwrap().unwrap();
    let token = link.url.split("code=").nth(1).unwrap();
    auth.database.execute("UPDATE users SET disabled_at = 1").await;
    let reset = async || auth.reset_password(BOB, token, &password(NEW_PASSWORD), &Requester::default()).await;
    assert!(matches!(reset().await, Err(AuthError::InvalidResetToken)));
    auth.database.execute("UPDATE users SET disabled_at = NULL").await;
    reset().await.unwrap();
}

#[tokio::test]
async fn a_change_of_address_in_flight_does_nothing() {
    let (auth, session, operator) = bob_and_operator().await;
    let me = Requester::default();
    auth.request_email_change(&session, CAROL, &password(GOOD_PASSWORD), &me).await.unwrap();
    let secrets = auth.secrets_to(CAROL).await;
    disable_bob(&operator).await;
    let confirm = async || auth.confirm_email(Some(CAROL), &secrets.token, &me).await;
    assert!(matches!(confirm().await, Err(AuthError::InvalidCode)));
    auth.ask_again(CAROL).await;
    assert_eq!(auth.mails_to(CAROL).await.len(), 1, "and it can't be asked for again");
    enable_bob(&operator).await;
    assert!(matches!(confirm().await, Err(AuthError::InvalidCode)), "it stays void");
    assert!(auth.who(&session).await.is_none() && find(&operator, CAROL).await.is_none());
}

#[tokio::test]
async fn an_account_is_not_taken_back_by_mail_while_it_is_disabled() {
    let (auth, session, operator) = bob_and_operator().await;
    become_carol(&auth, &session).await;
    let undo = auth.secrets_to(BOB).await;
    let carol = find(&operator, CAROL).await.unwrap().user;
    operator.disable(carol.id).await.unwrap();
    let take_back =
        async |code: &str| auth.undo_email_change(BOB, code, &password(NEW_PASSWORD), &Requester::default()).await;
    for code in [&undo.token, &undo.code] {
        assert!(matches!(take_back(code).await, Err(AuthError::InvalidCode)));
    }
    operator.enable(carol.id).await.unwrap();
    take_back(&undo.token).await.unwrap();
    log_in(&auth, NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn an_address_of_a_disabled_account_is_answered_like_any_that_has_one() {
    let (auth, _, operator) = bob_and_operator().await;
    auth.confirmed(ALICE).await;
    let alices = auth.session_of(ALICE, GOOD_PASSWORD).await;
    disable_bob(&operator).await;
    assert_eq!(auth.sign_up(BOB, &password(NEW_PASSWORD)).await.unwrap().as_str(), BOB);
    let already = "You already have an account";
    let subjects = auth.subjects_to(BOB).await;
    assert_eq!(subjects[0], already, "{subjects:?}");
    let me = Requester::default();
    auth.request_email_change(&alices, BOB, &password(GOOD_PASSWORD), &me).await.unwrap();
    assert_eq!(auth.subjects_to(BOB).await[0], already);
    assert!(is_refused(&log_in(&auth, NEW_PASSWORD).await));
    let waiting = auth.mails_to(BOB).await.len();
    auth.ask_again(BOB).await;
    assert_eq!(auth.mails_to(BOB).await.len(), waiting);
}

#[tokio::test]
async fn development_does_not_confirm_the_address_of_a_disabled_account() {
    let auth = TestAuth::new().await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    let (secrets, operator) = (auth.secrets_to(BOB).await, auth.operator().await);
    disable_bob(&operator).await;
    let mails = auth.mails_to(BOB).await.len();
    let confirm = async || auth.confirm_email(Some(BOB), &secrets.token, &Requester::default()).await;
    assert!(matches!(confirm().await, Err(AuthError::InvalidCode)));
    auth.ask_again(BOB).await;
    assert_eq!(auth.mails_to(BOB).await.len(), mails, "no mail brings another token");
    enable_bob(&operator).await;
    confirm().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_log_in_that_overlaps_with_disabling_leaves_a_session_that_works() {
    let (auth, _, operator) = bob_and_operator().await;
    let mut log_ins = JoinSet::new();
    for _ in 0..40 {
        let auth = auth.auth().clone();
        log_ins.spawn(async move { log_in(&auth, GOOD_PASSWORD).await });
    }
    // Some have begun a session by now, some are about to.
    let first = log_ins.join_next().await.unwrap().unwrap().unwrap();
    assert!(disable_bob(&operator).await.is_some());
    let answers = log_ins.join_all().await;
    enable_bob(&operator).await;
    let sessions: Vec<_> = answers.into_iter().filter_map(Result::ok).chain([first]).collect();
    for session in &sessions {
        assert_eq!(auth.who(session).await, None, "of {}", sessions.len());
    }
}

#[tokio::test]
async fn a_disabled_account_is_so_in_a_copy_of_the_database_too() {
    let (auth, _, operator) = bob_and_operator().await;
    auth.confirmed(ALICE).await;
    disable_bob(&operator).await;
    let copy = ScratchDatabase::file();
    move_database(&auth.database.config(), &copy.config(), Clock::System.now(), |_| ()).await.unwrap();
    let copied = TestAuth::on(copy, |config| config.mode = auth.mode()).await;
    let there = copied.operator().await;
    for email in [BOB, ALICE] {
        let (one, other) = (find(&operator, email).await.unwrap(), find(&there, email).await.unwrap());
        assert_eq!((one.disabled_at.is_some(), one.disabled_at), (email == BOB, other.disabled_at));
    }
}
