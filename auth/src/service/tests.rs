use super::*;
use crate::{
    ActivityKind, Confirmation, DatabaseConfig, HashCost, MailConfig, Requester, Timestamp,
    db::{NewActivity, UserBy},
};
use domain::{Email, Password};

const BOB: &str = "bob@me.com";
const CAROL: &str = "carol@me.com";

#[test]
fn the_private_name_that_the_crates_documentation_proves_unreachable_exists() {
    assert_eq!(std::any::type_name::<Db>(), "auth::db::Db");
}

/// A service in memory, in which Bob has an account. Such a database has one connection: who keeps it, keeps
/// everybody else waiting.
pub(crate) async fn service_with_bob() -> Auth {
    service_on(DatabaseConfig::new("sqlite::memory:")).await
}

/// A service in which Bob has an account, be it from before.
pub(crate) async fn service_on(database: DatabaseConfig) -> Auth {
    let config = AuthConfig {
        mode: Mode::Development,
        database,
        mail: MailConfig::Mailbox("unused".into()),
        public_url: "http://localhost:5000".into(),
        clock: Clock::manual(Timestamp::from_millis(0)),
        hash_cost: HashCost::LOWEST,
        min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
        limits: Limits::of(Mode::Development),
    };
    let auth = Auth::open(config).await.unwrap();
    let registered = auth.register_user(BOB, &Password::new("x")).await;
    assert!(matches!(registered, Ok(_) | Err(AuthError::EmailTaken(_))), "{registered:?}");
    auth
}

/// Lets other tasks go on until they wait for something that does not come.
async fn let_others_go_on(auth: &Auth) {
    for _ in 0..50 {
        assert!(auth.create_session(BOB).await.unwrap().is_some(), "the connection is free");
    }
}

async fn disable(auth: &Auth, email: &str) {
    let user = auth.db.find_user_by(UserBy::Email(&Email::parse(email).unwrap())).await.unwrap().unwrap().user.id;
    let requester = Requester::operator();
    let activity = NewActivity::new(ActivityKind::DisabledByOperator, auth.clock.now(), &requester).unwrap();
    auth.db.disable(user, &activity).await.unwrap().unwrap();
}

#[tokio::test]
async fn what_waits_for_its_hash_while_the_account_is_disabled_does_nothing() {
    let auth = service_with_bob().await;
    let session = auth.create_session(BOB).await.unwrap().unwrap();
    let token = auth.get_reset_password_token(BOB).await.unwrap();
    let occupied = auth.hasher.occupy().await;
    let waiting = tokio::spawn({
        let auth = auth.clone();
        async move {
            let (password, other, requester) = (Password::new("x"), Password::new("y"), Requester::default());
            let (session, confirmation) = (session.expose(), Confirmation { password: &password, email: BOB });
            tokio::join!(
                auth.log_in(BOB, &password, &requester),
                auth.update_password(token.expose(), &other),
                auth.change_password(session, &password, &other, &requester),
                auth.request_email_change(session, CAROL, &password, &requester),
                auth.delete_account(session, &confirmation, &requester),
            )
        }
    });
    let_others_go_on(&auth).await;
    disable(&auth, BOB).await;
    drop(occupied);
    let (log_in, reset, change, address, deletion) = waiting.await.unwrap();
    assert!(matches!(log_in, Err(AuthError::InvalidCredentials)), "{log_in:?}");
    assert!(matches!(reset, Err(AuthError::InvalidResetToken)), "{reset:?}");
    for refused in [change, address.map(drop), deletion] {
        assert!(matches!(refused, Err(AuthError::WrongPassword)), "{refused:?}");
    }
    let owner = auth.db.find_user_by(UserBy::Email(&Email::parse(BOB).unwrap())).await.unwrap().unwrap();
    assert!(auth.hasher.verify(&Password::new("x"), Some(&owner.password_hash)).await.unwrap());
}

#[tokio::test]
async fn no_database_connection_is_held_while_a_password_is_hashed() {
    let auth = service_with_bob().await;
    let token = auth.get_reset_password_token(BOB).await.unwrap();
    let occupied = auth.hasher.occupy().await;
    let hashing = tokio::spawn({
        let auth = auth.clone();
        async move {
            let (password, other, requester) = (Password::new("x"), Password::new("y"), Requester::default());
            tokio::join!(
                auth.register_user("alice@me.com", &password),
                auth.log_in(BOB, &password, &requester),
                auth.update_password(token.expose(), &other),
            )
        }
    });
    let_others_go_on(&auth).await;
    assert!(!hashing.is_finished(), "it went on without a permit");
    drop(occupied);
    let (registered, _, updated) = hashing.await.unwrap();
    assert!(registered.is_ok() && updated.is_ok());
}

#[tokio::test]
async fn an_unknown_email_costs_the_hash_of_a_wrong_password() {
    let auth = service_with_bob().await;
    auth.register_user(CAROL, &Password::new("wrong")).await.unwrap();
    disable(&auth, CAROL).await;
    for email in [BOB, "nobody@me.com", CAROL] {
        let occupied = auth.hasher.occupy().await;
        let log_in = tokio::spawn({
            let auth = auth.clone();
            async move { auth.log_in(email, &Password::new("wrong"), &Requester::default()).await }
        });
        let_others_go_on(&auth).await;
        assert!(!log_in.is_finished(), "{email} was answered without a hash");
        drop(occupied);
        assert!(matches!(log_in.await.unwrap(), Err(AuthError::InvalidCredentials)), "{email}");
    }
}
