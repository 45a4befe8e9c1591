-- A session is good only while its owner's password is the one that it began with: whoever looks a session up compares
-- the two numbers. A log-in that overlaps a change of password leaves nothing behind, whatever locks the engine takes
-- and on whatever instance it happens.
ALTER TABLE sessions ADD COLUMN password_version INTEGER NOT NULL DEFAULT 0;
UPDATE sessions SET password_version = (SELECT password_version FROM users WHERE users.id = sessions.user_id);
