-- Accounts, their sessions and their password reset tokens: the tables of ../sqlite in PostgreSQL's types.
--
-- Digests are SHA-256 in 32 bytes; times are milliseconds since 1970-01-01T00:00:00Z. Only statements that CockroachDB
-- and YugabyteDB document as supported: no extension, no sequence, no trigger.

CREATE TABLE users (
    -- v4: random, so that new rows spread over all ranges of a distributed engine.
    id                  UUID    NOT NULL PRIMARY KEY,
    email               TEXT    NOT NULL,
    -- Compared byte by byte: what makes two spellings one address is decided before it gets here.
    email_key           TEXT    NOT NULL UNIQUE,
    password_hash       TEXT    NOT NULL,
    password_version    BIGINT  NOT NULL,
    created_at          BIGINT  NOT NULL
);

CREATE TABLE sessions (
    id           UUID   NOT NULL PRIMARY KEY,
    token_digest BYTEA  NOT NULL UNIQUE CHECK (octet_length(token_digest) = 32),
    user_id      UUID   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE password_reset_tokens (
    user_id      UUID   NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    token_digest BYTEA  NOT NULL UNIQUE CHECK (octet_length(token_digest) = 32),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);

CREATE INDEX password_reset_tokens_by_expiry ON password_reset_tokens (expires_at);
