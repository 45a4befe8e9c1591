//! Putting one file in the place of a database, with what SQLite keeps beside it.

use crate::{
    db::sqlite::beside,
    new_file::{NewFile, sync_directory_of},
};
use domain::Timestamp;
use std::{
    fs, io, iter,
    path::{Path, PathBuf},
};
use time::{OffsetDateTime, macros::format_description};

/// A database that has been replaced.
#[derive(Debug)]
pub(super) struct Replaced {
    /// Where it is kept, if there was one.
    pub(super) kept: Option<PathBuf>,
}

/// What SQLite would read into whatever file has the database's name: its write-ahead log, and the journal of a database
/// without one.
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// Gives `new` the database's name. What is there gets a second name first, together with its logs, so that nothing is
/// lost. The logs go before the file that they are not of comes; where that then does not come, they are put back. Whoever
/// ends the process between the two finds them beside the former database.
pub(super) fn replace(new: NewFile, target: &Path, now: Timestamp) -> io::Result<Replaced> {
    let kept = free_name(target, &date(now)?);
    let mut is_kept = false;
    for ending in [LOGS[0], LOGS[1], ""] {
        is_kept = keep(&beside(target, ending), &beside(&kept, ending))?;
    }
    new.sync()?;
    sync_directory_of(target)?;
    let replaced = put_in_place(new, target);
    if replaced.is_err() {
        for ending in LOGS {
            keep(&beside(&kept, ending), &beside(target, ending))?;
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

/// Gives a file another name besides its own; `false` where there is none.
fn keep(file: &Path, name: &Path) -> io::Result<bool> {
    match fs::hard_link(file, name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        linked => linked.map(|()| true),
    }
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
