//! Snippets: scripts that Rust crates bring along. wasm-bindgen puts them beside the glue, which imports them.
//!
//! They must be as cacheable as everything else under `/pkg/`, so their directory gets a hash of what is in it. That is
//! safe only while every import can be followed; whatever cannot be followed stops the build.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use super::fingerprint;

/// The snippets' directory, as wasm-bindgen writes it into the glue.
const DIRECTORY: &str = "./snippets/";

/// Gives the snippets their places in the site; returns the glue that imports them there, and the files.
pub(super) fn place(glue: &str, snippets: BTreeMap<String, String>) -> Result<(String, BTreeMap<String, Vec<u8>>)> {
    for import in imports(glue) {
        let name = import.strip_prefix(DIRECTORY);
        if !name.is_some_and(|name| snippets.contains_key(name)) {
            bail!("the glue imports `{import}`, which nothing in the build provides");
        }
    }
    for (name, script) in &snippets {
        check_imports(name, script, &snippets)?;
    }
    let snippets: BTreeMap<_, _> = snippets.into_iter().map(|(name, script)| (name, script.into_bytes())).collect();
    let directory = format!("snippets-{}", fingerprint::of_files(&snippets));
    let glue = glue.replace(DIRECTORY, &format!("./{directory}/"));
    if glue.contains("snippets/") {
        bail!("the glue refers to snippets in another way than `{DIRECTORY}…`; the build cannot rename them safely");
    }
    Ok((glue, snippets.into_iter().map(|(name, script)| (format!("pkg/{directory}/{name}"), script)).collect()))
}

fn check_imports(name: &str, script: &str, snippets: &BTreeMap<String, String>) -> Result<()> {
    if script.contains("import(") || script.contains("import.meta") {
        bail!(
            "the snippet `{name}` loads something by a computed name; the build cannot tell whether that will be there"
        );
    }
    for import in imports(script) {
        if !resolve(name, import).is_some_and(|target| snippets.contains_key(&target)) {
            bail!("the snippet `{name}` imports `{import}`, which is not a snippet");
        }
    }
    Ok(())
}

/// What a module's static imports and re-exports name. Machine-written and formatted code is enough to understand here:
/// one such name a line.
fn imports(script: &str) -> impl Iterator<Item = &str> {
    script.lines().map(str::trim_start).filter_map(|line| {
        let bare = line.strip_prefix("import ").filter(|rest| rest.starts_with(['"', '\'']));
        let from = || {
            let module_level = ["import", "export", "}"].iter().any(|start| line.starts_with(start));
            line.split_once(" from ").filter(|_| module_level).map(|(_, rest)| rest)
        };
        let quoted = bare.or_else(from)?;
        let quote = quoted.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        quoted[1..].split_once(quote).map(|(name, _)| name)
    })
}

/// The path that a relative import means, seen from the file that has it; nothing if it is not relative or climbs out.
fn resolve(importer: &str, import: &str) -> Option<String> {
    if !import.starts_with('.') {
        return None;
    }
    let mut parts: Vec<_> = importer.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snippets(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries.iter().map(|(name, script)| ((*name).to_owned(), (*script).to_owned())).collect()
    }

    #[test]
    fn glue_without_snippets_stays_as_it_is() {
        let (glue, files) = place("export function start() {}\n", BTreeMap::new()).unwrap();
        assert_eq!((glue.as_str(), files.len()), ("export function start() {}\n", 0));
    }

    #[test]
    fn imports_follow_the_snippets_to_their_hashed_directory() {
        let glue = "import { now } from './snippets/clock-1/inline0.js';\nimport * as m from \"./snippets/clock-1/src/m.js\";\n";
        let scripts = snippets(&[
            ("clock-1/inline0.js", "export const now = 1;"),
            ("clock-1/src/m.js", "import '../inline0.js';"),
        ]);
        let (glue, files) = place(glue, scripts).unwrap();
        for import in imports(&glue) {
            let path = format!("pkg/{}", import.trim_start_matches("./"));
            assert!(path.starts_with("pkg/snippets-") && files.contains_key(&path), "{path}");
        }
        assert_eq!(files.len(), 2);
    }

    #[test]
    fn an_import_from_elsewhere_is_refused() {
        let error = place("import * as env from 'env';\n", BTreeMap::new()).unwrap_err();
        assert!(error.to_string().contains("`env`"), "{error}");
    }

    #[test]
    fn a_snippet_that_imports_the_glue_is_refused() {
        let error = place("", snippets(&[("pool-1/worker.js", "import init from '../../bienvenue.js';")])).unwrap_err();
        assert!(error.to_string().contains("pool-1/worker.js"), "{error}");
    }

    #[test]
    fn a_snippet_with_computed_imports_is_refused() {
        assert!(place("", snippets(&[("pool-1/worker.js", "await import(name);")])).is_err());
    }
}
