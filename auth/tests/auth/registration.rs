use crate::support::{ALICE, BOB, PASSWORD, TestAuth, password};
use auth::{AuthError, EmailError, Mode, PasswordError};

#[tokio::test]
async fn a_new_person_gets_an_account_and_a_public_id() {
    let auth = TestAuth::new().await;
    let bob = auth.register_user("  Bob@Me.com ", &password(PASSWORD)).await.unwrap();
    assert_eq!(bob.email.as_str(), "Bob@Me.com");
    assert_eq!(bob.created_at, auth.clock.now());
    let alice = auth.register_user(ALICE, &password(PASSWORD)).await.unwrap();
    assert_ne!(alice.id, bob.id);
}

#[tokio::test]
async fn an_address_is_taken_in_every_spelling() {
    let auth = TestAuth::with_bob().await;
    auth.register_user("Jörg@müller.example", &password(PASSWORD)).await.unwrap();
    // A sigma at the end of a word has a form of its own; not everybody types it.
    auth.register_user("νίκος@me.com", &password(PASSWORD)).await.unwrap();
    for email in [
        BOB,
        "BOB@ME.COM",
        " bob@me.com ",
        "jÖRG@MÜLLER.example",
        "jörg@xn--mller-kva.example",
        "ΝΊΚΟΣ@me.com",
        "νίκοσ@me.com",
    ] {
        let refused = auth.register_user(email, &password("another")).await.unwrap_err();
        assert!(matches!(refused, AuthError::EmailTaken(_)), "{email}");
        assert_eq!(refused.to_string(), format!("User {} already exists", email.trim()));
    }
    assert!(auth.valid_login(BOB, &password(PASSWORD)).await, "the first password stands");
    auth.register_user("\u{d55c}@me.com", &password(PASSWORD)).await.unwrap();
    let decomposed = auth.register_user("\u{1112}\u{1161}\u{11ab}@me.com", &password(PASSWORD)).await;
    assert!(matches!(decomposed, Err(AuthError::EmailTaken(_))), "the same syllable");
}

#[tokio::test]
async fn what_can_not_be_used_is_refused_by_name() {
    let auth = TestAuth::new().await;
    let refusal = async |email: &str, typed: &str| auth.register_user(email, &password(typed)).await.unwrap_err();
    assert!(matches!(refusal("", PASSWORD).await, AuthError::Email(EmailError::Missing)));
    assert!(matches!(refusal("bob", PASSWORD).await, AuthError::Email(EmailError::Malformed)));
    assert!(matches!(refusal(BOB, "").await, AuthError::Password(PasswordError::Missing)));
    assert!(matches!(refusal(BOB, "a\0b").await, AuthError::Password(PasswordError::Nul)));
    assert!(matches!(refusal(BOB, &"a".repeat(1025)).await, AuthError::Password(PasswordError::TooLong)));
    assert!(auth.register_user(BOB, &password(" ")).await.is_ok(), "nothing of it was stored");
}

#[tokio::test]
async fn production_asks_for_fifteen_characters() {
    let auth = TestAuth::with(|config| config.mode = Mode::Production).await;
    let refused = auth.register_user(BOB, &password("fourteen chars")).await.unwrap_err();
    assert!(matches!(refused, AuthError::Password(PasswordError::TooShort { min: 15 })));
    assert!(auth.register_user(BOB, &password("fifteen chars!!")).await.is_ok());
}

#[tokio::test]
async fn production_asks_for_no_kinds_of_characters() {
    let auth = TestAuth::with(|config| config.mode = Mode::Production).await;
    let letters = [
        "violetanchorsing",
        "VIOLET ANCHORS!",
        "738201946573820",
        "🔑⚓🎵🌻🧭🎲🐌🐍🐢🦀🌂⛄⚡🍉🥝",
        "常用密码不是好密码请换一个新的",
    ];
    for (at, chosen) in letters.into_iter().enumerate() {
        let signed_up = auth.sign_up(&format!("{at}@me.com"), &password(chosen)).await;
        assert!(signed_up.is_ok(), "{chosen}: {signed_up:?}");
    }
}
