//! A request as a visitor would send it: over HTTPS with the certificate checked, following no redirect.

mod tls;

use crate::rest::connection::Connection;
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderName, Request, StatusCode, header::HOST},
};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use std::{io, net::IpAddr, time::Duration};
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use url::Url;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// More than any answer that is read here.
const MAX_BYTES: usize = 64 * 1024;

/// An answer, read whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// The address that it was asked from.
    pub(super) own: IpAddr,
    body: Bytes,
}

/// The answer of a service of ours, which says what it sees.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) headers: HeaderMap,
    /// The address that it was asked from.
    pub(super) own: IpAddr,
    /// The address that it saw.
    pub(super) address: IpAddr,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub(super) enum ProbeError {
    #[error("it can't be reached ({0})")]
    Unreachable(#[source] io::Error),
    #[error("its certificate is not valid ({0})")]
    Certificate(String),
    #[error("it does not speak TLS as it should ({0})")]
    Tls(String),
    #[error("there is nothing on this machine to check certificates with")]
    NoRoots,
    #[error("it does not speak HTTP ({0})")]
    Http(String),
    #[error("it does not answer within {} seconds", PATIENCE.as_secs())]
    TimedOut,
}

impl Answer {
    /// What a service of ours says about the connection; `None` if this is not one.
    pub(super) fn connection(&self) -> Option<Connection> {
        let connection: Connection = serde_json::from_slice(&self.body).ok()?;
        let is_ours = self.status == StatusCode::OK && connection.service == Connection::SERVICE;
        is_ours.then_some(connection)
    }
}

/// Asks for a path of this site, with these headers.
pub(super) async fn get(site: &Url, path: &str, headers: &[(HeaderName, &str)]) -> Result<Answer, ProbeError> {
    timeout(PATIENCE, ask(site, path, headers)).await.unwrap_or(Err(ProbeError::TimedOut))
}

async fn ask(site: &Url, path: &str, headers: &[(HeaderName, &str)]) -> Result<Answer, ProbeError> {
    let host = site.host_str().unwrap_or_default();
    let port = site.port_or_known_default().unwrap_or_default();
    let authority = site.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let request = Request::get(path).header(HOST, authority);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, *value));
    let request = request.body(Empty::new()).map_err(|error| ProbeError::Http(error.to_string()))?;
    // The brackets of an IPv6 address belong to URLs only.
    let name = host.trim_matches(['[', ']']);
    let stream = TcpStream::connect((name, port)).await.map_err(ProbeError::Unreachable)?;
    let own = stream.local_addr().map_err(ProbeError::Unreachable)?.ip().to_canonical();
    match site.scheme() {
        "https" => exchange(tls::over(stream, name).await?, request, own).await,
        _ => exchange(stream, request, own).await,
    }
}

async fn exchange<S>(stream: S, request: Request<Empty<Bytes>>, own: IpAddr) -> Result<Answer, ProbeError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let fault = |error: hyper::Error| ProbeError::Http(error.to_string());
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(fault)?;
    // It ends with the sender; what it ends with, the sender tells, too.
    tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await.map_err(fault)?.into_parts();
    let body = Limited::new(body, MAX_BYTES).collect().await.map_err(|error| ProbeError::Http(error.to_string()))?;
    Ok(Answer { status: parts.status, headers: parts.headers, own, body: body.to_bytes() })
}
