-- See ../sqlite/0008_limits.sql.
CREATE TABLE limits (
    key        BYTEA  NOT NULL PRIMARY KEY,
    free_at    BIGINT NOT NULL,
    hits       BIGINT NOT NULL,
    pause      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX limits_by_expiry ON limits (expires_at);

CREATE TABLE limit_key (
    id     BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    secret BYTEA  NOT NULL
);
-- Two UUIDs of version 4 are 32 bytes, 244 bits of which are random.
INSERT INTO limit_key (id, secret)
VALUES (1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

CREATE TABLE devices (
    id           UUID   NOT NULL PRIMARY KEY,
    user_id      UUID   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_digest BYTEA  NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    UNIQUE (user_id, token_digest)
);

CREATE INDEX devices_by_token ON devices (token_digest);
CREATE INDEX devices_by_expiry ON devices (expires_at);

ALTER TABLE email_confirmations ADD COLUMN session_id UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE email_confirmations ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE email_confirmations ADD COLUMN network TEXT NOT NULL DEFAULT '';
