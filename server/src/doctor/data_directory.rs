//! Whether the data directory is there, its owner's alone, and to be written to.

use super::report::Check;
use crate::data_dir::is_open;
use auth::Mode;
use std::{
    fs::{self, OpenOptions},
    io,
    path::Path,
    process,
};

const NAME: &str = "data-directory";

pub(super) fn check(path: &Path, mode: Mode) -> Check {
    let is_open = match fs::metadata(path) {
        Ok(found) if !found.is_dir() => {
            return Check::problem(NAME, format!("{path:?} is no directory"), "choose another --data-dir");
        }
        Ok(_) => is_open(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Check::ok(NAME, format!("{path:?} will be made at the first start"));
        }
        Err(error) => Err(error),
    };
    match is_open.and_then(|is_open| write_to(path).map(|()| is_open)) {
        Ok(false) => Check::ok(NAME, format!("{path:?} is its owner's alone, and can be written to")),
        Ok(true) => open_to_others(path, mode),
        Err(error) => Check::problem(
            NAME,
            format!("{path:?} can't be used by this user ({error})"),
            "run this as the user that serves; let that user own the directory",
        ),
    }
}

fn open_to_others(path: &Path, mode: Mode) -> Check {
    let (message, remedy) =
        (format!("{path:?} is open to every user of this machine"), format!("run: chmod o-rwx {path:?}"));
    match mode {
        Mode::Development => Check::warning(NAME, message, remedy),
        Mode::Production => Check::problem(NAME, message, remedy),
    }
}

/// Makes a file and removes it: only that tells whether it can be done.
fn write_to(directory: &Path) -> io::Result<()> {
    let file = directory.join(format!(".doctor-{}", process::id()));
    OpenOptions::new().write(true).create_new(true).open(&file)?;
    fs::remove_file(&file)
}
