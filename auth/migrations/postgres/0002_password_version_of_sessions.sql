-- See ../sqlite/0002_password_version_of_sessions.sql.
--
-- No session can exist yet: this engine came with the same release.
ALTER TABLE sessions ADD COLUMN password_version BIGINT NOT NULL DEFAULT 0;
