use super::*;
use crate::AuthError;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::JoinSet;

fn hasher() -> PasswordHasher {
    PasswordHasher::new(HashCost::LOWEST)
}

async fn verifies(typed: &str, hashed: &str) -> bool {
    let hash = hasher().hash(&Password::new(hashed)).await.unwrap();
    hasher().verify(&Password::new(typed), Some(&hash)).await.unwrap()
}

#[tokio::test]
async fn every_byte_of_a_password_counts_however_long_it_is() {
    for length in [1, 71, 72, 73, 200, 1024] {
        let password = "p".repeat(length);
        let last_differs = format!("{}q", "p".repeat(length - 1));
        assert!(verifies(&password, &password).await, "{length}");
        assert!(!verifies(&last_differs, &password).await, "{length}");
        assert!(!verifies(&format!("{password} "), &password).await, "{length}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_in_vain_is_told_to_come_back() {
    let hasher = hasher();
    let all = hasher.occupy().await;
    let password = Password::new("x");
    let (waited, waiting) = tokio::join!(hasher.verify(&password, None), async { hasher.meters.hashes_waiting.get() });
    assert_eq!((waiting, hasher.meters.hashes_waiting.get(), hasher.meters.hashes_refused.get()), (1, 0, 1));
    assert_eq!(hasher.hashing().running, hasher.hashing().permits);
    assert!(matches!(waited, Err(HashError::Busy)), "{waited:?}");
    assert!(matches!(AuthError::from(HashError::Busy), AuthError::Unavailable(_)));
    drop(all);
    assert!(!hasher.verify(&Password::new("x"), None).await.unwrap());
}

#[tokio::test]
async fn the_same_letters_are_the_same_password_however_a_keyboard_writes_them() {
    assert!(verifies("caf\u{e9} noir", "cafe\u{301} noir").await);
    assert!(verifies("cafe\u{301} noir", "caf\u{e9} noir").await);
    assert!(!verifies("\u{fb01}sh", "fish").await, "letters that only look alike are others");
    let long = "\u{e9}".repeat(64);
    assert!(verifies(&"e\u{301}".repeat(64), &long).await);
}

#[tokio::test]
async fn sixty_four_characters_of_any_script_work() {
    let password = "🔑".repeat(64);
    assert!(verifies(&password, &password).await);
    assert!(!verifies(&"🔑".repeat(63), &password).await);
}

#[tokio::test]
async fn a_short_password_has_the_hash_that_every_bcrypt_library_makes() {
    // Python's bcrypt 4.2: bcrypt.hashpw(b"b4l0u", bcrypt.gensalt(4))
    let hash = PasswordHash("$2b$04$xibHizQIsrWkWctXsNy6zuKgirrgngSjuUZWaBSuO0eIak94dkfmG".into());
    assert!(hasher().verify(&Password::new("b4l0u"), Some(&hash)).await.unwrap());
    assert!(!hasher().verify(&Password::new("B4l0u"), Some(&hash)).await.unwrap());
}

#[test]
fn a_long_password_is_reduced_with_hmac_sha_384() {
    let password = Password::new("a".repeat(73));
    // printf 'a%.0s' {1..73} | openssl dgst -sha384 -hmac bienvenue/password-reduction/v1 -binary | base64
    assert_eq!(*bcrypt_input(&password), "72teZ/A6IrkFa6Eg7ARJOZIX4ipS6oJls9Ow23+qaCdVSkxuxATBM5Iqt9zdBMvx");
}

#[tokio::test]
async fn nobody_has_no_password_at_the_cost_of_everybodys() {
    assert!(!hasher().verify(&Password::new("anything"), None).await.unwrap());
    assert_eq!(PasswordHash::of_nobody(HashCost::STANDARD).cost().unwrap(), 12);
}

#[tokio::test]
async fn a_wrong_password_costs_the_same_where_the_hash_is_cheaper() {
    let dear = PasswordHasher::new(HashCost(10));
    let time = async |hash: &PasswordHash| {
        let mut times = Vec::new();
        for _ in 0..5 {
            let begun = std::time::Instant::now();
            assert!(!dear.verify(&Password::new("wrong"), Some(hash)).await.unwrap());
            times.push(begun.elapsed());
        }
        times.into_iter().min().unwrap()
    };
    let (cheap, usual) = (PasswordHash::of_nobody(HashCost(7)), PasswordHash::of_nobody(HashCost(10)));
    let (cheap, usual) = (time(&cheap).await, time(&usual).await);
    // An eighth of it, were it not made up for.
    assert!(cheap * 2 > usual && cheap < usual * 2, "{cheap:?}, {usual:?}");
}

#[tokio::test]
async fn a_tampered_cost_is_refused_before_it_costs_anything() {
    let expensive = PasswordHash::of_nobody(HashCost(31));
    let refused = hasher().verify(&Password::new("x"), Some(&expensive)).await;
    assert!(matches!(refused, Err(HashError::TooExpensive)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_more_run_at_once_than_there_are_permits() {
    let hasher = PasswordHasher::with(HashCost::LOWEST, 2);
    let running = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let (hasher, running) = (hasher.clone(), Arc::clone(&running));
        tasks.spawn(async move {
            let work = move || {
                let at_once = running.fetch_add(1, Ordering::SeqCst) + 1;
                bcrypt::hash_with_salt("x", 4, [1; 16])?;
                running.fetch_sub(1, Ordering::SeqCst);
                Ok(at_once)
            };
            hasher.run(work).await.unwrap()
        });
    }
    assert_eq!(tasks.join_all().await.into_iter().max(), Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_hangs_up_frees_no_permit_before_the_work_is_over() {
    let hasher = PasswordHasher::with(HashCost::LOWEST, 1);
    let (finish, finished) = std::sync::mpsc::channel::<()>();
    let (begin, begun) = tokio::sync::oneshot::channel();
    let client = tokio::spawn({
        let hasher = hasher.clone();
        let work = move || {
            begin.send(()).unwrap();
            finished.recv().unwrap();
            Ok(())
        };
        async move { hasher.run(work).await }
    });
    begun.await.unwrap();
    client.abort();
    assert!(client.await.unwrap_err().is_cancelled());
    assert_eq!(hasher.permits.available_permits(), 0);
    finish.send(()).unwrap();
    drop(hasher.permits.acquire().await.unwrap());
}

#[test]
fn only_cheaper_hashes_are_outdated() {
    let hasher = PasswordHasher::new(HashCost(12));
    assert!(hasher.is_outdated(&PasswordHash::of_nobody(HashCost(11))));
    assert!(!hasher.is_outdated(&PasswordHash::of_nobody(HashCost(12))));
    assert!(!hasher.is_outdated(&PasswordHash::of_nobody(HashCost(13))));
}
