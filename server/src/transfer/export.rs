//! `bienvenue export`: all users, as other systems can read them.

use super::{format::Format, patient, writer::Writer};
use crate::{cli::IO_ERROR, config::DatabaseSettings, failure::Failure};
use auth::{Clock, Exchange, NewFile};
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

/// Writes all users, each as it is when its turn comes.
///
/// # Errors
/// [`Failure`]; then there is no file.
pub async fn run(request: &Export, output: &mut impl Write) -> Result<(), Failure> {
    let exchange = Exchange::open(&patient(request.database.of_what_is_there()), Clock::System).await?;
    let format = Format::of(request.format, request.to.as_deref());
    let Some(path) = &request.to else {
        write(&exchange, format, BufWriter::new(output), Path::new("standard output")).await?;
        exchange.close().await;
        return Ok(());
    };
    let fault = |error| unwritable(path, &error);
    let new = NewFile::begin(path, request.force).map_err(fault)?;
    let file = File::options().write(true).open(new.part()).map_err(fault)?;
    let users = write(&exchange, format, BufWriter::new(file), path).await?;
    exchange.close().await;
    new.finish().map_err(fault)?;
    // Nobody may be reading; it is written.
    _ = writeln!(output, "{}: {users} users, with their password hashes; keep it safe", path.display());
    Ok(())
}

async fn write(exchange: &Exchange, format: Format, output: impl Write, path: &Path) -> Result<u64, Failure> {
    let fault = |error| unwritable(path, &error);
    let mut writer = Writer::new(format, output).map_err(fault)?;
    let (mut users, mut last) = (0, None);
    loop {
        let (records, behind) = exchange.export(last).await?;
        if records.is_empty() {
            writer.finish().map_err(fault)?;
            return Ok(users);
        }
        for record in records {
            writer.write(record).map_err(fault)?;
            users += 1;
        }
        last = behind;
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let remedy = match error.kind() {
        ErrorKind::AlreadyExists => "name another file, or add --force to replace it",
        _ => "choose a directory that exists and has room",
    };
    Failure::new(IO_ERROR, format!("{path:?} can't be written ({error}); {remedy}"))
}
