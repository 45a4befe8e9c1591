//! Schemathesis' tests: requests made up from the description of the REST routes, and whether it knows the answers.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{
    build::Profile,
    process,
    report::{Results, Tally},
    setup::python,
    workspace::Workspace,
};

/// How many routes are described, each of which counts as a test.
pub(super) const ROUTES: u64 = 10;

/// The part of the report that counts.
#[derive(Debug, Deserialize)]
struct Outcome {
    operations: Operations,
    failures: Vec<Failure>,
    errors: Vec<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
struct Operations {
    total: u64,
    tested: u64,
}

#[derive(Debug, Deserialize)]
struct Failure {
    /// The routes that failed in this way, as `POST /users`.
    operations: Vec<String>,
}

/// Tries the release build in development mode, on a database of its own.
pub(super) fn run(workspace: &Workspace) -> Result<Results> {
    let program = python::provide(workspace)?;
    let (data, address) = (testbed::Scratch::new("schema")?, testbed::free_address()?);
    let arguments = ["--data-dir".as_ref(), data.path().as_os_str()];
    let _instance = testbed::Instance::start(&workspace.binary(Profile::Release), address, arguments)?;
    sign_up(address).context("nobody could sign up")?;
    let report = data.path().join("report.json");
    let mut command = process::program(workspace, program);
    command.args(["run", "--no-color", "--report=json", "--report-json-path"]).arg(&report);
    command.arg(format!("http://{address}/openapi.json")).current_dir(workspace.path(python::DIRECTORY));
    let end = process::run(&mut command);
    match (end, read(&report).map(results)) {
        (Err(error), Ok(results)) if results.tally.failed == 0 => Err(error.context("no route failed, and yet")),
        (Err(error), Err(_)) => Err(error),
        (_, results) => results,
    }
}

/// Makes the account that `schemathesis.toml` logs in with.
fn sign_up(address: SocketAddr) -> Result<()> {
    let form = "email=bob@me.com&password=mySuperPwd";
    let mut connection = TcpStream::connect(address)?;
    write!(
        connection,
        "POST /users HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    if !answer.starts_with("HTTP/1.1 200 ") {
        bail!("the server answered: {answer}");
    }
    Ok(())
}

fn read(report: &Path) -> Result<Outcome> {
    let json = fs::read_to_string(report).context("Schemathesis wrote no report")?;
    serde_json::from_str(&json).context("Schemathesis' report is not what it used to be")
}

/// A route that was not tried has failed; so has one more than that, when something went wrong besides.
fn results(outcome: Outcome) -> Results {
    let Outcome { operations, failures, errors } = outcome;
    let routes: BTreeSet<_> = failures.into_iter().flat_map(|failure| failure.operations).collect();
    let (failed, expected) = (routes.len() as u64, operations.total.max(ROUTES));
    let tally = Tally {
        passed: operations.tested.saturating_sub(failed),
        failed: failed + expected.saturating_sub(operations.tested) + errors.len() as u64,
        skipped: 0,
    };
    Results { tally, failures: routes.into_iter().chain(errors.iter().map(ToString::to_string)).collect() }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn tally_of(tested: u64, failures: Value, errors: Value) -> Tally {
        let operations = json!({"total": 10, "selected": 10, "tested": tested, "errored": 0, "skipped": 10 - tested});
        let report = json!({"seed": 1, "operations": operations, "failures": failures, "errors": errors});
        results(serde_json::from_value(report).unwrap()).tally
    }

    #[test]
    fn a_route_fails_once_in_however_many_ways() {
        let one = json!({"title": "Undocumented status", "count": 7, "operations": ["POST /users", "GET /profile"]});
        let other = json!({"title": "Server error", "count": 1, "operations": ["POST /users"]});
        let tally = tally_of(10, json!([one, other]), json!([]));
        assert_eq!(tally, Tally { passed: 8, failed: 2, skipped: 0 });
    }

    #[test]
    fn a_route_that_was_not_tried_has_failed() {
        assert_eq!(tally_of(9, json!([]), json!([])), Tally { passed: 9, failed: 1, skipped: 0 });
        let errors = json!([{"title": "Network error", "count": 1}]);
        assert_eq!(tally_of(10, json!([]), errors), Tally { passed: 10, failed: 1, skipped: 0 });
    }
}
