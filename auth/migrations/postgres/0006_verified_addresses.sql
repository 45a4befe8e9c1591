-- See ../sqlite/0006_verified_addresses.sql.
ALTER TABLE users ADD COLUMN verified_at BIGINT NOT NULL DEFAULT 0;

ALTER TABLE password_reset_tokens ADD COLUMN code_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE password_reset_tokens ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;

ALTER TABLE outbox ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN network TEXT NOT NULL DEFAULT '';

CREATE TABLE email_confirmations (
    user_id          UUID   NOT NULL PRIMARY KEY,
    email            TEXT   NOT NULL,
    email_key        TEXT   NOT NULL,
    password_hash    TEXT   NOT NULL,
    token_digest     BYTEA  NOT NULL UNIQUE,
    code_hash        TEXT   NOT NULL,
    tries            BIGINT NOT NULL,
    mails            BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    asked_at         BIGINT NOT NULL,
    token_expires_at BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL
);

CREATE INDEX email_confirmations_by_email ON email_confirmations (email_key, created_at);
CREATE INDEX email_confirmations_by_expiry ON email_confirmations (expires_at);

CREATE TABLE email_undos (
    id           UUID   NOT NULL PRIMARY KEY,
    user_id      UUID   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email        TEXT   NOT NULL,
    email_key    TEXT   NOT NULL,
    token_digest BYTEA  NOT NULL UNIQUE,
    code_hash    TEXT   NOT NULL,
    tries        BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);

CREATE INDEX email_undos_by_email ON email_undos (email_key, created_at);
CREATE INDEX email_undos_by_user ON email_undos (user_id);
CREATE INDEX email_undos_by_expiry ON email_undos (expires_at);
