//! Making accounts and links to choose a password by, and deleting accounts.

use super::{Create, Delete, ResetLink, UserError, consent, find, json, screen::Screen};
use crate::config::{AccountSettings, ConfigError};
use app::ssr::rfc3339;
use auth::{Email, Mode, Operator, Password};
use serde_json::json;
use std::io::{ErrorKind, Read, stdin};

/// As much as a password may have, a line's end, and one byte that makes it too long.
const LONGEST_INPUT: usize = Password::MAX_BYTES + 3;

/// Makes an account.
pub(super) async fn create(request: &Create, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
    let email = address(&request.email)?;
    let password = match request.password_stdin {
        true => Some(password(&mut stdin().lock())?),
        false => {
            check_links(&request.accounts)?;
            None
        }
    };
    let created = operator.create(&email, password.as_ref()).await?;
    let (account, user) = (json::account(&created.account), &created.account.user);
    let answer = json!({ "account": account, "link": created.link.as_ref().map(json::link) });
    match &created.link {
        Some(link) => {
            screen.note(&format!("made the account {email} ({}); this link lets its owner choose a password", user.id));
            note_link(link, screen);
            screen.answer(&answer, &link.url)
        }
        None => screen.answer(&answer, &format!("made the account {email} ({})", user.id)),
    }
}

/// Makes a link.
pub(super) async fn reset_link(request: &ResetLink, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
    check_links(&request.accounts)?;
    let account = find(operator, &request.who).await?;
    let disabled = || UserError::Disabled(account.user.email.to_string());
    let link = operator.reset_link(&account.user).await?.ok_or_else(disabled)?;
    screen.note(&format!("this link lets the owner of {} choose a new password", account.user.email));
    note_link(&link, screen);
    screen.answer(&json!({ "account": json::account(&account), "link": json::link(&link) }), &link.url)
}

/// Deletes an account.
pub(super) async fn delete(request: &Delete, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
    let account = find(operator, &request.who).await?;
    let email = account.user.email.to_string();
    consent::ask(&format!("Delete {email}? Type the address:"), &email, request.yes, screen)?;
    let deleted = operator.delete(&account.user, !request.quietly).await?;
    let answer = json!({
        "account": json::account(&account),
        "deleted": deleted,
        "good_bye": deleted && !request.quietly,
    });
    let words = if deleted { "deleted" } else { "somebody else has deleted" };
    screen.answer(&answer, &format!("{words} the account {email}"))
}

/// Reads an address.
pub(super) fn address(text: &str) -> Result<Email, UserError> {
    Email::parse(text).map_err(|reason| UserError::NoAddress { text: text.to_owned(), reason })
}

/// Whether links can be made that others can follow, and without being listened to in public.
fn check_links(accounts: &AccountSettings) -> Result<(), UserError> {
    match (accounts.public_url()?, accounts.mode) {
        (None, _) => Err(UserError::NoPublicUrl),
        (Some(url), Mode::Production) if !url.starts_with("https://") => {
            Err(ConfigError::UnencryptedPublicUrl(url).into())
        }
        (Some(_), _) => Ok(()),
    }
}

fn note_link(link: &auth::ResetLink, screen: &Screen) {
    let until = rfc3339(link.expires_at);
    screen.note(&format!("it works once, until {until}; hand it to nobody else, whoever has it can open the account"));
}

/// The first line. There is room for all of it from the start, so that no copy is left behind.
fn password(input: &mut impl Read) -> Result<Password, UserError> {
    let mut text = String::with_capacity(LONGEST_INPUT);
    let longest = u64::try_from(LONGEST_INPUT).unwrap_or(u64::MAX);
    input.take(longest).read_to_string(&mut text).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => UserError::NoText,
        _ => UserError::Input(error),
    })?;
    let end = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line).len());
    text.truncate(end.unwrap_or(text.len()));
    Ok(Password::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_as_it_is_but_for_the_end_of_its_line() {
        for (input, taken) in [("x", "x"), (" x \n", " x "), ("x\r\n", "x"), ("x\n\n", "x\n"), ("", ""), ("\n", "")] {
            assert_eq!(password(&mut input.as_bytes()).unwrap().expose(), taken, "{input:?}");
        }
        let endless = password(&mut std::io::repeat(b'x')).unwrap();
        assert!(endless.check().is_err(), "it is too long, and not read to its end");
        assert!(matches!(password(&mut &b"\xff\n"[..]), Err(UserError::NoText)));
    }
}
