//! Sessions are remembered, and yet refused with the very next request, whoever ended them.

use crate::support::{ALICE, BOB, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{
    Auth, Confirmation, Requester, Who,
    test_support::{Crowd, ScratchDatabase},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::task::{JoinSet, yield_now};

const MONTH: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// How a session can end.
#[derive(Clone, Copy, Debug)]
enum Ending {
    LogOut,
    FromAnotherDevice,
    AllOthers,
    PasswordChange,
    PasswordReset,
    Deletion,
    ByOperator,
    Everybodys,
    Disabling,
    DeletionByOperator,
    Expiry,
    /// What another tool may do to the database.
    Sql(&'static str),
}

const ENDINGS: [Ending; 17] = [
    Ending::LogOut,
    Ending::FromAnotherDevice,
    Ending::AllOthers,
    Ending::PasswordChange,
    Ending::PasswordReset,
    Ending::Deletion,
    Ending::ByOperator,
    Ending::Everybodys,
    Ending::Disabling,
    Ending::DeletionByOperator,
    Ending::Expiry,
    Ending::Sql("DELETE FROM sessions"),
    Ending::Sql("UPDATE sessions SET expires_at = 0"),
    Ending::Sql("UPDATE sessions SET password_version = password_version + 1"),
    Ending::Sql("UPDATE users SET password_version = password_version + 1"),
    Ending::Sql("UPDATE users SET disabled_at = 1"),
    Ending::Sql("DELETE FROM sessions WHERE user_id IN (SELECT id FROM users); DELETE FROM users"),
];

/// Ends Bob's session by this instance.
async fn end(ending: Ending, auth: &TestAuth, by: &Auth, session: &str) {
    let me = Requester::default();
    let other = auth.session_of(BOB, PASSWORD).await;
    match ending {
        Ending::LogOut => assert!(by.log_out(session, &me).await.unwrap()),
        Ending::FromAnotherDevice => {
            let id = by.overview(session).await.unwrap().session.id;
            assert!(by.end_session(&other, id, &me).await.unwrap());
        }
        Ending::AllOthers => assert_eq!(by.end_other_sessions(&other, &me).await.unwrap(), 1),
        Ending::PasswordChange => {
            by.change_password(&other, &password(PASSWORD), &password(OTHER_PASSWORD), &me).await.unwrap();
        }
        Ending::PasswordReset => {
            let token = by.get_reset_password_token(BOB).await.unwrap();
            by.update_password(token.expose(), &password(OTHER_PASSWORD)).await.unwrap();
        }
        Ending::Deletion => {
            let confirmation = Confirmation { password: &password(PASSWORD), email: BOB };
            by.delete_account(&other, &confirmation, &me).await.unwrap();
        }
        Ending::Expiry => auth.clock.advance(MONTH),
        Ending::Sql(sql) => auth.database.execute(sql).await,
        Ending::ByOperator | Ending::Everybodys | Ending::Disabling | Ending::DeletionByOperator => {
            end_by_operator(ending, auth).await;
        }
    }
}

async fn end_by_operator(ending: Ending, auth: &TestAuth) {
    let operator = auth.operator().await;
    let bob = operator.find(&BOB.parse::<Who>().unwrap()).await.unwrap().unwrap().user;
    match ending {
        Ending::ByOperator => assert_eq!(operator.end_sessions(bob.id).await.unwrap(), 2),
        Ending::Disabling => assert_eq!(operator.disable(bob.id).await.unwrap(), Some(2)),
        Ending::DeletionByOperator => assert!(operator.delete(&bob, false).await.unwrap()),
        _ => assert_eq!(operator.end_everybodys_sessions().await.unwrap().sessions, 2),
    }
    operator.close().await;
}

#[tokio::test]
async fn however_a_session_ends_it_is_refused_with_the_next_request() {
    for ending in ENDINGS {
        let auth = TestAuth::with_bob().await;
        let session = auth.session_of(BOB, PASSWORD).await;
        for _ in 0..2 {
            assert_eq!(auth.who(&session).await.as_deref(), Some(BOB), "{ending:?}");
        }
        end(ending, &auth, auth.auth(), &session).await;
        assert_eq!(auth.who(&session).await, None, "{ending:?}");
    }
}

#[tokio::test]
async fn however_a_session_ends_elsewhere_it_is_refused_here_with_the_next_request() {
    for ending in ENDINGS {
        let auth = TestAuth::with_bob().await;
        let elsewhere = auth.reopen().await;
        let session = auth.session_of(BOB, PASSWORD).await;
        for _ in 0..2 {
            assert_eq!(auth.who(&session).await.as_deref(), Some(BOB), "{ending:?}");
            assert!(elsewhere.get_user_from_session_id(&session).await.unwrap().is_some());
        }
        end(ending, &auth, &elsewhere, &session).await;
        assert_eq!(auth.who(&session).await, None, "{ending:?}");
        assert!(elsewhere.get_user_from_session_id(&session).await.unwrap().is_none(), "{ending:?}");
    }
}

#[tokio::test]
async fn however_a_session_ends_that_was_recalled_it_is_refused_with_the_next_request() {
    for ending in ENDINGS {
        let auth = TestAuth::with_bob().await;
        let elsewhere = auth.reopen().await;
        let session = auth.session_of(BOB, PASSWORD).await;
        for instance in [auth.auth(), &elsewhere] {
            instance.recall_sessions().await.unwrap();
            assert!(instance.remembered_sessions().is_none_or(|sessions| sessions == 1), "{ending:?}");
        }
        end(ending, &auth, &elsewhere, &session).await;
        for instance in [auth.auth(), &elsewhere] {
            assert!(instance.get_user_from_session_id(&session).await.unwrap().is_none(), "{ending:?}");
        }
    }
}

#[tokio::test]
async fn what_has_ended_is_not_recalled() {
    for ending in ENDINGS {
        let auth = TestAuth::on(ScratchDatabase::file(), |_| ()).await;
        auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
        let session = auth.session_of(BOB, PASSWORD).await;
        end(ending, &auth, auth.auth(), &session).await;
        // The other one that ending it may have taken goes on, unless all of them ended.
        let live = match ending {
            Ending::LogOut | Ending::FromAnotherDevice | Ending::AllOthers | Ending::PasswordChange => 1,
            _ => 0,
        };
        let restarted = auth.reopen().await;
        restarted.recall_sessions().await.unwrap();
        assert_eq!(restarted.remembered_sessions(), Some(live), "{ending:?}");
    }
}

#[tokio::test]
async fn another_address_is_shown_with_the_next_request() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
    auth.database.execute("UPDATE users SET email = 'alice@me.com', email_key = 'alice@me.com'").await;
    assert_eq!(auth.who(&session).await.as_deref(), Some(ALICE));
}

#[tokio::test]
async fn whoever_was_recognised_before_is_recognised_without_asking_a_file() {
    let auth = TestAuth::on(ScratchDatabase::file(), |_| ()).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    let session = auth.session_of(BOB, PASSWORD).await;
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
    let occupied = auth.occupy_database().await;
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
    drop(occupied);
}

#[tokio::test]
async fn whoever_was_recalled_is_recognised_without_asking_a_file() {
    let database = ScratchDatabase::file();
    let (auth, sessions) = Crowd::around(&database, 1_000).await;
    auth.recall_sessions().await.unwrap();
    assert_eq!(auth.remembered_sessions(), Some(1_000));
    let occupied = auth.occupy_database().await;
    for session in &sessions {
        assert!(auth.get_user_from_session_id(session.expose()).await.unwrap().is_some());
    }
    drop(occupied);
}

#[tokio::test]
async fn of_those_whose_sessions_go_on_nobody_is_forgotten() {
    let auth = TestAuth::on(ScratchDatabase::file(), |_| ()).await;
    for email in [BOB, ALICE] {
        auth.register_user(email, &password(PASSWORD)).await.unwrap();
    }
    let (bob, alice) = (auth.session_of(BOB, PASSWORD).await, auth.session_of(ALICE, PASSWORD).await);
    assert_eq!(auth.who(&alice).await.as_deref(), Some(ALICE));
    assert!(auth.log_out(&bob, &Requester::default()).await.unwrap());
    assert_eq!(auth.who(&bob).await, None, "this takes note of the change");
    let occupied = auth.occupy_database().await;
    assert_eq!(auth.who(&alice).await.as_deref(), Some(ALICE));
    drop(occupied);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_many_ask_no_session_outlives_its_end() {
    let auth = TestAuth::with_bob().await;
    auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    let elsewhere = auth.reopen().await;
    for round in 0..30 {
        let session: Arc<str> = auth.session_of(BOB, PASSWORD).await.into();
        let (has_ended, mut asking) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
        for _ in 0..8 {
            let (auth, session, has_ended) = (auth.auth().clone(), Arc::clone(&session), Arc::clone(&has_ended));
            asking.spawn(async move {
                loop {
                    let had_ended = has_ended.load(SeqCst);
                    let found = auth.get_user_from_session_id(&session).await.unwrap();
                    assert!(!(had_ended && found.is_some()), "round {round}");
                    if had_ended {
                        return;
                    }
                    yield_now().await;
                }
            });
        }
        let (recalling, has_ended_now) = (auth.auth().clone(), Arc::clone(&has_ended));
        asking.spawn(async move {
            while !has_ended_now.load(SeqCst) {
                recalling.recall_sessions().await.unwrap();
                yield_now().await;
            }
        });
        // Somebody asks between any two of these.
        auth.session_of(ALICE, PASSWORD).await;
        assert!(elsewhere.log_out(&session, &Requester::default()).await.unwrap());
        has_ended.store(true, SeqCst);
        asking.join_all().await;
    }
}
