//! What an operator does about people's accounts, beside a running service.

mod access;
mod accounts;
mod disabling;
mod opening;
mod people;

use crate::support::{BOB, GOOD_PASSWORD, TestAuth};
use auth::{Account, ActivityKind, Operator, Who};
use std::time::Duration;

/// After which something else is later.
const MOMENT: Duration = Duration::from_millis(1);

/// The account that is named like this.
async fn find(operator: &Operator, who: &str) -> Option<Account> {
    operator.find(&who.parse::<Who>().unwrap()).await.unwrap()
}

/// What has happened to Bob's account, the latest first, and on which device.
async fn activities(operator: &Operator) -> Vec<(ActivityKind, String)> {
    let bob = find(operator, BOB).await.unwrap();
    let activities = operator.look(bob).await.unwrap().activities;
    activities.into_iter().map(|activity| (activity.kind, activity.requester.device().to_owned())).collect()
}

/// A service in production mode on which Bob is signed in, and its operator.
async fn bob_and_operator() -> (TestAuth, String, Operator) {
    let auth = TestAuth::in_production().await;
    auth.confirmed(BOB).await;
    let (session, operator) = (auth.session_of(BOB, GOOD_PASSWORD).await, auth.operator().await);
    // So that what comes next is the latest.
    auth.clock.advance(MOMENT);
    (auth, session, operator)
}
