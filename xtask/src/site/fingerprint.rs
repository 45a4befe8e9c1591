//! The fingerprint: a short word for what the site was made from, so that the same site is not made twice.

use std::{collections::BTreeMap, env, fs, path::PathBuf, time::UNIX_EPOCH};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::sources::{Sources, files_below};
use crate::{build::Profile, workspace::Workspace};

/// How much of a hash goes into a file's name: 48 bits, in hexadecimal.
const SHORT: usize = 12;

/// A digest of everything that decides what the site looks like.
#[derive(Debug)]
pub(super) struct Fingerprint(String);

impl Fingerprint {
    pub(super) fn of(sources: &Sources, profile: Profile) -> Result<Self> {
        let mut digest = Sha256::new();
        absorb(&mut digest, "xtask", maker()?.as_bytes());
        absorb(&mut digest, "profile", profile.directory().as_bytes());
        absorb(&mut digest, "wasm", &sources.wasm);
        absorb(&mut digest, "boot", sources.boot.as_bytes());
        for (path, content) in sources.styles.iter().chain(&sources.public) {
            absorb(&mut digest, path, content);
        }
        Ok(Self(hex(digest)))
    }

    /// Whether the site was made from the same things, and still is what was made.
    pub(super) fn is_remembered(&self, workspace: &Workspace) -> bool {
        let remembered = fs::read_to_string(file(workspace));
        remembered.is_ok_and(|remembered| self.record(workspace).is_ok_and(|record| record == remembered))
    }

    pub(super) fn remember(&self, workspace: &Workspace) -> Result<()> {
        fs::write(file(workspace), self.record(workspace)?).context("cannot remember the site's fingerprint")
    }

    // The names and lengths of the site's files are enough to notice that somebody removed or emptied one.
    fn record(&self, workspace: &Workspace) -> Result<String> {
        let mut record = format!("{}\n", self.0);
        for (name, path) in files_below(&workspace.site())? {
            record += &format!("{name} {}\n", fs::metadata(path)?.len());
        }
        Ok(record)
    }
}

/// The beginning of a content's hash, for its name.
pub(super) fn short(content: &[u8]) -> String {
    let mut hash = hex(Sha256::new_with_prefix(content));
    hash.truncate(SHORT);
    hash
}

/// The beginning of the hash of several files with their names.
pub(super) fn of_files(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut digest = Sha256::new();
    for (path, content) in files {
        absorb(&mut digest, path, content);
    }
    let mut hash = hex(digest);
    hash.truncate(SHORT);
    hash
}

/// Another xtask may make another site from the same sources.
fn maker() -> Result<String> {
    let program = fs::metadata(env::current_exe()?).context("cannot look at xtask itself")?;
    let born = program.modified()?.duration_since(UNIX_EPOCH)?;
    Ok(format!("{} {}", program.len(), born.as_nanos()))
}

fn file(workspace: &Workspace) -> PathBuf {
    workspace.path("target/site.fingerprint")
}

// Lengths go in as well, so that no two different inputs run together into the same bytes.
fn absorb(digest: &mut Sha256, name: &str, content: &[u8]) {
    digest.update(format!("{} {} {name}\n", name.len(), content.len()));
    digest.update(content);
}

fn hex(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_carries_the_first_twelve_digits_of_sha_256() {
        assert_eq!(short(b"abc"), "ba7816bf8f01");
    }

    #[test]
    fn a_renamed_file_changes_the_hash_of_the_files() {
        let one = BTreeMap::from([("a".to_owned(), b"x".to_vec())]);
        let other = BTreeMap::from([("b".to_owned(), b"x".to_vec())]);
        assert_ne!(of_files(&one), of_files(&other));
    }
}
