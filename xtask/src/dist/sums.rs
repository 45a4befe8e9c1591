//! The digests of what is handed out.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Writes `SHA256SUMS`, which `sha256sum --check SHA256SUMS` reads in the same directory.
///
/// # Errors
/// When a file can't be read, or the digests can't be written.
pub(super) fn write(files: &[&Path], directory: &Path) -> Result<PathBuf> {
    let mut lines = String::new();
    for path in files {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        lines += &line(&bytes, &name);
    }
    let sums = directory.join("SHA256SUMS");
    fs::write(&sums, lines).with_context(|| format!("cannot write {}", sums.display()))?;
    Ok(sums)
}

fn line(bytes: &[u8], name: &str) -> String {
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digest}  {name}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_digest_and_the_name() {
        // The first example of FIPS 180.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  abc.deb\n";
        assert_eq!(line(b"abc", "abc.deb"), expected);
    }
}
