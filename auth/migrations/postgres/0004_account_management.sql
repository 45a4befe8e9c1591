-- See ../sqlite/0004_account_management.sql.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE activities (
    id          UUID   NOT NULL PRIMARY KEY,
    user_id     UUID   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind        TEXT   NOT NULL,
    happened_at BIGINT NOT NULL,
    device      TEXT   NOT NULL,
    network     TEXT   NOT NULL
);

CREATE INDEX activities_by_user ON activities (user_id, happened_at);
CREATE INDEX activities_by_age ON activities (happened_at);
