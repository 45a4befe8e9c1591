//! An advisory: what somebody found out about some versions of a crate.

use anyhow::{Context, Result};
use semver::{Version, VersionReq};
use serde::{Deserialize, Serialize};

/// What the database says, less what it says for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Advisory {
    pub(super) id: String,
    pub(super) package: String,
    pub(super) title: String,
    /// Why it is there although nobody can be attacked.
    #[serde(skip_serializing_if = "Option::is_none")]
    informational: Option<String>,
    patched: Vec<VersionReq>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unaffected: Vec<VersionReq>,
}

/// What an advisory is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something is wrong: a vulnerability, or memory that safe code can break.
    Flaw,
    /// Nobody looks after the crate.
    Unmaintained,
    /// Something worth knowing.
    Notice,
}

/// The part of an advisory's file that is for programs.
#[derive(Deserialize)]
struct FrontMatter {
    advisory: Details,
    versions: Versions,
}

#[derive(Deserialize)]
struct Details {
    id: String,
    package: String,
    informational: Option<String>,
    /// The day on which it was taken back.
    withdrawn: Option<String>,
}

#[derive(Deserialize)]
struct Versions {
    #[serde(default)]
    patched: Vec<VersionReq>,
    #[serde(default)]
    unaffected: Vec<VersionReq>,
}

impl Advisory {
    /// Reads a file of the database: TOML in a fence, then Markdown. `None` for one that was withdrawn.
    pub(super) fn read(file: &str) -> Result<Option<Self>> {
        let fenced = file.trim_start().strip_prefix("```toml").and_then(|rest| rest.split_once("\n```"));
        let (toml, text) = fenced.context("an advisory begins with TOML in a fence")?;
        let FrontMatter { advisory: Details { id, package, informational, withdrawn }, versions } =
            toml::from_str(toml)?;
        let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or("(untitled)").trim().to_owned();
        let Versions { patched, unaffected } = versions;
        Ok(withdrawn.is_none().then_some(Self { id, package, title, informational, patched, unaffected }))
    }

    pub(super) fn kind(&self) -> Kind {
        match self.informational.as_deref() {
            None | Some("unsound") => Kind::Flaw,
            Some("unmaintained") => Kind::Unmaintained,
            Some(_) => Kind::Notice,
        }
    }

    /// Whether it applies to this version. A pre-release counts as patched only by a range that names pre-releases of
    /// the same version: rather a false alarm than none.
    pub(super) fn affects(&self, package: &str, version: &Version) -> bool {
        let is_in = |ranges: &[VersionReq]| ranges.iter().any(|range| range.matches(version));
        self.package == package && !is_in(&self.patched) && !is_in(&self.unaffected)
    }

    /// What is wrong with this version, and what to do.
    pub(super) fn fault(&self, version: &Version) -> String {
        let Self { id, package, title, .. } = self;
        let patched: Vec<_> = self.patched.iter().map(ToString::to_string).collect();
        let remedy = match patched.is_empty() {
            false => format!("take version {}", patched.join(" or ")),
            true => "no version is without it, so replace the crate".to_owned(),
        };
        format!("`{package} {version}`: {id}, {title}; {remedy}, or ignore it in deny.toml and say why")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"```toml
[advisory]
id = "RUSTSEC-2021-0069"
package = "lettre"
date = "2021-05-22"
categories = ["format-injection"]

[versions]
patched = [">= 0.10.0-rc.3", "< 0.10.0-alpha.1, >= 0.9.6"]
unaffected = ["< 0.7.0"]

[affected.functions]
"lettre::smtp::SmtpTransport::send" = ["< 0.10.0-alpha.1"]
```

# SMTP command injection in body

Affected versions of lettre allowed it.
"#;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn a_version_is_affected_unless_it_is_patched_or_was_never() {
        let advisory = Advisory::read(FILE).unwrap().unwrap();
        for affected in ["0.7.0", "0.9.5", "0.10.0-alpha.2", "0.10.0-rc.2"] {
            assert!(advisory.affects("lettre", &version(affected)), "{affected}");
        }
        for safe in ["0.6.9", "0.9.6", "0.9.7", "0.10.0-rc.3", "0.10.0", "0.11.23", "1.0.0"] {
            assert!(!advisory.affects("lettre", &version(safe)), "{safe}");
        }
        assert!(!advisory.affects("lettre_email", &version("0.9.5")));
    }

    #[test]
    fn without_a_patch_every_version_is_affected_that_ever_was() {
        let file = FILE.replace(r#"patched = [">= 0.10.0-rc.3", "< 0.10.0-alpha.1, >= 0.9.6"]"#, "patched = []");
        let advisory = Advisory::read(&file).unwrap().unwrap();
        assert!(advisory.affects("lettre", &version("99.0.0")) && !advisory.affects("lettre", &version("0.6.9")));
        assert!(advisory.fault(&version("99.0.0")).contains("replace the crate"));
    }

    #[test]
    fn a_later_pre_release_is_a_false_alarm_rather_than_none() {
        let advisory = Advisory::read(FILE).unwrap().unwrap();
        assert!(advisory.affects("lettre", &version("1.0.0-alpha.1")));
    }

    #[test]
    fn a_fault_names_crate_version_advisory_and_remedy() {
        let advisory = Advisory::read(FILE).unwrap().unwrap();
        assert_eq!(
            advisory.fault(&version("0.9.5")),
            "`lettre 0.9.5`: RUSTSEC-2021-0069, SMTP command injection in body; take version >=0.10.0-rc.3 or \
             <0.10.0-alpha.1, >=0.9.6, or ignore it in deny.toml and say why"
        );
    }

    #[test]
    fn what_was_withdrawn_is_none_and_what_is_malformed_an_error() {
        let withdrawn = FILE.replace("date =", "withdrawn = \"2022-01-01\"\ndate =");
        assert_eq!(Advisory::read(&withdrawn).unwrap(), None);
        for malformed in ["", "# No TOML", "```toml\n[advisory]\n", &FILE.replace(">= 0.10.0-rc.3", "newer")] {
            assert!(Advisory::read(malformed).is_err(), "{malformed}");
        }
    }

    #[test]
    fn kinds_are_told_apart() {
        let kind = |word: &str| {
            let file = FILE.replace("date =", &format!("informational = \"{word}\"\ndate ="));
            Advisory::read(&file).unwrap().unwrap().kind()
        };
        assert_eq!(Advisory::read(FILE).unwrap().unwrap().kind(), Kind::Flaw);
        assert_eq!(
            [kind("unsound"), kind("unmaintained"), kind("notice")],
            [Kind::Flaw, Kind::Unmaintained, Kind::Notice]
        );
    }
}
