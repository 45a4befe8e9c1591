//! TLS with the certificate checked against those that this machine trusts, or `SSL_CERT_FILE` names.

use super::ProbeError;
use std::{io, sync::Arc};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, Error, RootCertStore, crypto::ring, pki_types::ServerName},
};

/// Begins to speak TLS with the server of this name.
pub(super) async fn over(stream: TcpStream, host: &str) -> Result<TlsStream<TcpStream>, ProbeError> {
    let name = ServerName::try_from(host.to_owned()).map_err(|error| ProbeError::Tls(error.to_string()))?;
    connector()?.connect(name, stream).await.map_err(refused)
}

fn connector() -> Result<TlsConnector, ProbeError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(ProbeError::NoRoots);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(|error| ProbeError::Tls(error.to_string()))?;
    Ok(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
}

fn refused(error: io::Error) -> ProbeError {
    match error.get_ref().and_then(|cause| cause.downcast_ref()) {
        Some(Error::InvalidCertificate(reason)) => ProbeError::Certificate(reason.to_string()),
        _ => ProbeError::Tls(error.to_string()),
    }
}
