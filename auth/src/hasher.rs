//! A password hash is what is stored instead of a password: bcrypt, computed under bounded permits.

use crate::code::Code;
use base64::{Engine, engine::general_purpose::STANDARD};
use bcrypt::BcryptError;
use domain::Password;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha384;
use std::{fmt, str::FromStr, sync::Arc, thread::available_parallelism, time::Duration};
use thiserror::Error;
use tokio::{sync::Semaphore, task::JoinError, time::timeout};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

#[cfg(test)]
use tokio::sync::OwnedSemaphorePermit;

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

/// A bcrypt hash in its text form. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PasswordHash(pub(crate) String);

/// Hashes and verifies passwords on blocking threads, as many at once as leave the machine alive.
#[derive(Clone, Debug)]
pub(crate) struct PasswordHasher {
    cost: HashCost,
    permits: Arc<Semaphore>,
}

/// Why hashing failed.
#[derive(Debug, Error)]
pub(crate) enum HashError {
    #[error("bcrypt: {0}")]
    Bcrypt(#[from] BcryptError),
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
    /// An eighth of the standard, for tests that measure time.
    #[cfg(any(test, feature = "test-support"))]
    pub const MEASURABLE: Self = Self(9);
    /// A stored hash beyond this cost is not ours: verifying it could hang a thread for hours.
    const HIGHEST: u32 = 15;
}

impl PasswordHash {
    /// A hash that no password has, of this cost: what an unknown person's password is compared with, so that it
    /// takes the time of a wrong one.
    fn of_nobody(cost: HashCost) -> Self {
        Self(format!("$2b${:02}${}{}", cost.0, "abcdefghijklmnopqrstuu", "a".repeat(31)))
    }

    fn cost(&self) -> Result<u32, HashError> {
        Ok(bcrypt::HashParts::from_str(&self.0)?.get_cost())
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
        Self { cost, permits: Arc::new(Semaphore::new(permits)) }
    }

    /// Takes all permits, so that whoever hashes has to wait.
    #[cfg(test)]
    pub(crate) async fn occupy(&self) -> OwnedSemaphorePermit {
        let all = u32::try_from(self.permits.available_permits()).unwrap();
        Arc::clone(&self.permits).acquire_many_owned(all).await.unwrap()
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        let (password, cost) = (password.clone(), self.cost.0);
        self.run(move || Ok(PasswordHash(bcrypt::hash(bcrypt_input(&password).as_bytes(), cost)?))).await
    }

    /// Whether `password` is the one that was hashed. `None` stands for a person who doesn't exist: the answer is
    /// no, after the time that a wrong password takes.
    pub(crate) async fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Result<bool, HashError> {
        let password = password.clone();
        let known = hash.is_some();
        let hash = hash.cloned().unwrap_or_else(|| PasswordHash::of_nobody(self.cost));
        if hash.cost()? > HashCost::HIGHEST {
            return Err(HashError::TooExpensive);
        }
        let target = self.cost.0;
        let matches = self.run(move || {
            let input = bcrypt_input(&password);
            let matches = bcrypt::verify(input.as_bytes(), &hash.0)?;
            // A wrong password takes as long for an account whose hash is cheaper than those of today: each step of the
            // cost doubles the work, so one hash of every step in between is what is missing.
            let steps = if matches { 0..0 } else { hash.cost()?..target };
            for step in steps {
                bcrypt::verify(input.as_bytes(), &PasswordHash::of_nobody(HashCost(step)).0)?;
            }
            Ok(matches)
        });
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
        Self { cost: HashCost(self.cost.0.min(HashCost::CODE)), permits: Arc::clone(&self.permits) }
    }

    /// Whether a stored hash is cheaper than new ones are, and should be renewed.
    pub(crate) fn is_outdated(&self, hash: &PasswordHash) -> bool {
        hash.cost().is_ok_and(|cost| cost < self.cost.0)
    }

    /// Runs `work` on a blocking thread. The thread holds the permit, so a client that hangs up does not let the
    /// next one in before the work is really over.
    #[expect(clippy::disallowed_methods, reason = "this is where blocking work is bounded")]
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let permit = timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await.map_err(|_| HashError::Busy)?;
        let permit = permit.map_err(|_| HashError::Closed)?;
        let span = tracing::Span::current();
        let thread = tokio::task::spawn_blocking(move || {
            let result = span.in_scope(work);
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
mod tests {
    use super::*;
    use crate::AuthError;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::task::JoinSet;

    fn hasher() -> PasswordHasher {
        PasswordHasher::new(HashCost::LOWEST)
    }

    async fn verifies(typed: &str, hashed: &str) -> bool {
        let hash = hasher().hash(&Password::new(hashed)).await.unwrap();
        hasher().verify(&Password::new(typed), Some(&hash)).await.unwrap()
    }

    #[tokio::test]
    async fn every_byte_of_a_password_counts_however_long_it_is() {
        for length in [1, 71, 72, 73, 200, 1024] {
            let password = "p".repeat(length);
            let last_differs = format!("{}q", "p".repeat(length - 1));
            assert!(verifies(&password, &password).await, "{length}");
            assert!(!verifies(&last_differs, &password).await, "{length}");
            assert!(!verifies(&format!("{password} "), &password).await, "{length}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_in_vain_is_told_to_come_back() {
        let hasher = hasher();
        let all = hasher.occupy().await;
        let waited = hasher.verify(&Password::new("x"), None).await;
        assert!(matches!(waited, Err(HashError::Busy)), "{waited:?}");
        assert!(matches!(AuthError::from(HashError::Busy), AuthError::Unavailable(_)));
        drop(all);
        assert!(!hasher.verify(&Password::new("x"), None).await.unwrap());
    }

    #[tokio::test]
    async fn the_same_letters_are_the_same_password_however_a_keyboard_writes_them() {
        assert!(verifies("caf\u{e9} noir", "cafe\u{301} noir").await);
        assert!(verifies("cafe\u{301} noir", "caf\u{e9} noir").await);
        assert!(!verifies("\u{fb01}sh", "fish").await, "letters that only look alike are others");
        let long = "\u{e9}".repeat(64);
        assert!(verifies(&"e\u{301}".repeat(64), &long).await);
    }

    #[tokio::test]
    async fn sixty_four_characters_of_any_script_work() {
        let password = "🔑".repeat(64);
        assert!(verifies(&password, &password).await);
        assert!(!verifies(&"🔑".repeat(63), &password).await);
    }

    #[tokio::test]
    async fn a_short_password_has_the_hash_that_every_bcrypt_library_makes() {
        // Python's bcrypt 4.2: bcrypt.hashpw(b"b4l0u", bcrypt.gensalt(4))
        let hash = PasswordHash("$2b$04$xibHizQIsrWkWctXsNy6zuKgirrgngSjuUZWaBSuO0eIak94dkfmG".into());
        assert!(hasher().verify(&Password::new("b4l0u"), Some(&hash)).await.unwrap());
        assert!(!hasher().verify(&Password::new("B4l0u"), Some(&hash)).await.unwrap());
    }

    #[test]
    fn a_long_password_is_reduced_with_hmac_sha_384() {
        let password = Password::new("a".repeat(73));
        // printf 'a%.0s' {1..73} | openssl dgst -sha384 -hmac bienvenue/password-reduction/v1 -binary | base64
        assert_eq!(*bcrypt_input(&password), "72teZ/A6IrkFa6Eg7ARJOZIX4ipS6oJls9Ow23+qaCdVSkxuxATBM5Iqt9zdBMvx");
    }

    #[tokio::test]
    async fn nobody_has_no_password_at_the_cost_of_everybodys() {
        assert!(!hasher().verify(&Password::new("anything"), None).await.unwrap());
        assert_eq!(PasswordHash::of_nobody(HashCost::STANDARD).cost().unwrap(), 12);
    }

    #[tokio::test]
    async fn a_wrong_password_costs_the_same_where_the_hash_is_cheaper() {
        let dear = PasswordHasher::new(HashCost(10));
        let time = async |hash: &PasswordHash| {
            let mut times = Vec::new();
            for _ in 0..5 {
                let begun = std::time::Instant::now();
                assert!(!dear.verify(&Password::new("wrong"), Some(hash)).await.unwrap());
                times.push(begun.elapsed());
            }
            times.into_iter().min().unwrap()
        };
        let (cheap, usual) = (PasswordHash::of_nobody(HashCost(7)), PasswordHash::of_nobody(HashCost(10)));
        let (cheap, usual) = (time(&cheap).await, time(&usual).await);
        // An eighth of it, were it not made up for.
        assert!(cheap * 2 > usual && cheap < usual * 2, "{cheap:?}, {usual:?}");
    }

    #[tokio::test]
    async fn a_tampered_cost_is_refused_before_it_costs_anything() {
        let expensive = PasswordHash::of_nobody(HashCost(31));
        let refused = hasher().verify(&Password::new("x"), Some(&expensive)).await;
        assert!(matches!(refused, Err(HashError::TooExpensive)));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn no_more_run_at_once_than_there_are_permits() {
        let hasher = PasswordHasher { cost: HashCost::LOWEST, permits: Arc::new(Semaphore::new(2)) };
        let running = Arc::new(AtomicUsize::new(0));
        let mut tasks = JoinSet::new();
        for _ in 0..50 {
            let (hasher, running) = (hasher.clone(), Arc::clone(&running));
            tasks.spawn(async move {
                let work = move || {
                    let at_once = running.fetch_add(1, Ordering::SeqCst) + 1;
                    bcrypt::hash("x", 4)?;
                    running.fetch_sub(1, Ordering::SeqCst);
                    Ok(at_once)
                };
                hasher.run(work).await.unwrap()
            });
        }
        assert_eq!(tasks.join_all().await.into_iter().max(), Some(2));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_client_that_hangs_up_frees_no_permit_before_the_work_is_over() {
        let hasher = PasswordHasher { cost: HashCost::LOWEST, permits: Arc::new(Semaphore::new(1)) };
        let (finish, finished) = std::sync::mpsc::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let client = tokio::spawn({
            let hasher = hasher.clone();
            let work = move || {
                begin.send(()).unwrap();
                finished.recv().unwrap();
                Ok(())
            };
            async move { hasher.run(work).await }
        });
        begun.await.unwrap();
        client.abort();
        assert!(client.await.unwrap_err().is_cancelled());
        assert_eq!(hasher.permits.available_permits(), 0);
        finish.send(()).unwrap();
        drop(hasher.permits.acquire().await.unwrap());
    }

    #[test]
    fn only_cheaper_hashes_are_outdated() {
        let hasher = PasswordHasher::new(HashCost(12));
        assert!(hasher.is_outdated(&PasswordHash::of_nobody(HashCost(11))));
        assert!(!hasher.is_outdated(&PasswordHash::of_nobody(HashCost(12))));
        assert!(!hasher.is_outdated(&PasswordHash::of_nobody(HashCost(13))));
    }
}
