-- See ../sqlite/0009_disabled_accounts.sql.
ALTER TABLE users ADD COLUMN disabled_at BIGINT;
