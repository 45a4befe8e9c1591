//! The cookies: the session's, the device's, and the flash that carries a refusal past a redirect.

use crate::visit::Flash;
use auth::{LogIn, Mode, Token};
use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::iter;

/// 180 days in seconds, as long as the service remembers a device.
const DEVICE_LIFETIME: u32 = 180 * 24 * 60 * 60;

/// The names and attributes of all cookies in one mode; written and read here and nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    session: &'static str,
    device: &'static str,
    flash: &'static str,
    secure: bool,
}

impl Cookies {
    /// Development's cookies have the contract's plain names. Production's begin with `__Host-`, with which browsers
    /// take them from this very host and over TLS only (RFC 6265bis, section 4.1.3.2).
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        match mode {
            Mode::Development => Self { session: "session_id", device: "device", flash: "flash", secure: false },
            Mode::Production => {
                Self { session: "__Host-session_id", device: "__Host-device", flash: "__Host-flash", secure: true }
            }
        }
    }

    /// The cookies of who has signed in: the session's, and the device's where it has none yet.
    pub fn of_log_in(&self, log_in: &LogIn) -> impl Iterator<Item = HeaderValue> {
        iter::once(self.header(self.session, log_in.token.expose(), SameSite::Lax))
            .chain(self.device(log_in.device.as_ref()))
    }

    /// The cookie that tells a device on which somebody signed in, where there is a new one. It opens nothing, and stays
    /// when they sign out.
    #[must_use]
    pub fn device(&self, token: Option<&Token>) -> Option<HeaderValue> {
        Some(self.lasting(self.device, token?.expose(), SameSite::Strict, DEVICE_LIFETIME))
    }

    /// Removes the session cookie.
    #[must_use]
    pub fn no_session(&self) -> HeaderValue {
        self.removal(self.session, SameSite::Lax)
    }

    /// The session token that a request presents. Two different ones are none.
    #[must_use]
    pub fn session_id(&self, headers: &HeaderMap) -> Option<String> {
        only_value(headers, self.session)
    }

    /// What a device's cookie says.
    pub(super) fn device_token(&self, headers: &HeaderMap) -> Option<String> {
        only_value(headers, self.device)
    }

    /// The cookie that tells the next page something.
    pub(super) fn flash(&self, flash: &Flash) -> Option<HeaderValue> {
        let json = serde_json::to_vec(flash).ok()?;
        Some(self.header(self.flash, &URL_SAFE_NO_PAD.encode(json), SameSite::Strict))
    }

    /// Removes the flash.
    pub(super) fn no_flash(&self) -> HeaderValue {
        self.removal(self.flash, SameSite::Strict)
    }

    /// What the page is to be told. Two different flashes are none.
    pub(super) fn read_flash(&self, headers: &HeaderMap) -> Option<Flash> {
        let value = only_value(headers, self.flash)?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
    }

    fn header(&self, name: &'static str, value: &str, same_site: SameSite) -> HeaderValue {
        let cookie = Cookie::build((name, value)).path("/").http_only(true).same_site(same_site).secure(self.secure);
        // Tokens and base64url are plain ASCII, so this never comes out empty.
        HeaderValue::from_str(&cookie.build().to_string()).unwrap_or(HeaderValue::from_static(""))
    }

    /// A cookie goes only when name, path and flags are those it was set with.
    fn removal(&self, name: &'static str, same_site: SameSite) -> HeaderValue {
        self.lasting(name, "", same_site, 0)
    }

    fn lasting(&self, name: &'static str, value: &str, same_site: SameSite, seconds: u32) -> HeaderValue {
        let mut header = self.header(name, value, same_site).as_bytes().to_vec();
        header.extend_from_slice(format!("; Max-Age={seconds}").as_bytes());
        HeaderValue::from_bytes(&header).unwrap_or(HeaderValue::from_static(""))
    }
}

/// The value of the cookie of this name. Browsers send one; where there are two that differ, somebody who may set
/// cookies for the whole domain has planted one, and which is ours can't be told.
fn only_value(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = values(headers, name);
    let first = values.next()?;
    values.all(|other| other == first).then_some(first)
}

/// The values of all cookies of this name. Other applications on the host may have set cookies that are no text;
/// they are passed over.
fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = String> + 'a {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|cookie| std::str::from_utf8(cookie).ok())
        .filter_map(|cookie| Cookie::parse(cookie.trim()).ok())
        .filter(move |cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

#[cfg(test)]
mod properties;
