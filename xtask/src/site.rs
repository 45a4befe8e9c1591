//! The site: every file that browsers fetch by name, made from the frontend, the styles and the public files.
//!
//! Names under `/pkg/` contain a hash of the content, so browsers may keep those files for ever; `manifest.json` tells
//! the server their names.

mod bindgen;
mod boot;
mod compress;
mod css;
mod fingerprint;
mod manifest;
mod publish;
mod snippets;
mod sources;

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result, bail};

pub(crate) use self::manifest::Manifest;
use self::{fingerprint::Fingerprint, sources::Sources};
use crate::{build::Profile, step::note, workspace::Workspace};

/// The files of a site by their path in it, with `/` between the parts.
#[derive(Debug, Default)]
struct Site {
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Adds a file under the name it has.
    fn add(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> Result<()> {
        let path = path.into();
        if self.files.contains_key(&path) {
            bail!("two files want to be `{path}` in the site");
        }
        self.files.insert(path, content.into());
        Ok(())
    }

    /// Adds a file under a name that changes with its content; tells its URL.
    fn add_hashed(&mut self, stem: &str, extension: &str, content: impl Into<Vec<u8>>) -> Result<String> {
        let content = content.into();
        let path = format!("pkg/{stem}-{}.{extension}", fingerprint::short(&content));
        let url = format!("/{path}");
        self.add(path, content)?;
        Ok(url)
    }
}

/// Makes the site from a frontend as the compiler left it, unless nothing has changed since the last time.
///
/// # Errors
/// When a source is missing or malformed, or the disk refuses.
pub(crate) fn write(workspace: &Workspace, profile: Profile, raw_wasm: &Path) -> Result<()> {
    let sources = Sources::read(workspace, raw_wasm)?;
    let fingerprint = Fingerprint::of(&sources, profile)?;
    if fingerprint.is_remembered(workspace) {
        note("Nothing has changed: the site stays as it is.");
        return Ok(());
    }
    let mut site = assemble(workspace, sources, profile)?;
    if profile == Profile::Release {
        compress::precompress(&mut site)?;
    }
    let changes = publish::publish(&workspace.site(), &site.files).context("cannot write the site")?;
    note(changes.to_string());
    fingerprint.remember(workspace)
}

/// The URLs of the scripts that a first visit loads.
///
/// # Errors
/// When the site cannot be listed.
pub(crate) fn scripts(workspace: &Workspace) -> Result<Vec<String>> {
    let files = sources::files_below(&workspace.site().join("pkg"))?;
    Ok(files.into_keys().filter(|name| name.ends_with(".js")).map(|name| format!("/pkg/{name}")).collect())
}

fn assemble(workspace: &Workspace, sources: Sources, profile: Profile) -> Result<Site> {
    let mut site = Site::default();
    for (path, content) in sources.public {
        site.add(path, content)?;
    }
    let frontend = bindgen::generate(sources.wasm, profile)?;
    let (glue, snippets) = snippets::place(&frontend.js, frontend.snippets)?;
    for (path, content) in snippets {
        site.add(path, content)?;
    }
    let js = site.add_hashed("bienvenue", "js", glue)?;
    let wasm = site.add_hashed("bienvenue", "wasm", frontend.wasm)?;
    let css = site.add_hashed("bienvenue", "css", css::bundle(&workspace.path(sources::STYLE))?)?;
    let boot = site.add_hashed("boot", "js", boot::fill(&sources.boot, &js, &wasm)?)?;
    site.add(manifest::NAME, Manifest { boot, js, wasm, css }.to_json()?)?;
    Ok(site)
}
