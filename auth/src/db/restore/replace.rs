//! Putting one file in the place of a database, with what SQLite keeps beside it.

use super::hold::Hold;
use crate::{
    db::sqlite::beside,
    new_file::{NewFile, sync_directory_of},
};
use domain::Timestamp;
use std::{
    fs::{self, File},
    io::{self, Seek},
    iter,
    path::{Path, PathBuf},
};
use time::{OffsetDateTime, macros::format_description};

/// A database that has been replaced.
#[derive(Debug)]
pub(super) struct Replaced {
    /// Where it is kept, if there was one.
    pub(super) kept: Option<PathBuf>,
}

/// How a file gets another name besides its own.
type Link = fn(&Path, &Path) -> io::Result<()>;

/// What SQLite would read into whatever file has the database's name: its write-ahead log, and the journal of a database
/// without one.
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// Gives `new` the database's name. What is there gets a second name first, together with its logs, so that nothing is
/// lost. The logs go before the file that they are not of comes; where that then does not come, they are put back. Whoever
/// ends the process between the two finds them beside the former database.
pub(super) fn replace(new: NewFile, target: &Path, held: &Hold, now: Timestamp) -> io::Result<Replaced> {
    replace_by(|file, name| fs::hard_link(file, name), new, target, held, now)
}

fn replace_by(link: Link, new: NewFile, target: &Path, held: &Hold, now: Timestamp) -> io::Result<Replaced> {
    let kept = free_name(target, &date(now)?);
    for ending in LOGS {
        keep(link, &beside(target, ending), &beside(&kept, ending), None)?;
    }
    let is_kept = keep(link, target, &kept, held.file())?;
    new.sync()?;
    sync_directory_of(target)?;
    let replaced = put_in_place(new, target);
    if replaced.is_err() {
        for ending in LOGS {
            keep(link, &beside(&kept, ending), &beside(target, ending), None)?;
        }
    }
    replaced?;
    Ok(Replaced { kept: is_kept.then_some(kept) })
}

/// Two restores in one second keep two databases.
fn free_name(target: &Path, date: &str) -> PathBuf {
    let numbered = (2_u64..).map(|number| format!("{date}-{number}"));
    let mut names =
        iter::once(date.to_owned()).chain(numbered).map(|date| beside(target, &format!(".replaced-{date}")));
    names.find(|name| ["", "-wal", "-journal"].iter().all(|ending| !beside(name, ending).exists())).unwrap_or_default()
}

fn put_in_place(new: NewFile, target: &Path) -> io::Result<()> {
    for ending in LOGS.into_iter().chain(["-shm"]) {
        remove(&beside(target, ending))?;
    }
    sync_directory_of(target)?;
    new.finish().map(drop)
}

/// Gives a file another name besides its own; `false` where there is none. Where files can't have two (FAT, some network
/// file systems), a copy gets the name.
fn keep(link: Link, file: &Path, name: &Path, held: Option<&File>) -> io::Result<bool> {
    match link(file, name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) => copy(file, name, held).map(|()| true),
        Ok(()) => Ok(true),
    }
}

/// The copy has its name when it is whole and on the disk. A file that is held is read where it is open: to close it once
/// more would end the hold.
fn copy(file: &Path, name: &Path, held: Option<&File>) -> io::Result<()> {
    let opened = if held.is_none() { Some(File::open(file)?) } else { None };
    let Some(mut source) = held.or(opened.as_ref()) else { return Err(io::ErrorKind::NotFound.into()) };
    source.rewind()?;
    let copy = NewFile::begin(name, false)?;
    io::copy(&mut source, &mut File::options().write(true).open(copy.part())?)?;
    copy.finish().map(drop)
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// As names of files have it: no colons.
fn date(now: Timestamp) -> io::Result<String> {
    let format = format_description!("[year]-[month]-[day]T[hour]-[minute]-[second]Z");
    let instant = OffsetDateTime::from_unix_timestamp(now.as_millis() / 1000).map_err(io::Error::other)?;
    instant.format(&format).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::{super::hold::hold, *};
    use std::collections::BTreeMap;

    /// As FAT answers.
    fn no_link(file: &Path, _: &Path) -> io::Result<()> {
        file.metadata().and(Err(io::ErrorKind::PermissionDenied.into()))
    }

    fn contents(directory: &Path) -> BTreeMap<String, String> {
        let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
        let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
        entries.map(|entry| (name(&entry), fs::read_to_string(entry.path()).unwrap())).collect()
    }

    #[test]
    fn where_files_have_one_name_only_a_copy_of_the_database_and_its_log_is_kept() {
        let links: [Link; 2] = [no_link, |file, name| fs::hard_link(file, name)];
        for link in links {
            let directory = tempfile::tempdir().unwrap();
            let target = directory.path().join("x.db");
            fs::write(&target, "old").unwrap();
            fs::write(beside(&target, "-wal"), "log").unwrap();
            let held = hold(&target).unwrap();
            let new = NewFile::begin(&target, true).unwrap();
            fs::write(new.part(), "new").unwrap();
            let Replaced { kept } = replace_by(link, new, &target, &held, Timestamp::from_millis(0)).unwrap();
            assert_eq!(kept, Some(directory.path().join("x.db.replaced-1970-01-01T00-00-00Z")));
            let expected = [
                ("x.db", "new"),
                ("x.db.replaced-1970-01-01T00-00-00Z", "old"),
                ("x.db.replaced-1970-01-01T00-00-00Z-wal", "log"),
            ];
            assert_eq!(contents(directory.path()), expected.map(|(name, text)| (name.into(), text.into())).into());
        }
    }

    #[test]
    fn where_nothing_can_be_kept_everything_stays_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let [target, taken] = ["x.db", "taken"].map(|name| directory.path().join(name));
        fs::write(&target, "old").unwrap();
        fs::write(&taken, "else").unwrap();
        assert!(keep(no_link, &target, &directory.path().join("nowhere/x.db"), None).is_err());
        assert!(keep(no_link, &target, &taken, None).is_err());
        assert!(!keep(no_link, &directory.path().join("none"), &directory.path().join("kept"), None).unwrap());
        let expected = [("taken", "else"), ("x.db", "old")];
        assert_eq!(contents(directory.path()), expected.map(|(name, text)| (name.into(), text.into())).into());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_is_held_is_copied_without_letting_go_of_it() {
        use std::os::unix::fs::MetadataExt;
        let directory = tempfile::tempdir().unwrap();
        let [target, kept] = ["x.db", "kept"].map(|name| directory.path().join(name));
        fs::write(&target, "old").unwrap();
        let inode = format!(":{} ", target.metadata().unwrap().ino());
        let is_held = || {
            let locks = fs::read_to_string("/proc/locks").unwrap();
            locks.lines().any(|lock| lock.contains("POSIX") && lock.contains(&inode))
        };
        let held = hold(&target).unwrap();
        assert!(keep(no_link, &target, &kept, held.file()).unwrap() && is_held());
        assert_eq!(fs::read_to_string(&kept).unwrap(), "old");
        fs::remove_file(&kept).unwrap();
        assert!(keep(no_link, &target, &kept, None).unwrap() && !is_held(), "that is why it is read where it is open");
    }
}
