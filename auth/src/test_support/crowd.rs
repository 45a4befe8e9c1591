//! Many people who can all sign in, each with a session whose secret is known: what load is put on.

use crate::{DatabaseUrl, HashCost, Password, Token, TokenShape, hasher::PasswordHasher, token::TokenDigest};
use domain::Timestamp;
use sqlx::{Connection, SqliteConnection};
use std::{fmt::Write, time::Duration};

/// As long as a session lives without being used.
const LIFETIME: Duration = Duration::from_secs(14 * 24 * 60 * 60);

const USERS: &str = "
    INSERT INTO users (id, email, email_key, password_hash, password_version, created_at, verified_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
    SELECT unhex(printf('%08x000040008000%012x', i * 2654435761 & 4294967295, i)),
        'person' || i || '@example.org', 'person' || i || '@example.org', $2, 1, $3, $3 FROM n";

/// The first digest is the first person's.
const SESSIONS: &str = "
    INSERT INTO sessions (id, token_digest, user_id, created_at, last_seen_at, expires_at, password_version, confirmed_at)
    SELECT unhex(printf('%08x000040008000%012x', (key + 1000000001) * 2654435761 & 4294967295, key + 1000000001)),
        unhex(value), unhex(printf('%08x000040008000%012x', (key + 1) * 2654435761 & 4294967295, key + 1)),
        $2, $3, $4, 1, $2 FROM json_each($1)";

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
    /// Adds the people to a SQLite file that a service has opened before. Answers the secrets of their sessions, the first
    /// person's first.
    pub async fn join(&self, url: &DatabaseUrl) -> Vec<Token> {
        let hash = PasswordHasher::new(HashCost::of(self.cost)).hash(&self.password).await.unwrap();
        let (since, last_seen, ends) =
            (self.since.as_millis(), self.last_seen.as_millis(), self.last_seen.plus(LIFETIME).as_millis());
        let (tokens, digests) = secrets(self.people);
        let mut connection = SqliteConnection::connect(url.expose()).await.unwrap();
        let users = sqlx::query(USERS).bind(self.people).bind(&hash.0).bind(since);
        users.execute(&mut connection).await.unwrap();
        let sessions = sqlx::query(SESSIONS).bind(digests).bind(since).bind(last_seen).bind(ends);
        sessions.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        tokens
    }
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
