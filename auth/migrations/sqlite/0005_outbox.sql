-- Mails on their way. None stands here whole: what is secret in one (a reset code) is made when it is sent, because nothing
-- that is stored may open an account.
--
-- A row is written in the same transaction as what it tells of. It goes when the mail has been handed over, when it would
-- come too late, or when what it tells of is undone.
CREATE TABLE outbox (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    -- Whose account it is about. No reference: a good-bye is sent when there is none any more.
    user_id    BLOB    NOT NULL,
    kind       TEXT    NOT NULL,
    recipient  TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    -- Not tried before. Whoever tries puts it off first, so that no two send the same mail at the same time.
    due_at     INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX outbox_by_due ON outbox (due_at);
CREATE INDEX outbox_by_user ON outbox (user_id);
