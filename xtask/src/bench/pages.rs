//! Pages: rendered on the server for each who asks.

use anyhow::{Result, bail};

use super::{
    figures::Figure,
    http,
    load::Load,
    programs::Program,
    runs::Runs,
    session_check::FEW,
    stage::{COOKIE, Crowd, Seed, Stage},
    wrk::Requests,
};
use crate::step::note;

/// What browsers say that they take.
const ACCEPT: &str = "text/html,application/xhtml+xml";
const ENCODINGS: [(&str, &str); 2] = [("gzip, deflate, br", "compressed"), ("identity", "not compressed")];

/// A page, and what stands in it.
#[derive(Debug, Clone, Copy)]
struct Page {
    path: &'static str,
    is_for_who_is_signed_in: bool,
    text: &'static str,
}

const PAGES: [Page; 2] = [
    Page { path: "/login", is_for_who_is_signed_in: false, text: "<form" },
    Page { path: "/account", is_for_who_is_signed_in: true, text: "person1@example.org" },
];

/// Measures them.
///
/// # Errors
/// When a page is not what it should be, or a program fails.
pub(crate) fn measure(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let group = format!("pages: {} users, {FEW} connections", stage.plan.users);
    note(&group);
    let seed = stage.seed(&Crowd::of(stage.plan.users))?;
    let mut figures = Vec::new();
    for page in PAGES {
        for (encoding, in_words) in ENCODINGS {
            let loads = (0..stage.plan.repetitions).map(|_| run(stage, &seed, page, encoding));
            let runs = Runs(loads.collect::<Result<_>>()?);
            let name = format!("{} {in_words}", page.path);
            figures.extend([runs.rate(&group, &name), runs.p99(&group, &name)]);
        }
    }
    Ok(figures)
}

fn run(stage: &Stage<'_>, seed: &Seed, page: Page, encoding: &str) -> Result<Load> {
    let program = stage.start(seed)?;
    check(&program, seed, page)?;
    let requests = Requests::get(page.path, ACCEPT, encoding);
    let requests = match page.is_for_who_is_signed_in {
        true => requests.signed_in(COOKIE, &seed.secrets),
        false => requests,
    };
    let load = stage.measure(program.address, &requests, FEW)?;
    program.stop()?;
    Ok(load)
}

fn check(program: &Program, seed: &Seed, page: Page) -> Result<()> {
    let mut headers = format!("Accept: {ACCEPT}\r\n");
    if page.is_for_who_is_signed_in {
        headers += &format!("Cookie: {COOKIE}={}\r\n", seed.first_secret()?);
    }
    let body = http::get_ok(program.address, page.path, &headers)?;
    match String::from_utf8_lossy(&body).contains(page.text) {
        true => Ok(()),
        false => bail!("{} does not have {:?} in it", page.path, page.text),
    }
}
