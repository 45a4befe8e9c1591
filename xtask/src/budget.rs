//! The budget: what the site and the server may weigh at most.

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{sizes::Sizes, workspace::Workspace};

const FILE: &str = "budget.toml";

/// Limits in bytes, from `budget.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Budget {
    pub(crate) wasm_brotli: u64,
    pub(crate) js_brotli: u64,
    pub(crate) css_brotli: u64,
    pub(crate) binary: u64,
}

impl Budget {
    /// Reads the budget.
    ///
    /// # Errors
    /// When the file is missing or malformed.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let text = fs::read_to_string(workspace.path(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        toml::from_str(&text).with_context(|| format!("{FILE} is malformed"))
    }

    /// A sentence for everything that is too heavy, and by how much.
    pub(crate) fn excesses(&self, sizes: &Sizes) -> Vec<String> {
        let weighed = sizes.weighed(self);
        let heavy = weighed.iter().filter(|item| item.weight > item.limit);
        heavy
            .map(|item| {
                let excess = item.weight - item.limit;
                format!("{} is {excess} bytes over its budget ({} of {})", item.name, item.weight, item.limit)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sizes::Size;

    const BUDGET: Budget = Budget { wasm_brotli: 100, js_brotli: 10, css_brotli: 10, binary: 1000 };

    fn sizes(wasm_brotli: u64) -> Sizes {
        let small = Size { raw: 20, brotli: 10 };
        Sizes { wasm: Size { raw: 500, brotli: wasm_brotli }, js: small, css: small, binary: 1000 }
    }

    #[test]
    fn exactly_the_budget_is_within_it() {
        assert!(BUDGET.excesses(&sizes(100)).is_empty());
    }

    #[test]
    fn an_excess_is_told_in_bytes() {
        let excesses = BUDGET.excesses(&sizes(123));
        assert_eq!(excesses, ["WASM (brotli) is 23 bytes over its budget (123 of 100)"]);
    }
}
