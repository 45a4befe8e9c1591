use super::*;
use crate::cli::Cli;
use clap::Parser;

fn read(arguments: &[&str]) -> Result<Config, ConfigError> {
    Cli::try_parse_from([&["bienvenue"], arguments].concat()).unwrap().settings.try_into()
}

fn refusal(arguments: &[&str]) -> String {
    read(arguments).unwrap_err().to_string()
}

#[test]
fn the_defaults_serve_this_machine_alone() {
    let config = read(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:5000");
    let auth = config.auth(config.listen);
    assert_eq!(auth.database.url.to_string(), "sqlite:./data/bienvenue.db");
    assert_eq!(auth.public_url, "http://localhost:5000");
    assert_eq!(auth.mode, Mode::Development);
    assert_eq!(auth.hash_cost, HashCost::STANDARD);
}

#[test]
fn secrets_come_from_files_that_a_vault_fills() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let database = file("database-url", "postgres://bob:s3cret@db.example/accounts\n");
    let smtp = file("smtp-url", "smtps://bob:s3cret@mail.example:465\n");
    let arguments = ["--database-url-file", &database, "--smtp-url-file", &smtp, "--mail-from=a@b.example"];
    let config = read(&arguments).unwrap();
    let auth = config.auth(config.listen);
    assert_eq!(auth.database.url.to_string(), "postgres://bob@db.example/accounts");
    assert!(matches!(auth.mail, MailConfig::Smtp { .. }));
    assert!(!format!("{config:?}").contains("s3cret"));
    for both in
        [["--database-url=sqlite::memory:", arguments[0], arguments[1]], ["--smtp-url=x", arguments[2], arguments[3]]]
    {
        let refusal = Cli::try_parse_from([&["bienvenue"][..], &both].concat()).unwrap_err().to_string();
        assert!(refusal.contains("-file") && refusal.contains("cannot be used with"), "{refusal}");
    }
}

#[test]
fn development_on_a_public_address_is_refused_unless_insisted_on() {
    for address in ["0.0.0.0:5000", "192.168.1.2:80", "[::]:5000"] {
        let refusal = refusal(&["--listen", address]);
        assert!(refusal.contains("--listen") && refusal.contains("--allow-insecure"), "{refusal}");
        let config = read(&["--listen", address, "--allow-insecure"]).unwrap();
        assert_eq!(config.public_url(config.listen), format!("http://{address}"));
    }
    assert!(read(&["--listen", "[::1]:5000"]).is_ok());
}

#[test]
fn every_refusal_names_the_setting_and_the_remedy() {
    for (arguments, setting, remedy) in [
        (["--public-url", "accounts.example.org"], "--public-url", "https://accounts.example.org"),
        (["--public-url", "https://a.example/path"], "--public-url", "https://accounts.example.org"),
        (["--public-url", "ftp://a.example"], "--public-url", "https://accounts.example.org"),
        (["--public-url", "https://user@a.example"], "--public-url", "https://accounts.example.org"),
        (["--public-url", "https://:secret@a.example"], "--public-url", "https://accounts.example.org"),
        (["--public-url", "https://x.y#frag"], "--public-url", "https://accounts.example.org"),
        (["--public-url", "https://x.y?q"], "--public-url", "https://accounts.example.org"),
        (["--public-url", "https://x.y:99999"], "--public-url", "https://accounts.example.org"),
        (["--log", "loud=;"], "--log", "info"),
        (["--smtp-url", "smtps://bob:s3cret@mail.example"], "--smtp-url", "--mail-from"),
        (["--mail-from", "a@b.example"], "--mail-from", "--smtp-url"),
        (
            ["--smtp-url=smtp://s3cret@mail.example?tls=none", "--mail-from=a@b.example"],
            "--smtp-url",
            "this very machine",
        ),
        (["--smtp-url=s3cret", "--mail-from=a@b.example"], "--smtp-url", "smtps://USER:PASSWORD@HOST:465"),
        (["--metrics-listen", "0.0.0.0:9100"], "--metrics-listen 0.0.0.0:9100", "--metrics-allow-remote"),
        (["--min-password-length", "7"], "--min-password-length 7", "from 8"),
        (["--min-password-length", "65"], "--min-password-length 65", "to 64"),
    ] {
        is_told(&refusal(&arguments), setting, remedy);
    }
}

#[test]
fn production_is_refused_where_it_would_not_be_safe() {
    let production = ["--mode=production", "--listen=0.0.0.0:5000"];
    let mail = ["--smtp-url=smtps://mail.example", "--mail-from=a@b.example"];
    for (arguments, setting, remedy) in [
        (vec![], "--mode production", "add --smtp-url"),
        (vec![mail[0]], "--smtp-url", "add --mail-from"),
        (mail.to_vec(), "--mode production", "add --public-url"),
        (vec![mail[0], mail[1], "--public-url=http://a.example"], "--public-url", "write https://"),
        (vec![mail[0], mail[1], "--public-url=https://a.example/x"], "--public-url", "scheme and host only"),
    ] {
        is_told(&refusal(&[&production, &*arguments].concat()), setting, remedy);
    }
    let config = read(&[&production, &mail[..], &["--public-url=https://a.example"]].concat()).unwrap();
    let auth = config.auth(config.listen);
    assert_eq!((auth.mode, auth.public_url.as_str()), (Mode::Production, "https://a.example"));
    assert_eq!(auth.password_policy().min_chars, 15);
}

#[test]
fn the_length_of_passwords_is_for_production_to_ask() {
    let chars = |arguments: &[&str]| {
        let config = read(arguments).unwrap();
        config.auth(config.listen).password_policy().min_chars
    };
    let production = [
        "--mode=production",
        "--smtp-url=smtps://mail.example",
        "--mail-from=a@b.example",
        "--public-url=https://a.example",
        "--min-password-length=20",
    ];
    assert_eq!((chars(&production), chars(&production[4..])), (20, 1));
}

/// One sentence: what is wrong with which setting, and what to do. It has no secret.
fn is_told(refusal: &str, setting: &str, remedy: &str) {
    let (wrong, help) = refusal.split_once("; ").unwrap();
    assert!(wrong.contains(setting) && help.contains(remedy), "{refusal}");
    assert!(!refusal.contains("s3cret") && !refusal.contains('\n') && !refusal.contains(". "), "{refusal}");
}

#[test]
fn a_public_url_is_used_without_what_means_nothing() {
    for (given, used) in [
        ("https://accounts.example.org/", "https://accounts.example.org"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("HTTPS://Accounts.Example.org:443", "https://accounts.example.org"),
    ] {
        let config = read(&["--public-url", given]).unwrap();
        assert_eq!(config.public_url(config.listen), used);
    }
}

#[test]
fn metrics_are_told_to_nobody_or_to_this_machine_unless_insisted_on() {
    let address = |arguments: &[&str]| read(arguments).unwrap().metrics_listen.map(|address| address.to_string());
    assert_eq!(address(&[]), None);
    assert_eq!(address(&["--metrics-listen=[::1]:9100"]).as_deref(), Some("[::1]:9100"));
    let remote = ["--metrics-listen=10.0.0.1:9100", "--metrics-allow-remote"];
    assert_eq!(address(&remote).as_deref(), Some("10.0.0.1:9100"));
}

#[test]
fn the_database_is_waited_for_as_long_as_the_settings_say() {
    let database = read(&[]).unwrap().database;
    assert_eq!((database.acquire_timeout.as_secs(), database.statement_timeout.as_secs()), (3, 5));
    assert_eq!((database.connections, database.behind_pooler), (None, false));
    let database = read(&[
        "--database-url=postgres://db/accounts",
        "--database-acquire-timeout=1",
        "--database-statement-timeout=2",
        "--database-connections=7",
        "--database-pooler",
    ])
    .unwrap()
    .database;
    assert_eq!(database.url.to_string(), "postgres://db/accounts");
    assert_eq!((database.acquire_timeout.as_secs(), database.statement_timeout.as_secs()), (1, 2));
    assert_eq!((database.connections.map(u32::from), database.behind_pooler), (Some(7), true));
}

#[test]
fn debug_output_of_the_settings_does_not_show_the_password() {
    let arguments = [
        "bienvenue",
        "--database-url=postgres://bob:s3cret@db/accounts",
        "--smtp-url=smtps://bob:s3cret@mail.example",
        "--mail-from=a@b.example",
    ];
    let settings = Cli::try_parse_from(arguments).unwrap().settings;
    assert!(!format!("{settings:?}").contains("s3cret"));
    assert!(!format!("{:?}", Config::try_from(settings).unwrap()).contains("s3cret"));
}

#[test]
fn an_unreadable_flag_is_refused_by_name() {
    let error = Cli::try_parse_from(["bienvenue", "--listen", "localhost"]).unwrap_err().to_string();
    assert!(error.contains("--listen <ADDRESS:PORT>"), "{error}");
}
