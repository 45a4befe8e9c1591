use super::{MOMENT, activities, bob_and_operator, find};
use crate::support::{ALICE, BOB, GOOD_PASSWORD, PASSWORD, TestAuth, password};
use auth::{ActivityKind, EndedSessions};

#[tokio::test]
async fn one_or_all_sessions_of_a_person_end_at_once() {
    let (auth, first, operator) = bob_and_operator().await;
    auth.confirmed(ALICE).await;
    let (second, alices) = (auth.session_of(BOB, GOOD_PASSWORD).await, auth.session_of(ALICE, GOOD_PASSWORD).await);
    auth.clock.advance(MOMENT);
    let (bob, alice) = (find(&operator, BOB).await.unwrap().user, find(&operator, ALICE).await.unwrap().user);
    let id = auth.overview(&first).await.unwrap().session.id.to_string();
    assert!(!operator.end_session(alice.id, &id).await.unwrap(), "it is not hers");
    for none in [alice.id.to_string(), "the first".to_owned()] {
        assert!(!operator.end_session(bob.id, &none).await.unwrap(), "there is none");
    }
    assert!(operator.end_session(bob.id, &id).await.unwrap());
    assert_eq!((auth.who(&first).await, auth.who(&second).await.as_deref()), (None, Some(BOB)));
    assert_eq!(activities(&operator).await[0].0, ActivityKind::SessionEndedByOperator);
    auth.clock.advance(MOMENT);
    assert_eq!(operator.end_sessions(bob.id).await.unwrap(), 1);
    assert_eq!((auth.who(&second).await, auth.who(&alices).await.as_deref()), (None, Some(ALICE)));
    let kinds = activities(&operator).await;
    assert_eq!(kinds[0], (ActivityKind::SessionsEndedByOperator, "Operator".to_owned()));
    assert_eq!(operator.end_sessions(bob.id).await.unwrap(), 0);
    assert_eq!(activities(&operator).await, kinds, "what changed nothing is not written down");
}

#[tokio::test]
async fn everybodys_sessions_end_and_each_is_told() {
    let auth = TestAuth::with_bob().await;
    let somebodys = auth.database.fill(450, auth.clock.now()).await;
    let bobs = [auth.session_of(BOB, PASSWORD).await, auth.session_of(BOB, PASSWORD).await];
    auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    auth.clock.advance(MOMENT);
    let operator = auth.operator().await;
    let ended = operator.end_everybodys_sessions().await.unwrap();
    assert_eq!(ended, EndedSessions { people: 451, sessions: 452 });
    for session in [&bobs[0], &bobs[1], somebodys.expose()] {
        assert_eq!(auth.who(session).await, None);
    }
    let told = "SELECT CAST(count(DISTINCT user_id) AS TEXT) FROM activities
                WHERE kind = 'sessions_ended_by_operator' AND device = 'Operator'";
    assert_eq!(auth.database.text(told).await, "451", "whoever had none is told nothing");
    assert_eq!(activities(&operator).await[0].0, ActivityKind::SessionsEndedByOperator);
    assert_eq!(operator.end_everybodys_sessions().await.unwrap(), EndedSessions::default());
    auth.session_of(BOB, PASSWORD).await;
}
