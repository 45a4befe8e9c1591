//! A code is the short secret in a mail, for who can't follow its link: it is typed, perhaps on another device.

use crate::token::random_bytes;
use domain::Password;
use std::fmt;
use zeroize::Zeroizing;

/// Digits and letters that can't be mistaken for each other (no 0 and O, no 1, I and L), and no vowels, so that no words
/// come about.
const ALPHABET: &[u8; 28] = b"23456789BCDFGHJKMNPQRSTVWXYZ";
/// About 38 bits: enough where tries are counted and what is stored is a slow hash, and not too much to type.
const LENGTH: usize = 8;
/// A code can be presented so often. It is for the owner's mistakes; one guess in 10¹⁰ would be lucky.
pub(crate) const MOST_TRIES: i64 = 10;

/// A short secret, shown in two groups. `Debug` hides it; it is wiped from memory when dropped.
#[derive(Clone)]
pub(crate) struct Code(Zeroizing<String>);

impl Code {
    /// Draws a new code.
    pub(crate) fn generate() -> Result<Self, getrandom::Error> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH));
        while text.len() < LENGTH {
            // The bytes beyond the last whole alphabet would make its first letters likelier than its last.
            for byte in Zeroizing::new(random_bytes::<LENGTH>()?).iter().filter(|byte| **byte < 252) {
                if text.len() < LENGTH {
                    text.extend(ALPHABET.get(usize::from(byte % 28)).map(|letter| char::from(*letter)));
                }
            }
        }
        Ok(Self(text))
    }

    /// Reads a code as people type it: in lower case, with spaces, with or without the hyphen.
    pub(crate) fn parse(typed: &str) -> Option<Self> {
        let plain = |c: &char| !c.is_whitespace() && *c != '-';
        let text: Zeroizing<String> =
            Zeroizing::new(typed.chars().filter(plain).take(LENGTH + 1).map(|c| c.to_ascii_uppercase()).collect());
        (text.len() == LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(Self(text))
    }

    /// In two groups, as people read it. Only the mail that brings it to its owner may call this.
    pub(crate) fn expose(&self) -> Zeroizing<String> {
        let (first, second) = self.0.split_at(LENGTH / 2);
        Zeroizing::new(format!("{first}-{second}"))
    }

    /// For what hashes it as if it were a password.
    pub(crate) fn to_password(&self) -> Password {
        Password::new(self.0.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(hidden)")
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_read_back_however_they_are_typed_and_do_not_repeat() {
        let codes: Vec<_> = (0..1_000).map(|_| Code::generate().unwrap()).collect();
        let shown: HashSet<_> = codes.iter().map(|code| code.expose().to_string()).collect();
        assert_eq!(shown.len(), codes.len());
        for (code, shown) in codes.iter().map(|code| (code, code.expose())) {
            assert_eq!(shown.len(), 9);
            let lower = shown.to_lowercase();
            for typed in [shown.as_str(), &lower, &shown.replace('-', ""), &format!(" {} ", shown.replace('-', " - "))]
            {
                assert_eq!(*Code::parse(typed).unwrap().0, *code.0);
            }
        }
        let letters: HashSet<_> = shown.iter().flat_map(|code| code.chars()).collect();
        assert_eq!(letters.len(), ALPHABET.len() + 1, "all are used");
    }

    #[test]
    fn other_texts_are_no_codes() {
        for text in ["", "BCDF-234", "BCDF-23456", "BCDF-234A", "BCDF-2340", "BCDF_2345", "ſſſſſſſſ", "бcdf-2345"]
        {
            assert!(Code::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn debug_hides_it() {
        assert_eq!(format!("{:?}", Code::generate().unwrap()), "Code(hidden)");
    }
}
