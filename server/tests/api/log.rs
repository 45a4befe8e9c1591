//! What is written down about what happens, line by line.

use crate::{
    program::{Program, command},
    support::Answer,
};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStderr, Command, Stdio},
};
use tempfile::TempDir;

/// A program whose log is read until it is ready, and no further.
struct Unread {
    process: Child,
    log: Option<BufReader<ChildStderr>>,
    ready: Value,
    client: Client,
    _directory: TempDir,
}

impl Unread {
    fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut command = command(&directory);
        command.args(["--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", "--log=trace", "--log-format=json"]);
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let entries = log.by_ref().lines().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
        let ready = entries.into_iter().find(|entry| entry["message"] == "ready").unwrap();
        Self { process, log: Some(log), ready, client: Client::new(), _directory: directory }
    }

    async fn get(&self, listener: &str, path: &str) -> Answer {
        let address = self.ready[listener].as_str().unwrap();
        Answer::of(self.client.get(format!("http://{address}{path}"))).await
    }

    /// How many lines were lost.
    async fn lost(&self) -> u64 {
        let metrics = self.get("metrics", "/metrics").await.body;
        let line = metrics.lines().find_map(|line| line.strip_prefix("bienvenue_log_lines_lost_total ")).unwrap();
        line.parse().unwrap()
    }

    fn stop(&mut self) -> Option<i32> {
        assert!(Command::new("kill").arg(self.process.id().to_string()).status().unwrap().success());
        self.process.wait().unwrap().code()
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        // Either fails when the program has ended already, and that is what they are for.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_log_that_nobody_reads_holds_up_nobody() {
    let mut program = Unread::start();
    while program.lost().await == 0 {
        for _ in 0..100 {
            assert_eq!(program.get("address", "/connection").await.status, 200);
        }
    }
    assert_eq!(program.get("address", "/readyz").await.status, 200);
    assert_eq!(program.stop(), Some(0));
}

#[tokio::test]
async fn a_log_that_is_closed_holds_up_nobody() {
    let mut program = Unread::start();
    drop(program.log.take());
    while program.lost().await == 0 {
        for _ in 0..100 {
            assert_eq!(program.get("address", "/connection").await.status, 200);
        }
    }
    assert_eq!(program.get("address", "/readyz").await.status, 200);
    assert_eq!(program.stop(), Some(0));
}

/// Sends it; answers the id under which it was logged.
async fn sent(request: RequestBuilder) -> String {
    let answer = request.send().await.unwrap();
    answer.headers()["x-request-id"].to_str().unwrap().to_owned()
}

/// The only line about this event in this request.
fn event<'a>(entries: &'a [Value], event: &str, id: &str) -> &'a Value {
    let of_request = entries.iter().filter(|entry| entry["span"]["id"] == id);
    let found: Vec<_> = of_request.filter(|entry| entry["event"] == event).collect();
    assert_eq!(found.len(), 1, "{event} in {entries:?}");
    found[0]
}

#[tokio::test]
async fn each_request_has_one_line_with_its_route_and_who_asked() {
    let mut program = Program::start(&[]);
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let to = |method: Method, path: &str| client.request(method, format!("{}{path}", program.url));
    let form = [("email", "bob@me.com"), ("password", "x")];
    sent(to(Method::POST, "/users").form(&form)).await;
    let login = to(Method::POST, "/sessions").form(&form).send().await.unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let by_bob = |method, path| to(method, path).header("cookie", &cookie);
    let ids = [
        login.headers()["x-request-id"].to_str().unwrap().to_owned(),
        sent(by_bob(Method::GET, "/profile?secret=query")).await,
        sent(by_bob(Method::GET, "/account").header("accept", "text/html")).await,
        sent(by_bob(Method::POST, "/api/account")).await,
        sent(to(Method::GET, "/profile")).await,
        sent(by_bob(Method::GET, "/reset-password%23secret=code")).await,
        sent(by_bob(Method::PUT, "/users")).await,
    ];
    program.terminate();
    let (_, log) = program.end();
    assert!(!log.contains("secret"), "{log}");
    let entries: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let user = entries.iter().find(|entry| entry["event"] == "user_created").unwrap()["user"].clone();
    let nobody = Value::Null;
    for (id, (method, route, status, who)) in ids.iter().zip([
        ("POST", "/sessions", 200, &user),
        ("GET", "/profile", 200, &user),
        ("GET", "/account", 200, &user),
        ("POST", "/api/account", 200, &user),
        ("GET", "/profile", 403, &nobody),
        ("GET", "other", 404, &nobody),
        ("PUT", "/users", 405, &nobody),
    ]) {
        let of_request = entries.iter().filter(|entry| entry["span"]["id"] == **id);
        let lines: Vec<_> = of_request.filter(|entry| entry["message"] == "answered").collect();
        let [line] = lines[..] else { panic!("{route} in {entries:?}") };
        let seen = (&line["span"]["method"], &line["span"]["route"], &line["status"], &line["user"]);
        assert_eq!(seen, (&method.into(), &route.into(), &status.into(), who));
        assert!(line["duration_ms"].as_f64().unwrap() > 0.0, "{line}");
        let names: BTreeSet<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let known = ["duration_ms", "level", "message", "span", "status", "target", "timestamp", "user"];
        assert!(names.is_subset(&known.into()), "{names:?}");
        let names: BTreeSet<_> = line["span"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["id", "method", "name", "route"].into());
    }
}

#[tokio::test]
async fn each_line_says_when_what_and_in_which_request_whatever_the_request_says() {
    let mut program = Program::start(&["--limit-sign-ins=2/1h"]);
    let client = Client::new();
    let to = |path: &str| client.post(format!("{}{path}", program.url));
    let log_in = |password| to("/sessions").form(&[("email", "bob@me.com"), ("password", password)]);
    let sign_up = sent(to("/users").form(&[("email", "bob@me.com"), ("password", "x")])).await;
    let success = sent(log_in("x")).await;
    let failures = [sent(log_in("wrong")).await, sent(log_in("wrong")).await];
    let limited = sent(log_in("x")).await;
    let foreign = sent(to("/users").header("sec-fetch-site", "cross-site")).await;
    let refused = sent(client.get(format!("{}/profile", program.url))).await;
    let forged = client.get(format!("{}/%0A%7B%22event%22:%22login_success%22%7D%1B%5B2J", program.url));
    let forged = sent(forged.header("user-agent", "\"}{\"event\":\"login_success\"")).await;
    program.terminate();
    let (code, log) = program.end();
    assert_eq!(code, Some(0));
    let entries: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for entry in &entries {
        let timestamp = entry["timestamp"].as_str().unwrap();
        assert!(timestamp.len() >= 20 && timestamp.contains('T') && timestamp.ends_with('Z'), "UTC: {entry}");
        assert!(entry["level"].is_string() && entry["target"].is_string(), "{entry}");
    }
    let user = &event(&entries, "user_created", &sign_up)["user"];
    assert_eq!(&event(&entries, "login_success", &success)["user"], user);
    for id in &failures {
        assert_eq!(event(&entries, "login_failure", id)["span"]["route"], "/sessions");
    }
    assert_eq!(event(&entries, "limited", &limited)["level"], "WARN");
    assert_eq!(event(&entries, "csrf_refused", &foreign)["level"], "WARN");
    for (id, status) in [(&refused, 403), (&limited, 429), (&forged, 404)] {
        assert!(entries.iter().any(|entry| entry["span"]["id"] == **id && entry["status"] == status), "{status}");
    }
    assert_eq!(entries.iter().filter(|entry| entry["event"] == "login_success").count(), 1, "and none that is forged");
}
