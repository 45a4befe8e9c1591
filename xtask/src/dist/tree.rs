//! A directory that is about to be packed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::files::File;

/// Writes files with the directories that they lie in, all of them with modes that don't depend on whoever does it.
///
/// # Errors
/// When something can't be written.
pub(super) fn write(files: &[File], root: &Path) -> Result<()> {
    set_mode(root, 0o755)?;
    for File { path, is_program, content } in files {
        let place = root.join(path);
        for directory in between(root, &place) {
            if !directory.exists() {
                fs::create_dir(&directory).with_context(|| format!("cannot make {}", directory.display()))?;
                set_mode(&directory, 0o755)?;
            }
        }
        fs::write(&place, content).with_context(|| format!("cannot write {}", place.display()))?;
        set_mode(&place, if *is_program { 0o755 } else { 0o644 })?;
    }
    Ok(())
}

/// The directories below the root that a file lies in, the outermost first.
fn between(root: &Path, place: &Path) -> Vec<PathBuf> {
    let mut directories: Vec<_> = place.ancestors().skip(1).take_while(|directory| *directory != root).collect();
    directories.reverse();
    directories.into_iter().map(Path::to_path_buf).collect()
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(path, permissions).with_context(|| format!("cannot set the mode of {}", path.display()))
}

/// Packages are made on Linux only, which `Release::of` has asked for before.
#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> Result<()> {
    Ok(())
}
