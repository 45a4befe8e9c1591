//! The benchmark: the product beside the limits, on this machine. One table; the README's figures come from it.

mod built;
mod environment;
mod figures;
mod files;
mod footprint;
mod http;
mod load;
mod log_ins;
mod meanwhile;
mod micro;
mod options;
mod pages;
mod programs;
mod runs;
mod session_check;
mod stage;
mod table;
mod writes;
mod wrk;

use std::fs;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use self::{environment::Environment, figures::Figure, options::Measurement, stage::Stage, table::Table};
use crate::{
    step::{note, step},
    workspace::Workspace,
};

pub(crate) use self::options::Options;

/// Where the figures are for programs to read, in the target directory.
const JSON: &str = "bench.json";

/// Measures, and shows the table.
///
/// # Errors
/// When something is missing, does not build, or answers wrongly.
pub(crate) fn bench(workspace: &Workspace, options: &Options) -> Result<()> {
    if options.micro {
        return micro::run(workspace);
    }
    let stage = Stage::set(workspace, options.plan())?;
    let (figures, failed) = measure_all(&stage);
    show(&stage, figures)?;
    match failed.is_empty() {
        true => Ok(()),
        false => bail!("not measured:\n{}", failed.join("\n")),
    }
}

/// The figures, and a sentence for each measurement that failed. A failure does not end it: each of them takes its time.
fn measure_all(stage: &Stage<'_>) -> (Vec<Figure>, Vec<String>) {
    let (mut figures, mut failed) = (Vec::new(), Vec::new());
    let all = Measurement::value_variants().iter().copied();
    for measurement in all.filter(|measurement| stage.plan.has(*measurement)) {
        match step(&format!("{measurement:?}"), || measure(stage, measurement)) {
            Ok(measured) => figures.extend(measured),
            Err(error) => failed.push(format!("{measurement:?}: {error:#}")),
        }
    }
    (figures, failed)
}

fn show(stage: &Stage<'_>, figures: Vec<Figure>) -> Result<()> {
    let environment = Environment::here(stage.workspace, stage.plan.profile, stage.wrk.version());
    let table = Table { environment, figures };
    let path = stage.workspace.target().join(JSON);
    let json = serde_json::to_string_pretty(&table)?;
    fs::write(&path, json + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    println!("\n{table}");
    note(format!("The same for programs: {}", path.display()));
    Ok(())
}

fn measure(stage: &Stage<'_>, measurement: Measurement) -> Result<Vec<Figure>> {
    match measurement {
        Measurement::SessionCheck => session_check::measure(stage),
        Measurement::LogIns => log_ins::measure(stage),
        Measurement::Meanwhile => meanwhile::measure(stage),
        Measurement::Writes => writes::measure(stage),
        Measurement::Footprint => footprint::measure(stage),
        Measurement::Pages => pages::measure(stage),
        Measurement::Files => files::measure(stage),
    }
}
