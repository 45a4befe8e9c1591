//! A password hash is what is stored instead of a password: bcrypt, computed under bounded permits.

mod imported;

pub use imported::HashRefusal;

use crate::{Hashing, Meters, code::Code, token::random_bytes};
use base64::{Engine, engine::general_purpose::STANDARD};
use bcrypt::BcryptError;
use domain::Password;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha384;
use std::{fmt, str::FromStr, sync::Arc, thread::available_parallelism, time::Duration};
use thiserror::Error;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinError,
    time::timeout,
};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// What bcrypt sees of a password, in bytes.
const BCRYPT_MAX_BYTES: usize = 72;

/// Whoever waits longer to be hashed is told to come back: a queue without an end would keep everybody waiting.
const PATIENCE: Duration = Duration::from_secs(2);

/// The fixed key of the reduction of longer passwords. It separates our reduction from plain hashes of the same
/// password that leaked elsewhere; it is no secret, and changing it would lock out everybody with a long password.
const REDUCTION_KEY: [u8; 128] = zero_padded(b"bienvenue/password-reduction/v1");

/// The base-2 logarithm of bcrypt's rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost(u32);

/// A hash in its text form: bcrypt of ours, or marked as another system's. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PasswordHash(pub(crate) String);

/// Hashes and verifies passwords on blocking threads, as many at once as leave the machine alive.
#[derive(Clone, Debug)]
pub(crate) struct PasswordHasher {
    cost: HashCost,
    permits: Arc<Semaphore>,
    most: usize,
    meters: Arc<Meters>,
}

/// Why hashing failed.
#[derive(Debug, Error)]
pub(crate) enum HashError {
    #[error("bcrypt: {0}")]
    Bcrypt(#[from] BcryptError),
    #[error("no salt could be drawn: {0}")]
    Salt(#[from] getrandom::Error),
    #[error("a stored argon2id hash can't be read")]
    Argon2,
    #[error("a stored password hash asks for more rounds than any of ours")]
    TooExpensive,
    #[error("a hashing thread did not finish")]
    Thread(#[from] JoinError),
    #[error("the password hasher is closed")]
    Closed,
    /// Whoever asks again in a moment may be luckier.
    #[error("too many passwords are being hashed")]
    Busy,
}

impl HashCost {
    /// The cost of new hashes: 12, as in the contract, about 0.3 s on a server core of 2026.
    pub const STANDARD: Self = Self(12);
    /// What a code from a mail costs at most: it works for days at the longest, and is never chosen by anybody.
    const CODE: u32 = 10;
    /// bcrypt's lowest cost, for tests that are not about hashing.
    #[cfg(any(test, feature = "test-support"))]
    pub const LOWEST: Self = Self(4);
    /// A thirty-second of the standard, for tests that measure time.
    #[cfg(any(test, feature = "test-support"))]
    pub const MEASURABLE: Self = Self(7);
    /// A stored hash beyond this cost is not ours: verifying it could hang a thread for hours.
    const HIGHEST: u32 = 15;
}

impl HashCost {
    /// Any cost, for tests.
    #[cfg(feature = "test-support")]
    pub(crate) fn of(cost: u32) -> Self {
        Self(cost)
    }

    /// What hashes cost where people are served: [`HashCost::STANDARD`]. Tests of the whole program may ask for less; a
    /// program that is built without them knows nothing of that.
    #[must_use]
    pub fn for_serving() -> Self {
        #[cfg(feature = "test-support")]
        if crate::test_support::wants_cheap_hashes() {
            return Self::LOWEST;
        }
        Self::STANDARD
    }
}

impl PasswordHash {
    /// A hash that no password has, of this cost: what an unknown person's password is compared with, so that it
    /// takes the time of a wrong one.
    fn of_nobody(cost: HashCost) -> Self {
        Self(format!("$2b${:02}${}{}", cost.0, "abcdefghijklmnopqrstuu", "a".repeat(31)))
    }

    /// What stands where a password was never chosen.
    pub(crate) fn of_no_password() -> Self {
        Self::of_nobody(HashCost::STANDARD)
    }

    fn cost(&self) -> Result<u32, HashError> {
        Ok(bcrypt::HashParts::from_str(self.text())?.get_cost())
    }

    fn is_nobodys(&self) -> bool {
        self.cost().is_ok_and(|cost| self.text() == Self::of_nobody(HashCost(cost)).0)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(hidden)")
    }
}

impl PasswordHasher {
    /// A hasher that uses every core of a small machine, and all but one of a larger.
    pub(crate) fn new(cost: HashCost) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let permits = if cores > 2 { cores - 1 } else { cores };
        Self::with(cost, permits)
    }

    /// A hasher that makes so many hashes at once.
    fn with(cost: HashCost, most: usize) -> Self {
        Self { cost, permits: Arc::new(Semaphore::new(most)), most, meters: Arc::default() }
    }

    /// The same, counted here.
    pub(crate) fn counted_by(self, meters: &Arc<Meters>) -> Self {
        Self { meters: Arc::clone(meters), ..self }
    }

    /// How busy it is.
    pub(crate) fn hashing(&self) -> Hashing {
        let running = self.most.saturating_sub(self.permits.available_permits());
        Hashing { permits: self.most as u64, running: running as u64 }
    }

    /// Takes all permits, so that whoever hashes has to wait.
    #[cfg(test)]
    pub(crate) async fn occupy(&self) -> OwnedSemaphorePermit {
        let all = u32::try_from(self.permits.available_permits()).unwrap();
        Arc::clone(&self.permits).acquire_many_owned(all).await.unwrap()
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        let (password, cost, salt) = (password.clone(), self.cost.0, random_bytes()?);
        let hashed = move || bcrypt::hash_with_salt(bcrypt_input(&password).as_bytes(), cost, salt);
        self.run(move || Ok(PasswordHash(hashed()?.to_string()))).await
    }

    /// Whether `password` is the one that was hashed. `None` stands for a person who doesn't exist: the answer is
    /// no, after the time that a wrong password takes.
    pub(crate) async fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Result<bool, HashError> {
        let password = password.clone();
        let known = hash.is_some();
        let hash = hash.cloned().unwrap_or_else(|| PasswordHash::of_nobody(self.cost));
        if hash.is_too_expensive()? {
            return Err(HashError::TooExpensive);
        }
        let target = self.cost.0;
        let matches = self.run(move || hash.is_of(&password, target));
        Ok(matches.await? && known)
    }

    /// Hashes a code that is about to be mailed.
    pub(crate) async fn hash_code(&self, code: &Code) -> Result<PasswordHash, HashError> {
        self.for_codes().hash(&code.to_password()).await
    }

    /// [`PasswordHasher::verify`] for a code; `None`, and a hash that there never was, stand for no code.
    pub(crate) async fn verify_code(&self, code: &Code, hash: Option<&PasswordHash>) -> Result<bool, HashError> {
        self.for_codes().verify(&code.to_password(), hash.filter(|hash| !hash.0.is_empty())).await
    }

    /// A hash that no password has.
    pub(crate) fn nobodys(&self) -> PasswordHash {
        PasswordHash::of_nobody(self.cost)
    }

    fn for_codes(&self) -> Self {
        Self { cost: HashCost(self.cost.0.min(HashCost::CODE)), ..self.clone() }
    }

    /// Whether a stored hash is cheaper than new ones are, or not ours, and should be renewed.
    pub(crate) fn is_outdated(&self, hash: &PasswordHash) -> bool {
        hash.is_imported() || hash.cost().is_ok_and(|cost| cost < self.cost.0)
    }

    /// Waits until one more hash may be made, but not for long.
    async fn permit(&self) -> Result<OwnedSemaphorePermit, HashError> {
        let _waiting = self.meters.hashes_waiting.hold();
        match timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await {
            Ok(permit) => permit.map_err(|_| HashError::Closed),
            Err(_) => {
                self.meters.hashes_refused.increase();
                Err(HashError::Busy)
            }
        }
    }

    /// Runs `work` on a blocking thread. The thread holds the permit, so a client that hangs up does not let the
    /// next one in before the work is really over.
    #[expect(clippy::disallowed_methods, reason = "this is where blocking work is bounded")]
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let permit = self.permit().await?;
        let thread = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        thread.await?
    }
}

/// The letters that were meant, however a keyboard writes them (NFC, as NIST SP 800-63B-4, section 3.1.1.2, asks for).
pub(crate) fn composed(password: &Password) -> Zeroizing<String> {
    let typed = password.expose();
    // Large enough from the start (Unicode Standard Annex #15: threefold at most), so that no copy is left behind.
    let mut text = Zeroizing::new(String::with_capacity(typed.len() * 3));
    text.extend(typed.nfc());
    text
}

/// What bcrypt gets to see: the password itself where all of it counts, else its HMAC-SHA-384 in 64 characters of
/// base64 (no NUL, none cut off).
fn bcrypt_input(password: &Password) -> Zeroizing<String> {
    let text = composed(password);
    if text.len() <= BCRYPT_MAX_BYTES {
        return text;
    }
    let mac = Hmac::<Sha384>::new(&REDUCTION_KEY.into()).chain_update(text.as_bytes());
    Zeroizing::new(STANDARD.encode(mac.finalize().into_bytes()))
}

/// HMAC's own padding of a key that is shorter than a block (RFC 2104, section 2).
const fn zero_padded<const N: usize>(key: &[u8]) -> [u8; N] {
    let mut block = [0; N];
    let mut i = 0;
    while i < key.len() {
        block[i] = key[i];
        i += 1;
    }
    block
}

#[cfg(test)]
mod tests;
