//! The sizes: what a first visit transfers, and what the server takes on disk.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    budget::Budget,
    build::Profile,
    site::{self, Manifest},
    workspace::Workspace,
};

/// A file's bytes as they are, and as a browser receives them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Size {
    pub(crate) raw: u64,
    pub(crate) brotli: u64,
}

/// What the last release build weighs.
#[derive(Debug)]
pub(crate) struct Sizes {
    pub(crate) wasm: Size,
    /// The glue with its snippets, and the boot script.
    pub(crate) js: Size,
    pub(crate) css: Size,
    pub(crate) binary: u64,
}

/// One of the sizes, beside the limit that the budget sets for it.
pub(crate) struct Weighed {
    pub(crate) name: &'static str,
    pub(crate) weight: u64,
    pub(crate) limit: u64,
}

impl Sizes {
    /// Measures the site and the server.
    ///
    /// # Errors
    /// When they are not built.
    pub(crate) fn measure(workspace: &Workspace) -> Result<Self> {
        let site = workspace.site();
        let manifest = Manifest::read(workspace)?;
        let scripts = site::scripts(workspace)?;
        Ok(Self {
            wasm: size(&site, &manifest.wasm)?,
            js: scripts
                .iter()
                .try_fold(Size::default(), |sum, script| size(&site, script).map(|size| add(sum, size)))?,
            css: size(&site, &manifest.css)?,
            binary: length(&workspace.binary(Profile::Release))?,
        })
    }

    /// The sizes that count, each beside its limit.
    pub(crate) fn weighed(&self, budget: &Budget) -> [Weighed; 4] {
        [
            Weighed { name: "WASM (brotli)", weight: self.wasm.brotli, limit: budget.wasm_brotli },
            Weighed { name: "JS (brotli)", weight: self.js.brotli, limit: budget.js_brotli },
            Weighed { name: "CSS (brotli)", weight: self.css.brotli, limit: budget.css_brotli },
            Weighed { name: "the server", weight: self.binary, limit: budget.binary },
        ]
    }

    /// All sizes beside the budget, for people.
    pub(crate) fn table(&self, budget: &Budget) -> String {
        let row = |name, size: Size, limit| {
            format!("{name:<18}{:>12}{:>12}{:>12}\n", grouped(size.raw), grouped(size.brotli), grouped(limit))
        };
        let mut table = format!("{:<18}{:>12}{:>12}{:>12}\n", "bytes", "raw", "brotli", "budget");
        table += &row("WASM", self.wasm, budget.wasm_brotli);
        table += &row("JS (glue + boot)", self.js, budget.js_brotli);
        table += &row("CSS", self.css, budget.css_brotli);
        table += &format!("{:<18}{:>12}{:>12}{:>12}", "server", grouped(self.binary), "", grouped(budget.binary));
        table
    }
}

fn size(site: &Path, url: &str) -> Result<Size> {
    let path = url.trim_start_matches('/');
    let raw = length(&site.join(path))?;
    // Without a compressed variant the file is sent as it is.
    let brotli = fs::metadata(site.join(format!("{path}.br"))).map_or(raw, |file| file.len());
    Ok(Size { raw, brotli })
}

fn add(one: Size, other: Size) -> Size {
    Size { raw: one.raw + other.raw, brotli: one.brotli + other.brotli }
}

fn length(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|file| file.len()).with_context(|| format!("cannot measure {}", path.display()))
}

/// A number with a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three_from_the_right() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
