-- How much is asked for, and from which devices people sign in.

-- What a limit counts. Rows that are not there count nothing, so removing one early errs on the side of who asks.
CREATE TABLE limits (
    -- A keyed digest of what is counted: a network, an account, both. No address can be read from it.
    key        BLOB    NOT NULL PRIMARY KEY CHECK (length(key) = 16),
    -- For rates: when everything that was taken has come back. For guesses: when the next one is allowed.
    free_at    INTEGER NOT NULL,
    -- How often in a row.
    hits       INTEGER NOT NULL,
    -- How long whoever guesses has to wait, in ms.
    pause      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX limits_by_expiry ON limits (expires_at);

-- The key of these digests, drawn once. Copies of the database keep it, so that instances count together.
CREATE TABLE limit_key (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    secret BLOB    NOT NULL CHECK (length(secret) = 32)
) STRICT;
INSERT INTO limit_key (id, secret) VALUES (1, randomblob(32));

-- Devices on which somebody signed in lately: they are let try again while strangers guess. They open nothing.
CREATE TABLE devices (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Of the secret in the device's cookie. Several people may use one device.
    token_digest BLOB    NOT NULL CHECK (length(token_digest) = 32),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    UNIQUE (user_id, token_digest)
) STRICT;

CREATE INDEX devices_by_token ON devices (token_digest);
CREATE INDEX devices_by_expiry ON devices (expires_at);

-- In which session another address was asked for: it goes on when the address has changed, the others end.
ALTER TABLE email_confirmations ADD COLUMN session_id BLOB    NOT NULL DEFAULT x'00000000000000000000000000000000';

-- Who asked for the address, as in `activities`: a mail that is sent once more says so, too.
ALTER TABLE email_confirmations ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE email_confirmations ADD COLUMN network TEXT NOT NULL DEFAULT '';
