-- Has its one row while `move-db` is copying another database into this one. Until that is finished, nobody may serve
-- from it.
CREATE TABLE unfinished_moves (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Where the rows come from, without the password: only a copy from there may go on.
    source     TEXT    NOT NULL,
    started_at INTEGER NOT NULL
) STRICT;
