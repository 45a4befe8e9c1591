//! Settings that may hold a password: they are never shown, and can come from files, which is how vaults hand them over.

use std::{fmt, fs::File, io::Read};
use zeroize::Zeroizing;

/// The longest content of a file that a setting can have, in bytes; as much as a URL is ever long.
const MOST_BYTES: u64 = 8 * 1024;

/// A text that may hold a password. `Debug` hides it.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What stands in this file, without the end of its line: systemd's credentials, Docker's and Kubernetes' secrets and
    /// the agents of vaults are such files.
    ///
    /// # Errors
    /// Why it can't be read, and what to do, without any of its content.
    pub fn read(path: &str) -> Result<Self, String> {
        let mut text = Zeroizing::new(String::new());
        let read = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_string(&mut text));
        read.map_err(|error| format!("it can't be read ({error}); name a file of text that this user may read"))?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() || line.contains(['\n', '\r']) || text.len() as u64 > MOST_BYTES {
            return Err("it does not hold one line; write the URL into it, and nothing else".to_owned());
        }
        Ok(Self(Zeroizing::new(line.to_owned())))
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(content: &str) -> Result<Secret, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        fs::write(&path, content).unwrap();
        Secret::read(path.to_str().unwrap())
    }

    #[test]
    fn one_line_is_read_with_or_without_its_end() {
        for content in ["smtp://a:b@c", "smtp://a:b@c\n", "smtp://a:b@c\r\n"] {
            let secret = read(content).unwrap();
            assert_eq!(secret.expose(), "smtp://a:b@c");
            assert!(!format!("{secret:?}").contains("a:b"));
        }
    }

    #[test]
    fn what_is_no_line_is_refused_without_being_repeated() {
        for content in ["", "\n", "s3cret\nother\n", "s3cret\n\n", &"s3cret".repeat(2_000)] {
            let refusal = read(content).unwrap_err();
            assert!(refusal.contains("; write the URL into it") && !refusal.contains("s3cret"), "{refusal}");
        }
        assert!(Secret::read("/nowhere/at/all").unwrap_err().contains("can't be read"));
    }
}
