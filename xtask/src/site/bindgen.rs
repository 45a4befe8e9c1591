//! The frontend made ready for a browser by wasm-bindgen, used as a library in the very version that the frontend has.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::{Bindgen, Output};

use crate::build::Profile;

/// What a browser needs to run the frontend.
#[derive(Debug)]
pub(super) struct Frontend {
    /// The glue between the browser and the WASM.
    pub(super) js: String,
    pub(super) wasm: Vec<u8>,
    /// Scripts that come from Rust crates, by their path below `snippets/`; the glue imports them.
    pub(super) snippets: BTreeMap<String, String>,
}

/// Runs wasm-bindgen.
pub(super) fn generate(raw_wasm: Vec<u8>, profile: Profile) -> Result<Frontend> {
    let mut output = bindgen(raw_wasm, profile)?.generate_output().context("wasm-bindgen failed")?;
    Ok(Frontend { js: output.js().to_owned(), snippets: snippets(&output), wasm: output.wasm_mut().emit_wasm() })
}

fn bindgen(raw_wasm: Vec<u8>, profile: Profile) -> Result<Bindgen> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("bienvenue", raw_wasm)
        .out_name("bienvenue")
        .web(true)?
        .typescript(false)
        .demangle(false)
        .keep_debug(false)
        // boot.js says where the WASM is: its name has a hash.
        .omit_default_module_path(true)
        .remove_producers_section(true)
        // Names make a panic's stack readable, and the file much larger.
        .remove_name_section(profile == Profile::Release);
    Ok(bindgen)
}

fn snippets(output: &Output) -> BTreeMap<String, String> {
    let inline = output.snippets().iter().flat_map(|(owner, scripts)| {
        scripts.iter().enumerate().map(move |(index, script)| (format!("{owner}/inline{index}.js"), script.clone()))
    });
    let modules = output.local_modules().iter().map(|(path, script)| (path.clone(), script.clone()));
    inline.chain(modules).collect()
}
