//! What the crates of others that are in the program ask to be told with it: their licences, and who wrote them.

use std::{
    collections::BTreeSet,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    metadata::{Metadata, Package},
    process,
    toolchain::TARGET,
    workspace::Workspace,
};

/// How the names of files with licences begin, in capitals.
const NAMES: [&str; 6] = ["COPYING", "COPYRIGHT", "LICENCE", "LICENSE", "NOTICE", "UNLICENSE"];

const HEADING: &str = "\
Bienvenue contains these crates of others, whose sources are on https://crates.io, and the standard library of
Rust (MIT OR Apache-2.0, Copyright (c) The Rust Project Contributors). Below are the texts of their licences, each once.
";

const RULE: &str = "\n------------------------------------------------------------------------------\n";

/// What one crate brings.
#[derive(Debug)]
struct Notice {
    /// With its version.
    name: String,
    license: String,
    authors: Vec<String>,
    texts: Vec<String>,
}

/// The notices of all crates that are compiled into the server, or into what it sends to browsers.
///
/// # Errors
/// When cargo does not know them, or a licence can't be read.
pub(super) fn collect(workspace: &Workspace) -> Result<String> {
    let mut compiled = compiled(workspace, &["-p", "server"])?;
    compiled.append(&mut self::compiled(workspace, &["-p", "frontend", "--target", TARGET])?);
    let metadata = Metadata::read(workspace)?;
    let ours: BTreeSet<_> = metadata.members().map(name).collect();
    let is_wanted = |package: &&Package| compiled.contains(&name(package)) && !ours.contains(&name(package));
    let mut notices: Vec<_> = metadata.packages.iter().filter(is_wanted).map(notice).collect::<Result<_>>()?;
    notices.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(written(&notices))
}

/// The crates that end up in one of ours, with their versions.
fn compiled(workspace: &Workspace, of: &[&str]) -> Result<BTreeSet<String>> {
    let mut command = process::cargo(workspace, "tree");
    command.args(of).args(["--edges", "normal,no-proc-macro", "--prefix", "none"]);
    Ok(process::capture(&mut command)?.lines().filter_map(crate_of).collect())
}

/// Reads `name v1.2.3`, which more may follow.
fn crate_of(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    Some(format!("{name} {version}"))
}

fn name(package: &Package) -> String {
    format!("{} {}", package.name, package.version)
}

fn notice(package: &Package) -> Result<Notice> {
    let directory = package.manifest_path.parent().unwrap_or(Path::new(""));
    let texts = texts(directory).with_context(|| format!("the licences of {} can't be read", package.name))?;
    let license = package.license.clone().with_context(|| format!("{} does not tell its licence", package.name))?;
    Ok(Notice { name: name(package), license, authors: package.authors.clone(), texts })
}

/// The licences in a crate's directory, or in a directory of licences there.
fn texts(directory: &Path) -> io::Result<Vec<String>> {
    let mut texts = Vec::new();
    for path in sorted(directory)?.into_iter().filter(|path| is_license(path)) {
        let files = if path.is_dir() { sorted(&path)? } else { vec![path] };
        for file in files.iter().filter(|file| file.is_file()) {
            texts.push(String::from_utf8_lossy(&fs::read(file)?).replace("\r\n", "\n").trim_end().to_owned());
        }
    }
    Ok(texts)
}

fn sorted(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<_> = fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn is_license(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
    // Some crates have tools for licences, too.
    !name.ends_with(".RS") && NAMES.iter().any(|start| name.starts_with(start))
}

/// First who is in it, then each text with those who bring it.
fn written(notices: &[Notice]) -> String {
    let mut page = format!("{HEADING}\n");
    let mut texts: Vec<(&str, Vec<&str>)> = Vec::new();
    for Notice { name, license, authors, texts: own } in notices {
        let by = if authors.is_empty() { String::new() } else { format!(", by {}", authors.join(", ")) };
        // Writing to a string does not fail.
        _ = writeln!(page, "{name}: {license}{by}");
        for text in own {
            match texts.iter_mut().find(|(known, _)| known == text) {
                Some((_, names)) => names.push(name),
                None => texts.push((text, vec![name])),
            }
        }
    }
    for (text, names) in texts {
        _ = write!(page, "{RULE}{}:\n\n{text}\n", names.join(", "));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(name: &str, texts: &[&str]) -> Notice {
        let (license, authors) = ("MIT".to_owned(), vec![format!("who wrote {name}")]);
        Notice { name: name.to_owned(), license, authors, texts: texts.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn a_text_is_there_once_with_all_who_bring_it() {
        let page =
            written(&[notice("a 1.0.0", &["one", "both"]), notice("b 2.0.0", &["both"]), notice("c 3.0.0", &[])]);
        assert!(page.contains("a 1.0.0: MIT, by who wrote a 1.0.0\nb 2.0.0: MIT"), "{page}");
        assert!(page.contains("c 3.0.0: MIT"), "{page}");
        assert_eq!(page.matches("both").count(), 1, "{page}");
        assert!(page.contains("a 1.0.0, b 2.0.0:\n\nboth\n"), "{page}");
    }

    #[test]
    fn licences_are_found_by_their_names_also_in_a_directory_of_theirs() {
        let scratch = testbed::Scratch::new("licences").unwrap();
        let path = |name: &str| scratch.path().join(name);
        fs::create_dir(path("LICENSES")).unwrap();
        let files = ["LICENSE-MIT", "license.rs", "Copying.txt", "README.md", "LICENSES/0BSD.txt"];
        for name in files {
            fs::write(path(name), format!("text of {name}\r\nends\n")).unwrap();
        }
        let expected = ["Copying.txt", "LICENSE-MIT", "LICENSES/0BSD.txt"].map(|name| format!("text of {name}\nends"));
        assert_eq!(texts(scratch.path()).unwrap(), expected);
    }

    #[test]
    fn crates_are_read_from_cargos_tree() {
        assert_eq!(crate_of("tokio v1.49.0 (*)").as_deref(), Some("tokio 1.49.0"));
        assert_eq!(crate_of("app v0.1.0 (/somewhere/app)").as_deref(), Some("app 0.1.0"));
        assert_eq!(crate_of(""), None);
    }
}
