//! `bienvenue backup`: a copy of the SQLite database, made while it is served from.

use crate::{config::DatabaseSettings, failure::Failure, output::answered};
use auth::back_up;
use clap::Args;
use std::{io::Write, path::PathBuf, time::Instant};

/// Of which database, and where to.
#[derive(Clone, Debug, Args)]
pub struct BackUp {
    /// The file to make. It holds addresses and password hashes, and is its owner's alone.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Replace the file if it is there.
    #[arg(long)]
    pub force: bool,

    /// The settings that serving has, too.
    #[command(flatten)]
    pub database: DatabaseSettings,
}

/// Makes the copy, and says how large it is and how long that took.
///
/// # Errors
/// [`Failure`] when there is no copy; its message says what to do.
pub async fn run(request: &BackUp, output: &mut impl Write) -> Result<(), Failure> {
    let (config, begun) = (request.database.of_what_is_there(), Instant::now());
    let bytes = back_up(&config, &request.file, request.force).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let told = writeln!(output, "{}: {bytes} bytes in {seconds:.1} s, checked and whole", request.file.display());
    answered(told, "the copy is made, and whole")
}
