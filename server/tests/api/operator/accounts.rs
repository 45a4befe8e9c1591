use super::{Service, said};
use crate::support::{ALICE, BOB, GOOD_PASSWORD, PASSWORD};
use auth::{Clock, Email};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

const PUBLIC_URL: [&str; 2] = ["--public-url", "https://accounts.example.org"];

#[tokio::test]
async fn an_account_is_made_with_a_password_from_standard_input_or_with_a_link() {
    let service = Service::with_bob().await;
    let made = said(
        &mut service.command(&["create", ALICE, "--password-stdin", "--log", "trace"]),
        &format!("{GOOD_PASSWORD}\n"),
    );
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(made.output.starts_with("made the account alice@me.com (") && !made.error.contains(GOOD_PASSWORD));
    let log_in = async |email: &str, typed: &str| {
        service.client.send("POST", "/sessions", &[("email", email), ("password", typed)]).await.status.as_u16()
    };
    assert_eq!(log_in(ALICE, GOOD_PASSWORD).await, 200);
    let carol = "carol@me.com";
    let made = service.user(&[&["create", carol, "--log", "trace"], &PUBLIC_URL[..]].concat());
    let token = made.output.strip_prefix("https://accounts.example.org/reset-password#email=carol%40me.com&code=");
    let token = token.unwrap().trim_end();
    assert!(made.error.contains("user_created_by_operator") && !made.error.contains(token), "{made:?}");
    let fields = [("email", carol), ("reset_token", token), ("new_password", PASSWORD)];
    assert_eq!(service.client.send("PUT", "/reset_password", &fields).await.status, 200);
    assert_eq!(log_in(carol, PASSWORD).await, 200);
    let shown = service.json(&["show", carol]).remove(0);
    assert_eq!(shown["account"]["email_verified"], true, "{shown}");
}

#[tokio::test]
async fn a_link_is_all_that_is_written_to_standard_output() {
    let service = Service::with_bob().await;
    let told = service.user(&[&["reset-link", BOB], &PUBLIC_URL[..]].concat());
    assert_eq!(told.output.lines().count(), 1, "{told:?}");
    let older = told.output.split("code=").nth(1).unwrap().trim_end().to_owned();
    assert!(!told.error.contains(&older) && told.error.contains("it works once"), "{told:?}");
    let answer = service.json(&[&["reset-link", BOB, "--mode", "production"], &PUBLIC_URL[..]].concat()).remove(0);
    let token = answer["link"]["url"].as_str().unwrap().split("code=").nth(1).unwrap().to_owned();
    assert_eq!(token.len(), 43, "256 bits in production");
    assert!(answer["link"]["expires_at"].as_str().unwrap().ends_with('Z'));
    let reset = async |token: &str| {
        let fields = [("email", BOB), ("reset_token", token), ("new_password", "another")];
        service.client.send("PUT", "/reset_password", &fields).await.status.as_u16()
    };
    assert_eq!((reset(&older).await, reset(&token).await, reset(&token).await), (403, 200, 403));
}

#[tokio::test]
async fn the_answers_as_json_have_these_members_and_no_secret() {
    let service = Service::with_bob().await;
    service.client.bobs_cookie().await;
    let members = |value: &Value| value.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ");
    let account = "created_at disabled_at email email_verified id sessions";
    let session = "created_at device id last_seen_at network";
    let listed = service.json(&["list"]);
    let shown = service.json(&["show", listed[0]["id"].as_str().unwrap()]).remove(0);
    assert_eq!((listed.len(), members(&listed[0]).as_str(), &shown["account"]), (1, account, &listed[0]));
    assert_eq!(members(&shown), "account activity sessions");
    assert_eq!(members(&shown["sessions"][0]), session);
    assert_eq!(members(&shown["activity"][0]), "device happened_at kind network");
    assert_eq!(service.json(&["sessions", BOB])[0], shown["sessions"][0]);
    let (id, created_at) = (&listed[0]["id"], &listed[0]["created_at"]);
    let bob = json!({
        "id": id, "email": BOB, "email_verified": false, "created_at": created_at, "disabled_at": null, "sessions": 1,
    });
    assert_eq!(listed[0], bob);
    let enabled = service.json(&["enable", BOB]).remove(0);
    assert_eq!(enabled, json!({ "account": bob, "changed": false }));
    let deleted = service.json(&["delete", BOB, "--yes", "--quietly"]).remove(0);
    assert_eq!(deleted, json!({ "account": bob, "deleted": true, "good_bye": false }));
}

#[tokio::test]
async fn deleting_asks_first_and_the_server_sends_the_good_bye() {
    let service = Service::with_bob().await;
    let cookie = service.client.bobs_cookie().await;
    let unasked = service.user(&["delete", BOB]);
    assert_eq!((unasked.code, unasked.output.as_str()), (Some(1), ""));
    assert!(unasked.error.contains("nobody is there to be asked") && unasked.error.contains("add --yes"));
    assert_eq!(service.client.profile_status(&cookie).await, 200);
    let deleted = service.user(&["delete", "BOB@me.com", "--yes"]);
    assert_eq!((deleted.code, deleted.output.as_str()), (Some(0), "deleted the account bob@me.com\n"));
    assert_eq!(service.client.profile_status(&cookie).await, 403);
    while service.program.event("mail_sent")["kind"] != "account_deleted" {}
}

#[tokio::test]
async fn accounts_are_listed_a_line_each_and_nobody_has_to_read_to_the_end() {
    let service = Service::with_bob().await;
    service.database.fill(3_000, Clock::System.now()).await;
    let table = service.user(&["list"]).output;
    assert_eq!(table.lines().count(), 3_002);
    let bob = table.lines().find(|line| line.ends_with(BOB)).unwrap();
    let head = table.lines().next().unwrap();
    for (column, value) in [("CONFIRMED", "no "), ("DISABLED", "no "), ("SESSIONS", "       0"), ("ADDRESS", BOB)] {
        assert!(bob[head.find(column).unwrap()..].starts_with(value), "{column}: {bob}");
    }
    let some = service.json(&["list", "--search", "PERSON", "--limit", "2"]);
    let last = some[1]["email"].as_str().unwrap();
    assert!(some.len() == 2 && Email::parse(last).is_ok());
    let rest = service.json(&["list", "--search", "person", "--after", last]);
    assert_eq!((rest.len(), rest[0]["sessions"].as_u64()), (2_998, Some(1)));
    let mut command = service.command(&["list", "--log", "warn"]);
    let mut listing = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(listing.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("CREATED"), "{first}");
    let ended = listing.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.len()), (Some(0), 0), "{ended:?}");
}
