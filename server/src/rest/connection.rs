//! `/connection`

use app::ssr::ClientAddress;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use utoipa::ToSchema;

/// What the service sees of whoever asks, and what it is itself.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Connection {
    /// The address that the request comes from, as far as trusted proxies vouch for it.
    #[schema(value_type = String, example = "203.0.113.7")]
    pub(crate) address: IpAddr,
    #[schema(example = "bienvenue")]
    pub(crate) service: String,
    #[schema(example = "0.1.0")]
    pub(crate) version: String,
}

impl Connection {
    /// What every version calls itself.
    pub(crate) const SERVICE: &str = "bienvenue";

    /// What this version answers to a request from this address.
    pub(crate) fn from(address: IpAddr) -> Self {
        Self { address, service: Self::SERVICE.into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

/// Tells what the service sees of whoever asks, and of nobody else: whether a proxy hands on where requests come from.
#[utoipa::path(
    get, path = "/connection",
    responses((status = 200, description = "What the service sees of this request", body = Connection))
)]
pub(super) async fn show(Extension(ClientAddress(address)): Extension<ClientAddress>) -> Json<Connection> {
    Json(Connection::from(address))
}
