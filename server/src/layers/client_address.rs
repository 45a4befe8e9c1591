//! Where a request comes from is decided once, before anybody asks.

use crate::proxies::TrustedProxies;
use app::ssr::ClientAddress;
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    middleware::map_request_with_state,
};
use std::{net::SocketAddr, sync::Arc};

/// Puts the [`ClientAddress`] into every request.
pub(super) fn around(routes: Router, proxies: TrustedProxies) -> Router {
    routes.layer(map_request_with_state(Arc::new(proxies), resolved))
}

async fn resolved(State(proxies): State<Arc<TrustedProxies>>, mut request: Request) -> Request {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let client = proxies.client(peer.ip(), request.headers());
        request.extensions_mut().insert(ClientAddress(client));
    }
    request
}
