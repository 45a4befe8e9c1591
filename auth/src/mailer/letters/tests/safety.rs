//! What must never happen, whatever is inserted.

use super::{CODE, HOSTILE, HOSTILE_DEVICE, PUBLIC_URL, Read, TOKEN, all, bytes, read};
use crate::{
    Token, TokenShape,
    mailer::{Mail, Occurrence, Secrets},
};
use domain::{Email, Timestamp};
use mailparse::parse_mail;
use std::time::Duration;

const NEVER: Occurrence<'static> = Occurrence { at: Some(Timestamp::from_millis(0)), device: "", network: "" };

#[test]
fn what_is_inserted_stays_text() {
    for mail in all(HOSTILE, HOSTILE_DEVICE) {
        let Read { text, html, .. } = read(&mail);
        assert!(!html.contains("<script") && !html.contains("a&lt'"), "{html}");
        assert_eq!(html.contains("a&#38;lt&#39;b{{c}}=é@"), text.contains(HOSTILE), "{html}");
        assert_eq!(html.contains("&#34;&#62;&#60;script"), text.contains(HOSTILE_DEVICE.lines().next().unwrap()));
        let bytes = bytes(&mail);
        let names: Vec<_> = parse_mail(&bytes).unwrap().headers.iter().map(|header| header.get_key()).collect();
        assert_eq!(
            names,
            ["From", "To", "Date", "Message-ID", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type"]
        );
    }
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    for mail in all("bob@me.com", "Firefox on Linux") {
        let html = read(&mail).html;
        for sign in ["src=", "url(", "<img", "<link", "<script", "@import", "<iframe", "<form"] {
            assert!(!html.contains(sign), "{sign} in {html}");
        }
        assert_eq!(html.matches("http").count(), html.matches(PUBLIC_URL).count(), "{html}");
    }
}

#[test]
fn secrets_are_only_where_they_have_to_be() {
    for mail in all("bob@me.com", "Firefox on Linux") {
        let Read { subject, text, html } = read(&mail);
        let has_secret = text.contains("#email=");
        assert_eq!(text.matches(TOKEN).count(), usize::from(has_secret), "in the link: {text}");
        assert_eq!(text.contains(&format!("enter this code:\n\n{CODE}\n\n")), has_secret, "{text}");
        // In the button, and for the eyes. The code is one piece, so that a double click takes it whole.
        assert_eq!(html.matches(TOKEN).count(), 2 * usize::from(has_secret), "{html}");
        assert_eq!(html.matches(&format!(">{CODE}<")).count(), usize::from(has_secret), "{html}");
        assert!(!subject.contains(CODE) && !text.contains("marie@new.example") && !html.contains("marie@new.example"));
    }
}

#[test]
fn tokens_of_both_shapes_are_carried_whole() {
    let to = Email::parse("bob@me.com").unwrap();
    for shape in [TokenShape::Uuid, TokenShape::Random256] {
        let token = &Token::generate(shape).unwrap();
        let mail =
            Mail::password_reset(&to, PUBLIC_URL, &Secrets { token, code: CODE, lifetime: Duration::ZERO }, &NEVER);
        assert!(read(&mail).text.contains(&format!("&code={}\n", token.expose())));
    }
}

#[test]
fn no_line_is_longer_than_mail_allows() {
    let longest = format!("{}@{}.{}.{}", "é".repeat(32), "b".repeat(63), "c".repeat(63), "d".repeat(61));
    for mail in all(&longest, &"Firefox ".repeat(200)) {
        let bytes = bytes(&mail);
        assert!(
            bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998),
            "{}",
            String::from_utf8_lossy(&bytes)
        );
    }
}
