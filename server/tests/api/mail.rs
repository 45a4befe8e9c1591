//! Mails that leave through a mail server.

use crate::program::{Program, command};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    process::Output,
};
use testbed::{MailServer, free_address};

const ANY_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const BOB: &str = "bob@me.com";

fn by_smtp(url: &str) -> [String; 2] {
    [format!("--smtp-url={url}"), "--mail-from=Bienvenue <accounts@example.org>".to_owned()]
}

async fn ask_for_a_reset(program: &Program) {
    let client = reqwest::Client::new();
    let url = |path: &str| format!("http://{}{path}", program.address());
    let bob = [("email", BOB), ("password", "mySuperPwd")];
    assert_eq!(client.post(url("/users")).form(&bob).send().await.unwrap().status(), 200);
    // Whoever sends this wants the link to lead to them.
    let poisoned =
        client.post(url("/reset_password")).header("host", "evil.example").header("forwarded", "host=evil.example");
    assert_eq!(poisoned.form(&bob[..1]).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_mail_leaves_through_the_mail_server_and_links_to_this_server() {
    let server = MailServer::start(ANY_PORT).unwrap();
    let [smtp_url, mail_from] = by_smtp(&MailServer::url(server.address()));
    let program = Program::start(&[&smtp_url, &mail_from]);
    ask_for_a_reset(&program).await;
    let mails = [server.next().unwrap(), server.next().unwrap()];
    let mail = mails.iter().find(|mail| mail.contains("Subject: Choose a new password")).unwrap().replace("=\r\n", "");
    let link = format!("http://localhost:{}/reset-password#email", program.address().port());
    assert!(mail.contains(&link), "{mail}");
    assert!(!mail.contains("evil"), "{mail}");
    let page = reqwest::get(format!("http://{}/dev/mailbox", program.address())).await.unwrap();
    assert_eq!(page.status(), 404, "there is nothing in it");
}

#[tokio::test]
async fn a_mail_that_could_not_be_sent_leaves_when_the_mail_server_is_back() {
    let address = free_address().unwrap();
    let [smtp_url, mail_from] = by_smtp(&MailServer::url(address));
    let program = Program::start(&[&smtp_url, &mail_from]);
    ask_for_a_reset(&program).await;
    assert_eq!(program.event("mail_put_off")["error"], "the mail server could not be reached");
    let server = MailServer::start(address).unwrap();
    assert!(server.next().unwrap().contains(&format!("To: {BOB}")));
    program.event("mail_sent");
}

fn test_mail(arguments: &[&str]) -> (Option<i32>, String) {
    let directory = tempfile::tempdir().unwrap();
    let Output { status, stdout, stderr } =
        command(&directory).args(["mail", "test"]).args(arguments).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

#[test]
fn a_test_mail_arrives_or_says_what_is_wrong() {
    let address = free_address().unwrap();
    let url = MailServer::url(address);
    let [smtp_url, mail_from] = by_smtp(&url.replace("://", "://bob:s3cret@"));
    let nobody_there = test_mail(&[&smtp_url, &mail_from, "--to", BOB]);
    assert_eq!(nobody_there.0, Some(1));
    assert!(
        nobody_there.1.contains("could not be reached") && nobody_there.1.contains("--smtp-url"),
        "{}",
        nobody_there.1
    );
    assert!(!nobody_there.1.contains("s3cret"));

    let server = MailServer::start(address).unwrap();
    let [smtp_url, mail_from] = by_smtp(&url);
    let taken = test_mail(&[&smtp_url, &mail_from, "--to", BOB]);
    assert_eq!(taken.0, Some(0), "{}", taken.1);
    assert!(taken.1.contains(BOB));
    assert!(server.next().unwrap().contains("Subject: A test mail from Bienvenue"));
    drop(server);

    for (arguments, expected) in [
        (vec!["--to", BOB], "--smtp-url and --mail-from"),
        (vec![&*smtp_url, "--to", BOB], "--mail-from"),
        (vec![&*smtp_url, &*mail_from, "--to", "bob"], "--to: email is not a valid e-mail address"),
        (vec!["--smtp-url=smtp://bob:s3cret@mail.example?tls=none", &*mail_from, "--to", BOB], "this very machine"),
    ] {
        let (code, text) = test_mail(&arguments);
        assert_eq!(code, Some(78), "{arguments:?} {text}");
        assert!(text.contains(expected) && !text.contains("s3cret"), "{text}");
    }
    let no_sender = test_mail(&[&smtp_url, "--mail-from=Bienvenue", "--to", BOB]);
    assert!(no_sender.0 == Some(78) && no_sender.1.contains("write --mail-from like"), "{}", no_sender.1);
}
