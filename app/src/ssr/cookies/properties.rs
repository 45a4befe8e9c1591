use super::*;
use crate::visit::{FormId, Message};
use proptest::{collection::vec, prelude::*, sample::select};

/// Cookies of others on the same host, some of which are no text, or nearly ours.
fn others() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "(sid|Session_id|session_id2|flash2|__Host-other|)=[!-:<-~]{0,8}".prop_map(String::into_bytes),
        "[ -:<-~]{0,8}".prop_map(String::into_bytes),
        vec(select(&b"=\"\\ ,\t%\x80\xff\xc3\xa9abc"[..]), 0..8),
    ]
}

/// A `Cookie` header of these, between others.
fn header(ours: &[String], others: &[Vec<u8>]) -> HeaderMap {
    let (mut ours, mut all) = (ours.iter().map(|cookie| cookie.as_bytes()), Vec::new());
    for other in others {
        all.push(other.as_slice());
        all.extend(ours.next());
    }
    all.extend(ours);
    HeaderMap::from_iter([(COOKIE, HeaderValue::from_bytes(&all.join(&b"; "[..])).unwrap())])
}

proptest! {
    #[test]
    fn a_session_is_found_among_the_cookies_of_others(
        value in "[A-Za-z0-9_-]{1,43}",
        others in vec(others(), 0..5),
        times in 1..3_usize,
        mode in select(&[Mode::Development, Mode::Production][..]),
    ) {
        let cookies = Cookies::new(mode);
        let cookie = format!("{}={value}", cookies.session);
        prop_assert_eq!(cookies.session_id(&header(&vec![cookie; times], &others)), Some(value));
        prop_assert_eq!(cookies.session_id(&header(&[], &others)), None);
    }

    #[test]
    fn of_two_different_sessions_none_counts(values in ["[a-z0-9]{1,9}", "[a-z0-9]{1,9}"], others in vec(others(), 0..5)) {
        let is_one = values[0] == values[1];
        let planted = values.map(|value| format!("session_id={value}"));
        let found = Cookies::new(Mode::Development).session_id(&header(&planted, &others));
        prop_assert_eq!(found.is_some(), is_one);
    }

    #[test]
    fn a_flash_fits_into_a_cookie_and_reads_back(
        email in "(\\PC|[\\x00-\\x1f\"\\\\;,é😀]){0,254}",
        form in select(&FormId::ALL[..]),
    ) {
        let email = email.chars().scan(0, |length, c| {
            *length += c.len_utf8();
            (*length <= domain::Email::MAX_BYTES).then_some(c)
        });
        let message = Message::Refused(form, crate::error::AppError::Unreadable);
        let flash = Flash { email: email.collect(), ..Flash::on("/reset-password", message) };
        let cookies = Cookies::new(Mode::Production);
        let set = cookies.flash(&flash).unwrap();
        // RFC 6265, section 6.1: more than that, name and attributes included, need not be kept.
        prop_assert!(set.len() <= 4096, "{} bytes", set.len());
        let sent = set.to_str().unwrap().split(';').next().unwrap().to_owned();
        prop_assert_eq!(cookies.read_flash(&header(&[sent], &[])), Some(flash));
    }

    #[test]
    fn any_header_is_read_or_passed_over(bytes in vec(prop_oneof![b' '..=b'~', 0x80..=0xff_u8], 0..80)) {
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_bytes(&bytes).unwrap())]);
        let cookies = Cookies::new(Mode::Development);
        prop_assert!(cookies.session_id(&headers).is_none() || bytes.windows(11).any(|part| part == b"session_id="));
        prop_assert_eq!(cookies.read_flash(&headers), None);
    }
}
