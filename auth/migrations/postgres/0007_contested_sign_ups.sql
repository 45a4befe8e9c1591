-- See ../sqlite/0007_contested_sign_ups.sql.
ALTER TABLE email_confirmations ADD COLUMN password_version BIGINT NOT NULL DEFAULT 0;

ALTER TABLE email_confirmations ADD COLUMN is_contested BIGINT NOT NULL DEFAULT 0;
DELETE FROM email_confirmations
WHERE password_hash <> '' AND EXISTS (SELECT 1 FROM email_confirmations AS others
                                      WHERE others.email_key = email_confirmations.email_key
                                          AND others.password_hash <> ''
                                          AND others.user_id <> email_confirmations.user_id);
CREATE UNIQUE INDEX email_confirmations_one_sign_up ON email_confirmations (email_key) WHERE password_hash <> '';

ALTER TABLE password_reset_tokens ADD COLUMN email_key TEXT NOT NULL DEFAULT '';

CREATE TABLE decoys (
    id         BIGINT NOT NULL PRIMARY KEY,
    written_at BIGINT NOT NULL
);
