//! The clock of the machine jumps: what had ended stays ended, and nobody is kept waiting for the time that was.

use crate::support::{ALICE, BOB, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{AuthError, Requester};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = HOUR.saturating_mul(24);
const TEN_YEARS: Duration = DAY.saturating_mul(3_653);

#[tokio::test]
async fn after_a_jump_of_ten_years_everything_has_ended_and_the_service_goes_on() {
    let auth = TestAuth::with_bob().await;
    let (session, token) = (auth.session_of(BOB, PASSWORD).await, auth.reset_token(BOB).await);
    auth.clock.advance(TEN_YEARS);
    assert_eq!(auth.who(&session).await, None);
    let reset = auth.update_password(&token, &password(OTHER_PASSWORD)).await;
    assert!(matches!(reset, Err(AuthError::InvalidResetToken)), "{reset:?}");
    auth.sweep().await.unwrap();
    let session = auth.session_of(BOB, PASSWORD).await;
    assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
}

#[tokio::test]
async fn a_session_that_has_ended_is_none_also_where_nothing_can_be_written() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    auth.clock.advance(DAY * 31);
    auth.database.break_statement("DELETE", "sessions").await;
    assert!(auth.get_user_from_session_id(&session).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_that_was_seen_to_have_ended_stays_so_when_the_clock_is_set_back() {
    let auth = TestAuth::with_bob().await;
    let [seen, swept] = [auth.session_of(BOB, PASSWORD).await, auth.session_of(BOB, PASSWORD).await];
    for jump in [TEN_YEARS, DAY * 31] {
        auth.clock.advance(jump);
        assert_eq!(auth.who(&seen).await, None);
        auth.clock.set_back(jump);
        assert_eq!(auth.who(&seen).await, None, "it came back");
    }
    assert_eq!(auth.who(&swept).await.as_deref(), Some(BOB), "nobody had asked for this one");
    auth.clock.advance(TEN_YEARS);
    auth.sweep().await.unwrap();
    auth.clock.set_back(TEN_YEARS);
    assert_eq!(auth.who(&swept).await, None, "it came back");
}

#[tokio::test]
async fn with_a_clock_that_was_set_back_people_go_on_and_nobody_waits_for_what_was() {
    for jump in [HOUR, DAY] {
        let auth = TestAuth::with_bob().await;
        let session = auth.session_of(BOB, PASSWORD).await;
        for _ in 0..3 {
            let wrong = auth.log_in(BOB, &password("wrong"), &Requester::default()).await;
            assert!(matches!(wrong, Err(AuthError::InvalidCredentials)), "{wrong:?}");
        }
        auth.clock.set_back(jump);
        assert_eq!(auth.who(&session).await.as_deref(), Some(BOB));
        assert!(auth.valid_login(BOB, &password(PASSWORD)).await);
        auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
        let token = auth.reset_token(BOB).await;
        auth.update_password(&token, &password(OTHER_PASSWORD)).await.unwrap();
        assert_eq!(auth.who(&session).await, None);
        auth.sweep().await.unwrap();
        assert!(auth.valid_login(BOB, &password(OTHER_PASSWORD)).await);
    }
}
