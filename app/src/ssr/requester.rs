//! Who asks: read off the request, for the service to write down.

use auth::Requester;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{header::USER_AGENT, request::Parts},
};
use std::{convert::Infallible, net::SocketAddr};

/// The [`Requester`] of a request, for handlers.
pub struct By(pub Requester);

impl<S: Sync> FromRequestParts<S> for By {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(requester(parts)))
    }
}

/// The requester of a request: its `User-Agent`, and the address of whoever is connected.
#[must_use]
pub fn requester(parts: &Parts) -> Requester {
    let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    Requester::new(user_agent, peer.map(|ConnectInfo(address)| address.ip()))
}
