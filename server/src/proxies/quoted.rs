//! Text in which `"…"` protects what would else separate (RFC 9110, section 5.6.4).
//!
//! It is taken apart from the right, because only there stands what is trusted: a quotation mark that a client leaves
//! open must not swallow what a proxy writes behind it.

/// The part behind the last separator that stands in no quotation marks, and what is before it.
pub(super) fn split_last(text: &str, separator: char) -> (Option<&str>, &str) {
    let mut is_quoted = false;
    for (at, character) in text.char_indices().rev() {
        if character == '"' && !is_escaped(&text[..at]) {
            is_quoted = !is_quoted;
        } else if character == separator && !is_quoted {
            return (Some(&text[..at]), &text[at + separator.len_utf8()..]);
        }
    }
    (None, text)
}

/// The value of a parameter in `name=value;name="value"`; `None` where it is missing, given twice or malformed.
pub(super) fn parameter(text: &str, name: &str) -> Option<String> {
    let (mut rest, mut found) = (Some(text), None);
    while let Some(text) = rest {
        let (before, pair) = split_last(text, ';');
        rest = before;
        let Some((key, value)) = pair.split_once('=') else { continue };
        if key.trim_matches([' ', '\t']).eq_ignore_ascii_case(name) && found.replace(value).is_some() {
            return None;
        }
    }
    unquoted(found?.trim_matches([' ', '\t']))
}

fn unquoted(value: &str) -> Option<String> {
    let Some(inside) = value.strip_prefix('"') else { return (!value.contains('"')).then(|| value.to_owned()) };
    let inside = inside.strip_suffix('"').filter(|inside| !is_escaped(inside))?;
    let (mut text, mut characters) = (String::new(), inside.chars());
    while let Some(character) = characters.next() {
        match character {
            '"' => return None,
            '\\' => text.push(characters.next()?),
            other => text.push(other),
        }
    }
    Some(text)
}

/// Whether what follows this text is escaped: after an odd number of backslashes.
fn is_escaped(before: &str) -> bool {
    before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}
