//! Signing in: bound by bcrypt, on purpose. What the service takes besides is its own.

use anyhow::Result;

use super::{
    figures::Figure,
    programs::rate,
    runs::Runs,
    stage::{Crowd, PASSWORD, Seed, Stage},
    wrk::Requests,
};
use crate::step::note;

/// So many sign in without pause.
pub(crate) const CLIENTS: u32 = 8;

/// Measures how many sign in when nothing else happens, beside a loop of bcrypt.
///
/// # Errors
/// When somebody can't sign in, or a program fails.
pub(crate) fn measure(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let crowd = Crowd::of(stage.plan.users);
    let group = format!("log-ins: {CLIENTS} clients, hash cost {}", crowd.hash_cost);
    note(&group);
    let seed = stage.seed(&crowd)?;
    let seconds = stage.plan.slow_seconds;
    let (mut hashes, mut ours) = (Vec::new(), Runs::default());
    for _ in 0..stage.plan.repetitions {
        hashes.push(rate(stage.rate("hash", &[&crowd.hash_cost.to_string(), &seconds.to_string()])?)?);
        let program = stage.start(&seed)?;
        ours.0.push(stage.wrk.run(program.address, &requests(&seed), CLIENTS, seconds)?);
        program.stop()?;
    }
    let hashes = Figure::new(&group, "bcrypt alone", "/s", hashes);
    let log_ins = ours.rate(&group, "bienvenue").beside(&hashes);
    Ok(vec![hashes, log_ins, ours.p99(&group, "bienvenue")])
}

/// One after the other of the people signs in.
pub(crate) fn requests(seed: &Seed) -> Requests {
    Requests::post("/sessions", PASSWORD, "person", 1, seed.people)
}
