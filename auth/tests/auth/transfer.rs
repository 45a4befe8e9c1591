use crate::support::{ALICE, BOB, OTHER_PASSWORD, PASSWORD, TestAuth, config, password};
use auth::{
    Auth, Clock, DatabaseConfig, MoveError, Moved, OpenError, OpenFault, Requester, move_database,
    test_support::ScratchDatabase,
};

async fn moved(from: &ScratchDatabase, to: &ScratchDatabase) -> Result<Vec<Moved>, MoveError> {
    move_database(&from.config(), &to.config(), Clock::System.now(), |_| ()).await
}

/// The engine under test, and SQLite: a move between them crosses engines where there are two.
async fn there_and_back() -> [ScratchDatabase; 3] {
    [ScratchDatabase::new().await, ScratchDatabase::file(), ScratchDatabase::new().await]
}

#[tokio::test]
async fn passwords_sessions_ids_and_reset_tokens_work_after_a_move_there_and_back() {
    let [first, second, third] = there_and_back().await;
    let mut auth = TestAuth::on(first, |_| ()).await;
    let bob = auth.register_user("Bob@me.com", &password(PASSWORD)).await.unwrap();
    auth.register_user("jörg@müller.example", &password(PASSWORD)).await.unwrap();
    let (session, elsewhere) = (auth.session_of(BOB, PASSWORD).await, auth.session_of(BOB, PASSWORD).await);
    auth.request_email_change(&session, ALICE, &password(PASSWORD), &Requester::default()).await.unwrap();
    let alice = auth.secrets_to(ALICE).await.token;
    let token = auth.reset_token(BOB).await;
    for (target, activities) in [(second, 2), (third, 2)] {
        let report = moved(&auth.database, &target).await.unwrap();
        let rows: Vec<_> = report.iter().map(|moved| (moved.table, moved.rows)).collect();
        assert_eq!(
            rows,
            [
                ("users", 2),
                ("sessions", 2),
                ("activities", activities),
                ("password_reset_tokens", 1),
                ("email_confirmations", 1),
                ("email_undos", 0),
                ("devices", 2),
                ("outbox", 0)
            ]
        );
        let clock = auth.clock.clone();
        auth = TestAuth::on(target, |config| config.clock = clock).await;
        let found = auth.get_user_from_session_id(&session).await.unwrap().unwrap();
        assert_eq!((found.id, found.email.as_str(), found.created_at), (bob.id, "Bob@me.com", bob.created_at));
        assert!(auth.valid_login("JÖRG@müller.example", &password(PASSWORD)).await);
        assert!(auth.register_user(BOB, &password("x")).await.is_err(), "the address is still taken");
    }
    auth.confirm_email(Some(ALICE), &alice, &Requester::default()).await.unwrap();
    assert_eq!(auth.who(&session).await.as_deref(), Some(ALICE));
    assert_eq!(auth.who(&elsewhere).await, None, "the session that asked was moved along");
    assert!(auth.update_password(&token, &password(OTHER_PASSWORD)).await.is_err(), "it went with the address");
}

#[tokio::test]
async fn a_target_that_is_not_empty_is_refused_and_left_alone() {
    let [from, to, _] = there_and_back().await;
    let (source, target) = (TestAuth::on(from, |_| ()).await, TestAuth::on(to, |_| ()).await);
    source.register_user(BOB, &password(PASSWORD)).await.unwrap();
    target.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    let refused = moved(&source.database, &target.database).await.unwrap_err();
    assert!(matches!(refused, MoveError::NotEmpty { table: "users", rows: 1 }), "{refused}");
    assert!(!target.reopen().await.valid_login(BOB, &password(PASSWORD)).await);
    assert!(target.valid_login(ALICE, &password(PASSWORD)).await);
}

#[tokio::test]
async fn a_source_that_does_not_exist_is_not_made() {
    let (from, to) = (ScratchDatabase::file(), ScratchDatabase::file());
    let config = DatabaseConfig { create: false, ..from.config() };
    let refused = move_database(&config, &to.config(), Clock::System.now(), |_| ()).await;
    assert!(matches!(refused, Err(MoveError::Missing(url)) if url == from.url()));
    assert!(!std::path::Path::new(from.url().strip_prefix("sqlite:").unwrap()).exists());
}

#[tokio::test]
async fn an_interrupted_move_goes_on_where_it_stopped_and_nobody_serves_from_it_before() {
    let [from, to, _] = there_and_back().await;
    let source = TestAuth::on(from, |_| ()).await;
    source.database.fill(1_200, source.clock.now()).await;
    let open = || Auth::open(config(to.config(), "unused".into(), Clock::System));
    open().await.unwrap().close().await;
    to.break_statement("INSERT", "sessions").await;
    let interrupted = moved(&source.database, &to).await.unwrap_err();
    assert!(matches!(interrupted, MoveError::Interrupted { fault: OpenFault::Database, .. }), "{interrupted}");
    assert!(interrupted.to_string().contains("run the same move-db again"));
    let refused = open().await.unwrap_err();
    assert!(matches!(refused, OpenError::UnfinishedMove { .. }), "{refused}");
    assert!(refused.to_string().contains("move-db"));
    // One page of users has to come again: as if the move had been interrupted in their midst.
    to.mend_statement("sessions").await;
    to.execute("DELETE FROM users WHERE id > (SELECT id FROM users ORDER BY id LIMIT 1 OFFSET 499)").await;
    let mut first = None;
    let report = move_database(&source.database.config(), &to.config(), Clock::System.now(), |moved| {
        first.get_or_insert(moved);
    })
    .await
    .unwrap();
    assert_eq!(first, Some(Moved { table: "users", rows: 500, of: 1_200 }), "the rest follows");
    assert!(report.iter().take(2).all(|moved| moved.rows == 1_200), "{report:?}");
    open().await.unwrap();
}

#[tokio::test]
async fn the_rest_of_another_database_is_not_taken() {
    let to = ScratchDatabase::file();
    let (one, two) = (ScratchDatabase::file(), ScratchDatabase::file());
    for source in [&one, &two] {
        Auth::open(config(source.config(), "unused".into(), Clock::System)).await.unwrap();
        source.fill(1, Clock::System.now()).await;
    }
    Auth::open(config(to.config(), "unused".into(), Clock::System)).await.unwrap();
    to.break_statement("INSERT", "users").await;
    assert!(matches!(moved(&one, &to).await, Err(MoveError::Interrupted { fault: OpenFault::Database, .. })));
    to.mend_statement("users").await;
    assert!(matches!(moved(&two, &to).await, Err(MoveError::OtherSource(source)) if source == one.url()));
    moved(&one, &to).await.unwrap();
}

#[tokio::test]
async fn a_row_that_changed_under_way_is_noticed_and_nobody_serves_from_the_copy() {
    let [from, to, _] = there_and_back().await;
    let source = TestAuth::on(from, |_| ()).await;
    source.register_user(BOB, &password(PASSWORD)).await.unwrap();
    Auth::open(config(to.config(), "unused".into(), Clock::System)).await.unwrap().close().await;
    to.break_statement("INSERT", "sessions").await;
    source.session_of(BOB, PASSWORD).await;
    assert!(moved(&source.database, &to).await.is_err());
    to.mend_statement("sessions").await;
    source.database.execute("UPDATE users SET email = 'Bob@me.com'").await;
    let refused = moved(&source.database, &to).await.unwrap_err();
    assert!(matches!(refused, MoveError::Differs { table: "users", source_rows: 1, target_rows: 1 }), "{refused}");
    let opened = Auth::open(config(to.config(), "unused".into(), Clock::System)).await;
    assert!(matches!(opened, Err(OpenError::UnfinishedMove { .. })));
}

/// Prints how long it takes: `cargo xtask postgres -- cargo test --release -p auth --test auth hundred_thousand --
/// --ignored --nocapture`.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
#[expect(clippy::print_stdout, reason = "figures, for whoever asks with --nocapture")]
async fn a_hundred_thousand_people_move_to_postgresql_and_back() {
    const PEOPLE: u64 = 100_000;
    let server = testbed::Postgres::start().unwrap();
    let there = ScratchDatabase::within(&server.url("postgres").parse().unwrap()).await;
    let (from, back) = (ScratchDatabase::file(), ScratchDatabase::file());
    let first = TestAuth::on(from, |_| ()).await;
    let somebody = first.database.fill(PEOPLE, first.clock.now()).await;
    first.register_user(BOB, &password(PASSWORD)).await.unwrap();
    let session = first.session_of(BOB, PASSWORD).await;
    first.close().await;
    for (source, target) in [(&first.database, &there), (&there, &back)] {
        let start = std::time::Instant::now();
        let report = moved(source, target).await.unwrap();
        println!("moved {:?} in {:.1} s", report, start.elapsed().as_secs_f64());
        assert_eq!(
            report.iter().map(|moved| moved.rows).collect::<Vec<_>>(),
            [PEOPLE + 1, PEOPLE + 1, 1, 0, 0, 0, 1, 0]
        );
    }
    let last = TestAuth::on(back, |_| ()).await;
    assert_eq!(last.who(&session).await.as_deref(), Some(BOB));
    assert!(last.who(somebody.expose()).await.is_some());
    assert!(last.valid_login(BOB, &password(PASSWORD)).await);
}
