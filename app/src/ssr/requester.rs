//! Who asks: read off the request, for the service to write down.

use super::{Context, Cookies};
use auth::Requester;
use axum::{
    extract::FromRequestParts,
    http::{header::USER_AGENT, request::Parts},
};
use std::{convert::Infallible, net::IpAddr};

/// The address that a request comes from, as an extension of it. The server decides once whether that is whoever is
/// connected, or whom a proxy speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// The [`Requester`] of a request, for handlers.
pub struct By(pub Requester);

impl FromRequestParts<Context> for By {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Infallible> {
        Ok(Self(requester(parts, &context.cookies)))
    }
}

/// The requester of a request: its `User-Agent`, its [`ClientAddress`], and its device's cookie.
#[must_use]
pub(super) fn requester(parts: &Parts, cookies: &Cookies) -> Requester {
    let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let client = parts.extensions.get::<ClientAddress>();
    let requester = Requester::new(user_agent, client.map(|ClientAddress(address)| *address));
    requester.on_device(cookies.device_token(&parts.headers).as_deref())
}
