//! The outbox holds the mails that are on their way, so that none is lost when the mail server, or this one, is down.
//!
//! A mail is queued in the same transaction as what it tells of, and forgotten when the mail server has taken it: it is
//! sent at least once. What is secret in it is not stored. Whoever queued it knows the secret and tries first; whoever
//! tries later, perhaps after a restart, makes another, which takes the place of the first.

use crate::{
    Auth, AuthError, Token,
    db::DbError,
    mailer::{Mail, Secrets, Turn},
};
use domain::{Email, Timestamp, UserId};
use std::time::Duration;
use uuid::Uuid;

/// Whoever tries to send a mail has so long before somebody else does: twice what handing it over may take.
pub(crate) const TURN: Duration = Duration::from_secs(90);
/// How long to wait after the first failure. It doubles with each, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailKind {
    /// Choose a new password.
    PasswordReset,
}

/// A mail whose turn it is.
#[derive(Debug)]
pub(crate) struct QueuedMail {
    pub(crate) id: Uuid,
    pub(crate) user: UserId,
    pub(crate) kind: MailKind,
    pub(crate) recipient: Email,
    pub(crate) created_at: Timestamp,
    /// This one included.
    pub(crate) attempts: i64,
    pub(crate) expires_at: Timestamp,
}

impl MailKind {
    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::PasswordReset => "password_reset",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        (code == Self::PasswordReset.code()).then_some(Self::PasswordReset)
    }
}

impl Auth {
    /// Tries to send every mail whose turn it is; answers how many the mail server took.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails. That a mail can't be sent is no
    /// error: it is tried again.
    pub async fn send_due_mails(&self) -> Result<u64, AuthError> {
        let mut sent = 0;
        loop {
            let now = self.clock.now();
            let queued = match self.db.take_due_mail(now, now.plus(TURN)).await {
                Ok(Some(queued)) => queued,
                Ok(None) => return Ok(sent),
                // It has been put off, so that those behind it are next.
                Err(error @ DbError::Corrupt(_)) => {
                    tracing::error!(%error, "a mail in the outbox can't be read");
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            match self.compose(&queued).await? {
                Some(mail) => sent += u64::from(self.deliver(queued.id, mail, queued.attempts).await?),
                // There is nothing to say any more.
                None => self.db.forget_mail(queued.id, queued.attempts).await?,
            }
        }
    }

    /// Sends a mail that has just been queued: at once into a mailbox; else beside this request, which does not wait for
    /// the mail server.
    pub(crate) async fn send_first(&self, id: Uuid, mail: Mail, turn: Turn) -> Result<(), AuthError> {
        if self.mailer.has_mailbox() {
            return self.deliver(id, mail, 1).await.map(drop);
        }
        let auth = self.clone();
        tokio::spawn(async move {
            let _turn = turn;
            if let Err(error) = auth.deliver(id, mail, 1).await {
                tracing::warn!(?error, mail = %id, "what became of a mail could not be stored; it may come twice");
            }
        });
        Ok(())
    }

    /// Hands a mail over and forgets it, or puts it off; answers whether the mail server took it.
    async fn deliver(&self, id: Uuid, mail: Mail, attempts: i64) -> Result<bool, AuthError> {
        match self.mailer.send(mail).await {
            Ok(()) => {
                self.db.forget_mail(id, attempts).await?;
                tracing::info!(event = "mail_sent", mail = %id, attempts);
                Ok(true)
            }
            Err(error) => {
                let pause = pause_after(attempts);
                tracing::warn!(event = "mail_put_off", mail = %id, attempts, seconds = pause.as_secs(), %error);
                self.db.put_mail_off(id, attempts, self.clock.now().plus(pause)).await?;
                Ok(false)
            }
        }
    }

    /// The mail, with a secret of its own; `None` when there is nothing to say any more.
    async fn compose(&self, queued: &QueuedMail) -> Result<Option<Mail>, AuthError> {
        match queued.kind {
            MailKind::PasswordReset => {
                let token = Token::generate(self.token_shape)?;
                let QueuedMail { user, created_at, expires_at, .. } = *queued;
                let is_awaited = self.db.renew_reset_token(user, created_at, &token.digest()).await?;
                let lifetime = expires_at.since(self.clock.now());
                let secrets = Secrets { token: &token, code: token.expose(), lifetime };
                Ok(is_awaited.then(|| Mail::password_reset(&queued.recipient, &self.public_url, &secrets)))
            }
        }
    }
}

fn pause_after(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(u32::MAX).min(10);
    FIRST_PAUSE.saturating_mul(2_u32.pow(doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let seconds: Vec<_> = (1..=9).map(|attempts| pause_after(attempts).as_secs()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(pause_after(i64::MAX), LONGEST_PAUSE);
    }

    #[test]
    fn a_kind_is_stored_under_a_name_of_its_own() {
        assert_eq!(MailKind::from_code(MailKind::PasswordReset.code()), Some(MailKind::PasswordReset));
        assert_eq!(MailKind::from_code("love_letter"), None);
    }
}
