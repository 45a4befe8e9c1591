//! Many people who can all sign in, each with a session whose secret is known: what load is put on.

use super::{
    ScratchDatabase,
    people::{LIFETIME, SQLITE},
    production,
};
use crate::{
    Auth, Clock, DatabaseUrl, HashCost, Password, Token, TokenShape, hasher::PasswordHasher, token::TokenDigest,
};
use domain::Timestamp;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::fmt::Write;

/// How many people, and what they have in common. The first one's address is `person1@example.org`.
#[derive(Debug)]
pub struct Crowd {
    /// How many.
    pub people: u32,
    /// The password of each of them.
    pub password: Password,
    /// The base-2 logarithm of the rounds of its hash. They have one hash, too: to make a million takes days.
    pub cost: u32,
    /// When their accounts and sessions were made.
    pub since: Timestamp,
    /// When their sessions were last used.
    pub last_seen: Timestamp,
}

impl Crowd {
    /// A service on this database, with so many people whose hashes cost next to nothing, and the secrets of their sessions.
    pub async fn around(database: &ScratchDatabase, people: u32) -> (Auth, Vec<Token>) {
        let (auth, now) = (Auth::open(production(database.config())).await.unwrap(), Clock::System.now());
        let password = Password::new("violet anchors sing");
        let crowd = Self { people, password, cost: 4, since: now, last_seen: now };
        (auth, crowd.join(&database.url().into()).await)
    }

    /// Adds the people to a SQLite file that a service has opened before. Answers the secrets of their sessions, the first
    /// person's first.
    pub async fn join(&self, url: &DatabaseUrl) -> Vec<Token> {
        let hash = PasswordHasher::new(HashCost::of(self.cost)).hash(&self.password).await.unwrap();
        let (since, last_seen, ends) =
            (self.since.as_millis(), self.last_seen.as_millis(), self.last_seen.plus(LIFETIME).as_millis());
        let (tokens, digests) = secrets(self.people);
        let mut connection = SqliteConnection::connect(url.expose()).await.unwrap();
        let users = sqlx::query(AssertSqlSafe(users())).bind(self.people).bind(&hash.0).bind(since);
        users.execute(&mut connection).await.unwrap();
        let sessions = sqlx::query(AssertSqlSafe(sessions())).bind(digests).bind(since).bind(last_seen).bind(ends);
        sessions.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        tokens
    }
}

fn users() -> String {
    let id = (SQLITE.id)("i");
    format!(
        "INSERT INTO users (id, email, email_key, password_hash, password_version, created_at, verified_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
         SELECT {id}, 'person' || i || '@example.org', 'person' || i || '@example.org', $2, 1, $3, $3 FROM n"
    )
}

/// The first digest is the first person's.
fn sessions() -> String {
    let (id, user) = ((SQLITE.id)("(key + 1000000001)"), (SQLITE.id)("(key + 1)"));
    format!(
        "INSERT INTO sessions
             (id, token_digest, user_id, created_at, last_seen_at, expires_at, password_version, confirmed_at)
         SELECT {id}, unhex(value), {user}, $2, $3, $4, 1, $2 FROM json_each($1)"
    )
}

/// Tokens, and their digests as a JSON array. In the order of the digests, because then the index of a million grows at
/// its end only.
fn secrets(number: u32) -> (Vec<Token>, String) {
    let tokens = (0..number).map(|_| Token::generate(TokenShape::Random256).unwrap());
    let mut secrets: Vec<_> = tokens.map(|token| (token.digest(), token)).collect();
    secrets.sort_unstable_by_key(|(digest, _)| digest.0);
    let digests: Vec<_> = secrets.iter().map(|(digest, _)| format!("\"{}\"", hex(digest))).collect();
    (secrets.into_iter().map(|(_, token)| token).collect(), format!("[{}]", digests.join(",")))
}

fn hex(digest: &TokenDigest) -> String {
    digest.0.iter().fold(String::new(), |mut hex, byte| {
        _ = write!(hex, "{byte:02x}");
        hex
    })
}
