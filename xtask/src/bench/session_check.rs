//! The session check: whose session is it? Every page view of every connected application asks.

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::{
    figures::Figure,
    http,
    load::Load,
    programs::Program,
    runs::{Column, Runs},
    stage::{COOKIE, Crowd, LastSeen, Seed, Stage},
    wrk::Requests,
};
use crate::step::note;

/// As many as a busy application keeps open, and as many as several do.
pub(crate) const FEW: u32 = 32;
const MANY: u32 = 256;
/// So many sessions are what many connections are tried with, and sessions of which nobody was seen lately.
const USUAL: u32 = 100_000;

/// Measures it at each number of users, and with many connections at one of them.
///
/// # Errors
/// When an answer is wrong, or a program fails.
pub(crate) fn measure(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let sizes = &stage.plan.sizes;
    let usual = sizes.iter().find(|size| **size == USUAL).or(sizes.first());
    let mut figures = Vec::new();
    for people in sizes {
        let crowd = Crowd::of(*people);
        figures.extend(at(stage, &crowd, FEW)?);
        if Some(people) == usual {
            figures.extend(at(stage, &crowd, MANY)?);
            figures.extend(at(stage, &Crowd { last_seen: LastSeen::LongAgo, ..crowd }, FEW)?);
        }
    }
    Ok(figures)
}

/// The limits and the product in turn, as often as is asked for, so that a machine that changes does so to all of them.
fn at(stage: &Stage<'_>, crowd: &Crowd, connections: u32) -> Result<Vec<Figure>> {
    let due = if crowd.last_seen == LastSeen::LongAgo { ", the first use of each to be written down" } else { "" };
    let group = format!("session check: {} sessions, {connections} connections{due}", crowd.people);
    note(&group);
    let seed = stage.seed(crowd)?;
    let (mut bare, mut lookup, mut ours) = (Runs::default(), Runs::default(), Runs::default());
    let mut recalled = Vec::new();
    for _ in 0..stage.plan.repetitions {
        bare.0.push(run(stage, &seed, connections, start_bare(stage)?)?);
        lookup.0.push(run(stage, &seed, connections, stage.limit("lookup", &[&seed.database.display().to_string()])?)?);
        let product = Program::product(&stage.product(&seed)?)?;
        recalled.push(product.wait_until_recalled(seed.people)?.as_secs_f64());
        ours.0.push(run(stage, &seed, connections, product)?);
    }
    let all = [("bare axum", bare), ("axum and sqlx", lookup), ("bienvenue", ours)];
    let columns: [Column; 3] = [Runs::rate, Runs::p50, Runs::p99];
    let figures = columns.map(|column| {
        let [bare, lookup, ours] = all.each_ref().map(|(name, runs)| column(runs, &group, name));
        let ours = ours.beside(&bare).beside(&lookup);
        let lookup = lookup.beside(&bare);
        [bare, lookup, ours]
    });
    let recalled = Figure::new(&group, "from the first answer until all sessions are in memory", "s", recalled);
    Ok(figures.into_iter().flatten().chain([recalled]).collect())
}

fn run(stage: &Stage<'_>, seed: &Seed, connections: u32, program: Program) -> Result<Load> {
    check(&program, seed)?;
    let load = stage.measure(program.address, &requests(seed), connections)?;
    program.stop()?;
    Ok(load)
}

/// The limit that finds nothing out.
///
/// # Errors
/// When it does not start.
pub(crate) fn start_bare(stage: &Stage<'_>) -> Result<Program> {
    stage.limit("bare", &[&first_answer().to_string()])
}

/// Everybody who has a session asks whose it is.
pub(crate) fn requests(seed: &Seed) -> Requests {
    Requests::get("/profile", "application/json", "identity").signed_in(COOKIE, &seed.secrets)
}

/// Whether a program answers the first of the people rightly.
///
/// # Errors
/// When it does not.
pub(crate) fn check(program: &Program, seed: &Seed) -> Result<()> {
    let cookie = format!("Cookie: {COOKIE}={}\r\n", seed.first_secret()?);
    let body = http::get_ok(program.address, "/profile", &cookie)?;
    if serde_json::from_slice::<Value>(&body)? != first_answer() {
        bail!("GET /profile was answered: {}", String::from_utf8_lossy(&body));
    }
    Ok(())
}

/// What the first of the people is answered. The others have a few digits more.
fn first_answer() -> Value {
    json!({ "email": "person1@example.org" })
}
