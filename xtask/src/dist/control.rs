//! What Debian's package manager is told about the package.

use std::{collections::BTreeSet, path::Path};

use anyhow::Result;

use super::{files::File, release::Release};

/// Who makes it. Debian wants an address; this one is reserved for examples (RFC 2606), because there is none to write to.
pub(super) const MAINTAINER: &str = "The Bienvenue authors <authors@bienvenue.example>";

/// The `control` file of a package with these files, which needs these packages.
///
/// Certificates of authorities are for mail servers and databases elsewhere, a mail server of its own is for whoever
/// has none: the service runs without either, so both are recommended only.
///
/// # Errors
/// When Debian has no name for the kind of machine.
pub(super) fn control(release: &Release, files: &[File], dependencies: &str) -> Result<String> {
    let (version, architecture) = (release.debian_version(), release.debian_architecture()?);
    let size = installed_size(files);
    Ok(format!(
        "Package: bienvenue\n\
         Version: {version}\n\
         Architecture: {architecture}\n\
         Maintainer: {MAINTAINER}\n\
         Installed-Size: {size}\n\
         Depends: {dependencies}\n\
         Recommends: ca-certificates, default-mta | mail-transport-agent\n\
         Suggests: caddy | nginx\n\
         Section: web\n\
         Priority: optional\n\
         Description: accounts for any application, as finished pages and as an API\n \
         Sign-up, sign-in, sessions, profile and password reset in one program, with\n \
         pages that work without JavaScript and a REST API. Accounts are kept in an\n \
         embedded SQLite database, or in PostgreSQL when one machine is not enough.\n \
         .\n \
         The service listens on 127.0.0.1:5000 and needs a proxy that speaks https:\n \
         there are examples for nginx and Caddy. Settings are in /etc/bienvenue.env.\n"
    ))
}

/// An estimate in KiB, made as Debian's policy says (5.6.20): files in whole KiB, and one for each directory.
fn installed_size(files: &[File]) -> u64 {
    let directories: BTreeSet<&Path> =
        files.iter().flat_map(|file| Path::new(&file.path).ancestors().skip(1)).collect();
    let sizes = files.iter().map(|file| (file.content.len() as u64).div_ceil(1024));
    sizes.sum::<u64>() + directories.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, length: usize) -> File {
        File { path: path.to_owned(), is_program: false, content: vec![0; length] }
    }

    #[test]
    fn sizes_are_in_whole_kib_and_directories_count_one() {
        // The root, usr and usr/bin; 2 + 1 + 0.
        let files = [file("usr/bin/program", 1025), file("usr/bin/other", 1), file("usr/empty", 0)];
        assert_eq!(installed_size(&files), 6);
    }

    #[test]
    fn what_is_needed_and_for_which_machine_is_told() {
        let release = Release { version: "1.0.0-rc.1", time: 0, machine: "aarch64" };
        let control = control(&release, &[], "libc6 (>= 2.34)").unwrap();
        for line in ["Version: 1.0.0~rc.1", "Architecture: arm64", "Depends: libc6 (>= 2.34)"] {
            assert!(control.lines().any(|other| other == line), "{line} in {control}");
        }
        // Only a description goes on in further lines, each of which begins with a space.
        let further = control.lines().skip_while(|line| !line.starts_with("Description: ")).skip(1);
        assert!(further.clone().count() > 0 && further.clone().all(|line| line.starts_with(' ')), "{control}");
    }
}
