use super::{bob_and_operator, find};
use crate::support::{ALICE, BOB, PASSWORD, TestAuth, password};
use auth::{Email, Listing, Operator};
use std::collections::BTreeSet;

/// All addresses of a listing, in its order.
async fn listed(operator: &Operator, part: &str, after: Option<&str>, most: Option<u32>) -> Vec<String> {
    let after = after.map(|after| Email::parse(after).unwrap());
    let mut listing = Listing::new(part.to_owned(), after, most);
    let mut found = Vec::new();
    loop {
        match operator.next(&mut listing).await.unwrap() {
            page if page.is_empty() => return found,
            page => found.extend(page.into_iter().map(|account| account.user.email.to_string())),
        }
    }
}

#[tokio::test]
async fn people_are_found_by_their_address_in_any_spelling_and_by_their_id() {
    let (auth, _, operator) = bob_and_operator().await;
    let bob = find(&operator, " BOB@me.com").await.unwrap();
    assert_eq!((bob.user.email.as_str(), bob.is_verified, bob.disabled_at, bob.sessions), (BOB, true, None, 1));
    assert_eq!(find(&operator, &bob.user.id.to_string()).await.unwrap(), bob);
    for nobody in [ALICE, "7b0c0c7e-3c1c-4a0e-9d53-0a2f5a1f9f57"] {
        assert_eq!(find(&operator, nobody).await, None);
    }
    auth.clock.advance(std::time::Duration::from_secs(14 * 24 * 60 * 60));
    assert_eq!(find(&operator, BOB).await.unwrap().sessions, 0, "one that has ended is none");
}

#[tokio::test]
async fn a_listing_has_everybody_once_however_it_is_cut_into_pages() {
    let auth = TestAuth::with_bob().await;
    auth.database.fill(1_200, auth.clock.now()).await;
    let operator = auth.operator().await;
    let all = listed(&operator, "", None, None).await;
    assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (1_201, 1_201));
    let first = listed(&operator, "", None, Some(700)).await;
    let rest = listed(&operator, "", first.last().map(String::as_str), None).await;
    assert_eq!([first, rest].concat(), all);
    assert_eq!(listed(&operator, "", None, Some(0)).await, [""; 0]);
}

#[tokio::test]
async fn a_search_is_for_a_part_of_the_address_and_no_pattern() {
    let auth = TestAuth::new().await;
    let people = ["Al_ice@me.com", "alxice@me.com", "bob@été.example", "ΣΑΣ@me.com"];
    for email in people {
        auth.register_user(email, &password(PASSWORD)).await.unwrap();
    }
    let operator = auth.operator().await;
    for (part, found) in [
        ("l_i", &people[..1]),
        ("AL", &people[..2]),
        ("%", &[]),
        ("ÉTÉ", &[]),
        ("été", &people[2..3]),
        ("xn--", &people[2..3]),
        ("σας", &people[3..]),
        (r"\", &[]),
    ] {
        assert_eq!(listed(&operator, part, None, None).await, found, "{part}");
    }
}
