//! Every letter, read as mail programs read it.

mod safety;
mod words;

use super::{Occurrence, Secrets};
use crate::{
    Token,
    mailer::{
        Mail,
        message::{compose, sender},
    },
};
use domain::{Email, Timestamp};
use mailparse::{MailHeaderMap, ParsedMail, parse_mail};
use std::time::Duration;

const PUBLIC_URL: &str = "https://bienvenue.example";
const TOKEN: &str = "0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091";
const CODE: &str = "K7MP-3XWR";
/// Every character that means something in HTML and that an address may hold, and some that need an encoding.
const HOSTILE: &str = "a&lt'b{{c}}=é@müller.example";
/// What a device would be called by whoever got past `Requester`.
const HOSTILE_DEVICE: &str = "\"><script src=\"https://evil.example\">\r\nBcc: eve@evil.example";

/// Both parts of a letter and its subject.
struct Read {
    subject: String,
    text: String,
    html: String,
}

fn bytes(mail: &Mail) -> Vec<u8> {
    let from = sender("accounts@bienvenue.example").unwrap();
    compose(mail, &from, Timestamp::from_millis(0)).unwrap().formatted()
}

fn read(mail: &Mail) -> Read {
    let bytes = bytes(mail);
    let mail = parse_mail(&bytes).unwrap();
    assert_eq!(mail.ctype.mimetype, "multipart/alternative");
    let [text, html] = &mail.subparts[..] else { panic!("{} parts", mail.subparts.len()) };
    assert_eq!((&*text.ctype.mimetype, &*text.ctype.charset), ("text/plain", "utf-8"));
    assert_eq!((&*html.ctype.mimetype, &*html.ctype.charset), ("text/html", "utf-8"));
    let body = |part: &ParsedMail<'_>| part.get_body().unwrap().replace("\r\n", "\n");
    Read { subject: mail.headers.get_first_value("Subject").unwrap(), text: body(text), html: body(html) }
}

/// All letters to somebody, about what was done by this device.
fn all(to: &str, device: &str) -> Vec<Mail> {
    let (to, token) = (&Email::parse(to).unwrap(), &Token::parse(TOKEN).unwrap());
    let for_a = |lifetime| Secrets { token, code: CODE, lifetime };
    let hour = Duration::from_secs(60 * 60);
    let (day, week) = (&for_a(24 * hour), &for_a(7 * 24 * hour));
    let occurrence =
        &Occurrence { at: Some(Timestamp::from_millis(1_795_588_979_999)), device, network: "203.0.113.0/24" };
    let new_address = &Email::parse("marie@new.example").unwrap();
    vec![
        Mail::confirm_address(to, PUBLIC_URL, day, occurrence),
        Mail::confirm_new_address(to, PUBLIC_URL, day, occurrence),
        Mail::already_registered(to, PUBLIC_URL, occurrence),
        Mail::email_changed_old(to, new_address, PUBLIC_URL, week, occurrence),
        Mail::email_changed_new(to, PUBLIC_URL, occurrence),
        Mail::password_reset(to, PUBLIC_URL, &for_a(hour / 2), occurrence),
        Mail::password_changed(to, PUBLIC_URL, occurrence),
        Mail::new_device(to, PUBLIC_URL, occurrence),
        Mail::account_deleted(to, occurrence),
        Mail::test(to),
    ]
}

/// What is seen of an HTML document: its text, without line breaks.
fn seen(html: &str) -> String {
    let (_, body) = html.split_once("<body").unwrap();
    let texts: Vec<_> = body.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect();
    let words: Vec<_> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
    unescaped(&words.join(" "))
}

/// Where the links of an HTML document lead.
fn links(html: &str) -> Vec<String> {
    html.split("href=\"").skip(1).map(|rest| unescaped(rest.split('"').next().unwrap())).collect()
}

fn unescaped(text: &str) -> String {
    // The ampersand last: it begins the others.
    [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (escaped, character)| text.replace(escaped, character))
}
