//! What the letters say, and that everybody can read it.

use super::{HOSTILE, HOSTILE_DEVICE, PUBLIC_URL, Read, TOKEN, all, links, read, seen};
use crate::mailer::Occurrence;
use domain::Timestamp;

#[test]
fn both_parts_say_the_same() {
    for mail in all(HOSTILE, HOSTILE_DEVICE) {
        let Read { subject, text, html } = read(&mail);
        let seen = seen(&html);
        assert!(seen.contains(&subject), "{seen}");
        for said in text.split(['\n', '\r']).flat_map(|line| line.split(": ")) {
            let said = said.trim().trim_end_matches(':');
            assert!(seen.contains(said), "{said:?} is not in {seen:?}");
        }
    }
}

#[test]
fn each_says_what_it_is_and_leads_where_it_should() {
    let secret = |path: &str| format!("{PUBLIC_URL}/{path}#email=bob%40me.com&code={TOKEN}");
    let plain = |path: &str| format!("{PUBLIC_URL}/{path}");
    let expected = [
        ("Confirm your e-mail address", "for the next 24 hours", secret("verify-email")),
        ("Confirm your new e-mail address", "nothing changes.", secret("verify-email")),
        ("You already have an account", "https://bienvenue.example/forgot-password.", plain("login")),
        ("The address of your account was changed", "to m…@new.example.", secret("undo-email-change")),
        ("Your account has a new e-mail address", "Network: 203.0.113.0/24", plain("account")),
        ("Choose a new password", "for the next 30 minutes", secret("reset-password")),
        ("Your password was changed", "Device: Firefox on Linux", plain("forgot-password")),
        ("A new device signed in to your account", "When: 25 November 2026, 06:42 UTC", plain("forgot-password")),
        ("Your account was deleted", "answer this mail", String::new()),
        ("A test mail from Bienvenue", "nothing to do", String::new()),
    ];
    let mails = all("bob@me.com", "Firefox on Linux");
    assert_eq!(mails.len(), expected.len());
    for (mail, (subject, words, link)) in mails.iter().zip(expected) {
        let Read { subject: own, text, html } = read(mail);
        assert_eq!(own, subject);
        assert!(text.contains(words), "{text}");
        let links = links(&html);
        assert_eq!(links.first().cloned().unwrap_or_default(), link);
        assert!(links.len() <= 1, "{links:?}");
        if !link.is_empty() {
            assert!(text.contains(&format!("\n{link}\n")), "on a line of its own: {text}");
            assert!(seen(&html).contains(&link), "for the eyes: {html}");
        }
    }
}

#[test]
fn what_is_not_known_is_left_out() {
    let names = |at, device, network| -> Vec<_> {
        let occurrence = Occurrence { at: Some(Timestamp::from_millis(at)), device, network };
        occurrence.facts().into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(0, "curl", "203.0.113.0/24"), ["When", "Device", "Network"]);
    assert_eq!(names(0, "", "2001:db8::/48"), ["When", "Network"]);
    assert_eq!(names(i64::MAX, "", ""), [""; 0]);
}

#[test]
fn it_is_a_document_for_everybody() {
    for mail in all("bob@me.com", "Firefox on Linux") {
        let Read { subject, text, html } = read(&mail);
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{html}");
        assert!(html.contains("<div role=\"article\" lang=\"en\">"), "where webmail takes <html> away: {html}");
        assert!(html.contains(&format!("<title>{subject}</title>")), "{html}");
        assert_eq!((html.matches("<h1").count(), html.matches(&format!("{subject}</h1>")).count()), (1, 1), "{html}");
        // Tables that are there for the looks only say so; data has headings of its own.
        let tables = html.matches("<table").count() - html.matches("<table role=\"presentation\"").count();
        assert_eq!(tables, usize::from(text.contains("When: ")), "{html}");
        // What is shown beside the subject is how the letter begins.
        let beginning = text.lines().next().unwrap();
        assert!(seen(&html).starts_with(&format!("{beginning} Bienvenue {subject} {beginning}")), "{html}");
    }
}

#[test]
fn the_colours_are_those_of_the_pages() {
    let tokens = include_str!("../../../../../style/tokens.css");
    let template = include_str!("../../../../templates/letter.html");
    let colours: Vec<_> = template.match_indices('#').filter_map(|(at, _)| template.get(at..at + 7)).collect();
    let colours: Vec<_> = colours.into_iter().filter(|text| text[1..].chars().all(|c| c.is_ascii_hexdigit())).collect();
    assert!(colours.len() > 20, "{colours:?}");
    for colour in colours {
        assert!(tokens.contains(colour), "{colour}");
    }
}
