-- See ../sqlite/0003_unfinished_moves.sql.
CREATE TABLE unfinished_moves (
    source     TEXT   NOT NULL PRIMARY KEY,
    started_at BIGINT NOT NULL
);
