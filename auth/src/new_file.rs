//! A file that appears under its name when it is whole, and not before.

use crate::token::random_uuid;
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// A file in the making, for its owner alone, beside the place where it will be. It is gone when it is not finished.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    part: PathBuf,
    replaces: bool,
}

impl NewFile {
    /// Begins a file that will be called `path`. It takes the place of one that is there only if it `replaces` it.
    ///
    /// # Errors
    /// When something of this name is there that is not to be replaced, or is a directory, or nothing can be made beside it.
    pub fn begin(path: &Path, replaces: bool) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !replaces && path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        let mut part = OsString::from(name);
        part.push(format!(".{}.part", random_uuid().map_err(io::Error::other)?.simple()));
        let part = path.with_file_name(part);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&part)?;
        Ok(Self { path: path.to_owned(), part, replaces })
    }

    /// Where it is until it is finished.
    #[must_use]
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Writes all of it to the disk; answers how many bytes that are.
    pub(crate) fn sync(&self) -> io::Result<u64> {
        let file = File::options().write(true).open(&self.part)?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    }

    /// Gives the file its name, once all of it is on the disk; answers how many bytes that are.
    ///
    /// # Errors
    /// When it can't be written, or something has got the name meanwhile that is not to be replaced.
    pub fn finish(self) -> io::Result<u64> {
        let bytes = self.sync()?;
        match self.replaces {
            true => fs::rename(&self.part, &self.path)?,
            false => name_anew(&self.part, &self.path)?,
        }
        sync_directory_of(&self.path)?;
        Ok(bytes)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // There is nothing to remove where it has been finished.
        _ = fs::remove_file(&self.part);
    }
}

/// A second name can't be one that is taken, whoever took it when; then the first one goes, with the part. Where files
/// can't have two names (FAT), it is looked whether the name is free, and somebody may be faster.
fn name_anew(part: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(part, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists || path.symlink_metadata().is_ok() => {
            Err(io::ErrorKind::AlreadyExists.into())
        }
        Err(_) => fs::rename(part, path),
        Ok(()) => Ok(()),
    }
}

/// Writes names to the disk, too, which would else be lost with the power.
#[cfg(unix)]
pub(crate) fn sync_directory_of(path: &Path) -> io::Result<()> {
    File::open(directory_of(path))?.sync_all()
}

/// Other systems don't open directories.
#[cfg(not(unix))]
pub(crate) fn sync_directory_of(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The directory in which a file is.
pub(crate) fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether two paths lead to one file that is there.
pub(crate) fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<OsString> {
        let mut names: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_file_appears_when_it_is_finished_and_is_its_owners_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x");
        let new = NewFile::begin(&path, false).unwrap();
        fs::write(new.part(), "whole").unwrap();
        assert!(!path.exists());
        assert_eq!(new.finish().unwrap(), 5);
        assert_eq!((fs::read_to_string(&path).unwrap(), names(directory.path()).len()), ("whole".to_owned(), 1));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_there_is_replaced_only_when_asked_for_also_if_it_came_late() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x");
        let late = NewFile::begin(&path, false).unwrap();
        fs::write(&path, "mine").unwrap();
        assert_eq!(late.finish().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(NewFile::begin(&path, false).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!((fs::read_to_string(&path).unwrap(), names(directory.path()).len()), ("mine".to_owned(), 1));
        for replaces in [true, false] {
            assert_eq!(NewFile::begin(directory.path(), replaces).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        }
        NewFile::begin(&path, true).unwrap().finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
    }

    #[test]
    fn a_file_that_is_not_finished_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        drop(NewFile::begin(&directory.path().join("x"), false).unwrap());
        assert!(names(directory.path()).is_empty());
        assert!(NewFile::begin(&directory.path().join("nowhere/x"), false).is_err());
    }
}
