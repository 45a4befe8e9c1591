//! Makes a database of people who can all sign in, and writes the secrets of their sessions into a file, one a line, the
//! first person's first. `cargo xtask bench` puts load on them.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a tool for whoever measures")]

use auth::{
    Auth, Clock, DatabaseConfig, DatabaseUrl, Password,
    test_support::{Crowd, production},
};
use std::{env::args, fmt::Write, fs, path::Path, time::Duration};

const USAGE: &str = "crowd DATABASE-FILE SECRETS-FILE PEOPLE HASH-COST PASSWORD LAST-SEEN \
                     (seconds before now, or after it with a minus)";

#[tokio::main]
async fn main() {
    let [database, secrets, people, cost, password, last_seen] =
        args().skip(1).collect::<Vec<_>>().try_into().expect(USAGE);
    let url = DatabaseUrl::of_file(Path::new(&database));
    Auth::open(production(DatabaseConfig::new(url.clone()))).await.unwrap().close().await;
    let now = Clock::System.now();
    let last_seen: i64 = last_seen.parse().unwrap();
    let ago = Duration::from_secs(last_seen.unsigned_abs());
    let crowd = Crowd {
        people: people.parse().unwrap(),
        password: Password::new(&password),
        cost: cost.parse().unwrap(),
        since: now.minus(Duration::from_secs(3_600)),
        last_seen: if last_seen < 0 { now.plus(ago) } else { now.minus(ago) },
    };
    let lines = crowd.join(&url).await.iter().fold(String::new(), |mut lines, token| {
        writeln!(lines, "{}", token.expose()).unwrap();
        lines
    });
    fs::write(secrets, lines).unwrap();
}
