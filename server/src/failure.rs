//! Why a command of an operator failed: one sentence, and the code to end with.

use crate::{
    cli::{CONFIGURATION_ERROR, DATABASE_ERROR, IO_ERROR},
    config::ConfigError,
    data_dir::DataDirError,
    mail::TestMailError,
};
use auth::{BackupError, CheckError, ExchangeError, MoveError, OpenError, OpenFault, RestoreError};
use std::fmt::Display;
use thiserror::Error;

/// What a command ends with that did not do what it was asked for.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    message: String,
}

impl Failure {
    /// What a command ends with that could not do what it was asked for, with a database and files that are in order.
    pub(crate) const FAILED: u8 = 1;

    pub(crate) fn new(code: u8, message: impl Display) -> Self {
        Self { code, message: message.to_string() }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(CONFIGURATION_ERROR, error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::new(exit_code_of(&error), with_remedy(&error))
    }
}

/// Names the setting where one can help, and the error does not say itself what to do.
pub(crate) fn with_remedy(error: &OpenError) -> String {
    with_remedy_in(error, "--database-url", "--database-url and --data-dir")
}

/// The same, where the database's URL is called `url`, and `place` is all that says where the database is.
fn with_remedy_in(error: &OpenError, url: &str, place: &str) -> String {
    match error {
        OpenError::Url { .. } => format!("{url}: {error}"),
        OpenError::Mail(_) => format!("{error}; write --mail-from like 'Bienvenue <accounts@example.org>'"),
        OpenError::Foreign { .. } => format!("{error} in {url}"),
        OpenError::Open(_) | OpenError::Migrate(_) => {
            let remedy = error.remedy(url).unwrap_or_else(|| format!("check {place}"));
            format!("{error}; {remedy}")
        }
        _ => error.to_string(),
    }
}

/// What to end with when a database can't be opened: who has to do something, and whether another try may succeed without.
pub(crate) fn exit_code_of(error: &OpenError) -> u8 {
    exit_code(error.fault())
}

/// What to end with where this has to change.
pub(crate) fn exit_code(fault: OpenFault) -> u8 {
    match fault {
        OpenFault::Configuration => CONFIGURATION_ERROR,
        OpenFault::Database => DATABASE_ERROR,
        OpenFault::Io => IO_ERROR,
    }
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Open(error) => error.into(),
            error => Self::new(exit_code_of_check(&error), error),
        }
    }
}

fn exit_code_of_check(error: &CheckError) -> u8 {
    match error {
        CheckError::Open(error) => exit_code_of(error),
        CheckError::InMemory | CheckError::Newer { .. } | CheckError::Older { .. } => CONFIGURATION_ERROR,
        CheckError::Missing(_) | CheckError::Foreign(_) | CheckError::Damaged { .. } => DATABASE_ERROR,
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Source(error) => error.into(),
            BackupError::NotSqlite => Self::new(CONFIGURATION_ERROR, error),
            BackupError::Itself(_) | BackupError::Exists(_) | BackupError::Directory(_) | BackupError::Write { .. } => {
                Self::new(IO_ERROR, error)
            }
        }
    }
}

impl From<DataDirError> for Failure {
    fn from(error: DataDirError) -> Self {
        Self::new(IO_ERROR, error)
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Self {
        let code = match error {
            RestoreError::Target(error) => return error.into(),
            RestoreError::Backup(ref error) => exit_code_of_check(error),
            RestoreError::NotSqlite | RestoreError::InMemory => CONFIGURATION_ERROR,
            RestoreError::HasLog(_) => DATABASE_ERROR,
            RestoreError::File { .. } => IO_ERROR,
            RestoreError::Itself(_) | RestoreError::InUse(_) => Self::FAILED,
        };
        Self::new(code, error)
    }
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Database(error) => error.into(),
            ExchangeError::Interrupted { fault, .. } => Self::new(exit_code(fault), error),
        }
    }
}

impl From<MoveError> for Failure {
    fn from(error: MoveError) -> Self {
        let of = |error, which, setting| {
            Self::new(
                exit_code_of(error),
                format!("the database to copy {which}: {}", with_remedy_in(error, setting, setting)),
            )
        };
        let code = match &error {
            MoveError::Source(error) => return of(error, "from", "--from"),
            MoveError::Target(error) => return of(error, "into", "--to"),
            MoveError::Interrupted { fault, .. } => exit_code(*fault),
            MoveError::Missing(_) => DATABASE_ERROR,
            MoveError::NotEmpty { .. } | MoveError::OtherSource(_) | MoveError::Differs { .. } => Self::FAILED,
        };
        Self::new(code, error)
    }
}

impl From<TestMailError> for Failure {
    fn from(error: TestMailError) -> Self {
        Self::new(if error.is_configuration() { CONFIGURATION_ERROR } else { Self::FAILED }, error)
    }
}
