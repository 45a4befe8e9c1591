//! `bienvenue doctor`: looks at everything that serving needs, and says what is wrong and what to do about it. It leaves
//! everything as it is, and sends no mail.

mod client_address;
mod data_directory;
mod database;
mod forged_address;
mod hsts;
mod mail;
mod plain_http;
mod probe;
mod public_url;
mod report;
mod service;
mod settings;

pub use report::Report;

use crate::config::{Config, Settings};
use clap::Args;
use report::Check;
use std::ffi::OsString;
use url::Url;

/// How to tell, and the settings that serving has, too.
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// Tell it as JSON.
    #[arg(long)]
    pub json: bool,

    /// How the service is served.
    #[command(flatten)]
    pub settings: Settings,
}

/// Makes all checks. One that can't be made, because of what another found, says so.
pub async fn examine(settings: &Settings, variables: impl Iterator<Item = (OsString, OsString)>) -> Report {
    let config = Config::read(settings.clone(), variables);
    let mut checks = vec![
        settings::check(&config),
        data_directory::check(&settings.database.data_dir, settings.accounts.mode),
        database::check(&settings.database.config(), &settings.database.data_dir).await,
        mail::check(&settings.mail, settings.accounts.mode).await,
    ];
    let (service, runs) = service::check(settings.listen).await;
    checks.push(service);
    match settings.address() {
        Some(url) => checks.extend(from_outside(settings, &url, runs).await),
        None => {
            checks.extend(FROM_OUTSIDE.map(|name| Check::skipped(name, "there is no usable --public-url to ask")));
        }
    }
    Report::new(checks, config.is_ok())
}

/// The checks that ask the service as others do.
const FROM_OUTSIDE: [&str; 5] =
    [public_url::NAME, hsts::NAME, client_address::NAME, forged_address::NAME, plain_http::NAME];

async fn from_outside(settings: &Settings, url: &Url, runs: bool) -> Vec<Check> {
    let (proxies, mode) = (settings.proxy.proxies(), settings.accounts.mode);
    let (public_url, seen) = public_url::check(url, settings.listen, runs).await;
    let mut checks = vec![public_url];
    match seen {
        Some(seen) => checks.extend([
            hsts::check(url, mode, &seen),
            client_address::check(url, &proxies, &seen),
            forged_address::check(url, &proxies, &seen).await,
        ]),
        None => {
            let why = "the service can't be asked at its public address";
            checks.extend(FROM_OUTSIDE[1..4].iter().map(|name| Check::skipped(name, why)));
        }
    }
    checks.push(plain_http::check(url).await);
    checks
}
