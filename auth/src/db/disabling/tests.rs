//! What was left for an account when it was disabled, as by a request that overlapped: the statements that would use it do
//! nothing.

use crate::{
    Activity, ActivityKind, Clock, HashCost, Requester, Token, TokenShape,
    db::{
        Awaited, Claimant, Confirmed, Db, NewActivity, NewConfirmation, NewDevice, NewResetToken, NewUndo, NewUser,
        PasswordReset, TakingBack, UserBy, UserChange, email_key, statement::sql,
    },
    hasher::{PasswordHash, PasswordHasher},
    limits::{LimitKey, LimitKeys, Of, Subject},
    outbox::{MailKind, QueuedMail},
    secrets::SecretDigests,
    test_support::ScratchDatabase,
    token::{self, TokenDigest},
};
use domain::{Email, Timestamp, UserId};
use std::time::Duration;

const TOKEN: TokenDigest = TokenDigest([7; 32]);

/// A database in which Bob's account is disabled.
struct Scene {
    db: Db,
    _database: ScratchDatabase,
    bob: UserId,
    email: Email,
    hash: PasswordHash,
    now: Timestamp,
    requester: Requester,
}

impl Scene {
    async fn new() -> Self {
        let database = ScratchDatabase::new().await;
        let db = Db::open(&database.config()).await.unwrap();
        let scene = Self {
            db,
            _database: database,
            bob: token::new_user_id().unwrap(),
            email: Email::parse("bob@me.com").unwrap(),
            hash: PasswordHasher::new(HashCost::LOWEST).nobodys(),
            now: Clock::System.now(),
            requester: Requester::default(),
        };
        let (id, email, password_hash, created_at) = (scene.bob, &scene.email, &scene.hash, scene.now);
        scene.db.add_user(&NewUser { id, email, password_hash, created_at, verified_at: None }).await.unwrap();
        scene
    }

    async fn disable(&self) {
        assert_eq!(self.db.write(sql("UPDATE users SET disabled_at = 1").scanning()).await.unwrap(), 1);
    }

    async fn enable(&self) {
        assert_eq!(self.db.write(sql("UPDATE users SET disabled_at = NULL").scanning()).await.unwrap(), 1);
    }

    fn later(&self) -> Timestamp {
        self.now.plus(Duration::from_secs(60))
    }

    fn activity(&self) -> NewActivity<'_> {
        NewActivity::new(ActivityKind::PasswordReset, self.now, &self.requester).unwrap()
    }

    fn notice(&self) -> QueuedMail {
        QueuedMail {
            id: token::random_uuid().unwrap(),
            user: self.bob,
            kind: MailKind::PasswordChanged,
            recipient: self.email.clone(),
            created_at: self.now,
            due_at: self.now,
            attempts: 0,
            expires_at: self.later(),
            requester: Requester::default(),
        }
    }

    fn guesses(&self) -> LimitKey {
        LimitKeys::new([0; 32]).key(Subject::Guesses, Of::Account(&self.email))
    }

    async fn set_reset_token(&self) {
        let (user, email, created_at, expires_at) = (self.bob, &self.email, self.now, self.later());
        let new = NewResetToken { user, email, token: &TOKEN, code: None, created_at, expires_at };
        self.db.set_reset_token(&new).await.unwrap();
    }

    async fn reset_password(&self) -> Option<bool> {
        let reset = PasswordReset {
            token: &TOKEN,
            password: &self.hash,
            proves_address: true,
            guesses: self.guesses(),
            device: NewDevice::new(&self.requester, &Token::generate(TokenShape::Uuid).unwrap(), self.now).unwrap(),
            activity: &self.activity(),
            notice: &self.notice(),
        };
        self.db.reset_password(&reset).await.unwrap()
    }

    async fn ask_for_another_address(&self) -> Awaited {
        let confirmation = NewConfirmation {
            claimant: Claimant::Owner(self.bob, 1, None),
            email: &Email::parse("carol@me.com").unwrap(),
            secrets: &SecretDigests { token: TOKEN, code: self.hash.clone() },
            expires_at: self.later(),
            enough_since: Timestamp::from_millis(0),
            most_mails: 1,
            mail: &self.notice(),
        };
        self.db.queue_confirmation(&confirmation).await.unwrap()
    }

    async fn take_back(&self) -> Confirmed {
        let taking = TakingBack {
            token: &TOKEN,
            user: self.bob,
            email: &self.email,
            password: &self.hash,
            guesses: self.guesses(),
            activity: self.activity(),
            mail: &self.notice(),
        };
        self.db.take_back(&taking).await.unwrap()
    }

    async fn activities(&self) -> Vec<Activity> {
        self.db.activities_of(self.bob, 9).await.unwrap()
    }
}

#[tokio::test]
async fn a_reset_token_is_neither_made_nor_claimed() {
    let scene = Scene::new().await;
    scene.set_reset_token().await;
    scene.disable().await;
    assert_eq!((scene.reset_password().await, scene.activities().await), (None, Vec::new()));
    scene.enable().await;
    assert!(scene.reset_password().await.is_some(), "it was not used up");
    scene.disable().await;
    scene.set_reset_token().await;
    scene.enable().await;
    assert_eq!(scene.reset_password().await, None, "none was made");
}

#[tokio::test]
async fn whoever_gave_the_password_before_replaces_and_deletes_nothing_and_asks_for_no_address() {
    let scene = Scene::new().await;
    let known = UserChange::NextPassword { version: 1, new: &scene.hash };
    scene.disable().await;
    for change in [UserChange::Password(&scene.hash), known] {
        assert!(!scene.db.update_user(scene.bob, change).await.unwrap());
    }
    assert!(!scene.db.delete_user(scene.bob, Some(1), None).await.unwrap());
    for _ in 0..2 {
        assert_eq!(scene.ask_for_another_address().await, Awaited::Outdated);
    }
    scene.enable().await;
    assert_eq!(scene.ask_for_another_address().await, Awaited::Mailed);
    scene.disable().await;
    assert_eq!(scene.ask_for_another_address().await, Awaited::Outdated, "nor does it join the mail before");
    assert!(scene.db.delete_user(scene.bob, None, None).await.unwrap(), "an operator does");
}

#[tokio::test]
async fn an_address_is_not_confirmed() {
    let scene = Scene::new().await;
    scene.disable().await;
    let waiting =
        sql("INSERT INTO email_confirmations (user_id, email, email_key, password_hash, token_digest, code_hash,
                           tries, mails, created_at, asked_at, token_expires_at, expires_at)
                       VALUES ($1, $2, $3, '', $4, '', 0, 1, 1, 1, $5, $5)")
        .bind(scene.bob)
        .bind(scene.email.as_str())
        .bind(email_key(&scene.email))
        .bind(&TOKEN)
        .bind(scene.later());
    scene.db.write(waiting).await.unwrap();
    assert!(scene.db.find_confirmation(&TOKEN, scene.now).await.unwrap().is_none());
    assert_eq!(scene.db.confirm_own(&TOKEN, scene.now).await.unwrap(), Confirmed::Nothing);
    let bob = scene.db.find_user_by(UserBy::Id(scene.bob)).await.unwrap().unwrap();
    assert!(bob.is_disabled && !bob.is_verified);
}

#[tokio::test]
async fn an_account_is_not_taken_back_and_can_be_when_it_is_enabled() {
    let scene = Scene::new().await;
    let undo = NewUndo {
        id: token::random_uuid().unwrap(),
        user: scene.bob,
        email: &scene.email,
        token: TOKEN,
        created_at: scene.now,
        expires_at: scene.later(),
    };
    scene.db.write(undo.insert()).await.unwrap();
    scene.disable().await;
    assert_eq!((scene.take_back().await, scene.activities().await), (Confirmed::Nothing, Vec::new()));
    scene.enable().await;
    assert_eq!(scene.take_back().await, Confirmed::Done);
}
