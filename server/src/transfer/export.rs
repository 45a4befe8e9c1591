//! `bienvenue export`: all users, as other systems can read them.

use super::{format::Format, patient, writer::Writer};
use crate::{
    cli::IO_ERROR,
    config::DatabaseSettings,
    failure::Failure,
    output::{answered, has_reader},
};
use auth::{Clock, Exchange, ExchangeError, NewFile};
use clap::Args;
use std::{
    fs::File,
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// From which database, and where to.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// The file to make, its owner's alone, else standard output. It has addresses and password hashes.
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,

    /// JSON lines or CSV.
    /// [default: csv, if the file's name ends so, else json]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,

    /// Replace the file if it is there.
    #[arg(long, requires = "to")]
    pub force: bool,

    /// The settings that serving has, too.
    #[command(flatten)]
    pub database: DatabaseSettings,
}

/// Why not all were written.
enum Stopped {
    Output(io::Error),
    Exchange(ExchangeError),
}

/// Writes all users, each as it is when its turn comes.
///
/// # Errors
/// [`Failure`]; then there is no file.
pub async fn run(request: &Export, output: &mut impl Write) -> Result<(), Failure> {
    let exchange = Exchange::open(&patient(request.database.of_what_is_there()), Clock::System).await?;
    let format = Format::of(request.format, request.to.as_deref());
    let Some(path) = &request.to else {
        let written = write(&exchange, format, BufWriter::new(output)).await;
        exchange.close().await;
        return match written {
            Err(Stopped::Output(error)) => {
                has_reader(Err(error)).map(drop).map_err(|error| unwritable(Path::new("standard output"), &error))
            }
            Err(Stopped::Exchange(error)) => Err(error.into()),
            Ok(_) => Ok(()),
        };
    };
    let fault = |error| unwritable(path, &error);
    let new = NewFile::begin(path, request.force).map_err(fault)?;
    let file = File::options().write(true).open(new.part()).map_err(fault)?;
    let users = write(&exchange, format, BufWriter::new(file)).await.map_err(|stopped| stopped.at(path))?;
    exchange.close().await;
    new.finish().map_err(fault)?;
    let told = writeln!(output, "{}: {users} users, with their password hashes; keep it safe", path.display());
    answered(told, "the file is written, and whole")
}

impl Stopped {
    fn at(self, path: &Path) -> Failure {
        match self {
            Self::Output(error) => unwritable(path, &error),
            Self::Exchange(error) => error.into(),
        }
    }
}

async fn write(exchange: &Exchange, format: Format, output: impl Write) -> Result<u64, Stopped> {
    let mut writer = Writer::new(format, output).map_err(Stopped::Output)?;
    let (mut users, mut last) = (0, None);
    loop {
        let (records, behind) = exchange.export(last).await.map_err(Stopped::Exchange)?;
        if records.is_empty() {
            writer.finish().map_err(Stopped::Output)?;
            return Ok(users);
        }
        for record in records {
            writer.write(record).map_err(Stopped::Output)?;
            users += 1;
        }
        last = behind;
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let what = match error.kind() {
        ErrorKind::AlreadyExists => "is there already; name another file, or add --force to replace it".to_owned(),
        ErrorKind::IsADirectory => "is a directory; name a file in it".to_owned(),
        _ => format!("can't be written ({error}); choose a place that exists, may be written to and has room"),
    };
    Failure::new(IO_ERROR, format!("{path:?} {what}"))
}
