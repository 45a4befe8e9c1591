//! Why a command of an operator failed: one sentence, and the code to end with.

use crate::{
    cli::{CONFIGURATION_ERROR, DATABASE_ERROR, IO_ERROR},
    config::ConfigError,
    data_dir::DataDirError,
    mail::TestMailError,
    run::with_remedy,
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
            BackupError::Itself(_) | BackupError::Exists(_) | BackupError::Write { .. } => Self::new(IO_ERROR, error),
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
        let code = match &error {
            MoveError::Source(error) | MoveError::Target(error) => exit_code_of(error),
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
