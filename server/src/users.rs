//! `bienvenue user`: what an operator does about people's accounts, beside running servers.

mod access;
mod accounts;
mod arguments;
mod consent;
mod error;
mod json;
mod people;
mod screen;
mod text;

pub use arguments::{Create, Delete, EndSessions, List, Named, OperatorSettings, ResetLink};

use crate::{
    config::{AccountSettings, ConfigError},
    failure::Failure,
    telemetry,
};
use auth::{Account, AuthConfig, Clock, HashCost, Limits, MailConfig, Mode, Operator, Who};
use clap::Subcommand;
use error::UserError;
use screen::Screen;

/// What can be done about people and their accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// List accounts in the order of their addresses.
    List(List),
    /// Show an account: where its owner is signed in, and what has happened lately.
    Show(Named),
    /// Make an account, with a password from standard input, or with a link by which its owner chooses one.
    Create(Create),
    /// Let nobody into an account. Its sessions, reset links and changes of address end at once, for good.
    Disable(Named),
    /// Let its owner into a disabled account again.
    Enable(Named),
    /// Remove an account and everything that is stored about its owner. There is no way back.
    Delete(Delete),
    /// Make a link by which somebody chooses a new password, in place of any that was mailed. Whoever has it can take the
    /// account over for half an hour.
    ResetLink(ResetLink),
    /// List the sessions of an account.
    Sessions(Named),
    /// End one or all sessions of an account, or those of everybody.
    EndSessions(EndSessions),
}

/// Does what was asked for, and says on standard output what became of it.
///
/// # Errors
/// [`Failure`]; its message says what to do.
pub async fn run(command: UserCommand) -> Result<(), Failure> {
    let (settings, accounts) = command.settings();
    let _log = telemetry::start(&settings.log.filter()?, settings.log.format);
    let mut screen = Screen::new(settings.json);
    let operator = Operator::open(config(settings, accounts)?).await?;
    let done = command.run(&operator, &mut screen).await;
    operator.close().await;
    Ok(done?)
}

impl UserCommand {
    /// Its settings, and those of accounts where it makes some or a link.
    fn settings(&self) -> (&OperatorSettings, Option<&AccountSettings>) {
        match self {
            Self::List(List { settings, .. })
            | Self::Show(Named { settings, .. })
            | Self::Disable(Named { settings, .. })
            | Self::Enable(Named { settings, .. })
            | Self::Delete(Delete { settings, .. })
            | Self::Sessions(Named { settings, .. })
            | Self::EndSessions(EndSessions { settings, .. }) => (settings, None),
            Self::Create(Create { settings, accounts, .. }) | Self::ResetLink(ResetLink { settings, accounts, .. }) => {
                (settings, Some(accounts))
            }
        }
    }

    async fn run(self, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
        match self {
            Self::List(request) => people::list(&request, operator, screen).await,
            Self::Show(Named { who, .. }) => people::show(&who, operator, screen).await,
            Self::Create(request) => accounts::create(&request, operator, screen).await,
            Self::Disable(Named { who, .. }) => access::disable(&who, operator, screen).await,
            Self::Enable(Named { who, .. }) => access::enable(&who, operator, screen).await,
            Self::Delete(request) => accounts::delete(&request, operator, screen).await,
            Self::ResetLink(request) => accounts::reset_link(&request, operator, screen).await,
            Self::Sessions(Named { who, .. }) => people::sessions(&who, operator, screen).await,
            Self::EndSessions(request) => access::end_sessions(&request, operator, screen).await,
        }
    }
}

/// What the service is told where it serves nobody: no link is made and no password is chosen without the settings of
/// accounts, and servers send the mails.
fn config(settings: &OperatorSettings, accounts: Option<&AccountSettings>) -> Result<AuthConfig, ConfigError> {
    let mode = accounts.map_or(Mode::Development, |accounts| accounts.mode);
    Ok(AuthConfig {
        mode,
        database: settings.database.config(),
        mail: MailConfig::Mailbox(settings.database.data_dir.join("mail")),
        public_url: accounts.map_or(Ok(None), AccountSettings::public_url)?.unwrap_or_default(),
        clock: Clock::System,
        hash_cost: HashCost::STANDARD,
        min_password_chars: accounts.map_or(Ok(AuthConfig::MIN_PASSWORD_CHARS), AccountSettings::min_password_chars)?,
        limits: Limits::of(mode),
    })
}

/// The account that is named like this.
async fn find(operator: &Operator, named: &str) -> Result<Account, UserError> {
    let who: Who = named.parse().map_err(|_| UserError::Unnamed(named.to_owned()))?;
    operator.find(&who).await?.ok_or(UserError::Unknown(who))
}
