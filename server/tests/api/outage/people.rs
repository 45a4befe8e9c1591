//! Many people at once, whom a fault interrupts, and what they find afterwards.

use super::life::{Ledger, Person};
use crate::support::TestClient;
use auth::test_support::text;
use std::sync::Arc;
use tokio::task::JoinSet;

/// So many of them ask at once what they may expect.
const AT_ONCE: usize = 8;

/// People who have not signed up yet; `name` is part of their addresses.
pub(super) fn newborn(name: &str, count: usize) -> Vec<Person> {
    (0..count).map(|number| Person::new(format!("{name}.{number}@example.org"))).collect()
}

/// They live until the service answers nobody any more, which `fault` brings about.
pub(super) async fn interrupted(
    client: &Arc<TestClient>,
    ledger: &Arc<Ledger>,
    people: Vec<Person>,
    fault: impl Future<Output = ()>,
) -> Vec<Person> {
    let mut lives = JoinSet::new();
    for mut person in people {
        let (client, ledger) = (Arc::clone(client), Arc::clone(ledger));
        lives.spawn(async move {
            person.live(&client, &ledger).await;
            person
        });
    }
    fault.await;
    lives.join_all().await
}

/// What everybody may expect.
pub(super) async fn expect_all(client: &Arc<TestClient>, people: Vec<Person>) -> Vec<Person> {
    let (mut asking, mut asked) = (JoinSet::new(), Vec::new());
    for mut person in people {
        if asking.len() == AT_ONCE {
            asked.push(asking.join_next().await.unwrap().unwrap());
        }
        let client = Arc::clone(client);
        asking.spawn(async move {
            person.expect(&client).await;
            person
        });
    }
    asked.extend(asking.join_all().await);
    asked
}

/// What nobody asks for, and everybody relies on.
pub(super) async fn expect_sound(database_url: &str) {
    for (query, answer) in [
        ("SELECT integrity_check FROM pragma_integrity_check", "ok"),
        ("SELECT CAST(count(*) AS TEXT) FROM pragma_foreign_key_check", "0"),
        ("SELECT CAST(count(*) - count(DISTINCT email_key) AS TEXT) FROM users", "0"),
    ] {
        assert_eq!(text(&database_url.to_owned().into(), query).await, answer, "{query}");
    }
}
