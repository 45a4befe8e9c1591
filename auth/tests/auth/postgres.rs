//! What is true of PostgreSQL only: each test has a server of its own, to break it.

use crate::support::{ALICE, BOB, OTHER_PASSWORD, PASSWORD, TestAuth, config, password};
use auth::{Auth, AuthError, Clock, DatabaseConfig, OpenError, Requester, test_support::ScratchDatabase};
use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};
use testbed::{Pooler, Postgres};
use tokio::task::JoinSet;

async fn scratch(server: &Postgres) -> ScratchDatabase {
    ScratchDatabase::within(&server.url("postgres").parse().unwrap()).await
}

fn impatient(database: &ScratchDatabase) -> DatabaseConfig {
    DatabaseConfig {
        acquire_timeout: Duration::from_millis(500),
        statement_timeout: Duration::from_millis(500),
        ..database.config()
    }
}

async fn open(database: DatabaseConfig) -> Result<Auth, OpenError> {
    let directory = tempfile::tempdir().unwrap();
    Auth::open(config(database, directory.path().to_owned(), Clock::System)).await
}

fn is_unavailable<T>(answer: Result<T, AuthError>) -> bool {
    matches!(answer, Err(AuthError::Unavailable(_)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL and pgbouncer: cargo xtask test"]
async fn two_instances_work_behind_a_pooler_that_gives_each_transaction_another_connection() {
    let server = Postgres::start().unwrap();
    let pooler = Pooler::start(&server).unwrap();
    let url = pooler.before(&server, &server.url("postgres"));
    let database =
        || DatabaseConfig { behind_pooler: true, connections: NonZeroU32::new(8), ..DatabaseConfig::new(url.as_str()) };
    let (one, two) = tokio::join!(open(database()), open(database()));
    let (one, two) = (one.unwrap(), two.unwrap());
    one.register_user(BOB, &password(PASSWORD)).await.unwrap();
    let mut people = JoinSet::new();
    for i in 0..100 {
        let (auth, other) = if i % 2 == 0 { (one.clone(), two.clone()) } else { (two.clone(), one.clone()) };
        people.spawn(async move {
            let email = format!("person{i}@me.com");
            auth.register_user(&email, &password(PASSWORD)).await.unwrap();
            let session = other.log_in(&email, &password(PASSWORD), &Requester::default()).await.unwrap().token;
            assert!(auth.get_user_from_session_id(session.expose()).await.unwrap().is_some());
            let token = other.get_reset_password_token(&email).await.unwrap();
            auth.update_password(token.expose(), &password(OTHER_PASSWORD)).await.unwrap();
            assert!(other.get_user_from_session_id(session.expose()).await.unwrap().is_none());
            let session = other.log_in(&email, &password(OTHER_PASSWORD), &Requester::default()).await.unwrap().token;
            assert!(auth.log_out(session.expose(), &Requester::default()).await.unwrap());
            assert!(!other.log_out(session.expose(), &Requester::default()).await.unwrap());
        });
    }
    people.join_all().await;
    assert!(matches!(two.register_user(BOB, &password(PASSWORD)).await, Err(AuthError::EmailTaken(_))));
    assert_eq!(one.sweep().await.unwrap().sessions, 0);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn the_connection_is_encrypted_and_the_server_known_where_the_url_says_so() {
    let (server, other) = (Postgres::start().unwrap(), Postgres::start().unwrap());
    let database = scratch(&server).await;
    let with = |mode: &str, host: &str, certificate: &Postgres| {
        let url = database.url().replace("127.0.0.1", host).replace("sslmode=disable", mode);
        DatabaseConfig::new(format!("{url}&sslrootcert={}", certificate.certificate().display()))
    };
    let encrypted = "SELECT (count(*) > 0)::text FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                     WHERE application_name = 'bienvenue' AND ssl";
    for (mode, is_encrypted) in
        [("sslmode=disable", "false"), ("sslmode=require", "true"), ("sslmode=verify-full", "true")]
    {
        let auth = open(with(mode, "localhost", &server)).await.unwrap();
        // Connections that are closed by us may take the server a moment longer.
        while database.text(encrypted).await != is_encrypted {}
        auth.create_session(BOB).await.unwrap();
        assert_eq!(database.text(encrypted).await, is_encrypted, "{mode}");
        auth.close().await;
    }
    for (mode, host, certificate) in [
        ("sslmode=verify-full", "localhost", &other),
        ("sslmode=verify-ca", "localhost", &other),
        // The certificate is for another name.
        ("sslmode=verify-full", "127.0.0.1", &server),
    ] {
        assert!(matches!(open(with(mode, host, certificate)).await, Err(OpenError::Open(_))), "{mode} {host}");
    }
    let plain = Postgres::start_with(&["ssl=off"]).unwrap();
    let url = plain.url("postgres").replace("sslmode=disable", "sslmode=require");
    assert!(matches!(open(DatabaseConfig::new(url)).await, Err(OpenError::Open(_))), "never without, if asked for");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_conflict_with_another_transaction_is_tried_again_three_times() {
    let server = Postgres::start().unwrap();
    let auth = TestAuth::on(scratch(&server).await, |_| ()).await;
    // Sequences count on, whether or not their transaction is rolled back.
    auth.database
        .execute(
            "CREATE SEQUENCE tries;
             CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF nextval('tries') <= TG_ARGV[0]::bigint THEN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END IF;
                 RETURN NEW;
             END $$;
             CREATE TRIGGER conflict BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION conflict(3)",
        )
        .await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    assert_eq!(auth.database.text("SELECT last_value::text FROM tries").await, "4", "once, and three times again");
    auth.database
        .execute(
            "DROP TRIGGER conflict ON users;
             CREATE TRIGGER conflict BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION conflict(1000)",
        )
        .await;
    assert!(is_unavailable(auth.register_user(ALICE, &password(PASSWORD)).await));
    assert_eq!(auth.database.text("SELECT last_value::text FROM tries").await, "8", "and no more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn the_strictest_isolation_makes_no_difference() {
    let server = Postgres::start().unwrap();
    let database = scratch(&server).await;
    database.execute("ALTER DATABASE postgres SET default_transaction_isolation = 'serializable'").await;
    let mut opening = JoinSet::new();
    for _ in 0..8 {
        opening.spawn(open(database.config()));
    }
    for opened in opening.join_all().await {
        opened.unwrap().close().await;
    }
    let auth = TestAuth::on(database, |_| ()).await;
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    let (token, second) = (auth.reset_token(BOB).await, auth.reopen().await);
    let mut uses = JoinSet::new();
    for i in 0..20 {
        let auth = Auth::clone(if i % 2 == 0 { &auth } else { &second });
        let token = token.clone();
        uses.spawn(async move { auth.update_password(&token, &password(OTHER_PASSWORD)).await });
    }
    let answers = uses.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let refused = |answer: &Result<(), AuthError>| {
        matches!(answer, Ok(()) | Err(AuthError::InvalidResetToken | AuthError::Unavailable(_)))
    };
    assert!(answers.iter().all(refused), "{answers:?}");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_statement_that_waits_too_long_is_ended_and_the_next_one_works() {
    let server = Postgres::start().unwrap();
    let database = scratch(&server).await;
    let auth = open(impatient(&database)).await.unwrap();
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    let locked = database.execute("BEGIN; LOCK TABLE users; SELECT pg_sleep(5); COMMIT");
    let refused = async {
        // The lock is there as soon as a statement of ours has to wait for it.
        while auth.create_session(BOB).await.is_ok() {}
        let start = Instant::now();
        assert!(is_unavailable(auth.create_session(BOB).await));
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    };
    tokio::join!(locked, refused);
    assert!(auth.create_session(BOB).await.unwrap().is_some());
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_server_that_falls_silent_is_given_up_in_time_and_found_again() {
    let server = Postgres::start().unwrap();
    let database = scratch(&server).await;
    let auth = open(impatient(&database)).await.unwrap();
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    server.suspend().unwrap();
    for _ in 0..3 {
        let start = Instant::now();
        assert!(is_unavailable(auth.create_session(BOB).await));
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    }
    server.resume().unwrap();
    // The connections that hung are closed in the background; until then there may be no free one.
    let healed = async { while auth.create_session(BOB).await.is_err() {} };
    tokio::time::timeout(Duration::from_secs(10), healed).await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_server_that_is_not_there_keeps_the_service_from_opening_and_shows_no_password() {
    let mut server = Postgres::start().unwrap();
    server.kill().unwrap();
    let url = server.url("postgres").replace("bienvenue@", "bienvenue:s3cret@");
    let start = Instant::now();
    let refused = open(DatabaseConfig::new(url)).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(!format!("{refused} {refused:?}").contains("s3cret"));
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_client_that_hangs_up_while_a_transaction_begins_leaves_none_behind() {
    let server = Postgres::start().unwrap();
    let database = scratch(&server).await;
    // Behind a pooler, everything is a transaction.
    let config = DatabaseConfig { behind_pooler: true, connections: NonZeroU32::new(1), ..database.config() };
    let auth = open(config).await.unwrap();
    auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
    let until_in_use = async |connections| {
        while auth.occupied_connections() != connections {
            tokio::task::yield_now().await;
        }
    };
    until_in_use(0).await;
    server.suspend().unwrap();
    let client = tokio::spawn({
        let auth = auth.clone();
        async move { auth.create_session(BOB).await }
    });
    // It has asked the server to begin, and waits for the answer.
    until_in_use(1).await;
    client.abort();
    assert!(client.await.unwrap_err().is_cancelled());
    server.resume().unwrap();
    let begun = "SELECT count(*)::text FROM pg_stat_activity
                 WHERE application_name = 'bienvenue' AND (xact_start IS NOT NULL OR state <> 'idle')";
    let none_left = async { while database.text(begun).await != "0" {} };
    tokio::time::timeout(Duration::from_secs(10), none_left).await.unwrap();
    assert!(auth.create_session(BOB).await.unwrap().is_some());
}
