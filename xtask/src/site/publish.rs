//! Publishing: making a directory contain exactly the files of a site.
//!
//! Files that are right stay untouched, times included, so cargo does not rebuild a server that embeds them.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use anyhow::{Context, Result};

use super::sources::files_below;

/// What publishing did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    written: usize,
    removed: usize,
    kept: usize,
}

impl fmt::Display for Changes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} files written, {} removed, {} unchanged", self.written, self.removed, self.kept)
    }
}

/// Writes what is new or different, then removes what does not belong there.
pub(super) fn publish(directory: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<Changes> {
    let mut changes = Changes::default();
    for (path, content) in files {
        if fs::read(directory.join(path)).is_ok_and(|old| old == *content) {
            changes.kept += 1;
        } else {
            replace(&directory.join(path), content)?;
            changes.written += 1;
        }
    }
    for (name, path) in files_below(directory)? {
        if !files.contains_key(&name) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
            changes.removed += 1;
        }
    }
    Ok(changes)
}

/// Whoever reads the file meanwhile sees the old content or the new, never a part of one.
fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let directory = path.parent().context("a file needs a directory")?;
    fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
    let mut fresh = path.as_os_str().to_os_string();
    fresh.push(".new");
    fs::write(&fresh, content)
        .and_then(|()| fs::rename(&fresh, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use testbed::Scratch;

    fn files(entries: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        entries.iter().map(|(path, content)| ((*path).to_owned(), content.as_bytes().to_vec())).collect()
    }

    #[test]
    fn the_directory_ends_up_with_exactly_the_files() {
        let directory = Scratch::new("exactly").unwrap();
        publish(directory.path(), &files(&[("pkg/old.js", "1"), ("same.txt", "2"), ("changed.txt", "3")])).unwrap();
        let wanted = files(&[("pkg/new.js", "1"), ("same.txt", "2"), ("changed.txt", "4")]);
        let changes = publish(directory.path(), &wanted).unwrap();
        assert_eq!(changes, Changes { written: 2, removed: 1, kept: 1 });
        let names: Vec<_> = files_below(directory.path()).unwrap().into_keys().collect();
        assert_eq!(names, ["changed.txt", "pkg/new.js", "same.txt"]);
        assert_eq!(fs::read(directory.path().join("changed.txt")).unwrap(), b"4");
    }

    #[test]
    fn an_unchanged_file_keeps_its_time() {
        let directory = Scratch::new("unchanged").unwrap();
        let wanted = files(&[("same.txt", "2")]);
        publish(directory.path(), &wanted).unwrap();
        let time = || fs::metadata(directory.path().join("same.txt")).unwrap().modified().unwrap();
        let before = time();
        publish(directory.path(), &wanted).unwrap();
        assert_eq!(time(), before);
    }
}
