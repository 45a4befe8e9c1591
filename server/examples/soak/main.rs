//! Watches a server for a while under a third of what it can do, with faults at random: it has to stay as it was, and to
//! fail nobody without a reason. `cargo xtask soak --minutes 60` starts it with the release build.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how it fails")]
#![expect(clippy::print_stdout, reason = "the figures are what one runs it for")]

mod faults;
mod journey;
mod program;
mod watch;

use faults::Faults;
use journey::{Journeys, PEAK_CLIENTS};
use program::Program;
use std::{
    env,
    process::ExitCode,
    time::{Duration, Instant},
};
use tokio::time::{interval, sleep_until};
use watch::Watch;

/// How long everybody asks as fast as they can, to find out how much that is.
const PEAK: Duration = Duration::from_secs(20);
/// So much of it is asked for afterwards.
const SHARE: f64 = 0.3;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().collect();
    let [_, program, minutes] = &arguments[..] else { panic!("soak PROGRAM MINUTES") };
    let program = Program::start(program);
    let journeys = Journeys::to(&program.url);
    let peak = journeys.at_peak(PEAK).await;
    println!("at most {peak:.2} journeys a second with {PEAK_CLIENTS} at once; {:.2} from now on", peak * SHARE);
    let end = Instant::now() + Duration::from_secs(60 * minutes.parse::<u64>().unwrap());
    let watch = Watch::on(&program, end);
    let faults = tokio::spawn(Faults::on(&program, journeys.excuse()).until(end));
    let mut turns = interval(Duration::from_secs_f64(1.0 / (peak * SHARE)));
    while Instant::now() < end {
        turns.tick().await;
        journeys.begin();
    }
    sleep_until(end.into()).await;
    let faults = faults.await.unwrap();
    let (journeys, samples) = (journeys.end().await, watch.samples().await);
    let log = program.stop();
    println!("{journeys}\n{faults}\n{samples}");
    let complaints = [journeys.complaints(), samples.complaints(), log].concat();
    match complaints.is_empty() {
        true => println!("nothing grew, and nobody was failed without a reason"),
        false => println!("{}", complaints.join("\n")),
    }
    ExitCode::from(u8::from(!complaints.is_empty()))
}
