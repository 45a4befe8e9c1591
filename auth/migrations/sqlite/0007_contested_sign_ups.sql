-- What was found where several people want one address, and where an account changes while a mail is on its way.

-- A change of address counts while the password is the one that it was asked for with; 0 for who signs up.
ALTER TABLE email_confirmations ADD COLUMN password_version INTEGER NOT NULL DEFAULT 0;
UPDATE email_confirmations
SET password_version = coalesce((SELECT password_version FROM users WHERE users.id = email_confirmations.user_id), 0);

-- 1 when more than one person signed up with the address. Which of them reads its mails is not known, so none of their
-- passwords counts: the account is made without one, and whoever reads the mails chooses it.
ALTER TABLE email_confirmations ADD COLUMN is_contested INTEGER NOT NULL DEFAULT 0;
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

-- The address that the token was mailed to. It is good while the account has this address.
ALTER TABLE password_reset_tokens ADD COLUMN email_key TEXT NOT NULL DEFAULT '';
UPDATE password_reset_tokens
SET email_key = coalesce((SELECT email_key FROM users WHERE users.id = password_reset_tokens.user_id), '');

-- Written where nothing is to be stored, so that waiting for the disk does not tell an address that is known from one that
-- is not. What stands here means nothing.
CREATE TABLE decoys (
    id         INTEGER NOT NULL PRIMARY KEY,
    written_at INTEGER NOT NULL
) STRICT;
