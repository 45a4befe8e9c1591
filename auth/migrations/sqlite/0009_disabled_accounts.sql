-- An operator can disable an account: nobody signs in to it, and nothing that was begun for it goes on.

-- Since when; NULL for an account that is not disabled.
ALTER TABLE users ADD COLUMN disabled_at INTEGER;
