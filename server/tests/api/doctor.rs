//! `bienvenue doctor`: what it finds on a machine, and how it tells it.

mod proxy;

use crate::program::{Program, command};
use auth::test_support::ScratchDatabase;
use proxy::{Header, Proxy};
use serde_json::{Value, json};
use std::{net::SocketAddr, process::Output};
use tempfile::TempDir;
use testbed::{MailServer, free_address};

const PRODUCTION: [&str; 3] =
    ["--mode=production", "--mail-from=Bienvenue <accounts@example.org>", "--smtp-url=smtp://127.0.0.1:1?tls=none"];

/// What the doctor says, as JSON, and its exit code.
struct Diagnosis {
    code: Option<i32>,
    told: Value,
}

impl Diagnosis {
    /// Asks in this directory, with these settings and variables.
    fn of(directory: &TempDir, settings: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = command(directory);
        command.args(["doctor", "--json"]).args(settings).envs(variables.iter().copied());
        let Output { status, stdout, stderr } = command.output().unwrap();
        assert!(stderr.is_empty(), "{}", String::from_utf8_lossy(&stderr));
        let told: Value = serde_json::from_slice(&stdout).unwrap();
        assert!(!told.to_string().contains("s3cret"), "{told}");
        let is_problem = |check: &Value| check["status"] == "problem";
        assert_eq!(told["ok"], !told["checks"].as_array().unwrap().iter().any(is_problem), "{told}");
        Self { code: status.code(), told }
    }

    fn check(&self, name: &str) -> &Value {
        self.told["checks"].as_array().unwrap().iter().find(|check| check["name"] == name).unwrap()
    }

    fn status(&self, name: &str) -> &str {
        self.check(name)["status"].as_str().unwrap()
    }

    /// Expects this status, and words of the message or the remedy.
    fn expect(&self, name: &str, status: &str, words: &str) {
        let check = self.check(name);
        assert!(check["status"] == status && check.to_string().contains(words), "{check}");
    }
}

/// What the doctor is told to look at this program.
fn settings_of(program: &Program) -> [String; 2] {
    [format!("--listen={}", program.address()), format!("--data-dir={}", program.data_dir().display())]
}

/// Asks about this program behind this proxy.
async fn behind(proxy: &Proxy, program: &Program, settings: &[&str], certificates: Option<&str>) -> Diagnosis {
    let [listen, data_dir] = settings_of(program);
    let public_url = format!("--public-url={}", proxy.url());
    let settings = [&[&*listen, &*data_dir, &*public_url], settings].concat();
    let variables: Vec<_> = certificates.map(|path| ("SSL_CERT_FILE", path)).into_iter().collect();
    // The proxy answers from this very process.
    tokio::task::block_in_place(|| Diagnosis::of(&tempfile::tempdir().unwrap(), &settings, &variables))
}

#[test]
fn a_healthy_service_is_told_so_in_this_form() {
    let mails = MailServer::start(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let smtp_url = format!("--smtp-url={}", MailServer::url(mails.address()));
    let mail = [&*smtp_url, "--mail-from=a@b.example"];
    let program = Program::start(&mail);
    let [listen, data_dir] = settings_of(&program);
    let diagnosis = Diagnosis::of(&tempfile::tempdir().unwrap(), &[&listen, &data_dir, mail[0], mail[1]], &[]);
    assert_eq!((diagnosis.code, &diagnosis.told["ok"]), (Some(0), &true.into()), "{}", diagnosis.told);
    let checks = diagnosis.told["checks"].as_array().unwrap();
    let found: Vec<_> = checks.iter().map(|check| (&check["name"], &check["status"])).collect();
    let expected = json!([
        ["settings", "ok"],
        ["data-directory", "ok"],
        ["database", "ok"],
        ["mail", "ok"],
        ["service", "ok"],
        ["public-url", "ok"],
        ["hsts", "skipped"],
        ["client-address", "ok"],
        ["forged-address", "ok"],
        ["plain-http", "skipped"],
    ]);
    assert_eq!(json!(found), expected);
    for check in checks {
        assert!(check.as_object().unwrap().len() == 4 && check["message"].is_string() && check["remedy"].is_null());
    }
    diagnosis.expect("database", "ok", "this version's schema");
    assert!(mails.rest().is_empty(), "no mail was sent");
}

#[test]
fn before_the_first_start_nothing_is_made() {
    let directory = tempfile::tempdir().unwrap();
    let listen = format!("--listen={}", free_address().unwrap());
    let diagnosis = Diagnosis::of(&directory, &[&listen], &[]);
    assert_eq!(diagnosis.code, Some(0));
    diagnosis.expect("data-directory", "ok", "will be made at the first start");
    diagnosis.expect("database", "ok", "will be made at the first start");
    diagnosis.expect("service", "warning", "start it and run this again");
    for name in ["public-url", "hsts", "client-address", "forged-address"] {
        assert_eq!(diagnosis.status(name), "skipped", "{name}");
    }
    assert_eq!(directory.path().read_dir().unwrap().count(), 0);
}

#[test]
fn people_are_told_in_lines() {
    let directory = tempfile::tempdir().unwrap();
    let output = command(&directory).args(["doctor", "--database-url=mysql://x/y"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("\nproblem  database        ") && text.contains(" → write sqlite:PATH"), "{text}");
    assert!(text.lines().last().unwrap().starts_with("1 problem"), "{text}");
}

#[test]
fn settings_that_serving_would_refuse_are_the_first_finding_and_not_the_last() {
    let directory = tempfile::tempdir().unwrap();
    for (settings, variables, words) in [
        (&["--mode=production"][..], &[][..], "add --smtp-url"),
        (&["--smtp-url=smtps://bob:s3cret@a.example"], &[], "add --mail-from"),
        (&["--min-password-length=3"], &[], "from 8"),
        (&[], &[("BIENVENUE_LISTN", "s3cret")], "BIENVENUE_LISTEN"),
    ] {
        let diagnosis = Diagnosis::of(&directory, settings, variables);
        assert_eq!(diagnosis.code, Some(78), "{}", diagnosis.told);
        diagnosis.expect("settings", "problem", words);
        assert!(diagnosis.check("settings")["remedy"].is_string());
        assert_eq!(diagnosis.status("database"), "ok");
    }
    let unreadable = command(&directory).args(["doctor", "--listen=here"]).output().unwrap();
    assert_eq!(unreadable.status.code(), Some(78));
    let diagnosis = Diagnosis::of(&directory, &PRODUCTION, &[]);
    diagnosis.expect("public-url", "skipped", "no usable --public-url");
}

#[cfg(unix)]
#[test]
fn a_data_directory_that_can_not_be_used_or_is_open_to_others_is_found() {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    let settings = [&PRODUCTION[..], &["--public-url=https://a.invalid"]].concat();
    Diagnosis::of(&directory, &settings, &[]).expect("data-directory", "problem", "chmod o-rwx");
    Diagnosis::of(&directory, &[], &[]).expect("data-directory", "warning", "chmod o-rwx");
    assert_eq!(data.read_dir().unwrap().count(), 0, "what was tried is tidied up");
    std::fs::write(directory.path().join("file"), "").unwrap();
    Diagnosis::of(&directory, &["--data-dir=file"], &[]).expect("data-directory", "problem", "is no directory");
    Diagnosis::of(&directory, &["--data-dir=/proc"], &[]).expect("data-directory", "problem", "can't be used");
}

#[tokio::test]
async fn a_database_that_does_not_fit_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let database = ScratchDatabase::new().await;
    let url = format!("--database-url={}", database.url());
    Diagnosis::of(&directory, &["--database-url=sqlite::memory:"], &[]).expect("database", "warning", "in memory");
    drop(Program::start(&[&url]));
    for (last, status, words) in [(999, "problem", "newer version (999)"), (1, "ok", "older version's schema (1)")] {
        database.execute("DELETE FROM _sqlx_migrations WHERE version > 1").await;
        database.execute(&format!("UPDATE _sqlx_migrations SET version = {last}")).await;
        Diagnosis::of(&directory, &[&url], &[]).expect("database", status, words);
        database.execute("UPDATE _sqlx_migrations SET version = 1").await;
    }
    for (url, words) in [
        (
            format!("postgres://bob:s3cret@{}/x?sslmode=disable", free_address().unwrap()),
            "check host and port in --database-url",
        ),
        ("sqlite:nowhere/x.db".to_owned(), "no directory"),
    ] {
        let diagnosis = Diagnosis::of(&directory, &[&format!("--database-url={url}")], &[]);
        diagnosis.expect("database", "problem", words);
        assert_eq!(diagnosis.code, Some(1));
    }
}

#[test]
fn a_mail_server_that_does_not_answer_is_found() {
    let nobody = free_address().unwrap();
    let smtp_url = format!("--smtp-url=smtp://bob:s3cret@{nobody}?tls=none");
    let directory = tempfile::tempdir().unwrap();
    let diagnosis = Diagnosis::of(&directory, &[&smtp_url, "--mail-from=a@b.example"], &[]);
    diagnosis.expect("mail", "problem", "could not be reached");
    diagnosis.expect("mail", "problem", "check host, port, user and password in --smtp-url");
    let diagnosis = Diagnosis::of(&directory, &[&smtp_url, "--mail-from=Bienvenue"], &[]);
    diagnosis.expect("mail", "problem", "write --mail-from like");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_can_not_prove_its_name_is_told_nothing() {
    let [own, other] = ["localhost", "localhost"].map(proxy::Certificate::of);
    let elsewhere = proxy::Certificate::of("mail.example.org");
    for (shown, trusted, is_taken) in [(&own, &own, true), (&own, &other, false), (&elsewhere, &elsewhere, false)] {
        let (port, client) = shown.shown_to_a_client().await;
        let settings = [&*format!("--smtp-url=smtps://bob:s3cret@localhost:{port}"), "--mail-from=a@b.example"];
        let variables = [("SSL_CERT_FILE", trusted.path())];
        let directory = tempfile::tempdir().unwrap();
        // What answers is no mail server in any case.
        tokio::task::block_in_place(|| Diagnosis::of(&directory, &settings, &variables)).expect("mail", "problem", "");
        assert_eq!(client.await.unwrap(), is_taken);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn something_else_at_the_services_address_is_found() {
    let program = Program::start(&[]);
    let other = Proxy::that_answers(404).await;
    let listen = format!("--listen={}", other.address());
    let diagnosis = behind(&other, &program, &[], None).await;
    diagnosis.expect("public-url", "problem", "leads to something else");
    let diagnosis = behind(&Proxy::that_answers(502).await, &program, &[], None).await;
    diagnosis.expect("public-url", "problem", "does not reach the service");
    diagnosis.expect("client-address", "skipped", "can't be asked");
    let directory = tempfile::tempdir().unwrap();
    let diagnosis = tokio::task::block_in_place(|| Diagnosis::of(&directory, &[&listen], &[]));
    diagnosis.expect("service", "problem", "is not Bienvenue");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_not_trusted_or_does_not_do_its_part_is_found() {
    for (header, trusted, client, forged) in [
        (Header::Appends, &[][..], ("problem", "add --trusted-proxy 127.0.0.2"), "ok"),
        (Header::Appends, &["--trusted-proxy=127.0.0.2"], ("ok", "sees 127.0.0.1"), "ok"),
        (
            Header::PassesOn,
            &["--trusted-proxy=127.0.0.2"],
            ("problem", "let the proxy write x-forwarded-for"),
            "problem",
        ),
        // It writes one header and passes the other on.
        (
            Header::Appends,
            &["--trusted-proxy=127.0.0.2", "--proxy-header=forwarded"],
            ("problem", "let the proxy write forwarded"),
            "problem",
        ),
    ] {
        let program = Program::start(trusted);
        let proxy = Proxy::before(program.address(), header).await;
        let diagnosis = behind(&proxy, &program, trusted, None).await;
        assert_eq!(diagnosis.status("public-url"), "ok", "{}", diagnosis.told);
        diagnosis.expect("client-address", client.0, client.1);
        assert_eq!(diagnosis.status("forged-address"), forged, "{}", diagnosis.told);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_the_certificate_and_what_browsers_are_told_are_looked_at() {
    let certificate = proxy::Certificate::of("localhost");
    let proxys = ["--trusted-proxy=127.0.0.2"];
    let settings = [&PRODUCTION[..], &proxys].concat();
    let program = Program::start(&[&settings[..], &["--public-url=https://localhost"]].concat());
    let proxy = Proxy::before(program.address(), Header::Appends).await.over_tls(&certificate).await;
    let diagnosis = behind(&proxy, &program, &settings, Some(certificate.path())).await;
    for name in ["settings", "public-url", "hsts", "client-address", "forged-address"] {
        assert_eq!(diagnosis.status(name), "ok", "{}", diagnosis.told);
    }
    let untrusted = behind(&proxy, &program, &PRODUCTION, Some(certificate.path())).await;
    untrusted.expect("client-address", "problem", "add --trusted-proxy");
    let other = proxy::Certificate::of("localhost");
    let unknown = behind(&proxy, &program, &settings, Some(other.path())).await;
    unknown.expect("public-url", "problem", "its certificate is not valid");
    unknown.expect("hsts", "skipped", "can't be asked");
    assert_eq!(unknown.code, Some(1));
    let removes = Proxy::before(program.address(), Header::Appends).await.without_hsts().over_tls(&certificate).await;
    let silent = behind(&removes, &program, &settings, Some(certificate.path())).await;
    silent.expect("hsts", "problem", "let the proxy pass it on");
}
