-- What people see of their own account: on which devices they are signed in, and what has happened lately.
--
-- A device is "browser on system" in words, a network the first part of an address: enough to recognise one's own, too
-- little to follow anybody. Empty where it is not known.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN network TEXT NOT NULL DEFAULT '';
-- When its owner last gave the password in this session. Sensitive changes ask again after 15 minutes.
ALTER TABLE sessions ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;

-- Written in the same transaction as what it tells of; kept for 90 days.
CREATE TABLE activities (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind        TEXT    NOT NULL,
    happened_at INTEGER NOT NULL,
    device      TEXT    NOT NULL,
    network     TEXT    NOT NULL
) STRICT;

CREATE INDEX activities_by_user ON activities (user_id, happened_at);
CREATE INDEX activities_by_age ON activities (happened_at);
