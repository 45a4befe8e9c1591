//! Codes: what a row keeps of the short secret that was mailed besides its token, how often it was tried, and how both
//! are replaced.

use super::{
    Db, DbError, Scope,
    confirmations::first_in_line,
    decoys::decoy_of,
    email_key,
    statement::{Connection, Statement, sql},
    work::Work,
};
use crate::{code::MOST_TRIES, hasher::PasswordHash, outbox::QueuedMail, secrets::SecretDigests, token::TokenDigest};
use domain::{Email, Timestamp};

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeOf {
    /// Choosing a new password.
    PasswordReset,
    /// Confirming an address.
    EmailConfirmation,
    /// Taking an account back whose address was changed.
    EmailUndo,
}

impl Db {
    /// Counts a try of the newest code that was mailed to an address; answers what it has to fit, `None`, at the same cost,
    /// when there is none or it was tried too often.
    pub(crate) async fn count_try(
        &self,
        kind: CodeOf,
        email: &Email,
        now: Timestamp,
    ) -> Result<Option<SecretDigests>, DbError> {
        let statement = sql(match kind {
            CodeOf::PasswordReset => {
                "UPDATE password_reset_tokens SET tries = tries + 1
                 WHERE user_id = (SELECT id FROM users WHERE email_key = $1) AND expires_at > $2 AND tries < $3
                 RETURNING token_digest, code_hash"
            }
            CodeOf::EmailConfirmation => {
                concat!(
                    "UPDATE email_confirmations SET tries = tries + 1 WHERE user_id = ",
                    first_in_line!(),
                    " AND token_expires_at > $2 AND tries < $3 RETURNING token_digest, code_hash"
                )
            }
            CodeOf::EmailUndo => {
                "UPDATE email_undos SET tries = tries + 1
                 WHERE id = (SELECT id FROM email_undos WHERE email_key = $1
                             ORDER BY created_at DESC, id LIMIT 1) AND expires_at > $2 AND tries < $3
                 RETURNING token_digest, code_hash"
            }
        });
        let statement = statement.bind(email_key(email)).bind(now).bind(MOST_TRIES);
        let row = self.run(Scope::Transaction, &CountTry { statement, email, now }).await?;
        row.map(|(token, code)| {
            let token = token.try_into().map_err(|_| DbError::Corrupt("token_digest"))?;
            Ok(SecretDigests { token: TokenDigest(token), code: PasswordHash(code) })
        })
        .transpose()
    }

    /// Gives the row that a mail is about other secrets, because those before are not known any more; `false` when it was
    /// used meanwhile, or asked for once more, or is about another address by now.
    pub(crate) async fn renew_secrets(
        &self,
        kind: CodeOf,
        mail: &QueuedMail,
        secrets: &SecretDigests,
    ) -> Result<bool, DbError> {
        let statement = sql(match kind {
            CodeOf::PasswordReset => {
                "UPDATE password_reset_tokens SET token_digest = $1, code_hash = $2
                 WHERE user_id = $3 AND created_at = $4 AND email_key = $5"
            }
            CodeOf::EmailConfirmation => {
                "UPDATE email_confirmations SET token_digest = $1, code_hash = $2
                 WHERE user_id = $3 AND asked_at = $4 AND email_key = $5"
            }
            CodeOf::EmailUndo => {
                "UPDATE email_undos SET token_digest = $1, code_hash = $2
                 WHERE user_id = $3 AND created_at = $4 AND email_key = $5"
            }
        });
        let statement = statement.bind(&secrets.token).bind(&secrets.code).bind(mail.user).bind(mail.created_at);
        let statement = statement.bind(email_key(&mail.recipient));
        Ok(self.write(statement).await? == 1)
    }
}

/// The transaction of [`Db::count_try`].
struct CountTry<'a> {
    statement: Statement<'a>,
    email: &'a Email,
    now: Timestamp,
}

impl Work for CountTry<'_> {
    type Done = Option<(Vec<u8>, String)>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Self::Done, sqlx::Error> {
        let row = connection.fetch_optional(&self.statement).await?;
        if row.is_none() {
            connection.execute(&decoy_of(self.email, self.now)).await?;
        }
        Ok(row)
    }
}
