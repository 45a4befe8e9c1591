//! What is written: new sessions and new accounts, with hashes that cost next to nothing, beside SQLite alone with the
//! same durability. The server is built for tests: no other one makes such hashes.

use anyhow::Result;

use super::{
    figures::Figure,
    programs::{Mode, Program, rate},
    runs::Runs,
    session_check::FEW,
    stage::{Crowd, PASSWORD, Seed, Stage},
    wrk::Requests,
};
use crate::step::note;

/// bcrypt's lowest cost.
const COST: u32 = 4;

/// What people do that is written, in a mode.
const ACTS: [(&str, Act, Mode); 3] = [
    ("new sessions", Act::LogIn, Mode::Production),
    // Each of them is sent a mail.
    ("sign-ups, in production mode", Act::SignUp, Mode::Production),
    ("registrations, in development mode", Act::SignUp, Mode::Development),
];

/// What people do that is written.
#[derive(Debug, Clone, Copy)]
enum Act {
    LogIn,
    SignUp,
}

/// Measures it.
///
/// # Errors
/// When not everything is answered well, or a program fails.
pub(crate) fn measure(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let crowd = Crowd { hash_cost: COST, ..Crowd::of(stage.plan.users) };
    let group = format!("writes: {} users, {FEW} clients, hash cost {COST}", crowd.people);
    note(&group);
    let seed = stage.seed(&crowd)?;
    let (mut commits, mut runs) = (Vec::new(), ACTS.map(|_| Runs::default()));
    for repetition in 0..stage.plan.repetitions {
        commits.push(commit(stage, repetition)?);
        for ((_, act, mode), runs) in ACTS.into_iter().zip(&mut runs) {
            let program = Program::product(&stage.cheap_product(&seed, mode)?)?;
            program.wait_until_recalled(seed.people)?;
            let requests = act.requests(&seed);
            runs.0.push(stage.wrk.run(program.address, &requests, FEW, stage.plan.seconds)?);
            program.stop()?;
        }
    }
    let commits = Figure::new(&group, "commits of SQLite alone", "/s", commits);
    let acts = ACTS
        .into_iter()
        .zip(&runs)
        .flat_map(|((name, ..), runs)| [runs.rate(&group, name).beside(&commits), runs.p99(&group, name)]);
    let acts: Vec<_> = acts.collect();
    Ok([vec![commits], acts].concat())
}

fn commit(stage: &Stage<'_>, repetition: u32) -> Result<f64> {
    let file = stage.path(&format!("commits-{repetition}.db"));
    rate(stage.rate("commits", &[&file.display().to_string(), &stage.plan.seconds.to_string()])?)
}

impl Act {
    fn requests(self, seed: &Seed) -> Requests {
        match self {
            Self::LogIn => Requests::post("/sessions", PASSWORD, "person", 1, seed.people),
            // Nobody has these addresses yet: the database is a new copy each time.
            Self::SignUp => Requests::post("/users", PASSWORD, "newcomer", 1, u32::MAX),
        }
    }
}
