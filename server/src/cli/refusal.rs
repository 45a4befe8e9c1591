//! Why a command line can't be read: one sentence with what is wrong, a semicolon, and what to do about it.

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::error::Error as _;

/// What helps whoever does not know.
const LOOK: &str = "add --help to see what can be written";

/// Says why. What was typed is not repeated, but for the names of settings: it may be a secret that was written where the
/// name of its file belongs.
#[must_use]
pub fn refusal(error: &Error) -> String {
    let what = list(error, ContextKind::InvalidArg).join(" and ");
    match error.kind() {
        ErrorKind::ValueValidation => of_value(&what, error),
        ErrorKind::InvalidValue => of_choice(&what, &list(error, ContextKind::ValidValue)),
        ErrorKind::UnknownArgument if what.starts_with('-') => {
            let name = what.split('=').next().unwrap_or_default();
            format!("{name} is no setting here; {}", meant(&list(error, ContextKind::SuggestedArg)))
        }
        ErrorKind::UnknownArgument => format!("the command line has a word too many; {LOOK}"),
        ErrorKind::InvalidSubcommand => {
            format!("there is no such command; {}", meant(&list(error, ContextKind::SuggestedSubcommand)))
        }
        ErrorKind::MissingRequiredArgument => format!("the command line lacks {what}; {LOOK}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            format!("the command line does not say what to do; {LOOK}")
        }
        ErrorKind::ArgumentConflict => of_conflict(&what, error),
        ErrorKind::TooManyValues => format!("{what} has a value too many; leave it away, or {LOOK}"),
        ErrorKind::InvalidUtf8 => "the command line is no text; write it in UTF-8".to_owned(),
        _ => format!("the command line can't be read; {LOOK}"),
    }
}

fn of_value(setting: &str, error: &Error) -> String {
    let reason = error.source().map_or_else(|| "this is no value for it".to_owned(), ToString::to_string);
    match reason.contains("; ") {
        true => format!("{setting}: {reason}"),
        false => format!("{setting}: {reason}; {LOOK}"),
    }
}

fn of_choice(setting: &str, choices: &[&str]) -> String {
    match choices {
        [] => format!("{setting} has no value; write one behind it"),
        _ => format!("{setting} has no such value; write {}", choices.join(" or ")),
    }
}

fn of_conflict(what: &str, error: &Error) -> String {
    let others = list(error, ContextKind::PriorArg).join(" and ");
    match list(error, ContextKind::InvalidSubcommand).first() {
        Some(command) => format!("{others} can't stand before {command}; write it behind, if {command} has it"),
        None if what == others => format!("{what} is there more than once; write it once"),
        None => format!("{what} can't be used together with {others}; leave one of them away"),
    }
}

fn meant(similar: &[&str]) -> String {
    match similar {
        [] => LOOK.to_owned(),
        _ => format!("write {} if that is meant, or {LOOK}", similar.join(" or ")),
    }
}

fn list(error: &Error, kind: ContextKind) -> Vec<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text],
        Some(ContextValue::Strings(texts)) => texts.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;

    fn said(line: &str) -> String {
        refusal(&Cli::try_parse_from(["bienvenue"].into_iter().chain(line.split_whitespace())).unwrap_err())
    }

    #[test]
    fn every_mistake_is_one_sentence_that_says_what_to_do() {
        for (line, sentence) in [
            ("--listen here", "--listen <ADDRESS:PORT>: invalid socket address syntax; add --help to see"),
            ("--max-connections 0", "--max-connections <NUMBER>: 0 is not in 1..=4294967295; add --help"),
            ("--mode loud", "--mode <MODE> has no such value; write development or production"),
            ("--log-format xml", "--log-format <FORMAT> has no such value; write text or json"),
            ("--listen", "--listen <ADDRESS:PORT> has no value; write one behind it"),
            ("--listen --allow-insecure", "--listen <ADDRESS:PORT> has no value"),
            ("--listen [::1]:1 --listen [::1]:2", "--listen <ADDRESS:PORT> is there more than once; write it once"),
            ("--lisen s3cret", "--lisen is no setting here; write --listen if that is meant, or add --help"),
            ("--zzz=s3cret", "--zzz is no setting here; add --help to see what can be written"),
            ("-ps3cret", "-p is no setting here; "),
            ("usr", "there is no such command; write user if that is meant, or add --help"),
            ("s3cret://bob:s3cret@x", "there is no such command; add --help"),
            ("user create bob@me.com s3cret", "the command line has a word too many; add --help"),
            ("user lst", "there is no such command; write list if that is meant"),
            ("user list --jsn", "--jsn is no setting here; write --json if that is meant"),
            ("user list --json=s3cret", "--json has a value too many; leave it away"),
            ("user list --limit s3cret", "--limit <NUMBER>: invalid digit found in string; add --help"),
            ("user", "the command line does not say what to do; add --help"),
            ("mail", "the command line does not say what to do; add --help"),
            ("backup", "the command line lacks <FILE>; add --help"),
            ("move-db", "the command line lacks --from <URL> and --to <URL>; add --help"),
            ("user end-sessions", "the command line lacks <ADDRESS-OR-ID>; "),
            ("user end-sessions x --everybody", "can't be used together with"),
            ("export --force", "the command line lacks --to <FILE>; "),
            ("--listen [::1]:1 check", "--listen <ADDRESS:PORT> can't stand before check; write it behind"),
        ] {
            let said = said(line);
            assert!(said.contains(sentence), "{line}: {said}");
            assert!(said.lines().count() == 1 && said.contains("; ") && !said.contains("s3cret"), "{line}: {said}");
        }
    }
}
