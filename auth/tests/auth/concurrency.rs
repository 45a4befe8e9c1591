use crate::support::{BOB, PASSWORD, TestAuth, password};
use auth::{Auth, AuthError, Requester};
use std::future::Future;
use tokio::task::JoinSet;

/// Runs `count` calls at once, on as many threads as there are, and collects what they answer.
async fn at_once<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    count: usize,
    call: impl Fn(usize) -> F,
) -> Vec<T> {
    let mut calls = JoinSet::new();
    for i in 0..count {
        calls.spawn(call(i));
    }
    calls.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_simultaneous_registrations_of_one_address_make_one_account() {
    let auth = TestAuth::new().await;
    let second_process = auth.reopen().await;
    let answers = at_once(50, |i| {
        let auth = Auth::clone(if i % 2 == 0 { &auth } else { &second_process });
        let spelling = if i % 3 == 0 { BOB } else { "Bob@ME.com" };
        async move { auth.register_user(spelling, &password(PASSWORD)).await }
    })
    .await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    assert!(refused.iter().all(|answer| matches!(answer, Err(AuthError::EmailTaken(_)))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_simultaneous_uses_of_one_reset_token_make_one_change() {
    let auth = TestAuth::with_bob().await;
    let (token, second_process) = (auth.reset_token(BOB).await, auth.reopen().await);
    let answers = at_once(50, |i| {
        let auth = Auth::clone(if i % 2 == 0 { &auth } else { &second_process });
        let token = token.clone();
        async move { auth.update_password(&token, &password(&format!("password {i}"))).await.map(|()| i) }
    })
    .await;
    let (changed, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert!(refused.iter().all(|answer| matches!(answer, Err(AuthError::InvalidResetToken))));
    let [Ok(winner)] = changed[..] else { panic!("{} changes", changed.len()) };
    assert!(auth.valid_login(BOB, &password(&format!("password {winner}"))).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_requests_in_flight_during_a_logout_never_bring_the_session_back() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    // Every request now wants to note that the session is in use, which is what could bring it back.
    auth.clock.advance(std::time::Duration::from_secs(3600));
    let answers = at_once(201, |i| {
        let (auth, session) = (Auth::clone(&auth), session.clone());
        async move {
            if i == 100 {
                assert!(auth.log_out(&session, &Requester::default()).await.unwrap());
            } else {
                auth.get_user_from_session_id(&session).await.unwrap();
            }
        }
    })
    .await;
    assert_eq!(answers.len(), 201);
    assert_eq!(auth.who(&session).await, None);
    assert_eq!(auth.reopen().await.get_user_from_session_id(&session).await.unwrap(), None);
}
