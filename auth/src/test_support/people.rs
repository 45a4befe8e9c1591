//! Many people at once, made by the database itself: a million within seconds.

use super::ScratchDatabase;
use crate::{DatabaseUrl, Token, TokenShape, config::EngineKind};
use domain::Timestamp;
use std::time::Duration;

/// As long as a session lives without being used.
pub(super) const LIFETIME: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// What the two engines spell differently, of the number `i` of a person.
pub(super) struct Dialect {
    /// A UUID v4 that is made of a number and looks random to an index.
    pub(super) id: fn(&str) -> String,
    /// A digest that is no token's.
    digest: &'static str,
    /// The digest of these hexadecimal digits.
    bytes: fn(&str) -> String,
}

pub(super) const SQLITE: Dialect = Dialect {
    id: |i| format!("unhex(printf('%08x000040008000%012x', {i} * 2654435761 & 4294967295, {i}))"),
    digest: "randomblob(32)",
    bytes: |hex| format!("unhex('{hex}')"),
};

const POSTGRES: Dialect = Dialect {
    id: |i| {
        let (random, number) = (format!("to_hex({i} * 2654435761 & 4294967295)"), format!("to_hex({i})"));
        format!("(lpad({random}, 8, '0') || '000040008000' || lpad({number}, 12, '0'))::uuid")
    },
    digest: "sha256(('no token ' || i)::bytea)",
    bytes: |hex| format!("decode('{hex}', 'hex')"),
};

impl ScratchDatabase {
    /// [`fill`], for this database.
    pub async fn fill(&self, people: u64, now: Timestamp) -> Token {
        fill(&self.url().into(), people, now).await
    }
}

/// Adds people with a session each, which begins now, to a database that a service has opened before; nobody knows
/// their passwords. Answers the token of one of the sessions.
pub async fn fill(url: &DatabaseUrl, people: u64, now: Timestamp) -> Token {
    let token = Token::generate(TokenShape::Uuid).unwrap();
    let hex: String = token.digest().0.iter().map(|byte| format!("{byte:02x}")).collect();
    let dialect = match url.engine() {
        Some(EngineKind::Postgres) => &POSTGRES,
        _ => &SQLITE,
    };
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {people})");
    let (user, session) = ((dialect.id)("i"), (dialect.id)("(i + 1000000000)"));
    let (known, unknown) = ((dialect.bytes)(&hex), dialect.digest);
    let (begun, ends) = (now.as_millis(), now.plus(LIFETIME).as_millis());
    let address = "'person' || i || '@example.org'";
    super::execute(
        url,
        &format!(
            "INSERT INTO users (id, email, email_key, password_hash, password_version, created_at)
             {numbers} SELECT {user}, {address}, {address}, 'of nobody', 1, {begun} FROM n"
        ),
    )
    .await;
    super::execute(
        url,
        &format!(
            "INSERT INTO sessions (id, token_digest, user_id, created_at, last_seen_at, expires_at, password_version)
             {numbers} SELECT {session}, CASE i WHEN 1 THEN {known} ELSE {unknown} END, {user},
                 {begun}, {begun}, {ends}, 1 FROM n"
        ),
    )
    .await;
    token
}
