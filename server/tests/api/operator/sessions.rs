use super::Service;
use crate::support::{ALICE, BOB, PASSWORD};

#[tokio::test]
async fn sessions_that_an_operator_ends_are_refused_with_the_very_next_request() {
    let service = Service::with_bob().await;
    let client = &service.client;
    client.send("POST", "/users", &[("email", ALICE), ("password", PASSWORD)]).await;
    let (first, second) = (client.bobs_cookie().await, client.bobs_cookie().await);
    let alices = client.send("POST", "/sessions", &[("email", ALICE), ("password", PASSWORD)]).await.first_cookie();
    let statuses = async || {
        let mut statuses = Vec::new();
        for cookie in [&first, &second, &alices] {
            statuses.push(client.profile_status(cookie).await);
        }
        statuses
    };
    assert_eq!(statuses().await, [200, 200, 200]);
    let sessions = service.json(&["sessions", BOB]);
    assert_eq!((sessions.len(), &sessions[0]["network"]), (2, &"127.0.0.0/24".into()));
    let ended = service.json(&["end-sessions", BOB, "--session", sessions[0]["id"].as_str().unwrap()]);
    assert_eq!((&ended[0]["sessions_ended"], &ended[0]["account"]["sessions"]), (&1.into(), &1.into()));
    let left = statuses().await;
    assert_eq!((left.iter().filter(|status| **status == 403).count(), left[2]), (1, 200), "{left:?}");
    let said = service.user(&["end-sessions", BOB]);
    assert_eq!((said.code, said.output.as_str()), (Some(0), "sessions of bob@me.com ended: 1\n"), "{said:?}");
    assert!(said.error.contains("sessions_ended_by_operator"), "it is logged: {said:?}");
    assert_eq!(statuses().await, [403, 403, 200]);
    let unasked = service.user(&["end-sessions", "--everybody"]);
    assert!(unasked.code == Some(1) && unasked.error.contains("add --yes"), "{unasked:?}");
    assert_eq!(statuses().await, [403, 403, 200]);
    let all = service.json(&["end-sessions", "--everybody", "--yes"]);
    assert_eq!(all, [serde_json::json!({ "people": 1, "sessions_ended": 1 })]);
    assert_eq!(statuses().await, [403, 403, 403]);
}

#[tokio::test]
async fn a_disabled_account_is_out_with_the_very_next_request_and_in_again_when_it_is_enabled() {
    let service = Service::with_bob().await;
    let client = &service.client;
    let cookie = client.bobs_cookie().await;
    let log_in = async |typed: &str| client.send("POST", "/sessions", &[("email", BOB), ("password", typed)]).await;
    let token = client.bobs_reset_token().await;
    let disabled = service.json(&["disable", BOB]).remove(0);
    assert_eq!((&disabled["changed"], &disabled["sessions_ended"]), (&true.into(), &1.into()), "{disabled}");
    assert!(disabled["account"]["disabled_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(client.profile_status(&cookie).await, 403);
    let (wrong, right) = (log_in("wrong").await, log_in(PASSWORD).await);
    assert_eq!((wrong.status.as_u16(), &wrong.body), (401, &right.body));
    assert_eq!(right.status, wrong.status);
    let fields = [("email", BOB), ("reset_token", &token), ("new_password", "another")];
    assert_eq!(client.send("PUT", "/reset_password", &fields).await.status, 403);
    assert_eq!(client.send("POST", "/reset_password", &[("email", BOB)]).await.status, 403);
    let again = service.user(&["disable", BOB]);
    assert_eq!((again.code, again.output.as_str()), (Some(0), "the account bob@me.com was disabled before\n"));
    assert_eq!(service.user(&["enable", BOB]).output, "enabled the account bob@me.com\n");
    assert_eq!(client.profile_status(&cookie).await, 403);
    assert_eq!(log_in(PASSWORD).await.status, 200);
}

#[tokio::test]
async fn its_owner_reads_on_the_account_page_and_in_the_data_what_an_operator_did() {
    let service = Service::with_bob().await;
    let client = &service.client;
    for cookie in [client.bobs_cookie().await, client.bobs_cookie().await] {
        assert_eq!(client.profile_status(&cookie).await, 200);
    }
    let session = service.json(&["sessions", BOB])[0]["id"].as_str().unwrap().to_owned();
    let public_url = ["--public-url", "http://localhost:5000"];
    for arguments in [
        &["end-sessions", BOB, "--session", &session][..],
        &["end-sessions", BOB],
        &["disable", BOB],
        &["enable", BOB],
        &["reset-link", BOB, public_url[0], public_url[1]],
    ] {
        assert_eq!(service.user(arguments).code, Some(0), "{arguments:?}");
    }
    let cookie = client.bobs_cookie().await;
    let page = client.open("/account", &cookie).await.body;
    for words in [
        "Session ended by an operator",
        "All sessions ended by an operator",
        "Account disabled by an operator",
        "Account enabled again by an operator",
        "Link to choose a password made by an operator",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let data = client.post_natively("/account/data", &cookie, &[]).await.json();
    let kinds: Vec<_> = data["activity"].as_array().unwrap().iter().map(|entry| &entry["kind"]).collect();
    let shown = service.json(&["show", BOB]).remove(0);
    let shown: Vec<_> = shown["activity"].as_array().unwrap().iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, shown);
    assert!(shown.contains(&&"reset_link_by_operator".into()), "{shown:?}");
}
