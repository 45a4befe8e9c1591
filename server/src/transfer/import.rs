//! `bienvenue import`: users of another system, with the passwords that they have there.

use super::{
    format::Format,
    patient,
    progress::Progress,
    reader::{Line, Reader},
};
use crate::{cli::IO_ERROR, config::DatabaseSettings, failure::Failure, output::answered};
use auth::{Clock, Exchange, NewFile, Taken, UserRecord};
use clap::Args;
use std::{
    fs::{self, File},
    io::{self, BufReader, Write},
    path::{Path, PathBuf},
};

/// Users that are taken in one transaction.
const BATCH: usize = 1_000;
/// Refused lines that are told where no report is asked for.
const TOLD: usize = 20;

/// Which users, and into which database.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// Users as JSON lines, or as CSV whose first line names the columns: email and, as far as there are any, id,
    /// `password_hash` (bcrypt or argon2id), `created_at` (RFC 3339), verified and disabled
    /// (true or false).
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// JSON lines or CSV.
    /// [default: csv, if the file's name ends so, else json]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,

    /// Where to write which lines were refused, and why; replaced if it is there.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// The settings that serving has, too.
    #[command(flatten)]
    pub database: DatabaseSettings,
}

/// What has become of the lines so far.
#[derive(Default)]
struct Tally {
    added: u64,
    already_there: u64,
    refused: Vec<(u64, String)>,
}

/// Where refused lines are written.
struct Report<'p> {
    path: &'p Path,
    file: NewFile,
}

/// Takes all users that can be taken. An interrupted import goes on when it is run again.
///
/// # Errors
/// [`Failure`]: 1 when lines were refused, and all others were taken.
pub async fn run(request: &Import, output: &mut impl Write) -> Result<(), Failure> {
    let unreadable = |error| unreadable(&request.file, &error);
    let file = File::open(&request.file).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    let format = Format::of(request.format, Some(&request.file));
    let mut reader = Reader::new(format, BufReader::new(file)).map_err(unreadable)?;
    let report = request.report.as_deref().map(Report::begin).transpose()?;
    let exchange = Exchange::open(&patient(request.database.of_what_is_there()), Clock::System).await?;
    let (mut tally, mut progress, mut batch) = (Tally::default(), Progress::new(bytes), Vec::with_capacity(BATCH));
    while let Some(Line { number, record }) = reader.next().map_err(unreadable)? {
        match record {
            Ok(record) => batch.push((number, record)),
            Err(reason) => tally.refused.push((number, reason)),
        }
        if batch.len() == BATCH {
            tally.take(&exchange, &mut batch).await?;
            progress.at(reader.bytes());
        }
    }
    tally.take(&exchange, &mut batch).await?;
    progress.finish();
    exchange.close().await;
    tally.tell(report, output)
}

impl<'p> Report<'p> {
    fn begin(path: &'p Path) -> Result<Self, Failure> {
        Ok(Self { path, file: NewFile::begin(path, true).map_err(|error| unwritable(path, &error))? })
    }

    fn finish(self, text: &str) -> Result<String, Failure> {
        let Self { path, file } = self;
        let written = fs::write(file.part(), text).and_then(|()| file.finish());
        written.map_err(|error| unwritable(path, &error))?;
        Ok(format!("{} says which and why", path.display()))
    }
}

impl Tally {
    async fn take(&mut self, exchange: &Exchange, batch: &mut Vec<(u64, UserRecord)>) -> Result<(), Failure> {
        let (numbers, records): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        for (number, taken) in numbers.into_iter().zip(exchange.import(&records).await?) {
            match taken {
                Taken::Added => self.added += 1,
                Taken::AlreadyThere => self.already_there += 1,
                Taken::Refused(reason) => self.refused.push((number, reason.to_string())),
            }
        }
        Ok(())
    }

    fn tell(mut self, report: Option<Report<'_>>, output: &mut impl Write) -> Result<(), Failure> {
        self.refused.sort_by_key(|(number, _)| *number);
        let refused = self.refused.len();
        let mut lines = self.refused.iter().map(|(number, reason)| format!("line {number}: {reason}\n"));
        let told = writeln!(output, "{} added, {} already there, {refused} refused", self.added, self.already_there);
        let (told, remedy) = match report {
            Some(report) => (told, report.finish(&lines.collect::<String>())?),
            None => {
                let mut listed = lines.by_ref().take(TOLD);
                let told = told.and_then(|()| listed.try_for_each(|line| output.write_all(line.as_bytes())));
                let remedy =
                    if refused > TOLD { "add --report FILE for a list of all" } else { "mend them, and import again" };
                (told, remedy.to_owned())
            }
        };
        answered(told, &format!("all lines were taken, but for those that were refused: {refused}"))?;
        match refused {
            0 => Ok(()),
            _ => Err(Failure::new(Failure::FAILED, format!("lines that were refused: {refused}; {remedy}"))),
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        IO_ERROR,
        format!("{path:?} can't be read ({error}), so nothing more was taken; mend that, and import again"),
    )
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let remedy = "name a file in a directory that exists, may be written to and has room";
    Failure::new(IO_ERROR, format!("{path:?} can't be written ({error}); {remedy}"))
}
