//! The boot script: the one small script that pages name; it loads the glue and the WASM by their hashed names.

use anyhow::{Result, bail};

const JS: &str = "/pkg/bienvenue.js";
const WASM: &str = "/pkg/bienvenue.wasm";

/// Puts the real URLs where the script has placeholders.
pub(super) fn fill(script: &str, js: &str, wasm: &str) -> Result<String> {
    for placeholder in [JS, WASM] {
        if !script.contains(placeholder) {
            bail!("frontend/boot.js must contain `{placeholder}`, which the build replaces by the file's hashed name");
        }
    }
    Ok(script.replace(JS, js).replace(WASM, wasm))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_hashed_urls() {
        let script = r#"import init from "/pkg/bienvenue.js"; init("/pkg/bienvenue.wasm");"#;
        let filled = fill(script, "/pkg/bienvenue-1.js", "/pkg/bienvenue-2.wasm").unwrap();
        assert_eq!(filled, r#"import init from "/pkg/bienvenue-1.js"; init("/pkg/bienvenue-2.wasm");"#);
    }

    #[test]
    fn a_missing_placeholder_is_named() {
        let error = fill(r#"import "/pkg/bienvenue.js";"#, "", "").unwrap_err();
        assert!(error.to_string().contains("/pkg/bienvenue.wasm"), "{error}");
    }
}
