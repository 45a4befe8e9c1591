//! The program itself: how it starts, what it logs, how it stops.

use crate::program::{PATIENCE, Program, command};
use auth::{
    Auth, AuthConfig, Clock, HashCost, Limits, MailConfig, Mode, Password, Timestamp,
    test_support::{Crowd, ScratchDatabase},
};
use std::{
    io::{Read, Write},
    net::TcpStream,
};

#[tokio::test]
async fn a_signal_stops_it_cleanly_and_what_was_answered_is_kept() {
    let mut program = Program::start(&[]);
    let credentials = [("email", "bob@me.com"), ("password", "x")];
    let client = reqwest::Client::new();
    assert_eq!(client.post(format!("{}/users", program.url)).form(&credentials).send().await.unwrap().status(), 200);
    drop(client);
    program.terminate();
    let (code, log) = program.end();
    assert_eq!(code, Some(0), "{log}");
    let data = program.data_dir();
    assert!(data.join("bienvenue.db").exists() && !data.join("bienvenue.db-wal").exists());
}

#[tokio::test]
async fn signals_that_do_not_mean_to_stop_are_ignored() {
    let mut program = Program::start(&[]);
    for signal in ["HUP", "USR1", "USR2"] {
        program.signal(signal);
        assert_eq!(reqwest::get(format!("{}/connection", program.url)).await.unwrap().status(), 200, "{signal}");
    }
    program.terminate();
    assert_eq!(program.end().0, Some(0));
}

#[test]
fn a_request_in_flight_is_still_answered() {
    let mut program = Program::start(&[]);
    let mut connection = TcpStream::connect(program.address()).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let body = "email=bob@me.com&password=x";
    let head = format!(
        "POST /users HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).unwrap();
    // This answer means that the request has begun: the program waits for its body.
    let mut go_on = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    connection.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    program.terminate();
    program.entry("stopping: finishing the requests in flight");
    connection.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("user created"), "{answer}");
    assert_eq!(program.end().0, Some(0));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut program = Program::start(&[]);
    let mut connection = TcpStream::connect(program.address()).unwrap();
    connection
        .write_all(b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
        .unwrap();
    connection.read_exact(&mut [0]).unwrap();
    program.terminate();
    program.entry("stopping: finishing the requests in flight");
    program.terminate();
    let (code, log) = program.end();
    assert_eq!(code, Some(1));
    assert!(log.contains("stopped by a second signal"), "{log}");
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_descriptor_left_it_waits_and_goes_on() {
    let program = Program::start_under("ulimit -n 64");
    let get = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let mut connections: Vec<_> = (0..100).map(|_| TcpStream::connect(program.address()).unwrap()).collect();
    program.entry("accept error: Too many open files (os error 24)");
    let last = connections.last_mut().unwrap();
    last.write_all(get).unwrap();
    let mut last = connections.pop().unwrap();
    drop(connections);
    let mut answer = String::new();
    last.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[cfg(target_os = "linux")]
#[test]
fn it_takes_the_descriptors_it_may_have_and_says_when_they_are_too_few() {
    let limits = |program: &Program| {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", program.id())).unwrap();
        let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap().to_owned();
        line.split_whitespace().nth(3).unwrap().parse::<u32>().unwrap()
    };
    let raised = Program::start_under("ulimit -Sn 64; export BIENVENUE_MAX_CONNECTIONS=200");
    assert_eq!(limits(&raised), 300);
    let directory = tempfile::tempdir().unwrap();
    let short = Program::begin_under(directory, "ulimit -n 250; export BIENVENUE_MAX_CONNECTIONS=200");
    let warning = short.warning();
    assert!(warning.starts_with("--max-connections 200 needs 300") && warning.contains("lower --max-connections"));
    assert_eq!(limits(&short), 250);
}

#[tokio::test]
async fn expired_rows_are_swept_in_the_background() {
    let (directory, database) = (tempfile::tempdir().unwrap(), ScratchDatabase::new().await);
    let long_ago = AuthConfig {
        mode: Mode::Development,
        database: database.config(),
        mail: MailConfig::Mailbox(directory.path().join("mail")),
        public_url: "http://localhost".into(),
        clock: Clock::manual(Timestamp::from_millis(0)),
        hash_cost: HashCost::LOWEST,
        min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
        limits: Limits::of(Mode::Development),
    };
    let auth = Auth::open(long_ago).await.unwrap();
    auth.register_user("bob@me.com", &Password::new("x")).await.unwrap();
    auth.create_session("bob@me.com").await.unwrap();
    auth.get_reset_password_token("bob@me.com").await.unwrap();
    auth.close().await;
    let program = Program::start(&["--database-url", &database.url(), "--log", "debug"]);
    let swept = program.entry("swept");
    assert_eq!((&swept["swept.sessions"], &swept["swept.reset_tokens"]), (&1.into(), &1.into()));
}

#[cfg(unix)]
#[test]
fn the_data_directory_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let program = Program::start(&[]);
    assert_eq!(program.data_dir().metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_wrong_setting_stops_the_start_and_names_itself() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, code, named) in [
        (["--listen", "0.0.0.0:5000"], 78, "--listen 0.0.0.0:5000"),
        (["--mode", "production"], 78, "--mode production"),
        (["--stop-delay", "21"], 78, "--stop-delay <SECONDS>"),
        (["--min-password-length", "7"], 78, "--min-password-length 7"),
        (["--log", "loud=;"], 78, "--log"),
        (["--database-url", "mysql://x/y"], 78, "--database-url"),
        (["--database-url", "postgres://x/y?pasword=s3cret"], 78, "pasword is no parameter"),
        (["--listen", "here"], 78, "--listen <ADDRESS:PORT>"),
        (["--trusted-proxy", "proxy"], 78, "write a network like 10.0.0.0/8"),
        (["--trusted-proxy", "::/0"], 78, "this would believe everybody"),
        (["--lisen", "s3cret"], 78, "--lisen is no setting here; write --listen if that is meant"),
        (["--allow-insecure=s3cret", "--version"], 78, "--allow-insecure has a value too many"),
        (["user", "lst"], 78, "there is no such command; write list if that is meant"),
        (["--data-dir", "/proc/nowhere"], 74, "--data-dir"),
    ] {
        let output = command(&directory).env("BIENVENUE_LISTEN", "127.0.0.1:0").args(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?} {error}");
        assert!(error.contains(named) && !error.contains("s3cret"), "{error}");
        let sentences = error.lines().filter(|line| line.starts_with("bienvenue: ") && line.contains("; ")).count();
        assert_eq!(sentences, 1, "{error}");
    }
}

#[tokio::test]
async fn after_a_start_sessions_are_in_memory_before_anybody_asks() {
    let database = ScratchDatabase::file();
    let (auth, _) = Crowd::around(&database, 1_000).await;
    auth.close().await;
    let program = Program::start(&["--database-url", &database.url(), "--log", "debug"]);
    assert_eq!(program.entry("recalled")["sessions"], 1_000);
}

#[tokio::test]
async fn a_move_tells_how_far_it_is_and_the_server_goes_on_from_the_copy() {
    let (from, to) = (ScratchDatabase::new().await, ScratchDatabase::file());
    let (program, client) = (Program::start(&["--database-url", &from.url()]), reqwest::Client::new());
    let credentials = [("email", "bob@me.com"), ("password", "x")];
    assert_eq!(client.post(format!("{}/users", program.url)).form(&credentials).send().await.unwrap().status(), 200);
    drop(program);
    let move_db = |from: &str, to: &str| {
        command(&tempfile::tempdir().unwrap()).args(["move-db", "--from", from, "--to", to]).output().unwrap()
    };
    let moved = move_db(&from.url(), &to.url());
    let told = String::from_utf8(moved.stdout).unwrap();
    assert_eq!(moved.status.code(), Some(0), "{told}");
    for line in ["users: 1 of 1 rows (100 %)", "users: 1 rows, equal to the source's", "moved; start the server"] {
        assert!(told.contains(line), "{told}");
    }
    let program = Program::start(&["--database-url", &to.url()]);
    let login = client.post(format!("{}/sessions", program.url)).form(&credentials).send().await.unwrap();
    assert_eq!(login.status(), 200);
    drop(program);
    let again = move_db(&from.url(), &to.url());
    let refusal = String::from_utf8(again.stderr).unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(refusal.contains("not empty") && refusal.contains("1 rows in users"), "{refusal}");
    let address = testbed::free_address().unwrap();
    let away = move_db(&format!("postgres://bob:s3cret@{address}/x?sslmode=disable"), &to.url());
    let refusal = String::from_utf8(away.stderr).unwrap();
    assert!(away.status.code() == Some(74) && !refusal.contains("s3cret"), "{refusal}");
    assert!(
        refusal.contains("the database to copy from: ") && refusal.contains("host and port in --from"),
        "{refusal}"
    );
    let nowhere = move_db("sqlite:nowhere.db", &to.url());
    let refusal = String::from_utf8(nowhere.stderr).unwrap();
    assert!(refusal.contains("there is no database at sqlite:nowhere.db to copy from; check --from"), "{refusal}");
    assert_eq!(nowhere.status.code(), Some(65));
}

#[test]
fn settings_are_taken_from_the_environment_too() {
    let directory = tempfile::tempdir().unwrap();
    let output = command(&directory).env("BIENVENUE_MODE", "production").output().unwrap();
    assert_eq!(output.status.code(), Some(78));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = command(&directory).env("BIENVENUE_LISTEN", &address).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(74));
    assert!(
        error.contains(&format!("can't listen on {address}")) && error.contains("choose another --listen"),
        "{error}"
    );
}

#[test]
fn it_tells_its_version_and_its_settings() {
    let directory = tempfile::tempdir().unwrap();
    let output = |flag| String::from_utf8(command(&directory).arg(flag).output().unwrap().stdout).unwrap();
    assert_eq!(output("--version").trim(), concat!("bienvenue ", env!("CARGO_PKG_VERSION")));
    let help = output("--help");
    for setting in [
        "listen",
        "database-url",
        "database-connections",
        "database-acquire-timeout",
        "database-statement-timeout",
        "database-pooler",
        "data-dir",
        "smtp-url",
        "mail-from",
        "trusted-proxy",
        "proxy-header",
        "mode",
        "public-url",
        "min-password-length",
        "stop-delay",
        "metrics-listen",
        "metrics-allow-remote",
        "log",
        "log-format",
    ] {
        let variable = format!("BIENVENUE_{}", setting.to_uppercase().replace('-', "_"));
        assert!(help.contains(&format!("--{setting}")) && help.contains(&variable), "{setting} in {help}");
    }
}
