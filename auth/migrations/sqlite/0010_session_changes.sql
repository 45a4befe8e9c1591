-- Whoever remembers sessions learns here which of them are no longer what they were, whoever changed them: another
-- instance, the command line, or a hand with another tool. (On PostgreSQL nobody remembers any.)

CREATE TABLE session_changes (
    -- Never given twice, so that nothing is missed by whoever knows the last one.
    seq          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    token_digest BLOB    NOT NULL
) STRICT;

-- The newest 4096 are kept. Who has not looked for longer forgets everything.
CREATE TRIGGER session_changes_are_bounded AFTER INSERT ON session_changes BEGIN
    DELETE FROM session_changes WHERE seq <= NEW.seq - 4096;
END;

CREATE TRIGGER session_ended AFTER DELETE ON sessions BEGIN
    INSERT INTO session_changes (token_digest) VALUES (OLD.token_digest);
END;

-- That it was used, and so lasts longer, takes nothing from anybody.
CREATE TRIGGER session_changed AFTER UPDATE ON sessions
WHEN NEW.expires_at < OLD.expires_at OR NEW.confirmed_at <> OLD.confirmed_at
    OR NEW.password_version <> OLD.password_version OR NEW.user_id <> OLD.user_id
    OR NEW.token_digest <> OLD.token_digest OR NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at
BEGIN
    INSERT INTO session_changes (token_digest) VALUES (OLD.token_digest);
END;

CREATE TRIGGER session_owner_changed
AFTER UPDATE OF id, email, password_version, created_at, verified_at, disabled_at ON users BEGIN
    INSERT INTO session_changes (token_digest) SELECT token_digest FROM sessions WHERE user_id = OLD.id;
END;

-- Where foreign keys are not enforced, the sessions stay.
CREATE TRIGGER session_owner_left BEFORE DELETE ON users BEGIN
    INSERT INTO session_changes (token_digest) SELECT token_digest FROM sessions WHERE user_id = OLD.id;
END;
