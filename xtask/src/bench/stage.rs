//! The stage: everything that measurements share, from the built programs to the databases.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use testbed::{MailServer, Scratch};

use super::{
    built::Built,
    load::Load,
    options::Plan,
    programs::{Mode, Product, Program, copy_database},
    wrk::{Requests, Wrk},
};
use crate::{step::note, workspace::Workspace};

/// Everybody's password in every database.
pub(crate) const PASSWORD: &str = "violet anchors sing";
/// The cookies' name in production mode.
pub(crate) const COOKIE: &str = "__Host-session_id";
/// What wrk takes to warm up a server, in seconds.
const WARM_UP: u32 = 1;

/// What measurements share.
pub(crate) struct Stage<'w> {
    pub(crate) workspace: &'w Workspace,
    pub(crate) plan: Plan,
    pub(crate) wrk: Wrk,
    built: Built,
    mail_server: MailServer,
    scratch: Scratch,
}

/// A database of people, as it is before anything is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crowd {
    pub(crate) people: u32,
    pub(crate) hash_cost: u32,
    pub(crate) last_seen: LastSeen,
}

/// When sessions were last used. Once a minute, a use is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LastSeen {
    /// Within the last minute, however long it is measured: in an hour.
    JustNow,
    /// An hour ago: the next use is written down.
    LongAgo,
}

/// A database of people and the secrets of their sessions.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    pub(crate) database: PathBuf,
    pub(crate) secrets: PathBuf,
    pub(crate) people: u32,
}

impl Crowd {
    /// People with hashes as they are in production, whose sessions are in use.
    pub(crate) fn of(people: u32) -> Self {
        Self { people, hash_cost: 12, last_seen: LastSeen::JustNow }
    }
}

impl Seed {
    /// The secret of the first person's session.
    ///
    /// # Errors
    /// When it can't be read.
    pub(crate) fn first_secret(&self) -> Result<String> {
        let mut secret = String::new();
        BufReader::new(File::open(&self.secrets)?).read_line(&mut secret)?;
        Ok(secret.trim_end().to_owned())
    }
}

impl<'w> Stage<'w> {
    /// Builds and finds everything.
    ///
    /// # Errors
    /// When something does not build, or wrk is missing.
    pub(crate) fn set(workspace: &'w Workspace, plan: Plan) -> Result<Self> {
        let scratch = Scratch::new("bench")?;
        // First, because to build takes minutes.
        let wrk = Wrk::provide(workspace, scratch.path())?;
        let built = Built::build(workspace, &plan)?;
        let mail_server = MailServer::start(testbed::free_address()?)?;
        Ok(Self { workspace, plan, wrk, built, mail_server, scratch })
    }

    /// A place in the scratch directory.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// The server's executable.
    pub(crate) fn binary(&self) -> PathBuf {
        self.built.server(false)
    }

    /// A database of these people, made at its first use.
    ///
    /// # Errors
    /// When it can't be made.
    pub(crate) fn seed(&self, crowd: &Crowd) -> Result<Seed> {
        let Crowd { people, hash_cost, last_seen } = crowd;
        let directory = self.path(&format!("seed-{people}-{hash_cost}-{last_seen:?}"));
        let seed = Seed { database: directory.join("seed.db"), secrets: directory.join("secrets"), people: *people };
        if !directory.exists() {
            note(format!("Making a database of {people} people."));
            fs::create_dir_all(&directory)?;
            let seconds_ago = if *last_seen == LastSeen::JustNow { "-3600" } else { "3600" };
            let mut command = Command::new(self.built.crowd());
            command.arg(&seed.database).arg(&seed.secrets);
            command.args([&people.to_string(), &hash_cost.to_string(), PASSWORD, seconds_ago]);
            crate::process::run(&mut command).context("the database can't be made")?;
        }
        Ok(seed)
    }

    /// The product in production mode, on a copy of a database.
    ///
    /// # Errors
    /// When there is no place for the copy.
    pub(crate) fn product(&self, seed: &Seed) -> Result<Product> {
        let directory = self.path("product");
        if directory.exists() {
            fs::remove_dir_all(&directory)?;
        }
        copy_database(&seed.database, &directory)?;
        Ok(Product {
            program: self.built.server(false),
            directory,
            mail_server: self.mail_server.address(),
            mode: Mode::Production,
            has_cheap_hashes: false,
        })
    }

    /// The product on a copy of a database, once it has brought all sessions into memory. To do so takes the processor
    /// from whatever is measured.
    ///
    /// # Errors
    /// When it does not start, or does not recall them.
    pub(crate) fn start(&self, seed: &Seed) -> Result<Program> {
        let program = Program::product(&self.product(seed)?)?;
        program.wait_until_recalled(seed.people)?;
        Ok(program)
    }

    /// [`Stage::product`], with hashes that cost next to nothing.
    ///
    /// # Errors
    /// The same.
    pub(crate) fn cheap_product(&self, seed: &Seed, mode: Mode) -> Result<Product> {
        Ok(Product { program: self.built.server(true), mode, has_cheap_hashes: true, ..self.product(seed)? })
    }

    /// Starts a limit that serves.
    ///
    /// # Errors
    /// When it does not.
    pub(crate) fn limit(&self, name: &str, arguments: &[&str]) -> Result<Program> {
        let mut command = Command::new(self.built.limit(name));
        command.args(arguments);
        Program::limit(command)
    }

    /// Starts a limit that is no server.
    ///
    /// # Errors
    /// When it can't be started.
    pub(crate) fn rate(&self, name: &str, arguments: &[&str]) -> Result<Child> {
        let mut command = Command::new(self.built.limit(name));
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
        command.spawn().with_context(|| format!("the limit {name} can't start"))
    }

    /// Warms a server up, then measures it.
    ///
    /// # Errors
    /// When not everything is answered well.
    pub(crate) fn measure(&self, at: SocketAddr, requests: &Requests, connections: u32) -> Result<Load> {
        self.wrk.run(at, requests, connections, WARM_UP)?;
        self.wrk.run(at, requests, connections, self.plan.seconds)
    }
}
