//! Verifies passwords on all cores: `hash 12 30` does so for 30 seconds at cost 12, and tells how many a second.

use bench::{Outcome, arguments, tell};
use serde_json::json;
use std::{
    thread::{self, available_parallelism},
    time::{Duration, Instant},
};

const PASSWORD: &str = "violet anchors sing";

fn main() -> Outcome {
    let [cost, seconds] = arguments("hash COST SECONDS")?;
    let hash = bcrypt::hash_with_salt(PASSWORD, cost.parse()?, [1; 16])?.to_string();
    let time = Duration::from_secs(seconds.parse()?);
    let threads = available_parallelism()?.get();
    let per_second = thread::scope(|scope| {
        let cores: Vec<_> = (0..threads).map(|_| scope.spawn(|| rate(&hash, time))).collect();
        let rates = cores.into_iter().map(|core| core.join().map_err(|_| "a thread failed")?);
        rates.sum::<Result<f64, &str>>()
    })?;
    tell(json!({ "per_second": per_second, "threads": threads }))
}

/// Verifications a second of one thread. The last one is counted with all of its time.
fn rate(hash: &str, time: Duration) -> Result<f64, &'static str> {
    let (begun, mut verified) = (Instant::now(), 0_u32);
    while begun.elapsed() < time {
        match bcrypt::verify(PASSWORD, hash) {
            Ok(true) => verified += 1,
            _ => return Err("the password is not the hash's"),
        }
    }
    Ok(f64::from(verified) / begun.elapsed().as_secs_f64())
}
