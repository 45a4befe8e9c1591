//! Comparing a password with a stored hash, be it ours or another system's.
//!
//! Another system gave bcrypt what was typed, of which only the first 72 bytes count. We give it letters as they are meant
//! (NFC), and of more than 72 bytes the HMAC. Where what was typed has both forms, a hash of another system may be of either,
//! because it may have been exported by a service like this one. Ours is only ever of our form. Both are computed for every account and for nobody's, so that the time
//! tells nothing.

use super::{HashCost, HashError, PasswordHash, bcrypt_input, composed};
use argon2::{
    Argon2, Params,
    password_hash::{Error as Argon2Error, PasswordVerifier, phc},
};
use domain::Password;
use std::time::Duration;
use thiserror::Error;

/// What a stored hash begins with that another system made.
const MARK: &str = "imported:";
/// What an argon2id hash begins with, in its text form (the PHC string format).
const ARGON2ID: &str = "$argon2id$";
/// The most memory that an argon2id hash may ask for, in KiB. Each core of the machine may be comparing one.
const MOST_MEMORY: u32 = 256 * 1024;
/// The most passes over that memory.
const MOST_PASSES: u32 = 10;
/// The most lanes. We compute one after the other.
const MOST_LANES: u32 = 16;
/// A cost of bcrypt that is computed in a millisecond or two, by which time is measured, and how often.
const MEASURE: u32 = 5;
const MEASUREMENTS: u64 = 5;

/// Why a hash can't be imported. Never shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HashRefusal {
    /// Neither of the kinds that are known.
    #[error("password_hash is neither bcrypt ($2a$, $2b$ or $2y$) nor argon2id (as a PHC string)")]
    Unknown,
    /// bcrypt of a cost that would keep a thread for too long, or that there is not.
    #[error("password_hash is bcrypt of cost {0}; from 4 to {highest} can be taken", highest = HashCost::HIGHEST)]
    Cost(u32),
    /// argon2id that would take too much of the machine.
    #[error(
        "password_hash is argon2id of m={0}, t={1}, p={2}; at most m={MOST_MEMORY}, t={MOST_PASSES}, p={MOST_LANES} can be taken"
    )]
    Parameters(u32, u32, u32),
}

impl PasswordHash {
    /// Reads a hash that another system made.
    pub(crate) fn import(text: &str) -> Result<Self, HashRefusal> {
        let marked = Self(format!("{MARK}{text}"));
        if text.starts_with(ARGON2ID) {
            let parameters = marked.argon2id().map_err(|_| HashRefusal::Unknown)?.1;
            let (m, t, p) = (parameters.m_cost(), parameters.t_cost(), parameters.p_cost());
            return if is_bearable(&parameters) { Ok(marked) } else { Err(HashRefusal::Parameters(m, t, p)) };
        }
        let is_known = ["$2a$", "$2b$", "$2y$"].iter().any(|kind| text.starts_with(kind));
        match marked.cost() {
            Ok(4..=HashCost::HIGHEST) if is_known => Ok(if marked.is_nobodys() { Self(text.into()) } else { marked }),
            Ok(cost) if is_known => Err(HashRefusal::Cost(cost)),
            _ => Err(HashRefusal::Unknown),
        }
    }

    /// The hash as any system writes it; `None` where there is no password.
    pub(crate) fn export(&self) -> Option<&str> {
        let is_hash = self.cost().is_ok() || self.text().starts_with(ARGON2ID);
        (is_hash && !self.is_nobodys()).then(|| self.text())
    }

    pub(super) fn is_imported(&self) -> bool {
        self.0.starts_with(MARK)
    }

    /// The hash without its mark.
    pub(super) fn text(&self) -> &str {
        self.0.strip_prefix(MARK).unwrap_or(&self.0)
    }

    /// Whether to verify it could hang a thread for hours: then it is not what was stored.
    pub(super) fn is_too_expensive(&self) -> Result<bool, HashError> {
        match self.text().starts_with(ARGON2ID) {
            true => Ok(!is_bearable(&self.argon2id()?.1)),
            false => Ok(self.cost()? > HashCost::HIGHEST),
        }
    }

    /// Whether it is the hash of this password. A wrong one takes as long as it takes with a bcrypt hash of the cost
    /// `target`, if this one is cheaper.
    pub(super) fn is_of(&self, password: &Password, target: u32) -> Result<bool, HashError> {
        match self.text().starts_with(ARGON2ID) {
            true => self.is_argon2id_of(password, target),
            false => self.is_bcrypt_of(password, target),
        }
    }

    fn is_bcrypt_of(&self, password: &Password, target: u32) -> Result<bool, HashError> {
        let ours = bcrypt_input(password);
        let typed = Some(password.expose()).filter(|typed| *typed != ours.as_str());
        for (form, counts) in [(Some(ours.as_str()), true), (typed, self.is_imported())] {
            let Some(form) = form else { continue };
            if bcrypt::verify(form, self.text())? && counts {
                return Ok(true);
            }
            // A wrong password takes as long for an account whose hash is cheaper than those of today: each step of the
            // cost doubles the work, so one hash of every step in between is what is missing.
            for step in self.cost()?..target {
                bcrypt::verify(form, &PasswordHash::of_nobody(HashCost(step)).0)?;
            }
        }
        Ok(false)
    }

    fn is_argon2id_of(&self, password: &Password, target: u32) -> Result<bool, HashError> {
        let (hash, _) = self.argon2id()?;
        let (ours, begun) = (composed(password), time_on_a_core());
        let typed = Some(password.expose()).filter(|typed| *typed != ours.as_str());
        for form in [typed, Some(ours.as_str())].into_iter().flatten() {
            match Argon2::default().verify_password(form.as_bytes(), &hash) {
                Ok(()) => return Ok(true),
                Err(Argon2Error::PasswordInvalid) => {}
                Err(_) => return Err(HashError::Argon2),
            }
        }
        let forms = if *bcrypt_input(password) == *password.expose() { 1 } else { 2 };
        make_up_for(time_on_a_core().saturating_sub(begun), forms << target)?;
        Ok(false)
    }

    fn argon2id(&self) -> Result<(phc::PasswordHash, Params), HashError> {
        let hash = phc::PasswordHash::new(self.text()).map_err(|_| HashError::Argon2)?;
        // Without a version, it would be of another one than is computed here.
        let is_whole =
            hash.salt.is_some() && hash.hash.is_some() && hash.version == Some(argon2::Version::V0x13.into());
        let parameters = Params::try_from(&hash).ok().filter(|_| is_whole).ok_or(HashError::Argon2)?;
        Ok((hash, parameters))
    }
}

fn is_bearable(parameters: &Params) -> bool {
    parameters.m_cost() <= MOST_MEMORY && parameters.t_cost() <= MOST_PASSES && parameters.p_cost() <= MOST_LANES
}

/// Does what is missing of so many rounds of bcrypt, when so much time was spent with something else: how long bcrypt takes
/// here is measured, and the rounds are done in powers of two, as they can be.
fn make_up_for(spent: Duration, rounds: u64) -> Result<(), HashError> {
    let nobody = |cost| bcrypt::verify("", &PasswordHash::of_nobody(HashCost(cost)).0);
    let mut fastest = Duration::MAX;
    for _ in 0..MEASUREMENTS {
        let begun = time_on_a_core();
        nobody(MEASURE)?;
        fastest = fastest.min(time_on_a_core().saturating_sub(begun));
    }
    let done = (spent.as_nanos() << MEASURE) / fastest.as_nanos().max(1);
    let done = u64::try_from(done).unwrap_or(u64::MAX).saturating_add(MEASUREMENTS << MEASURE);
    let missing = rounds.saturating_sub(done);
    for cost in (4..=HashCost::HIGHEST).filter(|cost| missing >> cost & 1 == 1) {
        nobody(cost)?;
    }
    Ok(())
}

/// How long this thread has computed. What the machine does besides does not count.
#[cfg(unix)]
fn time_on_a_core() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = Duration::from_secs(u64::try_from(time.tv_sec).unwrap_or_default());
    seconds + Duration::from_nanos(u64::try_from(time.tv_nsec).unwrap_or_default())
}

/// On other systems, how long this program has been at it.
#[cfg(not(unix))]
fn time_on_a_core() -> Duration {
    static BEGUN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    BEGUN.elapsed()
}

#[cfg(test)]
mod tests;
