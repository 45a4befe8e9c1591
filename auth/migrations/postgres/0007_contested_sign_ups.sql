-- See ../sqlite/0007_contested_sign_ups.sql.
ALTER TABLE email_confirmations ADD COLUMN password_version BIGINT NOT NULL DEFAULT 0;
UPDATE email_confirmations
SET password_version = coalesce((SELECT password_version FROM users WHERE users.id = email_confirmations.user_id), 0);

ALTER TABLE email_confirmations ADD COLUMN is_contested BIGINT NOT NULL DEFAULT 0;
UPDATE email_confirmations SET is_contested = 1
WHERE password_hash <> '' AND EXISTS (SELECT 1 FROM email_confirmations AS others
                                      WHERE others.email_key = email_confirmations.email_key
                                          AND others.password_hash <> ''
                                          AND others.user_id <> email_confirmations.user_id);
DELETE FROM email_confirmations
WHERE password_hash <> '' AND EXISTS (SELECT 1 FROM email_confirmations AS newer
                                      WHERE newer.email_key = email_confirmations.email_key
                                          AND newer.password_hash <> ''
                                          AND (newer.asked_at > email_confirmations.asked_at
                                              OR newer.asked_at = email_confirmations.asked_at
                                                  AND newer.user_id > email_confirmations.user_id));
CREATE UNIQUE INDEX email_confirmations_one_sign_up ON email_confirmations (email_key) WHERE password_hash <> '';

ALTER TABLE password_reset_tokens ADD COLUMN email_key TEXT NOT NULL DEFAULT '';
UPDATE password_reset_tokens
SET email_key = coalesce((SELECT email_key FROM users WHERE users.id = password_reset_tokens.user_id), '');

CREATE TABLE decoys (
    id         BIGINT NOT NULL PRIMARY KEY,
    written_at BIGINT NOT NULL
);
