//! The footprint: how soon the server answers, and what it takes of memory and disk.

use std::{fs, thread, time::Duration};

use anyhow::Result;

use super::{
    figures::Figure,
    programs::Program,
    session_check::start_bare,
    stage::{Crowd, Seed, Stage},
};
use crate::step::note;

const STARTS: usize = 10;
/// After this long, nothing that a start has left is still to be done.
const SETTLED: Duration = Duration::from_secs(5);
/// Memory is told for so many sessions. The first of them are left out: to read any takes memory, too.
const SESSIONS: u32 = 10_000;
const MIB: f64 = 1024.0 * 1024.0;

/// Measures it.
///
/// # Errors
/// When the server does not start, or answers wrongly.
pub(crate) fn measure(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let group = format!("footprint: {} users", stage.plan.users);
    note(&group);
    let seed = stage.seed(&Crowd::of(stage.plan.users))?;
    let product = stage.product(&seed)?;
    let bare = starts(|| start_bare(stage))?;
    let bare = Figure::new(&group, "from start to the first answer, bare axum", "ms", bare);
    let ours = starts(|| Program::product(&product))?;
    let ours = Figure::new(&group, "from start to the first answer", "ms", ours).beside(&bare);
    let mut figures = vec![bare, ours];
    figures.extend(memory(stage, &seed, &group)?);
    let bytes = fs::metadata(stage.binary())?.len();
    figures.push(Figure::new(&group, "size of the binary", "MB", vec![bytes as f64 / 1e6]));
    Ok(figures)
}

/// How long it takes until a program answers, in milliseconds.
fn starts(start: impl Fn() -> Result<Program>) -> Result<Vec<f64>> {
    let starts = (0..STARTS).map(|_| {
        let program = start()?;
        let millis = program.ready_after.as_secs_f64() * 1e3;
        program.stop()?;
        Ok(millis)
    });
    starts.collect()
}

fn memory(stage: &Stage<'_>, seed: &Seed, group: &str) -> Result<Vec<Figure>> {
    let (mut bare, mut started, mut idle, mut growth) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let [alone, some] = [1, SESSIONS].map(|people| stage.seed(&Crowd::of(people)));
    let (alone, some) = (alone?, some?);
    for _ in 0..stage.plan.repetitions {
        let limit = start_bare(stage)?;
        let program = stage.start(&alone)?;
        started.push(program.memory()? as f64 / MIB);
        thread::sleep(SETTLED);
        bare.push(limit.memory()? as f64 / MIB);
        idle.push(program.memory()? as f64 / MIB);
        program.stop()?;
        limit.stop()?;
        if seed.people > some.people {
            let more = with_sessions(stage, seed)? - with_sessions(stage, &some)?;
            growth.push(more / f64::from(seed.people - some.people) * f64::from(SESSIONS));
        }
    }
    let bare = Figure::new(group, "memory of bare axum, idle", "MiB", bare);
    let idle = Figure::new(group, "memory, idle, one session", "MiB", idle).beside(&bare);
    let started = Figure::new(group, "memory, just started, one session", "MiB", started);
    let mut figures = vec![bare, started, idle];
    if !growth.is_empty() {
        figures.push(Figure::new(group, "memory for each 10,000 live sessions", "MiB", growth));
    }
    Ok(figures)
}

/// What the product takes with all these sessions in memory, in MiB.
fn with_sessions(stage: &Stage<'_>, seed: &Seed) -> Result<f64> {
    let program = stage.start(seed)?;
    let memory = program.memory()?;
    program.stop()?;
    Ok(memory as f64 / MIB)
}
