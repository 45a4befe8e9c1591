//! Limits say how much is allowed to whoever asks. They are counted in the database, so that instances count together and
//! a restart forgets nothing; what can't be counted is not allowed.
//!
//! An attempt is counted before the work that it asks for, and given back when it succeeds: of many at once, exactly as
//! many as are allowed get through. Nobody is locked out by strangers: they only slow themselves down, and a device on
//! which somebody signed in before has limits of its own.

mod admission;
mod keys;
mod rate;

pub use rate::{Guesses, Rate, RateError};

pub(crate) use keys::{LimitKey, LimitKeys, Network, Of, Subject};

use domain::Mode;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// On a desk, scripts and test suites do in a minute what people do in hours.
const ROOMIER: u32 = 1_000;

/// How much of everything is allowed. A network is an IPv4 address or an IPv6 /64; ten times as much is allowed to an
/// IPv6 /48.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Sign-ins that fail, from one network.
    pub sign_ins: Rate,
    /// Accounts for which a sign-in failed, from one network.
    pub accounts: Rate,
    /// Wrong passwords for one account, from all devices that are not known.
    pub guesses: Guesses,
    /// Wrong passwords for one account, from one network.
    pub network_guesses: Rate,
    /// Wrong passwords for one account, from one device on which its owner signed in before.
    pub device_guesses: Rate,
    /// Wrong passwords of who is signed in, in one session.
    pub session_guesses: Rate,
    /// Sign-ups from one network.
    pub sign_ups: Rate,
    /// Mails that are asked for from one network: to reset a password, or to confirm an address once more.
    pub mail_requests: Rate,
    /// Reset mails to one address that are asked for from one network, or from one known device.
    pub resets: Rate,
    /// The same, in a short time.
    pub reset_pause: Rate,
    /// Mails to one address that are asked for by whoever, from devices that are not known.
    pub mails: Rate,
    /// Codes and tokens from mails that are presented from one network.
    pub codes: Rate,
}

impl Limits {
    /// What is published. Guesses: NIST SP 800-63B-4, section 3.2.2, allows at most 100 in a row.
    pub const PUBLISHED: Self = Self {
        sign_ins: Rate::new(20, MINUTE),
        accounts: Rate::new(30, HOUR),
        guesses: Guesses { free: 5, first_pause: Duration::from_secs(30), longest_pause: HOUR, most: 100 },
        network_guesses: Rate::new(10, MINUTE.saturating_mul(15)),
        device_guesses: Rate::new(10, HOUR),
        session_guesses: Rate::new(10, MINUTE.saturating_mul(15)),
        sign_ups: Rate::new(10, HOUR),
        mail_requests: Rate::new(10, HOUR),
        resets: Rate::new(3, HOUR),
        reset_pause: Rate::new(1, MINUTE),
        mails: Rate::new(10, DAY),
        codes: Rate::new(20, MINUTE),
    };

    /// What is allowed unless said otherwise: the same in both modes, only more on a desk.
    #[must_use]
    pub fn of(mode: Mode) -> Self {
        match mode {
            Mode::Production => Self::PUBLISHED,
            Mode::Development => Self::PUBLISHED.roomier(),
        }
    }

    fn roomier(self) -> Self {
        let roomier = |rate: Rate| rate.times(ROOMIER);
        Self {
            sign_ins: roomier(self.sign_ins),
            accounts: roomier(self.accounts),
            guesses: Guesses {
                free: self.guesses.free.saturating_mul(ROOMIER),
                most: self.guesses.most.saturating_mul(ROOMIER),
                ..self.guesses
            },
            network_guesses: roomier(self.network_guesses),
            device_guesses: roomier(self.device_guesses),
            session_guesses: roomier(self.session_guesses),
            sign_ups: roomier(self.sign_ups),
            mail_requests: roomier(self.mail_requests),
            resets: roomier(self.resets),
            reset_pause: roomier(self.reset_pause),
            mails: roomier(self.mails),
            codes: roomier(self.codes),
        }
    }
}
