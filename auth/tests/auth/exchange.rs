//! Users that come from other systems, and go to them.

use crate::support::{ALICE, BOB, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{
    CheckError, EmailError, Exchange, ExchangeError, HashRefusal, Mode, RecordError, Requester, Taken, UserRecord,
    test_support::ScratchDatabase,
};
use std::time::Duration;

/// Python's bcrypt 4.2: bcrypt.hashpw(b"b4l0u", bcrypt.gensalt(4)).
const B4L0U: &str = "$2b$04$xibHizQIsrWkWctXsNy6zuKgirrgngSjuUZWaBSuO0eIak94dkfmG";
/// The argon2 reference implementation's test: "password" with the salt "somesalt".
const ARGON2ID: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

fn record(email: &str, hash: Option<&str>) -> UserRecord {
    UserRecord {
        email: Some(email.to_owned()),
        password_hash: hash.map(str::to_owned),
        created_at: Some("2020-02-29T23:59:59.5+01:00".to_owned()),
        verified: Some("true".to_owned()),
        ..UserRecord::default()
    }
}

async fn exchange(auth: &TestAuth) -> Exchange {
    Exchange::open(&auth.database.config(), auth.clock.clone()).await.unwrap()
}

async fn import(auth: &TestAuth, records: &[UserRecord]) -> Vec<Taken> {
    let exchange = exchange(auth).await;
    let taken = exchange.import(records).await.unwrap();
    exchange.close().await;
    taken
}

async fn export(auth: &TestAuth) -> Vec<UserRecord> {
    let (exchange, mut all, mut last) = (exchange(auth).await, Vec::new(), None);
    loop {
        let (records, behind) = exchange.export(last).await.unwrap();
        if records.is_empty() {
            exchange.close().await;
            return all;
        }
        all.extend(records);
        last = behind;
    }
}

async fn stored_hash(auth: &TestAuth, email: &str) -> String {
    auth.database.text(&format!("SELECT password_hash FROM users WHERE email_key = '{email}'")).await
}

#[tokio::test]
async fn passwords_of_another_system_work_and_are_hashed_anew_at_the_first_sign_in() {
    let auth = TestAuth::in_production().await;
    let kinds = ["$2a$", "$2b$", "$2y$"].map(|kind| B4L0U.replace("$2b$", kind));
    let mut people: Vec<_> =
        kinds.iter().enumerate().map(|(i, hash)| (format!("bob{i}@me.com"), hash.as_str(), "b4l0u")).collect();
    people.push((ALICE.to_owned(), ARGON2ID, "password"));
    let records: Vec<_> = people.iter().map(|(email, hash, _)| record(email, Some(hash))).collect();
    assert_eq!(import(&auth, &records).await, [Taken::Added; 4]);
    for (email, hash, typed) in people {
        assert!(!auth.valid_login(&email, &password("wrong")).await, "{hash}");
        assert!(stored_hash(&auth, &email).await.ends_with(hash), "a wrong password changes nothing");
        assert!(auth.valid_login(&email, &password(typed)).await, "{hash}");
        let renewed = stored_hash(&auth, &email).await;
        assert!(renewed.starts_with("$2b$04$") && renewed != hash, "{renewed}");
        assert!(auth.valid_login(&email, &password(typed)).await && !auth.valid_login(&email, &password("x")).await);
    }
}

#[tokio::test]
async fn who_comes_without_a_password_resets_it() {
    let auth = TestAuth::in_production().await;
    import(&auth, &[record(BOB, None)]).await;
    assert!(!auth.valid_login(BOB, &password(PASSWORD)).await);
    auth.request_password_reset(BOB).await.unwrap();
    let token = auth.secrets_to(BOB).await.token;
    let chosen = password("violet anchors sing");
    auth.reset_password(BOB, &token, &chosen, &Requester::default()).await.unwrap();
    assert!(auth.valid_login(BOB, &chosen).await);
}

#[tokio::test]
async fn who_was_kept_out_elsewhere_is_kept_out_here() {
    let auth = TestAuth::new().await;
    let disabled = UserRecord { disabled: Some("true".to_owned()), ..record(BOB, Some(B4L0U)) };
    assert_eq!(import(&auth, &[disabled, record(ALICE, Some(B4L0U))]).await, [Taken::Added; 2]);
    assert!(!auth.valid_login(BOB, &password("b4l0u")).await && auth.valid_login(ALICE, &password("b4l0u")).await);
    let exported = export(&auth).await;
    let flag = |email: &str| exported.iter().find(|record| record.email.as_deref() == Some(email)).unwrap();
    assert_eq!((flag(BOB).disabled.as_deref(), flag(ALICE).disabled.as_deref()), (Some("true"), Some("false")));
}

#[tokio::test]
async fn fields_are_kept_and_what_is_missing_is_made_up_for() {
    let auth = TestAuth::new().await;
    let id = "0b1e6a2c-3f3a-4a0e-9d8e-0a1b2c3d4e5f";
    let full = UserRecord { id: Some(id.to_owned()), ..record(" Bob@Me.com ", Some(B4L0U)) };
    let bare = UserRecord { email: Some(ALICE.to_owned()), ..UserRecord::default() };
    assert_eq!(import(&auth, &[full.clone(), bare]).await, [Taken::Added; 2]);
    let exported = export(&auth).await;
    let bob = exported.iter().find(|record| record.id == full.id).unwrap();
    let same = UserRecord {
        email: Some("Bob@Me.com".to_owned()),
        created_at: Some("2020-02-29T22:59:59.5Z".to_owned()),
        disabled: Some("false".to_owned()),
        ..full
    };
    assert_eq!(*bob, same);
    let alice = exported.iter().find(|record| record.email.as_deref() == Some(ALICE)).unwrap();
    let (hash, created_at, verified) = (&alice.password_hash, alice.created_at.as_deref(), alice.verified.as_deref());
    assert_eq!((hash, created_at, verified), (&None, Some("2026-11-22T00:00:00Z"), Some("false")));
    let shown = format!("{bob:?}");
    assert!(shown.contains("hidden") && !shown.contains(B4L0U), "{shown}");
}

#[tokio::test]
async fn an_export_is_taken_by_another_service_with_long_passwords_too() {
    let (auth, other) = (TestAuth::new().await, TestAuth::in_production().await);
    let long = format!("{} and more", "p".repeat(80));
    auth.register_user(BOB, &password(&long)).await.unwrap();
    auth.register_user(ALICE, &password("cafe\u{301}")).await.unwrap();
    let mut records = export(&auth).await;
    records.iter_mut().for_each(|record| record.verified = Some("true".to_owned()));
    assert_eq!(import(&other, &records).await, [Taken::Added; 2]);
    assert!(!other.valid_login(BOB, &password(&"p".repeat(80))).await, "every byte still counts");
    for (email, typed) in [(BOB, long.as_str()), (ALICE, "caf\u{e9}")] {
        assert!(other.valid_login(email, &password(typed)).await, "{email}");
    }
}

#[tokio::test]
async fn who_is_there_already_is_left_alone_so_that_an_import_can_be_run_again() {
    let auth = TestAuth::with_bob().await;
    let records = [record("BOB@me.com", Some(B4L0U)), record(ALICE, Some(B4L0U)), record("alice@ME.com", None)];
    assert_eq!(import(&auth, &records).await, [Taken::AlreadyThere, Taken::Added, Taken::AlreadyThere]);
    assert_eq!(import(&auth, &records).await, [Taken::AlreadyThere; 3]);
    assert!(auth.valid_login(BOB, &password(PASSWORD)).await && auth.valid_login(ALICE, &password("b4l0u")).await);
}

#[tokio::test]
async fn what_can_not_be_used_is_refused_and_the_rest_is_taken() {
    let auth = TestAuth::with_bob().await;
    let bob = export(&auth).await.remove(0);
    let refuse = |change: fn(&mut UserRecord)| {
        let mut record = record("carol@me.com", None);
        change(&mut record);
        record
    };
    let refused = [
        (refuse(|record| record.email = None), RecordError::Email(EmailError::Missing)),
        (refuse(|record| record.email = Some("carol".into())), RecordError::Email(EmailError::Malformed)),
        (refuse(|record| record.id = Some("1".into())), RecordError::Id),
        (refuse(|record| record.id = Some("00000000-0000-0000-0000-000000000000".into())), RecordError::Id),
        (UserRecord { id: bob.id, ..record("carol@me.com", None) }, RecordError::IdTaken),
        (refuse(|record| record.created_at = Some("29.2.2020".into())), RecordError::CreatedAt),
        (refuse(|record| record.created_at = Some("1969-12-31T23:59:59Z".into())), RecordError::CreatedAt),
        (refuse(|record| record.created_at = Some("2999-01-01T00:00:00Z".into())), RecordError::Future),
        (refuse(|record| record.verified = Some("yes".into())), RecordError::Verified),
        (refuse(|record| record.disabled = Some("1".into())), RecordError::Disabled),
        (
            refuse(|record| record.password_hash = Some("5f4dcc3b5aa765d61d8327deb882cf99".into())),
            RecordError::Hash(HashRefusal::Unknown),
        ),
    ];
    let refused = refused.into_iter().chain(["$v=20$", "$v=16$", "$"].map(|version| {
        let hash = ARGON2ID.replace("$v=19$", version);
        (record("carol@me.com", Some(&hash)), RecordError::Hash(HashRefusal::Unknown))
    }));
    let (mut records, expected): (Vec<_>, Vec<_>) = refused.unzip();
    records.push(record(ALICE, None));
    let taken = import(&auth, &records).await;
    assert_eq!(taken[..expected.len()], expected.into_iter().map(Taken::Refused).collect::<Vec<_>>());
    assert_eq!(taken.last(), Some(&Taken::Added));
    assert_eq!(export(&auth).await.len(), 2);
}

#[tokio::test]
async fn an_address_that_was_given_up_lately_is_kept_for_its_owner() {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    auth.request_email_change(&session, "robert@me.com", &password(PASSWORD), &Requester::default()).await.unwrap();
    let token = auth.secrets_to("robert@me.com").await.token;
    auth.confirm_email(Some("robert@me.com"), &token, &Requester::default()).await.unwrap();
    assert_eq!(import(&auth, &[record(BOB, None)]).await, [Taken::Refused(RecordError::Kept)]);
    auth.clock.advance(Duration::from_secs(8 * 24 * 60 * 60));
    assert_eq!(import(&auth, &[record(BOB, None)]).await, [Taken::Added]);
}

#[tokio::test]
async fn a_batch_is_taken_wholly_or_not_at_all() {
    let auth = TestAuth::new().await;
    auth.database.break_statement("INSERT", "users").await;
    let exchange = exchange(&auth).await;
    let failed = exchange.import(&[record(BOB, None), record(ALICE, None)]).await;
    assert!(matches!(failed, Err(ExchangeError::Interrupted { .. })), "{failed:?}");
    auth.database.mend_statement("users").await;
    assert_eq!(exchange.import(&[record(BOB, None), record(ALICE, None)]).await.unwrap(), [Taken::Added; 2]);
    exchange.close().await;
}

#[tokio::test]
async fn a_database_is_neither_made_nor_migrated() {
    let database = ScratchDatabase::new().await;
    let open = async || Exchange::open(&database.config(), auth::Clock::System).await.unwrap_err();
    database.execute("CREATE TABLE theirs (id INTEGER)").await;
    database.execute("DROP TABLE theirs").await;
    assert!(matches!(open().await, ExchangeError::Database(CheckError::Foreign(_))));
    let auth = TestAuth::on(database, |_| ()).await;
    auth.close().await;
    let older = "UPDATE _sqlx_migrations SET version = 0 - version WHERE version > 7";
    auth.database.execute(older).await;
    let refused = Exchange::open(&auth.database.config(), auth::Clock::System).await.unwrap_err();
    assert!(matches!(refused, ExchangeError::Database(CheckError::Older { found: 7, .. })), "{refused}");
}

#[tokio::test]
async fn many_pages_of_users_are_exported_each_once() {
    let auth = TestAuth::with(|config| config.mode = Mode::Production).await;
    auth.database.fill(1_200, auth.clock.now()).await;
    let mut emails: Vec<_> = export(&auth).await.into_iter().map(|record| record.email.unwrap()).collect();
    emails.sort_unstable();
    emails.dedup();
    assert_eq!(emails.len(), 1_200);
    assert!(!auth.valid_login("person1@example.org", &password(OTHER_PASSWORD)).await);
}
