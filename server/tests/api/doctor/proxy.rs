//! A proxy, as good or bad as a test needs it. It reaches the service from an address of its own, 127.0.0.2.

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, Request, State, connect_info::Connected},
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Response},
    serve::{IncomingStream, Listener},
};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::header::{HOST, STRICT_TRANSPORT_SECURITY};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};
use tempfile::NamedTempFile;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
    server::TlsStream,
};

/// What a proxy does about `X-Forwarded-For`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Header {
    /// Appends its client's address.
    Appends,
    /// Passes it on as it comes.
    PassesOn,
}

/// A running proxy.
pub(crate) struct Proxy {
    way: Way,
    url: String,
    address: SocketAddr,
}

/// How it passes requests on.
#[derive(Clone)]
struct Way {
    to: SocketAddr,
    header: Header,
    keeps_hsts: bool,
    client: reqwest::Client,
}

/// A certificate that signed itself, with its key.
pub(crate) struct Certificate {
    pair: CertifiedKey<rcgen::KeyPair>,
    file: NamedTempFile,
}

/// A listener that speaks TLS.
struct Tls {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

/// Who is connected, with or without TLS.
#[derive(Clone, Copy)]
struct Peer(SocketAddr);

impl Proxy {
    pub(crate) async fn before(service: SocketAddr, header: Header) -> Self {
        let own = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
        let client = reqwest::Client::builder().local_address(own).build().unwrap();
        let way = Way { to: service, header, keeps_hsts: true, client };
        let routes = Router::new().fallback(pass_on).with_state(way.clone());
        let (url, address) = serve(routes).await;
        Self { way, url, address }
    }

    /// What answers every request with this status.
    pub(crate) async fn that_answers(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap();
        let (url, address) = serve(Router::new().fallback(async move || status)).await;
        let way = Way { to: address, header: Header::PassesOn, keeps_hsts: true, client: reqwest::Client::new() };
        Self { way, url, address }
    }

    pub(crate) fn without_hsts(mut self) -> Self {
        self.way.keeps_hsts = false;
        self
    }

    /// The same over TLS, under the name `localhost`.
    pub(crate) async fn over_tls(self, certificate: &Certificate) -> Self {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let listener = Tls { tcp, acceptor: certificate.acceptor() };
        let routes = Router::new().fallback(pass_on).with_state(self.way.clone());
        let service = routes.into_make_service_with_connect_info::<Peer>();
        tokio::spawn(async { axum::serve(listener, service).await });
        Self { url: format!("https://localhost:{}", address.port()), address, ..self }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn serve(routes: Router) -> (String, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = routes.into_make_service_with_connect_info::<Peer>();
    tokio::spawn(async { axum::serve(listener, service).await });
    (format!("http://{address}"), address)
}

async fn pass_on(State(way): State<Way>, ConnectInfo(Peer(peer)): ConnectInfo<Peer>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    parts.headers.remove(HOST);
    if way.header == Header::Appends {
        let before = parts.headers.get("x-forwarded-for").map(|value| value.to_str().unwrap().to_owned());
        let list = before.into_iter().chain([peer.ip().to_string()]).collect::<Vec<_>>().join(", ");
        parts.headers.insert("x-forwarded-for", HeaderValue::from_str(&list).unwrap());
    }
    let url = format!("http://{}{}", way.to, parts.uri);
    let answer = way.client.request(parts.method, url).headers(parts.headers).send().await.unwrap();
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    if !way.keeps_hsts {
        headers.remove(STRICT_TRANSPORT_SECURITY);
    }
    let body: Bytes = answer.bytes().await.unwrap();
    (status, headers, body).into_response()
}

impl Certificate {
    pub(crate) fn of(host: &str) -> Self {
        let pair = generate_simple_self_signed([host.to_owned()]).unwrap();
        let file = NamedTempFile::new().unwrap();
        std::fs::write(file.path(), pair.cert.pem()).unwrap();
        Self { pair, file }
    }

    /// The file that holds the certificate.
    pub(crate) fn path(&self) -> &str {
        self.file.path().to_str().unwrap()
    }

    /// Waits for one client that speaks TLS to `localhost`; answers at which port, and whether it takes the certificate.
    pub(crate) async fn shown_to_a_client(&self) -> (u16, JoinHandle<bool>) {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, acceptor) = (tcp.local_addr().unwrap().port(), self.acceptor());
        let is_taken = async move { acceptor.accept(tcp.accept().await.unwrap().0).await.is_ok() };
        (port, tokio::spawn(is_taken))
    }

    fn acceptor(&self) -> TlsAcceptor {
        let key = PrivateKeyDer::try_from(self.pair.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let config = config.with_single_cert(vec![self.pair.cert.der().clone()], key).unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    /// Whoever does not like the certificate goes away, and the next one is waited for.
    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (stream, peer) = self.tcp.accept().await.unwrap();
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, peer);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, Tls>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Tls>) -> Self {
        Self(*stream.remote_addr())
    }
}
