//! The site's sources, read from the workspace.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// The style sheet that imports the others.
pub(super) const STYLE: &str = "style/main.css";
const STYLES: &str = "style";
const BOOT: &str = "frontend/boot.js";
const PUBLIC: &str = "public";
/// Files that only mean something to the developer's machine.
const NOT_PUBLIC: [&str; 2] = [".DS_Store", ".gitkeep"];

/// Everything that the site is made of.
#[derive(Debug)]
pub(super) struct Sources {
    /// The frontend as the compiler left it.
    pub(super) wasm: Vec<u8>,
    /// The script that starts the frontend, with placeholders for its files.
    pub(super) boot: String,
    /// The style sheets by path.
    pub(super) styles: BTreeMap<String, Vec<u8>>,
    /// Files served as they are, by path.
    pub(super) public: BTreeMap<String, Vec<u8>>,
}

impl Sources {
    pub(super) fn read(workspace: &Workspace, raw_wasm: &Path) -> Result<Self> {
        let boot = workspace.path(BOOT);
        Ok(Self {
            wasm: fs::read(raw_wasm).with_context(|| format!("cannot read {}", raw_wasm.display()))?,
            boot: fs::read_to_string(&boot).with_context(|| format!("cannot read {}", boot.display()))?,
            styles: contents(&workspace.path(STYLES))?,
            public: contents(&workspace.path(PUBLIC))?,
        })
    }
}

/// The contents of all files in a directory and below; none if there is no such directory.
fn contents(directory: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut contents = BTreeMap::new();
    for (name, path) in files_below(directory)? {
        contents.insert(name, fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?);
    }
    Ok(contents)
}

/// All files in a directory and below, by their path in it with `/` between the parts.
pub(super) fn files_below(directory: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    if directory.is_dir() {
        collect(directory, "", &mut files)?;
    }
    Ok(files)
}

fn collect(directory: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> Result<()> {
    let entries = fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {}", directory.display()))?;
        let name = entry.file_name();
        let name = name.to_str().with_context(|| format!("{} is not a name for a URL", entry.path().display()))?;
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else if !NOT_PUBLIC.contains(&name) {
            files.insert(format!("{prefix}{name}"), entry.path());
        }
    }
    Ok(())
}
