//! The footprint: how soon the server answers, and what it takes of memory and disk.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    thread,
    time::Duration,
};

use anyhow::{Result, bail};

use super::{
    figures::Figure,
    http::Connection,
    programs::Program,
    session_check::start_bare,
    stage::{COOKIE, Crowd, Seed, Stage},
};
use crate::step::note;

const STARTS: usize = 10;
/// After this long, nothing that a start has left is still to be done.
const SETTLED: Duration = Duration::from_secs(5);
/// Memory is told for so many sessions that were used.
const SESSIONS: usize = 10_000;
/// So many times as many are used.
const MOST: usize = 6;
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
    for _ in 0..stage.plan.repetitions {
        let limit = start_bare(stage)?;
        let program = Program::product(&stage.product(seed)?)?;
        started.push(program.memory()? as f64 / MIB);
        thread::sleep(SETTLED);
        bare.push(limit.memory()? as f64 / MIB);
        idle.push(program.memory()? as f64 / MIB);
        growth.extend(growth_of(&program, seed)?);
        program.stop()?;
        limit.stop()?;
    }
    let bare = Figure::new(group, "memory of bare axum, idle", "MiB", bare);
    let idle = Figure::new(group, "memory, idle", "MiB", idle).beside(&bare);
    let started = Figure::new(group, "memory, just started", "MiB", started);
    let mut figures = vec![bare, started, idle];
    if !growth.is_empty() {
        figures.push(Figure::new(group, "memory for each 10,000 sessions used", "MiB", growth));
    }
    Ok(figures)
}

/// The first ten thousand sessions warm the server up; then it is told what each further ten thousand take, where there
/// are so many.
fn growth_of(program: &Program, seed: &Seed) -> Result<Option<f64>> {
    let secrets = BufReader::new(File::open(&seed.secrets)?).lines();
    let mut connection = Connection::open(program.address)?;
    let (mut warm, mut used) = (None, 0_usize);
    for secret in secrets.take(MOST * SESSIONS) {
        let answer = connection.get("/profile", &format!("Cookie: {COOKIE}={}\r\n", secret?))?;
        if answer.status != 200 {
            bail!("GET /profile was answered {}", answer.status);
        }
        used += 1;
        if used == SESSIONS {
            warm = Some(program.memory()?);
        }
    }
    let after = program.memory()?;
    let further = used.saturating_sub(SESSIONS) as f64 / SESSIONS as f64;
    Ok(warm.filter(|_| further > 0.0).map(|warm| (after as f64 - warm as f64) / MIB / further))
}
