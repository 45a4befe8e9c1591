-- Addresses are confirmed with a mail: a link with a token, and a short code to type. Of both, only digests are stored; the
-- code's is a slow one (bcrypt), because eight characters can be guessed fast where nobody counts.

-- When its owner last proved to read mail at the address; 0 for never. In production nobody signs in before.
ALTER TABLE users ADD COLUMN verified_at INTEGER NOT NULL DEFAULT 0;

-- Empty for a token that came without a code.
ALTER TABLE password_reset_tokens ADD COLUMN code_hash TEXT NOT NULL DEFAULT '';
-- How often a code was presented. It goes on counting when a newer token takes the place of one that has not expired.
ALTER TABLE password_reset_tokens ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;

-- Who did what a mail tells of, as in `activities`.
ALTER TABLE outbox ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN network TEXT NOT NULL DEFAULT '';

-- Addresses that wait to be confirmed: of a person who signs up, and of one who changes their address.
CREATE TABLE email_confirmations (
    -- Whose account it is or, for who signs up, will be. One address at a time.
    user_id          BLOB    NOT NULL PRIMARY KEY CHECK (length(user_id) = 16),
    email            TEXT    NOT NULL,
    -- Not unique: whoever reads the mails of an address decides which sign-up becomes its account, and with that, whose
    -- password. A stranger who was first gains nothing.
    email_key        TEXT    NOT NULL,
    -- What who signs up chose; empty where there is an account already.
    password_hash    TEXT    NOT NULL,
    token_digest     BLOB    NOT NULL UNIQUE CHECK (length(token_digest) = 32),
    code_hash        TEXT    NOT NULL,
    tries            INTEGER NOT NULL,
    -- How many mails were asked for.
    mails            INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    -- When the newest mail was asked for.
    asked_at         INTEGER NOT NULL,
    -- When token and code expire. Until the row does, they can be asked for anew.
    token_expires_at INTEGER NOT NULL,
    expires_at       INTEGER NOT NULL
) STRICT;

CREATE INDEX email_confirmations_by_email ON email_confirmations (email_key, created_at);
CREATE INDEX email_confirmations_by_expiry ON email_confirmations (expires_at);

-- Addresses that were changed lately. Whoever reads the mails of the old one can take the account back.
CREATE TABLE email_undos (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email        TEXT    NOT NULL,
    -- Nobody else can have this address meanwhile.
    email_key    TEXT    NOT NULL,
    token_digest BLOB    NOT NULL UNIQUE CHECK (length(token_digest) = 32),
    code_hash    TEXT    NOT NULL,
    tries        INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX email_undos_by_email ON email_undos (email_key, created_at);
CREATE INDEX email_undos_by_user ON email_undos (user_id);
CREATE INDEX email_undos_by_expiry ON email_undos (expires_at);
