//! Which libraries a program needs of the system, and which packages of Debian's have them.
//!
//! `dpkg-shlibdeps` tells the same where its tables are installed, and something else with the tables of another
//! release. The program's own list of symbols is the same everywhere.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result, bail};
use semver::Version;

use crate::{process, workspace::Workspace};

/// Packages that everything stands on: what their symbols' versions begin with, and the libraries in them. The version
/// of a symbol is the one of the package that has it since.
const PACKAGES: [(&str, &str, &[&str]); 2] =
    [("libc6", "GLIBC_", &["libc.so.", "libm.so.", "ld-linux"]), ("libgcc-s1", "GCC_", &["libgcc_s.so."])];

/// The package's `Depends`.
///
/// # Errors
/// When the program can't be read, or needs more than the C library and the compiler's.
pub(super) fn dependencies(workspace: &Workspace, program: &Path) -> Result<String> {
    let description = process::capture(process::program(workspace, "objdump").arg("-p").arg(program))?;
    needed_packages(&description)
}

/// Reads what `objdump -p` says: `NEEDED` libraries, and the versions of symbols that are required from each.
fn needed_packages(description: &str) -> Result<String> {
    let mut needed: BTreeMap<&str, Version> = BTreeMap::new();
    let mut from = None;
    for words in description.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()) {
        match words[..] {
            ["NEEDED", library] => {
                package(library)?;
            }
            ["required", "from", library] => from = Some(package(library.trim_end_matches(':'))?),
            [_, _, _, symbols] => {
                let Some((package, prefix)) = from else { continue };
                let version = version(symbols, prefix)?;
                let newest = needed.entry(package).or_insert_with(|| version.clone());
                *newest = version.max(newest.clone());
            }
            _ => from = None,
        }
    }
    if needed.is_empty() {
        bail!("the program is not linked with the C library as programs for Debian are");
    }
    let packages: Vec<_> =
        needed.iter().map(|(package, version)| format!("{package} (>= {})", short(version))).collect();
    Ok(packages.join(", "))
}

/// The package of a library, and what its symbols' versions begin with.
fn package(library: &str) -> Result<(&'static str, &'static str)> {
    let found = PACKAGES.iter().find(|(_, _, libraries)| libraries.iter().any(|start| library.starts_with(start)));
    let (package, prefix, _) = found.with_context(|| format!("the program needs {library}, which it must not"))?;
    Ok((package, prefix))
}

/// Reads `GLIBC_2.34`, where the prefix is `GLIBC_`.
fn version(symbols: &str, prefix: &str) -> Result<Version> {
    let numbers = symbols.strip_prefix(prefix).and_then(|numbers| match numbers.split('.').count() {
        2 => Version::parse(&format!("{numbers}.0")).ok(),
        3 => Version::parse(numbers).ok(),
        _ => None,
    });
    numbers.with_context(|| format!("it is not known which version has the symbols {symbols}"))
}

fn short(version: &Version) -> String {
    let Version { major, minor, patch, .. } = version;
    if *patch == 0 { format!("{major}.{minor}") } else { version.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESCRIPTION: &str = "
bienvenue:     file format elf64-x86-64

Dynamic Section:
  NEEDED               libgcc_s.so.1
  NEEDED               libc.so.6
  FLAGS                0x0000000000000008

Version References:
  required from libgcc_s.so.1:
    0x0b792650 0x00 04 GCC_3.0
    0x09276060 0x00 11 GCC_4.2.0
  required from libm.so.6:
    0x06969187 0x00 09 GLIBC_2.27
  required from libc.so.6:
    0x09691a75 0x00 03 GLIBC_2.2.5
    0x069691b4 0x00 02 GLIBC_2.34
    0x0d696919 0x00 21 GLIBC_2.9
";

    #[test]
    fn the_newest_symbols_say_which_version_is_needed() {
        assert_eq!(needed_packages(DESCRIPTION).unwrap(), "libc6 (>= 2.34), libgcc-s1 (>= 4.2)");
    }

    #[test]
    fn a_library_of_another_package_is_refused_by_name() {
        let error = needed_packages("  NEEDED               libssl.so.3\n").unwrap_err();
        assert!(error.to_string().contains("libssl.so.3"), "{error}");
    }

    #[test]
    fn what_can_not_be_understood_is_no_guess() {
        let strange = "  required from libc.so.6:\n    0x0 0x00 02 GLIBC_ABI_DT_RELR\n";
        assert!(needed_packages(strange).unwrap_err().to_string().contains("GLIBC_ABI_DT_RELR"));
        assert!(needed_packages("").is_err());
    }
}
