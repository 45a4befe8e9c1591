//! Two processes behind a proxy that deals requests out in turn: no one of them may know what the other does not.

use crate::{
    contract,
    program::Program,
    support::{Answer, BOB, PASSWORD, TestClient},
};
use auth::test_support::ScratchDatabase;
use reqwest::header::COOKIE;
use std::{collections::BTreeSet, future::Future, sync::Arc};
use testbed::{Postgres, Proxy};
use tokio::task::JoinSet;

/// Two instances, their proxy, and a client of the proxy's.
struct Cluster {
    client: Arc<TestClient>,
    programs: [Program; 2],
    _proxy: Proxy,
    _database: ScratchDatabase,
    _server: Postgres,
}

impl Cluster {
    async fn start() -> Self {
        let server = Postgres::start().unwrap();
        let database = ScratchDatabase::within(&server.url("postgres").parse().unwrap()).await;
        let programs = [0, 1].map(|_| Program::start(&["--database-url", &database.url()]));
        let proxy = Proxy::start(&programs.each_ref().map(Program::address)).unwrap();
        let client = Arc::new(TestClient::of(proxy.url()));
        Self { client, programs, _proxy: proxy, _database: database, _server: server }
    }

    /// Sends many requests at the same time, and has both instances answer.
    async fn at_once<F: Future<Output = Answer> + Send + 'static>(
        &self,
        count: usize,
        request: impl Fn(usize, Arc<TestClient>) -> F,
    ) -> Vec<Answer> {
        let mut requests = JoinSet::new();
        for i in 0..count {
            requests.spawn(request(i, Arc::clone(&self.client)));
        }
        let answers = requests.join_all().await;
        let instances: BTreeSet<_> = answers.iter().map(|answer| answer.header("x-instance").to_owned()).collect();
        assert_eq!(instances.len(), 2, "{instances:?}");
        answers
    }
}

fn statuses(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL and nginx: cargo xtask test"]
async fn the_contract_holds_whichever_instance_answers() {
    let cluster = Cluster::start().await;
    contract::nine_steps(&cluster.client).await;
    contract::refusals(&cluster.client).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL and nginx: cargo xtask test"]
async fn fifty_registrations_and_fifty_uses_of_a_token_across_both_have_one_winner_each() {
    let cluster = Cluster::start().await;
    let registrations = cluster.at_once(50, |i, client| async move {
        let email = if i % 3 == 0 { BOB } else { "BOB@me.com" };
        client.send("POST", "/users", &[("email", email), ("password", PASSWORD)]).await
    });
    let registrations = registrations.await;
    // Those that would have waited too long for a hash are told to come back.
    let lost = |answers: &[Answer], status| statuses(answers, status) + statuses(answers, 503);
    assert_eq!((statuses(&registrations, 200), lost(&registrations, 400)), (1, 49), "{registrations:?}");
    let token = cluster.client.bobs_reset_token().await;
    let uses = cluster.at_once(50, |i, client| {
        let token = token.clone();
        async move {
            let password = format!("password {i}");
            let fields = [("email", BOB), ("reset_token", &token), ("new_password", password.as_str())];
            client.send("PUT", "/reset_password", &fields).await
        }
    });
    let uses = uses.await;
    assert_eq!((statuses(&uses, 200), lost(&uses, 403)), (1, 49), "{uses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL and nginx: cargo xtask test"]
async fn a_session_that_one_instance_ends_is_refused_by_the_other_with_the_very_next_request() {
    let cluster = Cluster::start().await;
    cluster.client.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let [one, two] = cluster.programs.each_ref().map(|program| TestClient::of(format!("http://{}", program.address())));
    for (here, there) in [(&one, &two), (&two, &one), (&one, &two), (&two, &one)] {
        let cookie = here.bobs_cookie().await;
        assert_eq!((here.profile_status(&cookie).await, there.profile_status(&cookie).await), (200, 200));
        let ended = Answer::of(here.request("DELETE", "/sessions").header(COOKIE, &cookie)).await;
        assert_eq!((ended.status.as_u16(), there.profile_status(&cookie).await), (302, 403));
        assert_eq!(here.profile_status(&cookie).await, 403);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL and nginx: cargo xtask test"]
async fn two_hundred_requests_in_flight_during_a_logout_across_both_never_bring_the_session_back() {
    let cluster = Cluster::start().await;
    cluster.client.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let cookie = cluster.client.bobs_cookie().await;
    let ask = |client: Arc<TestClient>, method: &'static str, path: &'static str| {
        let cookie = cookie.clone();
        async move { Answer::of(client.request(method, path).header(COOKIE, cookie)).await }
    };
    // Each instance has seen the session alive.
    let before = cluster.at_once(8, |_, client| ask(client, "GET", "/profile")).await;
    assert_eq!(statuses(&before, 200), 8, "{before:?}");
    let during = cluster.at_once(201, |i, client| match i {
        100 => ask(client, "DELETE", "/sessions"),
        _ => ask(client, "GET", "/profile"),
    });
    let during = during.await;
    assert_eq!(statuses(&during, 302), 1);
    assert!(during.iter().all(|answer| matches!(answer.status.as_u16(), 200 | 302 | 403)), "{during:?}");
    let after = cluster.at_once(8, |_, client| ask(client, "GET", "/profile")).await;
    assert_eq!(statuses(&after, 403), 8, "{after:?}");
}
