//! Where a request comes from is decided once, before anybody asks.

use crate::proxies::TrustedProxies;
use app::ssr::ClientAddress;
use axum::extract::{ConnectInfo, Request};
use std::net::SocketAddr;

/// Puts the [`ClientAddress`] into a request.
pub(super) fn resolve(proxies: &TrustedProxies, request: &mut Request) {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let client = proxies.client(peer.ip(), request.headers());
        request.extensions_mut().insert(ClientAddress(client));
    }
}
