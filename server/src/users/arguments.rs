//! What each command is told.

use crate::config::{AccountSettings, DatabaseSettings, LogSettings};
use clap::Args;

/// What every command is told.
#[derive(Clone, Debug, Args)]
pub struct OperatorSettings {
    /// Answer as JSON, one object a line.
    #[arg(long)]
    pub json: bool,

    /// Where everything is stored.
    #[command(flatten)]
    pub database: DatabaseSettings,

    /// What is logged.
    #[command(flatten)]
    pub log: LogSettings,
}

/// Whose account is meant.
#[derive(Clone, Debug, Args)]
pub struct Named {
    /// Whose account: its address, in any spelling, or its id.
    #[arg(value_name = "ADDRESS-OR-ID")]
    pub who: String,

    /// What every command is told.
    #[command(flatten)]
    pub settings: OperatorSettings,
}

/// Which accounts to list.
#[derive(Clone, Debug, Args)]
pub struct List {
    /// Only those whose address contains this, in any spelling.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub search: String,

    /// So many at most.
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<u32>,

    /// Only those behind this address, such as the last one of the list before.
    #[arg(long, value_name = "ADDRESS")]
    pub after: Option<String>,

    /// What every command is told.
    #[command(flatten)]
    pub settings: OperatorSettings,
}

/// An account to make.
#[derive(Clone, Debug, Args)]
pub struct Create {
    /// The address. It is taken for its owner's: nobody is asked to confirm it.
    #[arg(value_name = "ADDRESS")]
    pub email: String,

    /// Read the password from standard input. Else, a link is printed by which the account's owner chooses one.
    #[arg(long)]
    pub password_stdin: bool,

    /// What every command is told.
    #[command(flatten)]
    pub settings: OperatorSettings,

    /// How accounts are kept.
    #[command(flatten)]
    pub accounts: AccountSettings,
}

/// For whom to make a link.
#[derive(Clone, Debug, Args)]
pub struct ResetLink {
    /// Whose account: its address, in any spelling, or its id.
    #[arg(value_name = "ADDRESS-OR-ID")]
    pub who: String,

    /// What every command is told.
    #[command(flatten)]
    pub settings: OperatorSettings,

    /// How accounts are kept.
    #[command(flatten)]
    pub accounts: AccountSettings,
}

/// An account to delete.
#[derive(Clone, Debug, Args)]
pub struct Delete {
    /// Whose account: its address, in any spelling, or its id.
    #[arg(value_name = "ADDRESS-OR-ID")]
    pub who: String,

    /// Don't ask. Needed where nobody is there to be asked.
    #[arg(long)]
    pub yes: bool,

    /// Send no mail that says good-bye.
    #[arg(long)]
    pub quietly: bool,

    /// What every command is told.
    #[command(flatten)]
    pub settings: OperatorSettings,
}

/// Sessions to end.
#[derive(Clone, Debug, Args)]
pub struct EndSessions {
    /// Whose account: its address, in any spelling, or its id.
    #[arg(value_name = "ADDRESS-OR-ID", required_unless_present = "everybody", conflicts_with = "everybody")]
    pub who: Option<String>,

    /// Only the session of this id.
    #[arg(long, value_name = "ID", conflicts_with = "everybody")]
    pub session: Option<String>,

    /// The sessions of everybody: all have to sign in again.
    #[arg(long)]
    pub everybody: bool,

    /// Don't ask about everybody's. Needed where nobody is there to be asked.
    #[arg(long)]
    pub yes: bool,

    /// What every command is told.
    #[command(flatten)]
    pub settings: OperatorSettings,
}
