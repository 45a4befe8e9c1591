//! Licences: whether every crate can be used under one that is welcome.

use anyhow::{Context, Result};
use spdx::{Expression, Licensee, ParseMode};

use crate::metadata::Package;

/// A sentence for every crate whose licence is not welcome, or not told.
pub(super) fn faults(allowed: &[String], packages: &[Package]) -> Result<Vec<String>> {
    let allowed: Vec<_> = allowed.iter().map(|name| licensee(name)).collect::<Result<_>>()?;
    Ok(packages.iter().filter_map(|package| fault(&allowed, package)).collect())
}

fn licensee(name: &str) -> Result<Licensee> {
    Licensee::parse(name).with_context(|| format!("deny.toml: `{name}` is not the SPDX name of a licence"))
}

fn fault(allowed: &[Licensee], package: &Package) -> Option<String> {
    let name = format!("`{} {}`", package.name, package.version);
    let Some(license) = &package.license else {
        return Some(format!("{name} does not tell its licence"));
    };
    // Older crates write `MIT/Apache-2.0`, which is not quite SPDX.
    let Ok(expression) = Expression::parse_mode(license, ParseMode::LAX) else {
        return Some(format!("{name} has a licence that is not an SPDX expression: {license}"));
    };
    let welcome = expression.evaluate(|required| allowed.iter().any(|licensee| licensee.satisfies(required)));
    (!welcome).then(|| format!("{name} has a licence that is not in the list: {license}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(license: Option<&str>) -> Vec<String> {
        let package = serde_json::json!({
            "id": "x", "name": "x", "version": "1.0.0", "license": license, "authors": [],
            "manifest_path": "x/Cargo.toml", "dependencies": [],
        });
        let allowed = ["MIT", "Unicode-3.0"].map(str::to_owned);
        faults(&allowed, &[serde_json::from_value(package).unwrap()]).unwrap()
    }

    #[test]
    fn one_welcome_alternative_is_enough() {
        for license in ["MIT", "Apache-2.0 OR MIT", "GPL-3.0-only/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
            assert!(verdict(Some(license)).is_empty(), "{license}");
        }
    }

    #[test]
    fn every_part_of_a_conjunction_must_be_welcome() {
        assert_eq!(
            verdict(Some("MIT AND GPL-3.0-only")),
            ["`x 1.0.0` has a licence that is not in the list: MIT AND GPL-3.0-only"]
        );
    }

    #[test]
    fn a_crate_without_a_licence_is_named() {
        assert_eq!(verdict(None), ["`x 1.0.0` does not tell its licence"]);
    }

    #[test]
    fn a_misspelt_name_in_the_list_is_an_error() {
        assert!(faults(&["MTI".to_owned()], &[]).is_err());
    }
}
