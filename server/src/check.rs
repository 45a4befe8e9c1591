//! `bienvenue check`: whether the database is whole. It may run beside a server, and changes nothing.

use crate::{config::DatabaseSettings, failure::Failure, output::answered};
use auth::{Checked, check_database};
use clap::Args;
use serde_json::json;
use std::io::Write;

/// Which database, and how to tell.
#[derive(Clone, Debug, Args)]
pub struct Check {
    /// Tell it as JSON.
    #[arg(long)]
    pub json: bool,

    /// The settings that serving has, too.
    #[command(flatten)]
    pub database: DatabaseSettings,
}

/// Reads the whole database, and says how it is.
///
/// # Errors
/// [`Failure`] when it can't be served from; its message says what to do.
pub async fn run(request: &Check, output: &mut impl Write) -> Result<(), Failure> {
    let config = request.database.of_what_is_there();
    let found = check_database(&config).await.map_err(Failure::from);
    let told = match (&found, request.json) {
        (Ok(Checked { schema, ours, users }), true) => {
            let told = json!({ "ok": true, "schema": schema, "schema_of_this_version": ours, "users": users });
            writeln!(output, "{told}")
        }
        (Err(failure), true) => writeln!(output, "{}", json!({ "ok": false, "problem": failure.to_string() })),
        (Ok(checked), false) => writeln!(output, "{}: {}", config.url, in_words(checked)),
        (Err(_), false) => Ok(()),
    };
    found?;
    answered(told, "the database is whole")
}

fn in_words(Checked { schema, ours, users }: &Checked) -> String {
    let age = match schema == ours {
        true => String::new(),
        false => {
            format!("; its schema ({schema}) is an older version's, the next start brings it to this one's ({ours})")
        }
    };
    format!("whole, {users} accounts{age}")
}
