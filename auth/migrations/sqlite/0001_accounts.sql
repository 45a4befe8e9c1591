-- Accounts, their sessions and their password reset tokens.
--
-- Ids are UUIDs v4 in 16 bytes; digests are SHA-256 in 32 bytes; times are milliseconds since 1970-01-01T00:00:00Z.
-- In PostgreSQL the same tables have BYTEA or UUID for BLOB and BIGINT for INTEGER, and no STRICT, which makes SQLite
-- refuse values of other types.
--
-- Secrets themselves (passwords, session cookies, reset tokens) are never stored: a copy of this file opens nothing.

CREATE TABLE users (
    id                  BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    -- As typed when signing up; this is what people see.
    email               TEXT    NOT NULL,
    -- The same in lower case, its host in ASCII. This index decides who owns an address, not a look-up before the insert.
    email_key           TEXT    NOT NULL UNIQUE,
    -- bcrypt, in its own text form, which carries cost and salt.
    password_hash       TEXT    NOT NULL,
    -- Counts the passwords. A log-in that checked an older one must not open a session: it compares this number.
    password_version    INTEGER NOT NULL,
    created_at          INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    token_digest BLOB    NOT NULL UNIQUE CHECK (length(token_digest) = 32),
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    -- Written at most once a minute, so a busy session does not keep the disk busy.
    last_seen_at INTEGER NOT NULL,
    -- The earlier of 14 days after last_seen_at and 30 days after created_at.
    expires_at   INTEGER NOT NULL
) STRICT;

-- Ending all sessions of a person, and the cascade above.
CREATE INDEX sessions_by_user ON sessions (user_id);
-- The sweep.
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE password_reset_tokens (
    -- One per person: asking again replaces the token, so the older mail no longer works.
    user_id      BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    token_digest BLOB    NOT NULL UNIQUE CHECK (length(token_digest) = 32),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX password_reset_tokens_by_expiry ON password_reset_tokens (expires_at);
