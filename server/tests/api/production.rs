//! Production as the program itself: when it starts, when it refuses to, and what is different in its answers.

use crate::{
    program::{Program, command},
    support::{Answer, BOB, BROWSER, PASSWORD, TestApp},
};
use auth::Mode;
use std::process::Output;
use tempfile::TempDir;

/// All that production needs; nothing listens there, and nothing is sent.
const SETTINGS: [&str; 4] = [
    "--mode=production",
    "--smtp-url=smtp://127.0.0.1:1?tls=none",
    "--mail-from=Bienvenue <accounts@example.org>",
    "--public-url=https://accounts.example.org",
];

/// Starts the program in this directory, and answers the one line that it says before it ends with a configuration
/// error.
fn refusal(directory: &TempDir, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = command(directory);
    command.args(["--listen", "127.0.0.1:0"]).args(arguments).envs(variables.iter().copied());
    let Output { status, stderr, .. } = command.output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), stderr.lines().count()), (Some(78), 1), "{stderr}");
    stderr.trim_end().strip_prefix("bienvenue: ").unwrap().to_owned()
}

#[test]
fn it_refuses_to_start_without_what_it_needs_and_says_what_that_is() {
    let directory = tempfile::tempdir().unwrap();
    let [mode, smtp_url, mail_from, _] = SETTINGS;
    for (arguments, remedy) in [
        (&[mode][..], "add --smtp-url"),
        (&[mode, smtp_url], "add --mail-from"),
        (&[mode, mail_from], "add --smtp-url"),
        (&[mode, smtp_url, mail_from], "add --public-url"),
        (&[mode, smtp_url, mail_from, "--public-url=http://accounts.example.org"], "write https://"),
        (&["--min-password-length=7"], "from 8"),
    ] {
        let refusal = refusal(&directory, arguments, &[]);
        assert!(refusal.contains(remedy), "{refusal}");
    }
    assert!(!directory.path().join("data").exists(), "nothing has been made");
}

#[test]
fn a_variable_that_is_no_setting_stops_the_start_in_both_modes() {
    let directory = tempfile::tempdir().unwrap();
    let variable = [("BIENVENUE_SMPT_URL", "smtps://bob:s3cret@mail.example.org")];
    for arguments in [&[][..], &SETTINGS] {
        let refusal = refusal(&directory, arguments, &variable);
        assert!(refusal.starts_with("BIENVENUE_SMPT_URL is no setting") && refusal.contains("BIENVENUE_SMTP_URL"));
        assert!(!refusal.contains("s3cret"));
    }
}

#[test]
fn a_secret_in_a_file_that_is_not_there_stops_the_start() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["BIENVENUE_SMTP_URL_FILE", "BIENVENUE_DATABASE_URL_FILE"] {
        let Output { status, stderr, .. } = command(&directory).env(name, "nowhere").output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(78), "{stderr}");
        assert!(stderr.contains("-url-file") && stderr.contains("name a file of text"), "{stderr}");
    }
    let url = "smtps://bob:s3cret@mail.example.org:465";
    let confused = refusal(&directory, &[], &[("BIENVENUE_SMTP_URL_FILE", url)]);
    assert!(confused.starts_with("--smtp-url-file <FILE>: ") && !confused.contains("s3cret"), "{confused}");
    assert!(!directory.path().join("data").exists(), "nothing has been made");
}

#[cfg(unix)]
#[test]
fn a_data_directory_that_others_can_look_into_stops_the_start() {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    std::fs::create_dir(&data).unwrap();
    for mode in [0o755, 0o701, 0o702, 0o704] {
        std::fs::set_permissions(&data, Permissions::from_mode(mode)).unwrap();
        let refusal = refusal(&directory, &SETTINGS, &[]);
        assert!(refusal.starts_with("--data-dir \"./data\"") && refusal.contains("chmod o-rwx"), "{refusal}");
    }
    std::fs::set_permissions(&data, Permissions::from_mode(0o750)).unwrap();
    Program::start_in(directory, &SETTINGS);
}

#[tokio::test]
async fn it_serves_and_asks_for_long_passwords() {
    let program = Program::start(&SETTINGS);
    let url = |path: &str| format!("http://{}{path}", program.address());
    assert_eq!(reqwest::get(url("/")).await.unwrap().text().await.unwrap(), r#"{"message":"Bienvenue"}"#);
    assert_eq!(reqwest::get(url("/dev/components")).await.unwrap().status(), 404);
    let short = [("email", "bob@me.com"), ("password", "14 characters.")];
    let answer = reqwest::Client::new().post(url("/users")).form(&short).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert!(answer.text().await.unwrap().contains("password is shorter than 15 characters"));
}

#[tokio::test]
async fn shorter_passwords_are_allowed_with_a_warning() {
    let mut program =
        Program::begin(tempfile::tempdir().unwrap(), |command| command.args(SETTINGS).arg("--min-password-length=8"));
    let warning = program.warning();
    assert!(warning.starts_with("--min-password-length 8") && warning.contains("15 characters are advised"));
    program.wait_until_ready();
    let password = [("email", "bob@me.com"), ("password", "1234567")];
    let answer = reqwest::Client::new().post(format!("http://{}/users", program.address())).form(&password);
    assert!(answer.send().await.unwrap().text().await.unwrap().contains("shorter than 8 characters"));
}

#[tokio::test]
async fn every_answer_keeps_browsers_from_asking_without_encryption() {
    for (mode, hsts) in [(Mode::Development, ""), (Mode::Production, "max-age=31536000; includeSubDomains")] {
        let app = TestApp::in_mode(mode).await;
        let icon = app.send("GET", "/favicon.svg", &[]).await;
        let etag = icon.header("etag").to_owned();
        let browser = |path| app.request("GET", path).header("accept", BROWSER);
        let foreign = app.request("POST", "/sessions").header("sec-fetch-site", "cross-site");
        let mut answers = vec![
            (200, app.send("GET", "/", &[]).await),
            (200, Answer::of(browser("/login")).await),
            (200, icon),
            (304, Answer::of(app.request("GET", "/favicon.svg").header("if-none-match", etag)).await),
            (308, Answer::of(browser("/login/")).await),
            (303, Answer::of(browser("/account")).await),
            (401, app.send("POST", "/sessions", &[]).await),
            (403, Answer::of(foreign).await),
            (404, app.send("GET", "/nowhere", &[]).await),
            (404, Answer::of(browser("/nowhere")).await),
            (405, app.send("PUT", "/users", &[]).await),
            (413, app.send("POST", "/users", &[("email", &"x".repeat(17 * 1024))]).await),
        ];
        app.auth.close().await;
        answers.push((500, app.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await));
        for (status, answer) in answers {
            assert_eq!(answer.status, status, "{answer:?}");
            assert_eq!(answer.header("strict-transport-security"), hsts, "{answer:?}");
        }
    }
}
