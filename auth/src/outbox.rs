//! The outbox holds the mails that are on their way, so that none is lost when the mail server, or this one, is down.
//!
//! A mail is queued in the same transaction as what it tells of, and forgotten when the mail server has taken it: it is
//! sent at least once. What is secret in it is not stored. Whoever queued it knows the secrets and tries first; whoever
//! tries later, perhaps after a restart, makes others, which take the place of the first.

mod kind;

pub(crate) use kind::MailKind;

use crate::{
    Auth, AuthError, Requester,
    db::{CodeOf, DbError, UserBy},
    mailer::{self, Mail, MailError, Occurrence, Turn},
    secrets::Secrets,
    token,
};
use domain::{Email, Timestamp, UserId};
use std::time::Duration;
use uuid::Uuid;

/// Whoever tries to send a mail has so long before somebody else does: twice what handing it over may take.
const TURN: Duration = Duration::from_secs(90);
/// How long to wait after the first failure. It doubles with each, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);
/// The mail server's "never" is believed when it still says so after this long: some mean a quota by it. Not of what lets
/// somebody take an account back.
const BELIEVED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// A mail on its way.
#[derive(Clone, Debug)]
pub(crate) struct QueuedMail {
    pub(crate) id: Uuid,
    /// Whose account it is about.
    pub(crate) user: UserId,
    pub(crate) kind: MailKind,
    pub(crate) recipient: Email,
    pub(crate) created_at: Timestamp,
    pub(crate) due_at: Timestamp,
    /// How often it was tried, including by whoever is at it.
    pub(crate) attempts: i64,
    pub(crate) expires_at: Timestamp,
    /// Who did what it tells of.
    pub(crate) requester: Requester,
}

impl Auth {
    /// A mail to queue, for whoever looks for mails next.
    pub(crate) fn mail(
        &self,
        kind: MailKind,
        user: UserId,
        recipient: &Email,
        requester: &Requester,
    ) -> Result<QueuedMail, AuthError> {
        let now = self.clock.now();
        Ok(QueuedMail {
            id: token::random_uuid()?,
            user,
            kind,
            recipient: recipient.clone(),
            created_at: now,
            due_at: now,
            attempts: 0,
            expires_at: now.plus(kind.lifetime()),
            requester: requester.clone(),
        })
    }

    /// Says to whoever looks for mails that there are some.
    pub(crate) fn announce_mails(&self) {
        self.mails.notify_one();
    }

    /// Done when a mail was queued since the last time; [`Auth::send_due_mails`] finds it.
    pub async fn mails_were_queued(&self) {
        self.mails.notified().await;
    }

    /// The right to send a mail that is about to be queued, which keeps others from it meanwhile.
    pub(crate) fn claim(&self, mail: &mut QueuedMail) -> Option<Turn> {
        let turn = self.mailer.turn()?;
        mail.attempts = 1;
        mail.due_at = mail.created_at.plus(TURN);
        Some(turn)
    }

    /// Sends a mail that has just been queued, with secrets that nobody else knows: at once into a mailbox; else beside
    /// this request, which does not wait for the mail server. Without a turn, others send it later. What was asked for has
    /// happened by now, whatever becomes of the mail.
    pub(crate) async fn send_first(&self, queued: QueuedMail, secrets: Secrets, turn: Option<Turn>) {
        let Some(turn) = turn else { return self.announce_mails() };
        let auth = self.clone();
        let sending = async move {
            let _turn = turn;
            if let Err(error) = auth.write_and_deliver(&queued, &secrets).await {
                tracing::warn!(?error, mail = %queued.id, "what became of a mail could not be stored; it may come twice");
            }
        };
        match self.mailer.has_mailbox() {
            true => sending.await,
            false => drop(tokio::spawn(sending)),
        }
    }

    async fn write_and_deliver(&self, queued: &QueuedMail, secrets: &Secrets) -> Result<(), AuthError> {
        match self.written(queued, Some(secrets)).await? {
            Some(mail) => self.deliver(queued, mail).await.map(drop),
            None => Ok(()),
        }
    }

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
                Some(mail) => sent += u64::from(self.deliver(&queued, mail).await?),
                // There is nothing to say any more.
                None => self.db.forget_mail(queued.id, queued.attempts).await?,
            }
        }
    }

    /// Hands a mail over and forgets it, or puts it off; answers whether the mail server took it.
    async fn deliver(&self, queued: &QueuedMail, mail: Mail) -> Result<bool, AuthError> {
        let QueuedMail { id, attempts, .. } = *queued;
        match self.mailer.send(mail).await {
            Ok(()) => {
                self.meters.mails_sent.increase();
                self.db.forget_mail(id, attempts).await?;
                tracing::info!(event = "mail_sent", mail = %id, kind = queued.kind.code(), attempts);
                Ok(true)
            }
            Err(MailError::Smtp { is_final: true, .. }) if self.is_given_up(queued) => {
                self.meters.mails_given_up.increase();
                self.db.forget_mail(id, attempts).await?;
                tracing::error!(event = "mail_given_up", mail = %id, kind = queued.kind.code(), attempts);
                Ok(false)
            }
            Err(error) => {
                self.meters.mails_put_off.increase();
                let pause = pause_after(attempts);
                self.db.put_mail_off(id, attempts, self.clock.now().plus(pause)).await?;
                tracing::warn!(event = "mail_put_off", mail = %id, attempts, seconds = pause.as_secs(), %error);
                Ok(false)
            }
        }
    }

    fn is_given_up(&self, queued: &QueuedMail) -> bool {
        queued.kind != MailKind::AddressChanged && self.clock.now() >= queued.created_at.plus(BELIEVED_AFTER)
    }

    /// The mail, with secrets of its own where it brings some; `None` when there is nothing to say any more.
    async fn compose(&self, queued: &QueuedMail) -> Result<Option<Mail>, AuthError> {
        let Some(kind) = queued.kind.secrets() else { return self.written(queued, None).await };
        let (secrets, digests) = self.new_secrets().await?;
        match self.db.renew_secrets(kind, queued, &digests).await? {
            true => self.written(queued, Some(&secrets)).await,
            false => Ok(None),
        }
    }

    /// The mail in words; `None` when there is nothing to say any more.
    async fn written(&self, queued: &QueuedMail, secrets: Option<&Secrets>) -> Result<Option<Mail>, AuthError> {
        let (to, url) = (&queued.recipient, &*self.public_url);
        let code = secrets.map(|secrets| secrets.code.expose());
        let secrets = secrets.zip(code.as_ref()).map(|(secrets, code)| mailer::Secrets {
            token: &secrets.token,
            code,
            // Not longer than it is true.
            lifetime: queued.expires_at.since(self.clock.now()),
        });
        let occurrence = Occurrence {
            // What is asked for once more was done before.
            at: (queued.kind.secrets() != Some(CodeOf::EmailConfirmation)).then_some(queued.created_at),
            device: queued.requester.device(),
            network: queued.requester.network(),
        };
        Ok(Some(match (queued.kind, &secrets) {
            (MailKind::PasswordReset, Some(secrets)) => Mail::password_reset(to, url, secrets, &occurrence),
            (MailKind::ConfirmAddress, Some(secrets)) => Mail::confirm_address(to, url, secrets, &occurrence),
            (MailKind::ConfirmNewAddress, Some(secrets)) => Mail::confirm_new_address(to, url, secrets, &occurrence),
            (MailKind::AddressChanged, Some(secrets)) => {
                let Some(found) = self.db.find_user_by(UserBy::Id(queued.user)).await? else { return Ok(None) };
                Mail::email_changed_old(to, &found.user.email, url, secrets, &occurrence)
            }
            (MailKind::AlreadyRegistered, _) => Mail::already_registered(to, url, &occurrence),
            (MailKind::AddressIsNew, _) => Mail::email_changed_new(to, url, &occurrence),
            (MailKind::PasswordChanged, _) => Mail::password_changed(to, url, &occurrence),
            (MailKind::NewDevice, _) => Mail::new_device(to, url, &occurrence),
            (MailKind::AccountDeleted, _) => Mail::account_deleted(to, &occurrence),
            (_, None) => return Ok(None),
        }))
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
}
