//! The environment: a variable that begins like ours and is no setting is a misspelt one, and must not be passed over.

use super::ConfigError;
use crate::cli::Cli;
use clap::{Command, CommandFactory};
use std::{collections::BTreeSet, ffi::OsString};

/// What the names of all settings begin with.
const PREFIX: &str = "BIENVENUE_";
/// How alike two names are (from 0 to 1) for one to be meant by the other; the same as for flags.
const ALIKE: f64 = 0.7;

/// Refuses a variable that looks like a setting and is none.
///
/// # Errors
/// [`ConfigError::UnknownVariable`] for the first of them.
pub fn check(variables: impl Iterator<Item = (OsString, OsString)>) -> Result<(), ConfigError> {
    let ours: BTreeSet<_> =
        variables.filter_map(|(name, _)| name.into_string().ok()).filter(|name| name.starts_with(PREFIX)).collect();
    let known = settings(&Cli::command());
    match ours.iter().find(|name| !known.contains(*name) && !is_service_link(name, &ours)) {
        Some(name) => Err(ConfigError::UnknownVariable { name: name.clone(), nearest: nearest(name, &known) }),
        None => Ok(()),
    }
}

/// The variables of all settings, as the command line declares them.
fn settings(command: &Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str().map(str::to_owned));
    own.chain(command.get_subcommands().flat_map(settings)).collect()
}

/// Whether Kubernetes set this variable: it tells every container where the services are, and one of them may be called
/// like us. `bienvenue` becomes `BIENVENUE_SERVICE_HOST`, `BIENVENUE_SERVICE_PORT…`, `BIENVENUE_PORT…`.
fn is_service_link(name: &str, all: &BTreeSet<String>) -> bool {
    let services = all.iter().filter_map(|name| name.strip_suffix("_SERVICE_HOST"));
    services.filter_map(|service| name.strip_prefix(service)).any(|rest| {
        rest == "_SERVICE_HOST" || ["_SERVICE_PORT", "_PORT"].iter().any(|beginning| rest.starts_with(beginning))
    })
}

fn nearest(name: &str, known: &BTreeSet<String>) -> Option<String> {
    let without_prefix = |name: &str| name.strip_prefix(PREFIX).unwrap_or(name).to_owned();
    let likeness = |other: &String| strsim::jaro(&without_prefix(name), &without_prefix(other));
    let nearest = known.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(nearest) > ALIKE).then(|| nearest.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(names: &[&str]) -> Option<String> {
        let variables = names.iter().map(|name| (OsString::from(name), OsString::from("s3cret")));
        check(variables).err().map(|error| error.to_string())
    }

    #[test]
    fn settings_and_what_is_not_ours_are_no_matter() {
        assert_eq!(refusal(&["PATH", "BIENVENUE", "BIENVENUE_LISTEN", "BIENVENUE_SMTP_URL", "XBIENVENUE_X"]), None);
    }

    #[test]
    fn a_misspelt_setting_is_named_with_what_is_meant_and_without_its_value() {
        for (name, meant) in [
            ("BIENVENUE_SMPT_URL", "BIENVENUE_SMTP_URL"),
            ("BIENVENUE_DATABASE", "BIENVENUE_DATABASE_URL"),
            ("BIENVENUE_PUBLICURL", "BIENVENUE_PUBLIC_URL"),
            ("BIENVENUE_TRUSTED_PROXIES", "BIENVENUE_TRUSTED_PROXY"),
        ] {
            let refusal = refusal(&["BIENVENUE_LISTEN", name]).unwrap();
            let expected = format!("{name} is no setting of this version; unset it, or write {meant} if that is meant");
            assert_eq!(refusal, expected);
        }
        let refusal = refusal(&["BIENVENUE_ZZZ"]).unwrap();
        assert!(refusal.ends_with("; unset it, or look with bienvenue --help what the settings are called"));
    }

    #[test]
    fn every_setting_is_in_the_readme_and_in_the_example() {
        for file in [include_str!("../../../README.md"), include_str!("../../../.env.example")] {
            for name in settings(&Cli::command()) {
                assert!(file.contains(&name), "{name} is missing");
            }
        }
    }

    #[test]
    fn what_kubernetes_tells_about_a_service_of_our_name_is_no_setting() {
        let links = [
            "BIENVENUE_SERVICE_HOST",
            "BIENVENUE_SERVICE_PORT",
            "BIENVENUE_SERVICE_PORT_HTTP",
            "BIENVENUE_PORT",
            "BIENVENUE_PORT_5000_TCP_ADDR",
        ];
        assert_eq!(refusal(&links), None);
        assert_eq!(refusal(&["BIENVENUE_WEB_SERVICE_HOST", "BIENVENUE_WEB_PORT_80_TCP"]), None);
        for names in [&["BIENVENUE_PORT"][..], &["BIENVENUE_SERVICE_HOST", "BIENVENUE_LISTENING"]] {
            assert!(refusal(names).unwrap().contains(names[names.len() - 1]));
        }
    }
}
