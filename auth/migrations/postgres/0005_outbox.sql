-- See ../sqlite/0005_outbox.sql.
CREATE TABLE outbox (
    id         UUID   NOT NULL PRIMARY KEY,
    user_id    UUID   NOT NULL,
    kind       TEXT   NOT NULL,
    recipient  TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX outbox_by_due ON outbox (due_at);
CREATE INDEX outbox_by_user ON outbox (user_id);
