//! Files of the site, beside the same file from memory.

use std::fs;

use anyhow::{Result, bail};

use super::{
    figures::Figure,
    http,
    load::Load,
    programs::Program,
    runs::Runs,
    session_check::FEW,
    stage::{Crowd, Stage},
    wrk::Requests,
};
use crate::{site::Manifest, step::note};

/// A file as a browser gets it.
#[derive(Debug)]
struct Served {
    url: String,
    content_type: &'static str,
    encoding: &'static str,
    bytes: Vec<u8>,
    /// Where it lies.
    place: String,
}

/// Measures the two files that every first visit loads and that are not scripts.
///
/// # Errors
/// When a file is not what it should be, or a program fails.
pub(crate) fn measure(stage: &Stage<'_>) -> Result<Vec<Figure>> {
    let group = format!("files: {FEW} connections");
    note(&group);
    let manifest = Manifest::read(stage.workspace)?;
    let mut figures = Vec::new();
    for (name, url, content_type) in
        [("WASM", manifest.wasm, "application/wasm"), ("CSS", manifest.css, "text/css; charset=utf-8")]
    {
        let served = Served::find(stage, url, content_type)?;
        let (mut limit, mut ours) = (Runs::default(), Runs::default());
        for _ in 0..stage.plan.repetitions {
            limit.0.push(run(stage, &served, start_limit(stage, &served)?)?);
            ours.0.push(run(stage, &served, stage.start(&stage.seed(&Crowd::of(stage.plan.users))?)?)?);
        }
        let name = format!("{name}, {} bytes", served.bytes.len());
        let limit = limit.rate(&group, &format!("{name}, from memory"));
        figures.extend([limit.clone(), ours.rate(&group, &format!("{name}, bienvenue")).beside(&limit)]);
    }
    Ok(figures)
}

fn start_limit(stage: &Stage<'_>, served: &Served) -> Result<Program> {
    stage.limit("file", &[&served.place, served.content_type, served.encoding])
}

fn run(stage: &Stage<'_>, served: &Served, program: Program) -> Result<Load> {
    let asked = format!("Accept-Encoding: {}\r\n", served.encoding);
    if http::get_ok(program.address, &served.url, &asked)? != served.bytes {
        bail!("{} is not the file that was built", served.url);
    }
    let requests = Requests::get(&served.url, "*/*", served.encoding);
    let load = stage.measure(program.address, &requests, FEW)?;
    program.stop()?;
    Ok(load)
}

impl Served {
    /// Compressed, where the build has done that.
    fn find(stage: &Stage<'_>, url: String, content_type: &'static str) -> Result<Self> {
        let place = stage.workspace.site().join(url.trim_start_matches('/'));
        let compressed = format!("{}.br", place.display());
        let (encoding, place) = match fs::exists(&compressed)? {
            true => ("br", compressed),
            false => ("identity", place.display().to_string()),
        };
        Ok(Self { url, content_type, encoding, bytes: fs::read(&place)?, place })
    }
}
