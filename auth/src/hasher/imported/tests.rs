use super::*;
use crate::hasher::PasswordHasher;

/// The argon2 reference implementation's test: "password" with the salt "somesalt".
const ARGON2ID: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

async fn is_of(hash: &PasswordHash, typed: &str) -> bool {
    PasswordHasher::new(HashCost::LOWEST).verify(&Password::new(typed), Some(hash)).await.unwrap()
}

/// As another system hashes: what was typed, of which bcrypt sees the first 72 bytes.
fn theirs(typed: &str) -> String {
    bcrypt::hash_with_salt(typed, 4, [1; 16]).unwrap().to_string()
}

#[tokio::test]
async fn a_long_password_is_compared_as_the_other_system_did() {
    let (long, other_end) = (format!("{}end", "p".repeat(72)), format!("{}END", "p".repeat(72)));
    let imported = PasswordHash::import(&theirs(&long)).unwrap();
    assert!(is_of(&imported, &long).await);
    assert!(is_of(&imported, &other_end).await, "that system did not look at the end, either");
    assert!(!is_of(&imported, &"p".repeat(71)).await);
    let umlaut = PasswordHash::import(&theirs("cafe\u{301}")).unwrap();
    assert!(is_of(&umlaut, "cafe\u{301}").await, "as it was typed");
}

#[tokio::test]
async fn a_hash_of_ours_is_of_our_form_only() {
    let long = "p".repeat(80);
    let reduced = bcrypt_input(&Password::new(long.as_str()));
    let ours = PasswordHasher::new(HashCost::LOWEST).hash(&Password::new(long.as_str())).await.unwrap();
    assert!(is_of(&ours, &long).await);
    let truncated = PasswordHash(theirs(&long));
    assert!(!is_of(&truncated, &long).await, "a hash that is not marked is not compared in their form");
    assert!(!is_of(&PasswordHash(theirs("cafe\u{301}")), "cafe\u{301}").await);
    assert!(reduced.len() == 64 && is_of(&PasswordHash::import(&ours.0).unwrap(), &long).await);
}

#[tokio::test]
async fn argon2id_is_compared() {
    let imported = PasswordHash::import(ARGON2ID).unwrap();
    assert!(is_of(&imported, "password").await && !is_of(&imported, "passwore").await);
    assert_eq!(imported.export(), Some(ARGON2ID));
}

#[test]
fn what_would_take_too_much_of_the_machine_is_refused_before_it_does() {
    let argon2id = |m: u32, t: u32, p: u32| ARGON2ID.replace("m=256,t=2,p=1", &format!("m={m},t={t},p={p}"));
    assert!(PasswordHash::import(&argon2id(MOST_MEMORY, MOST_PASSES, MOST_LANES)).is_ok());
    for (m, t, p) in [(MOST_MEMORY + 1, 1, 1), (256, MOST_PASSES + 1, 1), (256, 1, MOST_LANES + 1)] {
        assert_eq!(PasswordHash::import(&argon2id(m, t, p)), Err(HashRefusal::Parameters(m, t, p)));
        let tampered = PasswordHash(format!("{MARK}{}", argon2id(m, t, p)));
        assert!(tampered.is_too_expensive().unwrap());
    }
    for cost in [4, 15] {
        assert!(PasswordHash::import(&theirs("x").replace("$04$", &format!("${cost:02}$"))).is_ok(), "{cost}");
    }
    assert_eq!(PasswordHash::import(&theirs("x").replace("$04$", "$16$")), Err(HashRefusal::Cost(16)));
}

#[test]
fn what_is_no_hash_that_is_known_is_refused_without_being_shown() {
    let argon2i = ARGON2ID.replace("argon2id", "argon2i");
    let x = theirs("x").replace("$2b$", "$2x$");
    let [no_hash, no_salt] = ["$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ", "$argon2id$v=19$m=256,t=2,p=1"];
    for text in [
        "",
        "s3cret",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "$2b$04$short",
        &argon2i,
        &x,
        no_hash,
        no_salt,
        &ARGON2ID[1..],
    ] {
        let refused = PasswordHash::import(text).unwrap_err();
        assert!(refused == HashRefusal::Unknown && !refused.to_string().contains("s3cret"), "{text} {refused}");
    }
}

#[test]
fn a_hash_that_nobody_has_is_no_password_to_export() {
    let nobodys = PasswordHash::of_no_password();
    assert_eq!((nobodys.export(), PasswordHash("of nobody".into()).export()), (None, None));
    assert_eq!(PasswordHash::import(&nobodys.0).unwrap(), nobodys);
}

#[test]
fn a_wrong_password_takes_as_long_where_another_system_hashed() {
    const TARGET: u32 = 9;
    let time = |hash: &PasswordHash, typed: &str| {
        let times = (0..3).map(|_| {
            let begun = time_on_a_core();
            assert!(!hash.is_of(&Password::new(typed), TARGET).unwrap());
            time_on_a_core() - begun
        });
        times.min().unwrap()
    };
    let hashes = [ARGON2ID.to_owned(), theirs("x")].map(|hash| PasswordHash::import(&hash).unwrap());
    for typed in ["wrong".to_owned(), "w".repeat(100)] {
        let nobodys = time(&PasswordHash::of_nobody(HashCost(TARGET)), &typed);
        for hash in &hashes {
            let imported = time(hash, &typed);
            // A thirty-second of it, were it not made up for; half or double, were one of two forms left out.
            assert!(imported * 3 > nobodys * 2 && imported * 2 < nobodys * 3, "{imported:?}, {nobodys:?}");
        }
    }
}
