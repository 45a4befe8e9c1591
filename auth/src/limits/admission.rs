//! Admission: what each thing that can be asked for is counted as.

use super::{
    Rate,
    keys::{Network, Of, Subject},
};
use crate::{
    Auth, AuthError, Requester,
    db::{Admission, Counted, Hit, Limit},
    token::TokenDigest,
};
use domain::{Email, SessionId};

/// How much more a network of networks is allowed.
const WIDER: u32 = 10;

impl Auth {
    /// Counts an attempt to sign in. A known device of the account is not slowed down by strangers.
    pub(crate) async fn admit_sign_in(&self, email: &Email, requester: &Requester) -> Result<Counted, AuthError> {
        let limits = &self.limits;
        if let Some(device) = self.known_device(email, requester).await? {
            let of = Of::AccountAndDevice(email, device);
            return self.admit(&[self.rate(Subject::DeviceGuesses, of, limits.device_guesses)]).await;
        }
        let network = requester.limited_network();
        let mut hits = self.of_network(Subject::SignIns, network, limits.sign_ins);
        hits.push(Hit {
            key: self.limit_keys.key(Subject::Guesses, Of::Account(email)),
            limit: Limit::Guesses(limits.guesses),
            once: false,
        });
        if let Some(network) = network {
            let of = Of::AccountAndNetwork(email, network);
            hits.push(self.rate(Subject::NetworkGuesses, of, limits.network_guesses));
            hits.push(Hit { once: true, ..self.rate(Subject::Accounts, Of::Network(network), limits.accounts) });
        }
        self.admit(&hits).await
    }

    /// Counts a password that is asked for once more in a session.
    pub(crate) async fn admit_password_again(&self, session: SessionId) -> Result<Counted, AuthError> {
        self.admit(&[self.rate(Subject::SessionGuesses, Of::Session(session), self.limits.session_guesses)]).await
    }

    /// Counts a sign-up.
    pub(crate) async fn admit_sign_up(&self, requester: &Requester) -> Result<Counted, AuthError> {
        self.admit(&self.of_network(Subject::SignUps, requester.limited_network(), self.limits.sign_ups)).await
    }

    /// Counts a mail that somebody asks for.
    pub(crate) async fn admit_mail_request(&self, requester: &Requester) -> Result<Counted, AuthError> {
        let network = requester.limited_network();
        self.admit(&self.of_network(Subject::MailRequests, network, self.limits.mail_requests)).await
    }

    /// Counts a code or token from a mail.
    pub(crate) async fn admit_code(&self, requester: &Requester) -> Result<Counted, AuthError> {
        self.admit(&self.of_network(Subject::Codes, requester.limited_network(), self.limits.codes)).await
    }

    /// Counts a mail to an address.
    pub(crate) async fn admit_mail_to(&self, email: &Email) -> Result<Counted, AuthError> {
        self.admit(&[self.rate(Subject::Mails, Of::Account(email), self.limits.mails)]).await
    }

    /// [`Auth::admit_mail_to`], where whoever asks is not told: others may have asked for as many.
    pub(crate) async fn may_mail_to(&self, email: &Email) -> Result<bool, AuthError> {
        match self.admit_mail_to(email).await {
            Err(AuthError::TooMany { .. }) => Ok(false),
            admitted => admitted.map(|_| true),
        }
    }

    /// Counts a reset mail to an address. Its owner's device has a share of its own, which strangers can't use up.
    pub(crate) async fn admit_reset(&self, email: &Email, requester: &Requester) -> Result<Counted, AuthError> {
        let device = self.known_device(email, requester).await?;
        let of = match (device, requester.limited_network()) {
            (Some(device), _) => Of::AccountAndDevice(email, device),
            (None, Some(network)) => Of::AccountAndNetwork(email, network),
            (None, None) => Of::Account(email),
        };
        let limits = &self.limits;
        let mut hits =
            vec![self.rate(Subject::ResetPause, of, limits.reset_pause), self.rate(Subject::Resets, of, limits.resets)];
        if device.is_none() {
            hits.push(self.rate(Subject::Mails, Of::Account(email), limits.mails));
        }
        self.admit(&hits).await
    }

    /// The device, if the owner of this address signed in there lately.
    async fn known_device<'a>(
        &self,
        email: &Email,
        requester: &'a Requester,
    ) -> Result<Option<&'a TokenDigest>, AuthError> {
        let Some(device) = requester.known_device() else { return Ok(None) };
        let is_known = self.db.is_known_device(device, email, self.clock.now()).await?;
        Ok(is_known.then_some(device))
    }

    /// Counts, or refuses. What can't be counted is not allowed.
    async fn admit(&self, hits: &[Hit]) -> Result<Counted, AuthError> {
        match self.db.admit(hits, self.clock.now()).await? {
            Admission::Admitted(counted) => {
                self.meters.admitted.increase();
                Ok(counted)
            }
            Admission::Refused(limit, wait) => {
                self.meters.refuse(limit.subject);
                tracing::warn!(event = "limited", ?limit, seconds = wait.as_secs());
                Err(AuthError::TooMany { wait })
            }
        }
    }

    fn of_network(&self, subject: Subject, network: Option<Network>, rate: Rate) -> Vec<Hit> {
        let wider = network.and_then(Network::wider).map(|wider| (wider, rate.times(WIDER)));
        let networks = network.map(|network| (network, rate)).into_iter().chain(wider);
        networks.map(|(network, rate)| self.rate(subject, Of::Network(network), rate)).collect()
    }

    fn rate(&self, subject: Subject, of: Of<'_>, rate: Rate) -> Hit {
        Hit { key: self.limit_keys.key(subject, of), limit: Limit::Rate(rate), once: false }
    }
}
