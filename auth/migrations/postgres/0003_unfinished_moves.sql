-- See ../sqlite/0003_unfinished_moves.sql.
CREATE TABLE unfinished_moves (
    id         BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    source     TEXT    NOT NULL,
    started_at BIGINT  NOT NULL
);
