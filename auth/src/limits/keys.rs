//! Keys of limits: a digest of what is counted, so that the table holds neither addresses of people nor of machines.

use crate::{db::email_key, token::TokenDigest};
use domain::{Email, SessionId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::{fmt, net::IpAddr, sync::Arc};
use zeroize::Zeroizing;

/// What is counted. The names are a part of the digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    SignIns,
    Accounts,
    Guesses,
    NetworkGuesses,
    DeviceGuesses,
    SessionGuesses,
    SignUps,
    MailRequests,
    Resets,
    ResetPause,
    Mails,
    Codes,
}

impl Subject {
    /// All of them, in their order.
    pub(crate) const ALL: [Self; 12] = [
        Self::SignIns,
        Self::Accounts,
        Self::Guesses,
        Self::NetworkGuesses,
        Self::DeviceGuesses,
        Self::SessionGuesses,
        Self::SignUps,
        Self::MailRequests,
        Self::Resets,
        Self::ResetPause,
        Self::Mails,
        Self::Codes,
    ];

    /// As its setting is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SignIns => "sign_ins",
            Self::Accounts => "accounts",
            Self::Guesses => "guesses",
            Self::NetworkGuesses => "network_guesses",
            Self::DeviceGuesses => "device_guesses",
            Self::SessionGuesses => "session_guesses",
            Self::SignUps => "sign_ups",
            Self::MailRequests => "mail_requests",
            Self::Resets => "resets",
            Self::ResetPause => "reset_pause",
            Self::Mails => "mails",
            Self::Codes => "codes",
        }
    }
}

/// The key of one counter: 128 bits of an HMAC-SHA-256, which don't collide by chance.
/// `Debug` shows the subject only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct LimitKey {
    pub(crate) subject: Subject,
    pub(crate) digest: [u8; 16],
}

/// Makes keys. `Debug` hides its secret, which is the database's.
#[derive(Clone)]
pub(crate) struct LimitKeys {
    /// Padded with zeros to a block, as HMAC does (RFC 2104, section 2).
    secret: Arc<Zeroizing<[u8; 64]>>,
}

/// Whose attempts are counted together, beside the [`Subject`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of<'a> {
    Network(Network),
    Account(&'a Email),
    AccountAndNetwork(&'a Email, Network),
    AccountAndDevice(&'a Email, &'a TokenDigest),
    Session(SessionId),
}

/// The first bits of an address: those that whoever has one can't change at will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    bits: u128,
    length: u8,
}

impl Network {
    /// The network that one subscriber has: an IPv4 address, an IPv6 /64 (RFC 6177).
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self { bits: u128::from(address.to_bits()), length: 32 },
            IpAddr::V6(address) => Self { bits: address.to_bits() >> 64, length: 64 },
        }
    }

    /// The network around an IPv6 /64 that one site may have; `None` for IPv4.
    pub(crate) fn wider(self) -> Option<Self> {
        (self.length == 64).then_some(Self { bits: self.bits >> 16, length: 48 })
    }
}

impl LimitKeys {
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        let mut block = Zeroizing::new([0; 64]);
        for (padded, byte) in block.iter_mut().zip(secret) {
            *padded = byte;
        }
        Self { secret: Arc::new(block) }
    }

    pub(crate) fn key(&self, subject: Subject, of: Of<'_>) -> LimitKey {
        let mac = Hmac::<Sha256>::new(&(**self.secret).into()).chain_update([subject as u8]);
        let network =
            |mac: Hmac<Sha256>, Network { bits, length }| mac.chain_update([length]).chain_update(bits.to_be_bytes());
        // No address holds a NUL, so what follows it can't be mistaken for a part of it.
        let account = |mac: Hmac<Sha256>, email: &Email| mac.chain_update(email_key(email)).chain_update([0]);
        let mac = match of {
            Of::Network(of) => network(mac, of),
            Of::Account(email) => account(mac, email),
            Of::AccountAndNetwork(email, of) => network(account(mac, email), of),
            Of::AccountAndDevice(email, device) => account(mac, email).chain_update(device.0),
            Of::Session(id) => mac.chain_update(id.0.as_bytes()),
        };
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        let (half, _) = digest.split_at(16);
        let mut digest = [0; 16];
        digest.copy_from_slice(half);
        LimitKey { subject, digest }
    }
}

impl fmt::Debug for LimitKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LimitKeys(hidden)")
    }
}

impl fmt::Debug for LimitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.subject.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn one_subscriber_is_one_network_however_many_addresses_it_has() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("2001:db8:1:2::1").wider(), network("2001:db8:1:3::1").wider());
        assert_ne!(network("2001:db8:1:2::1").wider(), network("2001:db8:2:2::1").wider());
        assert_eq!(network("203.0.113.7"), network("::ffff:203.0.113.7"));
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
        assert_eq!(network("203.0.113.7").wider(), None);
    }

    #[test]
    fn keys_differ_by_what_they_count_and_whose_and_by_the_databases_secret() {
        let (bob, alice) = (&Email::parse("bob@me.com").unwrap(), &Email::parse("alice@me.com").unwrap());
        let keys = LimitKeys::new([7; 32]);
        let here = network("203.0.113.7");
        let all = [
            keys.key(Subject::Guesses, Of::Account(bob)),
            keys.key(Subject::Guesses, Of::Account(alice)),
            keys.key(Subject::Mails, Of::Account(bob)),
            keys.key(Subject::NetworkGuesses, Of::AccountAndNetwork(bob, here)),
            keys.key(Subject::NetworkGuesses, Of::AccountAndNetwork(bob, network("203.0.113.8"))),
            keys.key(Subject::SignIns, Of::Network(here)),
            LimitKeys::new([8; 32]).key(Subject::Guesses, Of::Account(bob)),
        ];
        for (at, key) in all.iter().enumerate() {
            assert!(all.iter().skip(at + 1).all(|other| other != key), "{at}");
        }
        let shouted = &Email::parse(" BOB@me.com ").unwrap();
        assert_eq!(keys.key(Subject::Guesses, Of::Account(shouted)), keys.key(Subject::Guesses, Of::Account(bob)));
    }
}
