//! Meanwhile: session checks while others sign in without pause. Whoever signs in must not slow everybody else down.

use anyhow::Result;

use super::{
    figures::Figure,
    log_ins::{self, CLIENTS},
    programs::rate,
    runs::Runs,
    session_check::{self, FEW},
    stage::{Crowd, Seed, Stage},
};
use crate::step::note;

/// The same program with nobody signing in, and with somebody.
#[derive(Debug, Default)]
struct Both {
    idle: Runs,
    busy: Runs,
}

/// The product: session checks and log-ins, each alone and both together. The limit: bare axum, alone and beside bcrypt.
#[derive(Debug, Default)]
struct Measured {
    bare: Both,
    checks: Both,
    log_ins: Both,
    hashes: Vec<f64>,
}

/// Measures them.
///
/// # Errors
/// When not everything is answered well, or a program fails.
pub(crate) fn measure(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let crowd = Crowd::of(stage.plan.users);
    let group = format!(
        "meanwhile: {} sessions, {FEW} connections, while {CLIENTS} clients log in (hash cost {})",
        crowd.people, crowd.hash_cost
    );
    note(&group);
    let seed = stage.seed(&crowd)?;
    let mut measured = Measured::default();
    for _ in 0..stage.plan.repetitions {
        limit(stage, &seed, crowd.hash_cost, &mut measured)?;
        product(stage, &seed, &mut measured)?;
    }
    Ok(figures(&group, &measured))
}

fn limit(stage: &Stage<'_>, seed: &Seed, cost: u32, measured: &mut Measured) -> Result<()> {
    let (requests, seconds) = (session_check::requests(seed), stage.plan.slow_seconds);
    let program = session_check::start_bare(stage)?;
    measured.bare.idle.0.push(stage.measure(program.address, &requests, FEW)?);
    let hashes = stage.rate("hash", &[&cost.to_string(), &seconds.to_string()])?;
    let busy = stage.wrk.run(program.address, &requests, FEW, seconds);
    measured.hashes.push(rate(hashes)?);
    measured.bare.busy.0.push(busy?);
    program.stop()
}

fn product(stage: &Stage<'_>, seed: &Seed, measured: &mut Measured) -> Result<()> {
    let (checks, log_ins) = (session_check::requests(seed), log_ins::requests(seed));
    let seconds = stage.plan.slow_seconds;
    let program = stage.start(seed)?;
    measured.checks.idle.0.push(stage.measure(program.address, &checks, FEW)?);
    measured.log_ins.idle.0.push(stage.wrk.run(program.address, &log_ins, CLIENTS, seconds)?);
    let signing_in = stage.wrk.start(program.address, &log_ins, CLIENTS, seconds)?;
    let busy = stage.wrk.run(program.address, &checks, FEW, seconds);
    measured.log_ins.busy.0.push(signing_in.finish()?);
    measured.checks.busy.0.push(busy?);
    program.stop()
}

fn figures(group: &str, measured: &Measured) -> Vec<Figure> {
    let Measured { bare, checks, log_ins, hashes } = measured;
    let mut figures = both(group, "bare axum", "beside bcrypt", bare);
    figures.push(Figure::new(group, "bcrypt, beside bare axum", "/s", hashes.clone()));
    figures.extend(both(group, "bienvenue", "while others log in", checks));
    let alone = log_ins.idle.rate(group, "log-ins, idle");
    figures.extend([alone.clone(), log_ins.busy.rate(group, "log-ins, beside session checks").beside(&alone)]);
    figures
}

/// Rate and latency, idle and busy.
fn both(group: &str, name: &str, when: &str, runs: &Both) -> Vec<Figure> {
    let (idle, busy) = (format!("{name}, idle"), format!("{name}, {when}"));
    let columns = [Runs::rate, Runs::p50, Runs::p99];
    let pairs = columns.map(|column: fn(&Runs, &str, &str) -> Figure| {
        let (idle, busy) = (column(&runs.idle, group, &idle), column(&runs.busy, group, &busy));
        let busy = busy.beside(&idle);
        [idle, busy]
    });
    pairs.into_iter().flatten().collect()
}
