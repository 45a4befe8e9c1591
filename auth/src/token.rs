//! A token is the secret that a person holds: a session cookie or a reset token. What is stored is its digest.

#[cfg(feature = "test-support")]
mod fail_point;

#[cfg(feature = "test-support")]
pub use fail_point::with_failing_draw;

use crate::AuthError;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{SessionId, UserId};
use sha2::{Digest, Sha256};
use std::{fmt, time::Duration};
use uuid::{Builder, Uuid, Variant};
use zeroize::Zeroizing;

/// How a new token looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenShape {
    /// A canonical UUID v4 with 122 random bits, as the contract's clients know it. Too few for a public address.
    Uuid,
    /// 256 random bits in 43 characters of unpadded base64url (RFC 4648, section 5).
    Random256,
}

/// A secret drawn from the operating system's generator. `Debug` hides it; it is wiped from memory when dropped.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

/// The SHA-256 of a token's text. A fast digest is right here: nobody can guess 122 bits, so slowing a guess gains nothing.
/// `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TokenDigest(pub(crate) [u8; 32]);

impl Token {
    /// Draws a new token.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub(crate) fn generate(shape: TokenShape) -> Result<Self, getrandom::Error> {
        let text = match shape {
            TokenShape::Uuid => random_uuid()?.hyphenated().to_string(),
            TokenShape::Random256 => URL_SAFE_NO_PAD.encode(*Zeroizing::new(random_bytes::<32>()?)),
        };
        Ok(Self(Zeroizing::new(text)))
    }

    /// Reads a token that somebody presents; `None` for a text of neither shape, which can't be anyone's token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (is_canonical_uuid_v4(text) || is_random_256(text)).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text itself. Only the transport that hands it to its owner may call this.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn digest(&self) -> TokenDigest {
        TokenDigest(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl TokenDigest {
    /// Reads one that was stored.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(hidden)")
    }
}

/// Draws the public id of a new user.
pub(crate) fn new_user_id() -> Result<UserId, getrandom::Error> {
    random_uuid().map(UserId)
}

/// Draws the public id of a new session.
pub(crate) fn new_session_id() -> Result<SessionId, getrandom::Error> {
    random_uuid().map(SessionId)
}

/// A UUID v4 (RFC 9562, section 5.4), the contract's `_generate_uuid`.
pub(crate) fn random_uuid() -> Result<Uuid, getrandom::Error> {
    Ok(Builder::from_random_bytes(random_bytes()?).into_uuid())
}

/// Draws a nonce: a text that nobody guesses, good for one answer. 128 random bits, as many as Content Security Policy
/// Level 3, section 8.1, asks for, in 22 characters of unpadded base64url.
///
/// # Errors
/// [`AuthError::Internal`] when the operating system has no randomness to give.
pub fn nonce() -> Result<String, AuthError> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<16>()?))
}

/// A random part of a pause, so that those who pause at the same time don't go on at the same time. All of it where
/// the operating system has no randomness to give: a pause is no secret.
pub(crate) fn jitter(longest: Duration) -> Duration {
    let fraction = random_bytes::<2>().map_or(1.0, |bytes| f64::from(u16::from_be_bytes(bytes)) / f64::from(u16::MAX));
    longest.mul_f64(fraction)
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that draws randomness")]
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    #[cfg(feature = "test-support")]
    fail_point::pass()?;
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Canonical means lower case with hyphens: one secret has one spelling, as its digest does.
fn is_canonical_uuid_v4(text: &str) -> bool {
    let canonical = |uuid: &Uuid| {
        let mut buffer = Uuid::encode_buffer();
        uuid.hyphenated().encode_lower(&mut buffer) == text
    };
    Uuid::try_parse(text)
        .is_ok_and(|uuid| uuid.get_version_num() == 4 && uuid.get_variant() == Variant::RFC4122 && canonical(&uuid))
}

fn is_random_256(text: &str) -> bool {
    URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn both_shapes_read_back_and_never_repeat() {
        for (shape, length) in [(TokenShape::Uuid, 36), (TokenShape::Random256, 43)] {
            let tokens: Vec<Token> = (0..1_000).map(|_| Token::generate(shape).unwrap()).collect();
            assert!(tokens.iter().all(|token| token.expose().len() == length));
            assert!(tokens.iter().all(|token| Token::parse(token.expose()).is_some()));
            let distinct: HashSet<&str> = tokens.iter().map(Token::expose).collect();
            assert_eq!(distinct.len(), tokens.len());
        }
    }

    #[test]
    fn other_texts_are_no_tokens() {
        for text in [
            "",
            "None",
            "null",
            "0e4f5b6a-7c8d-1e2f-8a3b-4c5d6e7f8091",
            "0E4F5B6A-7C8D-4E2F-8A3B-4C5D6E7F8091",
            "0e4f5b6a7c8d4e2f8a3b4c5d6e7f8091",
            "{0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091}",
            "0e4f5b6a-7c8d-4e2f-7a3b-4c5d6e7f8091",
            " 0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
            "' OR 1=1--",
        ] {
            assert!(Token::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_digest_is_the_sha_256_of_the_text() {
        let token = Token::parse("0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091").unwrap();
        let hex: String = token.digest().0.iter().map(|byte| format!("{byte:02x}")).collect();
        // printf 0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091 | sha256sum
        assert_eq!(hex, "d29fe81638bf1b370e110071f5278c06052c8bc3de986b02e4e6bd2492697fa6");
    }

    #[test]
    fn debug_hides_it() {
        let token = Token::generate(TokenShape::Uuid).unwrap();
        assert_eq!(format!("{token:?}"), "Token(hidden)");
    }
}
