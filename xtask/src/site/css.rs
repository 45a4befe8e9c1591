//! The style sheet: all of them in one, without comments and spaces.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions},
};

/// Bundles a style sheet with those that it imports.
pub(super) fn bundle(entry: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    // The bundler's errors borrow from its sources, so their text must be taken here.
    let mut sheet = bundler.bundle(entry).map_err(|error| anyhow!("{} does not bundle: {error}", entry.display()))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| anyhow!("the style sheet does not minify: {error}"))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() });
    printed.map(|css| css.code).map_err(|error| anyhow!("the style sheet does not print: {error}"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use testbed::Scratch;

    #[test]
    fn imported_sheets_come_first_and_comments_go() {
        let directory = Scratch::new("bundle").unwrap();
        fs::write(directory.path().join("main.css"), "@import \"./base.css\";\n/* why */\np { color: red }").unwrap();
        fs::write(directory.path().join("base.css"), "body { margin: 0 }").unwrap();
        assert_eq!(bundle(&directory.path().join("main.css")).unwrap(), "body{margin:0}p{color:red}");
    }

    #[test]
    fn a_missing_import_is_an_error() {
        let directory = Scratch::new("missing-import").unwrap();
        fs::write(directory.path().join("main.css"), "@import \"./gone.css\";").unwrap();
        assert!(bundle(&directory.path().join("main.css")).is_err());
    }
}
