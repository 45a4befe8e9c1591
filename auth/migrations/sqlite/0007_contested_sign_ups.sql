-- What was found where several people want one address, and where an account changes while a mail is on its way.

-- A change of address counts while the password is the one that it was asked for with; 0 for who signs up, and for changes
-- from before, which are void.
ALTER TABLE email_confirmations ADD COLUMN password_version INTEGER NOT NULL DEFAULT 0;

-- 1 when more than one person signed up with the address. Which of them reads its mails is not known, so none of their
-- passwords counts: the account is made without one, and whoever reads the mails chooses it.
ALTER TABLE email_confirmations ADD COLUMN is_contested INTEGER NOT NULL DEFAULT 0;
-- Of those from before, nobody knows which is which: who signed up with an address that others signed up with begins anew.
DELETE FROM email_confirmations
WHERE password_hash <> '' AND EXISTS (SELECT 1 FROM email_confirmations AS others
                                      WHERE others.email_key = email_confirmations.email_key
                                          AND others.password_hash <> ''
                                          AND others.user_id <> email_confirmations.user_id);
CREATE UNIQUE INDEX email_confirmations_one_sign_up ON email_confirmations (email_key) WHERE password_hash <> '';

-- The address that the token was mailed to. It is good while the account has this address; those from before are void.
ALTER TABLE password_reset_tokens ADD COLUMN email_key TEXT NOT NULL DEFAULT '';

-- Written where nothing is to be stored, so that waiting for the disk does not tell an address that is known from one that
-- is not. What stands here means nothing.
CREATE TABLE decoys (
    id         INTEGER NOT NULL PRIMARY KEY,
    written_at INTEGER NOT NULL
) STRICT;
